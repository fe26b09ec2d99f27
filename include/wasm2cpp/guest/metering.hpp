// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What modules call that were translated with --interruptible or --fuel; only they include this file.
//
//     check_stop(self);      at the begin of each function and of each iteration of a loop
//     use_fuel(self, 12);    before twelve instructions that are executed together
//
// Both ask the store's execution (thread.hpp), which interrupt() and set_fuel() write: any thread the one, the thread
// that runs the guest the other.
#pragma once

#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

WASM2CPP_INLINE void check_stop(const instance_state* self) {
  if (is_stop_requested(*self->running)) [[unlikely]]
    trap<trap_kind::interrupted>();
}

// All of it or nothing: what is left after "out of fuel" is less than was asked for.
WASM2CPP_INLINE void use_fuel(instance_state* self, u64 amount) {
  execution& running = *self->running;
  if (running.fuel < amount) [[unlikely]]
    trap<trap_kind::out_of_fuel>();
  running.fuel -= amount;
}

}  // namespace wasm2cpp::guest

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit on the work that guests may do, the same on every run and machine. For modules translated with --fuel:
//
//   wasm2cpp::set_fuel(plugin, 1'000'000);          // instructions
//   outcome = wasm2cpp::try_call([&] { return plugin.run(); });       // "out of fuel", if it takes more
//   std::uint64_t used = 1'000'000 - wasm2cpp::fuel(plugin);
//
// Each WebAssembly instruction that is executed takes one, whatever it does: memory.fill as much as i32.add. Those that
// only say where something begins or ends (block, loop, else, end, try, catch, nop) take none. Instructions that are
// always executed together are paid for at the first of them: when one of them traps, the others have been paid for;
// and what is left when fuel runs out is less than the next such run takes.
//
// The fuel is the store's: linked instances share it, and each thread of wasi-threads begins with half of what is left.
// It is there without end until the first set_fuel, unless the store was made with some (store_limits), which also pays
// for start functions. Running out of it is a trap like others; with more fuel the instance may be called again. After
// a fault in guard mode (out of bounds, exhaustion) and after interrupt() what is left may be that of a little earlier
// within the call.
#pragma once

#include <wasm2cpp/host/module_instance.hpp>

namespace wasm2cpp {

/// What the guests of the store may still use. The instance's own module must count: else it is an access_error.
inline void set_fuel(const module_instance& instance, std::uint64_t amount) {
  if (!instance || !instance.description().counts_fuel)
    return host::fail_access({"the module was not translated with --fuel"});
  instance.store().data()->set_fuel(amount);
}
inline std::uint64_t fuel(const module_instance& instance) {
  if (!instance || !instance.description().counts_fuel)
    return host::fail_access({"the module was not translated with --fuel"}), 0;
  return instance.store().data()->execution.fuel;
}

/// The same of a translated class's instance.
template <class Instance>
requires requires(const Instance& i) { handle_of(i); }
void set_fuel(const Instance& instance, std::uint64_t amount) { set_fuel(handle_of(instance), amount); }
template <class Instance>
requires requires(const Instance& i) { handle_of(i); }
std::uint64_t fuel(const Instance& instance) { return fuel(handle_of(instance)); }

}  // namespace wasm2cpp

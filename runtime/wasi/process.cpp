// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Leaving, and what else concerns the process: which is the host's, and stays.
#include <sched.h>

#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

void wasi_functions::proc_exit(caller&, u32 status) { throw wasi_exit(status); }

// Signals are the host's. A guest has none to raise, as in other runtimes.
std::uint32_t wasi_functions::proc_raise(caller&, u32) { return static_cast<u32>(error_code::not_supported); }

// A thread that waits for others by yielding ends here too.
std::uint32_t wasi_functions::sched_yield(caller& from) {
  if (from.state() && from.state()->module->memory_count != 0) leave_if_ended(from.memory());
  ::sched_yield();
  return 0;
}

}  // namespace wasm2cpp

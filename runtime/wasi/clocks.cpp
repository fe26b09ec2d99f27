// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Clocks, in nanoseconds: the system's, or the host's where it gives one, so that a test's guest sees the same time each run.
#include <time.h>

#include "state.hpp"

namespace wasm2cpp {
namespace wasi {
namespace {

clockid_t system_clock(u32 clock) {
  switch (static_cast<wasi_clock>(clock)) {
    case wasi_clock::realtime: return CLOCK_REALTIME;
    case wasi_clock::monotonic: return CLOCK_MONOTONIC;
    case wasi_clock::process_cputime: return CLOCK_PROCESS_CPUTIME_ID;
    case wasi_clock::thread_cputime: return CLOCK_THREAD_CPUTIME_ID;
  }
  fail(error_code::invalid);
}

u64 nanoseconds(const timespec& time) {
  return static_cast<u64>(time.tv_sec) * 1'000'000'000 + static_cast<u64>(time.tv_nsec);
}

}  // namespace

u64 state::time(u32 clock) const {
  const clockid_t of_system = system_clock(clock);
  if (options.clock) return options.clock(static_cast<wasi_clock>(clock));
  timespec now;
  succeeded(::clock_gettime(of_system, &now));
  return nanoseconds(now);
}

}  // namespace wasi

using namespace wasi;

std::uint32_t wasi_functions::clock_res_get(caller& from, u32 clock, u32 resolution) {
  return answer(from, [&](const guest_memory& memory) {
    timespec step;
    succeeded(::clock_getres(system_clock(clock), &step));
    memory.write<u64>(resolution, nanoseconds(step));
  });
}

std::uint32_t wasi_functions::clock_time_get(caller& from, u32 clock, u64, u32 time) {
  return answer(from, [&](const guest_memory& memory) { memory.write<u64>(time, state_->time(clock)); });
}

}  // namespace wasm2cpp

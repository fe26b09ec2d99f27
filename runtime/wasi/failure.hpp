// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a function of WASI says that it cannot: it throws a `failure`, and `answer` (state.hpp) makes it the errno that the guest
// sees. Failures stay inside this library.
#pragma once

#include <cerrno>

#include "abi.hpp"

namespace wasm2cpp::wasi {

struct failure {
  error_code code;
};

[[noreturn]] inline void fail(error_code code) { throw failure{code}; }

/// WASI's number for a number of the host's <cerrno>; `io` for one that WASI has no word for.
error_code error_code_of(int host_errno);

/// Fails as the system call that has just failed.
[[noreturn]] inline void fail_as_system() { fail(error_code_of(errno)); }

/// What a system call gave, unless it is -1: then it failed.
template <class T>
T succeeded(T result) {
  if (result == T(-1)) fail_as_system();
  return result;
}

/// Leaves the guest if it is to be stopped (wasm2cpp::interrupt). For when a signal has interrupted a system call.
void heed_interruption();

/// The same for calls that a signal may interrupt: they are made again.
template <class Call>
auto retried(Call call) {
  for (;;) {
    const auto result = call();
    if (result != decltype(result)(-1)) return result;
    if (errno != EINTR) fail_as_system();
    heed_interruption();
  }
}

}  // namespace wasm2cpp::wasi

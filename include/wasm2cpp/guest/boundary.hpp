// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The boundary between host and guest: how a host enters guest code and how a trap leaves it.
#pragma once

#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

// Runs body(context) as guest code. False if it trapped: `out` says how. C++ exceptions (a host function's, or a guest's)
// pass through. May be nested: host, guest, host function, guest again...
bool call_guest(void (*body)(void*), void* context, trap_record& out);

// On entry of a host function that guest code calls: for the scope's duration this thread runs host code, whose faults
// are not ours. Raises "call stack exhausted" (from the guest) when too little stack is left to run a host on.
class host_section {
 public:
  host_section();
  ~host_section();
  host_section(const host_section&) = delete;
  host_section& operator=(const host_section&) = delete;
};

}  // namespace wasm2cpp::guest

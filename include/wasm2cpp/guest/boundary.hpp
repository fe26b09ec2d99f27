// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The boundary between host and guest: how a host enters guest code and how a trap leaves it.
//
//     host ── call_guest ──> guest ── host function (host_section) ──> host ── call_guest ──> guest ── trap
//                                                              innermost boundary ^───────────────────┘
//
// A trap jumps (resume_point.hpp) over guest frames, which own nothing, to the innermost call_guest, never over a host
// frame: the host's side turns it into a C++ exception there, which unwinds host frames as C++ and passes guest frames
// and outer boundaries untouched. Whichever way call_guest is left, by return, jump or exception, the thread's state is
// as it was.
//
// The compiler barriers stand because clang++ removes a store to thread-local state that is overwritten later: it does
// not see that a signal handler reads it.
#pragma once

#include <wasm2cpp/guest/raise.hpp>
#include <wasm2cpp/guest/resume_point.hpp>
#include <wasm2cpp/guest/signals.hpp>

namespace wasm2cpp::guest {

// Restores the thread's state when call_guest is left.
class boundary_scope {
 public:
  boundary_scope() : outer_(this_thread.innermost), outer_running_(this_thread.guest_running) {}
  ~boundary_scope() {
    compiler_barrier();
    this_thread.innermost = outer_;
    this_thread.guest_running = outer_running_;
    compiler_barrier();
  }
  boundary_scope(const boundary_scope&) = delete;
  boundary_scope& operator=(const boundary_scope&) = delete;

 private:
  boundary_frame* const outer_;
  const bool outer_running_;
};

inline namespace WASM2CPP_BOUNDARY {

// Runs body(context) as guest code. False if it trapped: `out` says how. C++ exceptions (a host function's, or a
// guest's) pass through. May be nested: host, guest, host function, guest again...
inline bool call_guest(void (*body)(void*), void* context, trap_record& out) {
  if (this_thread.prepared_for != __atomic_load_n(&preparation, __ATOMIC_ACQUIRE)) [[unlikely]]
    prepare_thread();
  const boundary_scope scope;
  resume_point point;
  point.leave = leave_guest;
  point.out = &out;
  return enter_guest(body, context, &point, &this_thread);
}

}  // namespace WASM2CPP_BOUNDARY

// The first thing in a host function that guest code calls: for the scope's duration this thread runs host code, whose
// faults are not ours. Raises "call stack exhausted" (from the guest, before the host function has begun) when too
// little stack is left to run a host on.
class host_section {
 public:
  host_section() {
    require_stack();
    this_thread.guest_running = false;
    compiler_barrier();
  }
  ~host_section() {
    compiler_barrier();
    this_thread.guest_running = true;
  }
  host_section(const host_section&) = delete;
  host_section& operator=(const host_section&) = delete;
};

}  // namespace wasm2cpp::guest

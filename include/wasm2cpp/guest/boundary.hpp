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

#include <type_traits>

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

// The same where no guest is on the thread's stack yet: there is nothing to keep.
class outermost_boundary_scope {
 public:
  outermost_boundary_scope() = default;
  ~outermost_boundary_scope() {
    compiler_barrier();
    this_thread.innermost = nullptr;
    this_thread.guest_running = false;
    compiler_barrier();
  }
  outermost_boundary_scope(const outermost_boundary_scope&) = delete;
  outermost_boundary_scope& operator=(const outermost_boundary_scope&) = delete;
};

WASM2CPP_INLINE bool is_prepared() {
  return this_thread.prepared_for == __atomic_load_n(&preparation, __ATOMIC_ACQUIRE);
}

WASM2CPP_INLINE void require_preparation() {
  if (!is_prepared()) [[unlikely]]
    prepare_thread();
}

// What a call gives, if anything.
template <class R>
struct returned {
  R value{};
};
template <>
struct returned<void> {};

// Whether the calling conventions that we have in assembly pass all of it in registers: of integers and pointers two
// are taken by the instance and its memory, of floating-point numbers and vectors there are eight.
template <class T>
inline constexpr bool is_in_vector_register = std::is_floating_point_v<T> || std::is_same_v<T, v128>;
template <class R, class... A>
inline constexpr bool fits_in_registers = (std::is_scalar_v<R> ||
                                           std::is_void_v<R>)&&((0 + ... + int(is_in_vector_register<A>)) <= 8 &&
                                                                (0 + ... + int(!is_in_vector_register<A>)) <= 4);

inline namespace WASM2CPP_BOUNDARY {

// Runs body(context) as guest code. False if it trapped: `out` says how. C++ exceptions (a host function's, or a
// guest's) pass through. May be nested: host, guest, host function, guest again...
inline bool call_guest(void (*body)(void*), void* context, trap_record& out) {
  require_preparation();
  const boundary_scope scope;
  resume_point point;
  point.leave = leave_guest;
  point.out = &out;
  return enter_guest(point, body, context);
}

#if !WASM2CPP_BOUNDARY_IS_PORTABLE
// The same for code(self, self->m, arguments...), if registers hold all arguments and the result, on a thread that is
// prepared. Scope: outermost_boundary_scope or boundary_scope.
template <class Scope, class R, class... A>
WASM2CPP_INLINE bool call_guest_directly(returned<R>& result, R (*code)(instance_state*, mem32, A...),
                                         instance_state* self, trap_record& out, A... arguments) {
  const Scope scope;
  resume_point point;
  point.leave = leave_guest;
  point.out = &out;
  if constexpr (std::is_void_v<R>)
    enter_directly(point, code, self, self->m, arguments...);
  else
    result.value = enter_directly(point, code, self, self->m, arguments...);
  return point.out != nullptr;
}
#endif

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

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a trap leaves the guest: note the addresses of the active calls, then jump to the innermost boundary.
//
// The unwinder lists the calls; it needs no more than the tables that every C++ program carries. The list ends at the
// boundary, or after frame_limit entries, so that endless recursion costs no more than a deep one. The signal handler
// uses the same functions, with the interrupted code as the innermost call.
#pragma once

#include <unwind.h>

#include <wasm2cpp/guest/thread.hpp>
#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

inline _Unwind_Reason_Code record_frame(_Unwind_Context* context, void* argument) {
  trap_record& record = *static_cast<trap_record*>(argument);
  if (record.frame_count == trap_record::frame_limit) return _URC_END_OF_STACK;
  const u8* const stack = reinterpret_cast<const u8*>(_Unwind_GetCFA(context));
  if (stack > reinterpret_cast<const u8*>(this_thread.innermost) && stack < this_thread.stack_high) return _URC_END_OF_STACK;
  // A return address may be the next function's first: step back into the call, unless a signal interrupted it there.
  int is_exact = 0;
  const auto address = _Unwind_GetIPInfo(context, &is_exact);
  record.frames[record.frame_count++] = reinterpret_cast<const void*>(address - (is_exact ? 0 : 1));
  return _URC_NO_REASON;
}

// Fills the innermost boundary's record, without or with the active calls.
inline void record_trap(trap_kind kind, bool with_frames) {
  trap_record& record = *this_thread.innermost->out;
  record.kind = kind;
  record.frame_count = 0;
  if (with_frames) _Unwind_Backtrace(record_frame, &record);
}

// What listing the calls may need. The guest counts as running until the jump: if the stack ends even so, that is a
// trap.
inline constexpr std::size_t unwinding_stack = 0x4000;

// To the innermost boundary, which then returns false to its caller.
[[noreturn]] inline void jump_to_boundary() {
  this_thread.innermost->leave(this_thread.innermost);
  __builtin_unreachable();
}

// Only guest code may call it, and helpers on its behalf: not a host function, inside its host_section.
[[noreturn]] WASM2CPP_OUT_OF_LINE void raise_trap(trap_kind kind) {
  if (!this_thread.guest_running) __builtin_trap();  // a host function raised it: its frames cannot be jumped over
  record_trap(kind, stack_left(this_thread) >= unwinding_stack);
  jump_to_boundary();
}

// One function for each kind, so that a call site passes nothing.
template <trap_kind Kind>
[[noreturn]] WASM2CPP_OUT_OF_LINE void trap() {
  raise_trap(Kind);
}

[[noreturn]] WASM2CPP_INLINE void trap_unreachable() { trap<trap_kind::unreachable>(); }

// What allocates, locks or enters the system on a guest's behalf asks first, while it holds nothing: is there stack for
// it, and is the guest to be stopped? One compare answers both, because a signal that wants the guest to stop, and
// finds the runtime at work, raises what must be left of the stack to more than there is.

inline constexpr std::size_t endless_reserve = ~std::size_t(0);

WASM2CPP_INLINE bool lacks_stack() { return stack_left(this_thread) <= this_thread.stack_reserve; }

inline bool must_stop() {
  return this_thread.guest_running && this_thread.running != nullptr && is_stop_requested(*this_thread.running);
}

// Asked once lacks_stack has said so: why the guest must trap, if it must.
WASM2CPP_OUT_OF_LINE bool must_trap(trap_kind& kind) {
  this_thread.stack_reserve = this_thread.usual_reserve;
  kind = must_stop() ? trap_kind::interrupted : trap_kind::call_stack_exhausted;
  return kind == trap_kind::interrupted || lacks_stack();
}

WASM2CPP_OUT_OF_LINE void stop_or_exhaust() {
  trap_kind kind{};
  if (must_trap(kind)) raise_trap(kind);
}

WASM2CPP_INLINE void require_stack() {
  if (lacks_stack()) [[unlikely]]
    stop_or_exhaust();
}

// Where the guest goes on after what the host did, and between the steps of what takes long.
WASM2CPP_OUT_OF_LINE void heed_stop_request() {
  if (must_stop()) trap<trap_kind::interrupted>();
}

// Before what takes a while and needs no stack.
WASM2CPP_INLINE void heed_pending_stop() {
  if (this_thread.stack_reserve == endless_reserve) [[unlikely]]
    heed_stop_request();
}

}  // namespace wasm2cpp::guest

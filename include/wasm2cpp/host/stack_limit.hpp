// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit on the stack that guests may use, for a scope and its thread:
//
//   const wasm2cpp::stack_limit limit(256 << 10);       // bytes, from here on
//   outcome = wasm2cpp::try_call([&] { return plugin.run(); });      // "call stack exhausted" beyond that
//
// By itself a guest has what the thread's stack has. A limit is no counter, which every call would pay: so many bytes
// below this frame the stack is made inaccessible, as it is at its end, and accessible again when the scope ends (two
// system calls). Host functions that a guest calls have the same stack; the runtime sees to it that a quarter of it, at
// most 128 KiB, is left for them, and traps before it enters one with less.
//
// Limits nest; the tighter one counts. A limit beyond the stack's own end, or on a stack that is not the thread's own
// (a coroutine's), or where no signals are wanted (signal_mode::none), has no effect; is_in_force() tells.
//
// Where the system refuses to make the stack accessible again (RLIMIT_DATA, which a guest may have used up meanwhile),
// the limit stays in force for its thread, so that guests still trap there. The host itself cannot go deeper either.
#pragma once

#include <sys/mman.h>

#include <wasm2cpp/guest/signals.hpp>

namespace wasm2cpp {

class [[nodiscard]] stack_limit {
 public:
  [[gnu::noinline]] explicit stack_limit(std::size_t bytes) : outside_(prepared_thread()) {
    if (guest::signals.mode == signal_mode::none) return;
    const std::size_t page = guest::page_size();
    if (bytes < smallest) bytes = smallest;
    const std::size_t left = guest::stack_left(outside_);
    if (left == ~std::size_t{0} || bytes > left || left - bytes < guest::stack_slack + page) return;
    const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
    auto* const low = reinterpret_cast<guest::u8*>((here - bytes) & ~(page - 1));
    auto* const end = low - guest::stack_slack;
    *const_cast<volatile guest::u8*>(end) = 0;  // a main thread's stack is as large as it was used: make it reach there
    if (mprotect(end, guest::stack_slack, PROT_NONE) != 0) return;
    end_ = end;
    guest::set_stack_end(guest::this_thread, low, bytes, 0);
  }
  ~stack_limit() {
    if (!is_in_force()) return;
    guest::thread_state& thread = guest::this_thread;
    const bool is_innermost = thread.stack_low == end_ + guest::stack_slack;  // else one inside has stayed
    if (mprotect(end_, guest::stack_slack, PROT_READ | PROT_WRITE) != 0 || !is_innermost) return;
    thread.stack_low = outside_.stack_low;
    thread.stack_guard = outside_.stack_guard;
    thread.stack_reserve = thread.usual_reserve = outside_.usual_reserve;
  }
  stack_limit(const stack_limit&) = delete;
  stack_limit& operator=(const stack_limit&) = delete;

  bool is_in_force() const noexcept { return end_ != nullptr; }

 private:
  /// In bytes. Entering a guest and listing its calls takes less.
  static constexpr std::size_t smallest = 0x8000;

  static const guest::thread_state& prepared_thread() {
    guest::require_preparation();
    return guest::this_thread;
  }

  const guest::thread_state outside_;
  guest::u8* end_ = nullptr;  ///< of what this makes inaccessible, the lowest byte
};

}  // namespace wasm2cpp

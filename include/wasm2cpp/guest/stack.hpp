// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A thread's two stacks: where its ordinary one ends, and an alternate one for the signal handler.
//
// Exhaustion is found by the guard below the stack, not by counting: a compare in every prologue costs 5 to 15 % on
// calls. Frames larger than the guard touch it too, since emitted code is compiled with -fstack-clash-protection.
// Whether a fault is exhaustion is decided by address: [stack_guard, stack_high) of the thread that faults.
//
// The main thread's stack grows until its limit, which may be "unlimited": it would then grow until memory is full. We
// put an inaccessible mapping 64 MiB below its top, once. Its limit may also change while it runs, so that the handler
// asks for it again.
//
// A thread's stack may also be the host's own memory, without a guard below: its lowest page is made one.
//
// The handler needs a stack of its own when the ordinary one is full. A host's alternate stack is left as it is;
// otherwise a thread gets one when it first enters a guest, and gives it back when it ends (signals.hpp).
#pragma once

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/auxv.h>
#include <sys/syscall.h>
#endif

#include <wasm2cpp/guest/thread.hpp>

namespace wasm2cpp::guest {

inline constexpr std::size_t stack_slack = 0x10000;            // below the guard: the reach of a frame that probes
inline constexpr std::size_t unlimited_stack_size = 64 << 20;  // what a guest gets of an unlimited stack
inline constexpr std::size_t sane_stack_limit = std::size_t(1) << 36;  // from here on a limit means "unlimited"
inline constexpr std::size_t signal_stack_size = 0x40000;  // the host's handlers run on it, too
inline constexpr std::size_t host_stack_reserve = 0x20000;  // or a quarter of a small stack

// ---- the ordinary stack

struct stack_range {
  const u8* low;
  const u8* high;
  std::size_t guard;
};

inline stack_range own_stack();
inline bool is_readable(const u8* address);
inline bool is_main_thread();

inline std::size_t page_size() { return std::size_t(sysconf(_SC_PAGESIZE)); }

// Async-signal-safe: one system call.
inline std::size_t main_stack_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return unlimited_stack_size;
  return limit.rlim_cur >= sane_stack_limit ? unlimited_stack_size : std::size_t(limit.rlim_cur);
}

// Ends an unlimited stack. Not more than once: mapping over our own mapping fails, which is as good.
inline void end_unlimited_stack(const u8* high) {
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0 || limit.rlim_cur < sane_stack_limit) return;
#if defined(MAP_FIXED_NOREPLACE)
  const std::uintptr_t end = (reinterpret_cast<std::uintptr_t>(high) - unlimited_stack_size) & ~(page_size() - 1);
  (void)mmap(reinterpret_cast<void*>(end - stack_slack), stack_slack, PROT_NONE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
#endif
}

// Of a stack that ends in the host's memory, having no guard (pthread_attr_setstack), the lowest whole page becomes one
// until the thread ends.
inline void guard_stack(thread_state& thread, stack_range& range) {
  const std::size_t page = page_size();
  const std::size_t behind = reinterpret_cast<std::uintptr_t>(range.low) % page;
  u8* const guard = const_cast<u8*>(range.low) + (behind == 0 ? 0 : page - behind);
  if (mprotect(guard, page, PROT_NONE) != 0) return;
  thread.guard_in_stack = guard;
  range.low = thread.stack_low = guard + page;
  range.guard = page;
}

// The thread ends: if the system refuses, the host finds an inaccessible page in its memory.
inline void free_guard_in_stack(void* guard) {
  (void)mprotect(guard, page_size(), PROT_READ | PROT_WRITE);
  this_thread.guard_in_stack = nullptr;
}

// Guests may use `size` bytes down to `low`; below that lies a guard.
inline void set_stack_end(thread_state& thread, const u8* low, std::size_t size, std::size_t guard) {
  thread.stack_low = low;
  thread.stack_guard = low - guard - stack_slack;
  thread.usual_reserve = thread.stack_reserve = size / 4 < host_stack_reserve ? size / 4 : host_stack_reserve;
}

inline void find_stack(thread_state& thread) {
  stack_range range = own_stack();
  thread.is_main = is_main_thread();
  thread.stack_high = range.high;
  thread.stack_low = range.low;
  if (thread.is_main && range.high != nullptr) {
    end_unlimited_stack(range.high);
    const u8* const limit = range.high - main_stack_limit();
    if (limit > range.low) thread.stack_low = limit;
  }
  if (!thread.is_main && range.high != nullptr && is_readable(range.low - sizeof(u64))) guard_stack(thread, range);
  set_stack_end(thread, thread.stack_low, std::size_t(thread.stack_high - thread.stack_low), range.guard);
}

// Is this the address of a fault by exhaustion? Async-signal-safe.
inline bool is_stack_guard(const thread_state& thread, const void* address) {
  if (thread.stack_high == nullptr || address >= thread.stack_high) return false;
  if (address >= thread.stack_guard) return true;
  return thread.is_main && address >= thread.stack_high - main_stack_limit() - stack_slack;
}

// ---- the alternate stack

inline void free_signal_stack(void* stack) {
  stack_t current{};
  if (sigaltstack(nullptr, &current) == 0 && current.ss_sp == static_cast<u8*>(stack) + page_size()) {
    stack_t none{};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }
  munmap(stack, signal_stack_size + page_size());
  this_thread.signal_stack = nullptr;
}

// Without one (out of memory) exhaustion ends the process, as it does for any C++ program.
inline void make_signal_stack(thread_state& thread) {
  stack_t current{};
  if (sigaltstack(nullptr, &current) != 0 || (current.ss_flags & SS_DISABLE) == 0) return;
  const std::size_t guard = page_size();
  void* const stack = mmap(nullptr, signal_stack_size + guard, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (stack == MAP_FAILED) return;
  stack_t ours{};
  ours.ss_sp = static_cast<u8*>(stack) + guard;
  ours.ss_size = signal_stack_size;
  if (mprotect(ours.ss_sp, signal_stack_size, PROT_READ | PROT_WRITE) != 0 || sigaltstack(&ours, nullptr) != 0) {
    munmap(stack, signal_stack_size + guard);
    return;
  }
  thread.signal_stack = stack;
}

// ---- platforms

#if defined(__linux__)
inline bool is_main_thread() { return syscall(SYS_gettid) == getpid(); }

// glibc reads /proc/self/maps to find the main thread's stack, and a sandboxed process may have no /proc, or no file
// descriptor left. The name of the program lies at the stack's very top; find_stack knows the limit below it.
inline stack_range stack_below_program_name() {
  const std::uintptr_t name = getauxval(AT_EXECFN);
  if (name == 0 || !is_main_thread()) return {};
  return {nullptr, reinterpret_cast<const u8*>((name | (page_size() - 1)) + 1), 0};
}

// Of eight bytes. A system call that fails in one way when it can read its argument, in another when it cannot.
inline bool is_readable(const u8* address) {
  const int saved = errno;
  constexpr int no_such_change = -1;
  const long done = syscall(SYS_rt_sigprocmask, no_such_change, address, nullptr, std::size_t(8));
  const bool could_read = done != 0 && errno == EINVAL;
  errno = saved;
  return could_read;
}

inline stack_range own_stack() {
  stack_range range{};
  pthread_attr_t attributes;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return stack_below_program_name();
  void* low = nullptr;
  std::size_t size = 0;
  if (pthread_attr_getstack(&attributes, &low, &size) == 0) {
    range.low = static_cast<const u8*>(low);
    range.high = range.low + size;
    pthread_attr_getguardsize(&attributes, &range.guard);
  }
  pthread_attr_destroy(&attributes);
  return range;
}
#elif defined(__APPLE__)
inline stack_range own_stack() {
  const u8* const high = static_cast<const u8*>(pthread_get_stackaddr_np(pthread_self()));
  return {high - pthread_get_stacksize_np(pthread_self()), high, page_size()};
}

inline bool is_main_thread() { return pthread_main_np() != 0; }
inline bool is_readable(const u8*) { return false; }  // not known: a stack of the host's own needs a guard
#else
inline stack_range own_stack() { return {}; }
inline bool is_main_thread() { return false; }
inline bool is_readable(const u8*) { return false; }
#endif

}  // namespace wasm2cpp::guest

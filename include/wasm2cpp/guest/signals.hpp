// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Faults that are traps: an access beyond a guarded memory, and the end of the stack. (And one SIGSEGV that is no
// fault: the signal that stops a guest, interruption.hpp.)
//
// The process's signal handlers belong to the host, so we are as small a guest among them as can be. A fault is ours
// only if guest code is running on this thread right now (not a host function that it called) and the address lies in
// one of our reservations or in the guard of this thread's stack. Everything else goes to whoever had the signal before
// us, as if we were not there: with its flags honoured.
//
// Three modes, to be chosen before the first guest runs (set_signal_mode):
// - chain: we install a handler for SIGSEGV and SIGBUS when a guest is first entered, and pass on what is not ours;
// - host_owned: we install none; the host's handler calls wasm2cpp::handle_signal first, and goes on if it returns
// false.
//   It must have been installed with SA_SIGINFO and SA_ONSTACK;
// - none: no handler and no alternate stack. Enough for code in checked mode, but for the end of the stack.
//
// From the handler we jump to the boundary, as any trap does (raise.hpp), having restored the signal mask and the modes
// of floating point of the interrupted code, since nobody returns from the handler to do it.
#pragma once

#include <errno.h>
#include <signal.h>
#if defined(__GLIBC__)
#include <dlfcn.h>
#endif

#include <wasm2cpp/guest/heap.hpp>
#include <wasm2cpp/guest/interruption.hpp>
#include <wasm2cpp/guest/raise.hpp>
#include <wasm2cpp/guest/reservation.hpp>
#include <wasm2cpp/guest/stack.hpp>

namespace wasm2cpp {

enum class signal_mode : unsigned char { chain, host_owned, none };

inline bool handle_signal(int signal, siginfo_t* info, void* context) noexcept;
inline bool set_signal_mode(signal_mode mode) noexcept;

namespace guest {

struct signal_state {
  static constexpr int count = 2;
  struct sigaction previous[count];
  pthread_once_t once;
  signal_mode mode;
  bool is_decided;  // a guest has been entered: the mode cannot change any more
};

WASM2CPP_SHARED inline constinit signal_state signals{{}, PTHREAD_ONCE_INIT, signal_mode::chain, false};

inline struct sigaction& previous_action(int signal) { return signals.previous[signal == SIGBUS]; }

// ---- is it ours?

// What the fault at an address would be as a trap.
inline bool is_trap(const void* address, trap_kind& kind) {
  if (is_reserved(address)) {
    kind = trap_kind::out_of_bounds_memory_access;
    return true;
  }
  kind = trap_kind::call_stack_exhausted;
  return is_stack_guard(this_thread, address);
}

// Is the handler's own stack large enough to list the calls on? A host's alternate stack may be of the minimum.
inline bool has_room_to_unwind(const void* context) {
  const stack_t& stack = static_cast<const ucontext_t*>(context)->uc_stack;
  const auto here = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  const auto low = reinterpret_cast<std::uintptr_t>(stack.ss_sp);
  return here < low || here >= low + stack.ss_size || here - low >= 0x3000;
}

// The kernel gives handlers the modes that programs begin with: rounding, flushing to zero.
inline void restore_floating_point_modes([[maybe_unused]] const void* context) {
#if defined(__linux__) && defined(__x86_64__)
  const auto* const saved = static_cast<const ucontext_t*>(context)->uc_mcontext.fpregs;
  if (saved != nullptr) asm volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(saved->mxcsr), "m"(saved->cwd));
#endif
}

[[noreturn]] inline void leave_by_signal(trap_kind kind, void* context) {
  this_thread.guest_running = false;  // a fault in what follows is not a guest's
  compiler_barrier();
  record_trap(kind, has_room_to_unwind(context));
  pthread_sigmask(SIG_SETMASK, &static_cast<ucontext_t*>(context)->uc_sigmask, nullptr);
  restore_floating_point_modes(context);
  jump_to_boundary();
}

// ---- the others' handlers

// As if the signal had never been caught: the fault happens again when we return, or is sent again if it was sent.
inline void take_default_action(int signal, const siginfo_t* info) {
  struct sigaction standard {};
  standard.sa_handler = SIG_DFL;
  sigaction(signal, &standard, nullptr);
  if (info->si_code <= 0) raise(signal);
}

inline void call_previous(int signal, siginfo_t* info, void* context) {
  struct sigaction& previous = previous_action(signal);
  const struct sigaction action = previous;
  const bool was_sent = info->si_code <= 0;  // by kill and the like: no fault
  if (action.sa_handler == SIG_IGN && was_sent) return;
  if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return take_default_action(signal, info);
  if ((action.sa_flags & int(SA_RESETHAND)) != 0) {
    previous = {};
    previous.sa_handler = SIG_DFL;
  }
  sigset_t blocked = action.sa_mask;
  if ((action.sa_flags & SA_NODEFER) == 0) sigaddset(&blocked, signal);
  sigset_t outside;
  pthread_sigmask(SIG_BLOCK, &blocked, &outside);
  if ((action.sa_flags & SA_SIGINFO) != 0) {
    action.sa_sigaction(signal, info, context);
  } else {
    action.sa_handler(signal);
  }
  pthread_sigmask(SIG_SETMASK, &outside, nullptr);
}

// ---- installation

inline void on_signal(int signal, siginfo_t* info, void* context) {
  const int saved = errno;
  if (!handle_signal(signal, info, context)) call_previous(signal, info, context);
  errno = saved;
}

// SA_NODEFER: a fault while we look at one kills the process where it happened, rather than being held back.
inline void install_handlers() {
  struct sigaction ours {};
  ours.sa_sigaction = on_signal;
  ours.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
  sigemptyset(&ours.sa_mask);
  constexpr int caught[] = {SIGSEGV, SIGBUS};
  for (const int signal : caught) {
    struct sigaction& previous = previous_action(signal);
    sigaction(signal, nullptr, &previous);  // before ours is in place: a handler may run at once
    sigaction(signal, &ours, nullptr);
  }
}

// Handlers, and what runs when a thread ends, must not be unloaded: the library that they are in stays. (g++ makes every
// library with inline variables stay, clang++ none. Programs are compiled without PIC, or with PIE.)
inline void stay_loaded() {
#if defined(__GLIBC__) && defined(__PIC__) && !defined(__PIE__)
  extern __typeof(::dladdr) find_library __asm__("dladdr") __attribute__((weak));
  extern __typeof(::dlopen) open_library __asm__("dlopen") __attribute__((weak));
  Dl_info library{};
  if (find_library == nullptr || open_library == nullptr) return;
  if (find_library(reinterpret_cast<const void*>(&stay_loaded), &library) == 0) return;
  open_library(library.dli_fname, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE);
#endif
}

inline void decide_signals() {
  stay_loaded();
  __atomic_store_n(&signals.is_decided, true, __ATOMIC_RELEASE);
  if (signals.mode == signal_mode::chain) install_handlers();
  if (signals.mode != signal_mode::none) follow_forks();
}

// A thread ends, or thinks so: a later thread-exit function may enter a guest once more.
inline void end_thread(void*) {
  unregister_thread();
  if (this_thread.signal_stack != nullptr) free_signal_stack(this_thread.signal_stack);
  if (this_thread.guard_in_stack != nullptr) free_guard_in_stack(this_thread.guard_in_stack);
  this_thread.prepared_for = 0;
}

struct thread_end_key {
  pthread_key_t key;
  bool is_valid;
};

WASM2CPP_SHARED inline thread_end_key thread_ends{};
WASM2CPP_SHARED inline constinit pthread_once_t thread_ends_once = PTHREAD_ONCE_INIT;

inline void make_thread_end_key() { thread_ends.is_valid = pthread_key_create(&thread_ends.key, end_thread) == 0; }

inline void await_thread_end() {
  pthread_once(&thread_ends_once, make_thread_end_key);
  if (thread_ends.is_valid) pthread_setspecific(thread_ends.key, &this_thread);
}

// A fault while its signal is blocked kills the process, whatever handler there is; and many hosts block all signals in
// all threads but one.
inline void unblock_faults() {
  sigset_t faults;
  sigemptyset(&faults);
  sigaddset(&faults, SIGSEGV);
  sigaddset(&faults, SIGBUS);
  pthread_sigmask(SIG_UNBLOCK, &faults, nullptr);
}

// Once for each thread, when it first enters a guest, and again once there is a collector.
WASM2CPP_OUT_OF_LINE void prepare_thread() {
  const u32 wanted = __atomic_load_n(&preparation, __ATOMIC_ACQUIRE);
  if (this_thread.prepared_for == 0) {
    pthread_once(&signals.once, decide_signals);
    find_stack(this_thread);
    if (signals.mode != signal_mode::none) {
      make_signal_stack(this_thread);
      unblock_faults();
      register_thread();
    }
    if (signals.mode != signal_mode::none || this_thread.guard_in_stack != nullptr) await_thread_end();
  }
  if (the_collector != nullptr) the_collector->register_thread();
  this_thread.prepared_for = wanted;
}

}  // namespace guest

// For the host's own handler of SIGSEGV and SIGBUS: does not return if the fault is a guest's trap, or if a guest is to
// be stopped here. True if the signal was sent by us; else false: it is the host's.
inline bool handle_signal(int signal, siginfo_t* info, void* context) noexcept {
  if (signal != SIGSEGV && signal != SIGBUS) return false;
  if (guest::is_stop_signal(signal, info)) {
    if (guest::must_leave_guest(context)) guest::leave_by_signal(trap_kind::interrupted, context);
    return true;
  }
  if (!guest::this_thread.guest_running || info->si_code <= 0) return false;
  trap_kind kind{};
  if (!guest::is_trap(info->si_addr, kind)) return false;
  guest::leave_by_signal(kind, context);
}

// False if a guest has been entered already: it is then too late.
inline bool set_signal_mode(signal_mode mode) noexcept {
  if (__atomic_load_n(&guest::signals.is_decided, __ATOMIC_ACQUIRE)) return mode == guest::signals.mode;
  guest::signals.mode = mode;
  return true;
}

}  // namespace wasm2cpp

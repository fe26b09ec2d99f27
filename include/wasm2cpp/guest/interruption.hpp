// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Stopping a guest from outside, at no cost to its code: even `for (;;);` ends as the trap `interrupted`.
//
// A request is a bit in the word that says who runs a store (execution, thread.hpp). It is placed only while somebody
// does, and goes with that call, so that it never meets the next one. It is found
//
//     by the runtime   where a guest comes back from a host function, by its return or by an exception that the guest
//                      catches; before what allocates or locks (require_stack), and before short copies by the C
//                      library, once a signal has come in; before what grows, waits or notifies, and between the
//                      steps of large copies, without one, too;
//     by a signal      if guest code runs, wherever it is.
//
// The signal is the SIGSEGV that we handle already, sent with a value that is ours: the host gives up no other. (Linux
// loses the value where the user has as many signals waiting as he may, RLIMIT_SIGPENDING: such a signal, of nobody, is
// ours if one is due.) Its handler looks at its own thread only, and leaves the guest there and then if
//
// - guest code runs on this thread, and its store's call is to be stopped;
// - the interrupted instruction is a guest function's own (their section, config.hpp): the runtime's functions may hold
//   locks, and are interrupted at any point of an allocation;
// - no C++ exception is on its way through the guest, nor any caught that the guest has not yet let go.
//
// Otherwise it raises the stack reserve, so that the next question for stack becomes one for the request, and does not
// answer; whoever stops a guest sends again until there is an answer (pursue_stop). "A host function runs" is one: the
// return from there will see to it.
//
// What this file does not do: wait between signals, or deadlines (host/interrupt.hpp, host/deadline.hpp). Systems other
// than Linux have no signal with a value for one thread: there, and where no signals are wanted, only the runtime and
// code that asks (--interruptible) find requests.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <unistd.h>
#if defined(__linux__)
#include <sys/syscall.h>
#include <ucontext.h>
#endif

#include <cstdlib>

#include <wasm2cpp/guest/exception_package.hpp>
#include <wasm2cpp/guest/parking.hpp>
#include <wasm2cpp/guest/raise.hpp>
#include <wasm2cpp/guest/reservation.hpp>

namespace wasm2cpp::guest {

// ---- requests

// False if nobody runs guests of the store.
inline bool request_stop(execution& e) {
  std::uintptr_t runner = __atomic_load_n(&e.runner, __ATOMIC_RELAXED);
  do {
    if (runner == 0) return false;
  } while (!__atomic_compare_exchange_n(&e.runner, &runner, runner | stop_requested, false, __ATOMIC_SEQ_CST,
                                        __ATOMIC_RELAXED));
  return true;
}

// Says that this thread runs guests of a store, while it lasts. Nested ones belong to the outermost, and end with it.
class execution_scope {
 public:
  explicit execution_scope(execution& e)
      : outer_(this_thread.running), is_outermost_(__atomic_load_n(&e.runner, __ATOMIC_RELAXED) == 0) {
    this_thread.running = &e;
    if (is_outermost_) __atomic_store_n(&e.runner, reinterpret_cast<std::uintptr_t>(&this_thread), __ATOMIC_RELAXED);
  }
  ~execution_scope() {
    if (is_outermost_) __atomic_store_n(&this_thread.running->runner, 0, __ATOMIC_RELAXED);
    this_thread.running = outer_;
  }
  execution_scope(const execution_scope&) = delete;
  execution_scope& operator=(const execution_scope&) = delete;

  bool is_outermost() const { return is_outermost_; }

  // False if this is part of a call that is to be stopped: the trap that it ends with at once is then in `out`.
  bool may_enter(trap_record& out) const {
    if (is_outermost_ || !is_stop_requested(*this_thread.running)) return true;
    out.kind = trap_kind::interrupted;
    out.frame_count = 0;
    return false;
  }

 private:
  execution* const outer_;
  const bool is_outermost_;
};

// Whether nobody runs guests of the store, nor this thread any.
WASM2CPP_INLINE bool may_be_outermost(const execution& e) {
  return this_thread.innermost == nullptr && __atomic_load_n(&e.runner, __ATOMIC_RELAXED) == 0;
}

// An execution_scope where that is so. It has no members, which would have to be saved somewhere.
class outermost_execution_scope {
 public:
  explicit outermost_execution_scope(execution& e) {
    this_thread.running = &e;
    __atomic_store_n(&e.runner, reinterpret_cast<std::uintptr_t>(&this_thread), __ATOMIC_RELAXED);
  }
  ~outermost_execution_scope() {
    __atomic_store_n(&this_thread.running->runner, 0, __ATOMIC_RELAXED);
    this_thread.running = nullptr;
  }
  outermost_execution_scope(const outermost_execution_scope&) = delete;
  outermost_execution_scope& operator=(const outermost_execution_scope&) = delete;

  static bool may_enter(trap_record&) { return true; }
};

// ---- threads that can be sent a signal

struct thread_registration {
  const thread_state* thread;  // null if free
  pid_t id;
  u32 sent;      // signals, so far
  u32 answered;  // the last of them after which the thread needed no more
  thread_registration* next;
};

struct thread_registry {
  thread_registration* first;  // never freed: a thread may end without our knowing
  pthread_mutex_t lock;        // also of the deadlines
};

WASM2CPP_SHARED inline constinit thread_registry threads{nullptr, PTHREAD_MUTEX_INITIALIZER};

inline thread_registration* find_registration(const thread_state* thread) {
  thread_registration* found = threads.first;
  while (found != nullptr && found->thread != thread) found = found->next;
  return found;
}

#if defined(__linux__)
inline pid_t own_thread_id() { return pid_t(syscall(SYS_gettid)); }
#else
inline pid_t own_thread_id() { return 0; }
#endif

// Out of memory leaves the thread without: its guests are stopped by the runtime only.
inline void register_thread() {
  pthread_mutex_lock(&threads.lock);
  thread_registration* place = find_registration(&this_thread);
  if (place == nullptr) place = find_registration(nullptr);
  if (place == nullptr) {
    place = static_cast<thread_registration*>(std::calloc(1, sizeof(thread_registration)));
    if (place != nullptr) {
      place->next = threads.first;
      threads.first = place;
    }
  }
  if (place != nullptr) {
    place->thread = &this_thread;
    place->id = own_thread_id();
  }
  this_thread.registration = place;
  pthread_mutex_unlock(&threads.lock);
}

inline void unregister_thread() {
  pthread_mutex_lock(&threads.lock);
  if (this_thread.registration != nullptr) this_thread.registration->thread = nullptr;
  this_thread.registration = nullptr;
  pthread_mutex_unlock(&threads.lock);
}

// In a child of fork there is one thread, with a new number.
inline void keep_only_this_thread() {
  for (thread_registration* each = threads.first; each != nullptr; each = each->next)
    if (each->thread != &this_thread) each->thread = nullptr;
  if (this_thread.registration != nullptr) this_thread.registration->id = own_thread_id();
}

inline void install_fork_handlers() {
  pthread_atfork([] { pthread_mutex_lock(&threads.lock); }, [] { pthread_mutex_unlock(&threads.lock); },
                 [] {
                   keep_only_this_thread();
                   pthread_mutex_unlock(&threads.lock);
                 });
}

WASM2CPP_SHARED inline constinit pthread_once_t fork_handlers_once = PTHREAD_ONCE_INIT;

inline void follow_forks() { pthread_once(&fork_handlers_once, install_fork_handlers); }

// ---- where a guest may be left

#if defined(__linux__)
struct exception_globals {
  const void* caught;
  unsigned uncaught;
};
extern exception_globals* own_exception_globals() noexcept __asm__("__cxa_get_globals_fast") __attribute__((weak));
#endif

// How many C++ exceptions this thread has on their way, and the last that it has caught.
inline unwinding_state unwinding_now() {
#if defined(__linux__)
  const exception_globals* const state = own_exception_globals != nullptr ? own_exception_globals() : nullptr;
  if (state != nullptr) return {state->caught, state->uncaught};
#endif
  return {nullptr, 0};
}

// Landing pads, C++ handlers and the dispatch behind them hold an exception.
inline bool holds_exception(const exception_heap& heap) {
  if (!heap.is_used) return false;
  if (heap.is_dispatching) return true;
  if (heap.innermost == nullptr) return false;
  const unwinding_state now = unwinding_now();
  return now.caught != heap.innermost->outside.caught || now.uncaught != heap.innermost->outside.uncaught;
}

// The instruction that a signal interrupted; null on processors whose contexts we do not know.
inline const void* interrupted_instruction([[maybe_unused]] const void* context) {
#if defined(__linux__) && defined(__x86_64__)
  return reinterpret_cast<const void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP]);
#elif defined(__linux__) && defined(__i386__)
  return reinterpret_cast<const void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_EIP]);
#elif defined(__linux__) && defined(__aarch64__)
  return reinterpret_cast<const void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.pc);
#elif defined(__linux__) && defined(__riscv)
  return reinterpret_cast<const void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.__gregs[REG_PC]);
#elif defined(__linux__) && defined(__s390x__)
  return reinterpret_cast<const void*>(static_cast<const ucontext_t*>(context)->uc_mcontext.psw.addr);
#else
  return nullptr;
#endif
}

inline bool may_leave_guest_at(const void* instruction) {
  if (instruction == nullptr || !is_reserved(instruction, guest_code)) return false;
  return !holds_exception(*this_thread.running->exceptions);
}

// ---- the signal: on the thread that gets it
//
// The kernel orders what the sender wrote before what is read here. More order would cost the thread sanitizer a lock,
// which the interrupted code may hold.

// Whether a signal that this thread was sent may still be on its way.
inline bool is_stop_signal_due() {
  const thread_registration* const registration = this_thread.registration;
  return registration != nullptr && __atomic_load_n(&registration->sent, __ATOMIC_RELAXED) !=
                                        __atomic_load_n(&registration->answered, __ATOMIC_RELAXED);
}

inline bool is_stop_signal(int signal, const siginfo_t* info) {
  if (signal != SIGSEGV) return false;
  if (info->si_code == SI_QUEUE) return info->si_value.sival_ptr == &threads;
  const bool has_lost_its_value = info->si_code == SI_USER && info->si_pid == 0 && info->si_uid == 0;
  return has_lost_its_value && is_stop_signal_due();
}

// True if the guest is to be left now.
inline bool must_leave_guest(const void* context) {
  thread_registration* const registration = this_thread.registration;
  const u32 sent = registration == nullptr ? 0 : __atomic_load_n(&registration->sent, __ATOMIC_RELAXED);
  const bool is_concerned =
      this_thread.guest_running && this_thread.running != nullptr && is_stop_requested(*this_thread.running);
  const bool leaves = is_concerned && may_leave_guest_at(interrupted_instruction(context));
  if (is_concerned && !leaves)
    this_thread.stack_reserve = endless_reserve;
  else if (registration != nullptr)
    __atomic_store_n(&registration->answered, sent, __ATOMIC_RELAXED);
  return leaves;
}

// ---- the signal: whoever sends it

inline bool send_stop_signal([[maybe_unused]] pid_t thread) {
#if defined(__linux__)
  siginfo_t info{};
  info.si_signo = SIGSEGV;
  info.si_code = SI_QUEUE;
  info.si_pid = getpid();
  info.si_uid = getuid();
  info.si_value.sival_ptr = &threads;
  return syscall(SYS_rt_tgsigqueueinfo, getpid(), thread, SIGSEGV, &info) == 0;
#else
  return false;
#endif
}

// One more attempt for a request: true once the thread needs no more of them. `last` is the signal sent before, or 0.
// With threads.lock held.
inline bool pursue_stop_locked(const execution& e, u32& last) {
  const std::uintptr_t runner = __atomic_load_n(&e.runner, __ATOMIC_SEQ_CST);
  if ((runner & stop_requested) == 0) return true;
  const auto* const thread = reinterpret_cast<const thread_state*>(runner & ~stop_requested);
  if (thread == &this_thread) return true;  // we are a host function
  thread_registration* const registration = find_registration(thread);
  if (registration == nullptr) return false;  // it has only just begun
  if (last != 0 && __atomic_load_n(&registration->answered, __ATOMIC_RELAXED) - last < 0x8000'0000u) return true;
  last = __atomic_add_fetch(&registration->sent, 1, __ATOMIC_ACQ_REL);
  return !send_stop_signal(registration->id);
}

inline bool pursue_stop(const execution& e, u32& last) {
  pthread_mutex_lock(&threads.lock);
  const bool is_settled = pursue_stop_locked(e, last);
  pthread_mutex_unlock(&threads.lock);
  if (!is_settled) wake_waits_of(e);
  return is_settled;
}

}  // namespace wasm2cpp::guest

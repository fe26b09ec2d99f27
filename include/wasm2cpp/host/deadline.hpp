// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit on the time that a guest may take:
//
//   {
//     const wasm2cpp::deadline limit(plugin, std::chrono::milliseconds(20));
//     outcome = wasm2cpp::try_call([&] { return plugin.run(); });      // "interrupted", if it takes longer
//   }
//
// From the moment when the time is over until the scope ends, every call of the store's guests is stopped as
// interrupt() would (interrupt.hpp): the one that runs, and any that begins. To limit how long making an instance may
// take, name its store: `deadline limit(store, …)`. Scopes may overlap; the earliest decides.
//
// One thread for the whole process, started with the first deadline, sleeps until the next one is due. It blocks all
// signals and never ends. In a child of fork there is another, once it is needed.
//
// Time is that of the monotonic clock, not the processor's: a guest that waits for its host is late, too. System calls
// of host functions that go on after it are interrupted (EINTR) every 8 ms.
#pragma once

#include <pthread.h>
#include <signal.h>
#include <time.h>

#include <algorithm>
#include <chrono>

#include <wasm2cpp/host/interrupt.hpp>

namespace wasm2cpp {

namespace host {

struct watched_execution {
  guest::execution* execution;
  std::chrono::steady_clock::time_point due;
  guest::u32 last_signal = 0;
  std::chrono::steady_clock::time_point next_signal = {};
  std::chrono::milliseconds pause = {};
  const guest::thread_state* owner = &guest::this_thread;  ///< the thread that set the deadline
  watched_execution* next = nullptr;
};

/// Its lock is guest::threads.lock.
struct watchdog {
  watched_execution* first;
  bool is_running;
  pthread_cond_t changed;  ///< initialised when the thread starts
};
inline WASM2CPP_SHARED watchdog the_watchdog{};
inline WASM2CPP_SHARED constinit pthread_once_t watchdog_once = PTHREAD_ONCE_INIT;

/// Who runs a guest gets a signal each millisecond; a host function, whose system calls are interrupted by it, fewer.
inline void stop_late(watched_execution& late, std::chrono::steady_clock::time_point now) {
  constexpr std::chrono::milliseconds shortest(1), longest(8);
  if (!guest::request_stop(*late.execution) || now < late.next_signal) return;
  const bool is_settled = sends_signals() && guest::pursue_stop_locked(*late.execution, late.last_signal);
  if (!is_settled) guest::wake_waits_of(*late.execution);
  late.pause = is_settled ? std::clamp(late.pause * 2, shortest, longest) : shortest;
  if (is_settled) late.last_signal = 0;
  late.next_signal = now + late.pause;
}

/// Stops who is late. When to look again; none if there is nothing to watch.
inline std::optional<std::chrono::steady_clock::time_point> stop_the_late() {
  constexpr std::chrono::milliseconds tick(1);
  const auto now = std::chrono::steady_clock::now();
  std::optional<std::chrono::steady_clock::time_point> next;
  for (watched_execution* each = the_watchdog.first; each; each = each->next) {
    const bool is_late = each->due <= now;
    if (is_late) stop_late(*each, now);
    const auto again = is_late ? now + tick : each->due;
    if (!next || again < *next) next = again;
  }
  return next;
}

inline void sleep_until(std::optional<std::chrono::steady_clock::time_point> time) {
  if (!time) {
    pthread_cond_wait(&the_watchdog.changed, &guest::threads.lock);
    return;
  }
  const std::chrono::nanoseconds left = *time - std::chrono::steady_clock::now();
  const timespec until = guest::deadline_after(left.count() < 0 ? 0 : left.count());
  pthread_cond_timedwait(&the_watchdog.changed, &guest::threads.lock, &until);
}

[[noreturn]] inline void* watch(void*) {
  pthread_mutex_lock(&guest::threads.lock);
  for (;;) sleep_until(stop_the_late());
}

/// False if the system refuses a thread. With the lock held.
inline bool start_watchdog() {
  if (the_watchdog.is_running) return true;
  guest::init_woken(the_watchdog.changed);
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  pthread_t thread;
  the_watchdog.is_running = pthread_create(&thread, nullptr, watch, nullptr) == 0;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (the_watchdog.is_running) pthread_detach(thread);
  return the_watchdog.is_running;
}

/// A child of fork has one thread, which is none of ours, and that thread's deadlines.
inline void watch_in_child() {
  for (watched_execution** link = &the_watchdog.first; *link;) {
    if ((*link)->owner == &guest::this_thread)
      link = &(*link)->next;
    else
      *link = (*link)->next;
  }
  the_watchdog.is_running = false;
  if (the_watchdog.first) start_watchdog();
}

/// The end of all time, if it is later than clocks can tell.
inline std::chrono::steady_clock::time_point time_after(std::chrono::nanoseconds time) {
  using clock = std::chrono::steady_clock;
  const auto now = clock::now();
  return time < clock::time_point::max() - now ? now + time : clock::time_point::max();
}

inline void prepare_watchdog() {
  guest::follow_forks();  // before: its handlers hold the lock
  pthread_atfork(nullptr, nullptr, watch_in_child);
}

inline bool begin_watching(watched_execution& watched) {
  pthread_once(&watchdog_once, prepare_watchdog);
  pthread_mutex_lock(&guest::threads.lock);
  const bool has_started = start_watchdog();
  if (has_started) {
    watched.next = std::exchange(the_watchdog.first, &watched);
    pthread_cond_signal(&the_watchdog.changed);
  }
  pthread_mutex_unlock(&guest::threads.lock);
  return has_started;
}

inline void end_watching(const watched_execution& watched) {
  pthread_mutex_lock(&guest::threads.lock);
  for (watched_execution** link = &the_watchdog.first; *link; link = &(*link)->next) {
    if (*link != &watched) continue;
    *link = watched.next;
    break;
  }
  pthread_mutex_unlock(&guest::threads.lock);
}

}  // namespace host

class [[nodiscard]] deadline {
 public:
  /// From now on. Throws access_error if the system refuses the thread that watches.
  deadline(const wasm2cpp::store& store, std::chrono::nanoseconds time)
      : store_(store), watched_{.execution = &store_.data()->execution, .due = host::time_after(time)} {
    if (!host::begin_watching(watched_)) host::fail_access({"the system refuses a thread for deadlines"});
  }
  /// The same of an instance's store. `instance` may be a module_instance or of a translated class.
  deadline(const module_instance& instance, std::chrono::nanoseconds time) : deadline(instance.store(), time) {}
  template <class Instance>
  requires requires(const Instance& i) { handle_of(i); }
  deadline(const Instance& instance, std::chrono::nanoseconds time) : deadline(handle_of(instance), time) {}
  ~deadline() { host::end_watching(watched_); }
  deadline(const deadline&) = delete;
  deadline& operator=(const deadline&) = delete;

 private:
  wasm2cpp::store store_;
  host::watched_execution watched_;
};

}  // namespace wasm2cpp

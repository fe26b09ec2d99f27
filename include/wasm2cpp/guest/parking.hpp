// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Where threads wait until another one notifies them: the host's half of memory.atomic.wait and notify.
//
//     park(place, expected, nanoseconds, is_over, running)
//                                      sleeps if the value is there; 0 woken, 1 another value was there, 2 too late,
//                                      3 no more waiting
//     unpark(place, count)             wakes at most so many that wait at the place, the longest waiting first
//     end_waits(is_over, begin, end)   from now on nobody waits there
//     wake_waits_of(running)           a store's guests look whether they are to be stopped
//
// Threads are known by the address of the place, in a table of lists that the whole process shares. Comparing the value
// and joining the list happen under the list's lock, which a notifier takes too: so no notification is lost between the
// two. A waiting thread's entry is on its own stack. Nothing is allocated, so nothing can fail.
//
// All that waits on a guest's behalf waits in `sleep_until`. A wait is ended from outside by a flag, of the memory that
// the place is in, which is looked at under the list's lock: whoever sets it takes each lock afterwards, and misses
// nobody.
#pragma once

#include <pthread.h>
#include <time.h>

#include <wasm2cpp/guest/shared_bytes.hpp>
#include <wasm2cpp/guest/thread.hpp>

namespace wasm2cpp::guest {

enum parking_result : u32 {
  parking_notified = 0,
  parking_not_equal = 1,
  parking_timed_out = 2,
  parking_ended = 3,  // the guest never sees it: it traps
};

struct parked_thread {
  const void* place;
  const execution* running;  // of the guest that waits; null if the host does
  pthread_cond_t woken;
  bool is_notified;
  parked_thread* next;
};

struct parking_list {
  pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  parked_thread* first = nullptr;  // the one that waits longest
};

struct parking_table {
  static constexpr u32 count = 64;
  parking_list lists[count];
  parking_list& of(const void* place) {
    const u64 key = reinterpret_cast<std::uintptr_t>(place) >> 2;
    return lists[(key ^ key >> 6 ^ key >> 16) % count];
  }
};

WASM2CPP_SHARED inline constinit parking_table parking{};

bool sleep_until(parked_thread& thread, parking_list& list, const timespec* deadline);
void init_woken(pthread_cond_t& woken);
timespec deadline_after(i64 nanoseconds);

inline void join(parking_list& list, parked_thread& thread) {
  parked_thread** link = &list.first;
  while (*link != nullptr) link = &(*link)->next;
  *link = &thread;
}

inline void leave(parking_list& list, parked_thread& thread) {
  parked_thread** link = &list.first;
  while (*link != &thread) link = &(*link)->next;
  *link = thread.next;
}

// Sleeps until notified, however often it is woken, or until `is_over` or the guest is to be stopped. A negative
// timeout is endless.
template <class T>
parking_result park(const u8* place, T expected, i64 timeout, const bool& is_over, const execution* running = nullptr) {
  const timespec deadline = deadline_after(timeout < 0 ? 0 : timeout);
  parking_list& list = parking.of(place);
  pthread_mutex_lock(&list.lock);
  if (atomic_load<T>(place) != expected) {
    pthread_mutex_unlock(&list.lock);
    return parking_not_equal;
  }
  parked_thread self{place, running, {}, false, nullptr};
  init_woken(self.woken);
  join(list, self);
  const auto must_leave = [&] {
    return __atomic_load_n(&is_over, __ATOMIC_RELAXED) || (running != nullptr && is_stop_requested(*running));
  };
  while (!self.is_notified && !must_leave() && sleep_until(self, list, timeout < 0 ? nullptr : &deadline)) continue;
  if (!self.is_notified) leave(list, self);
  pthread_mutex_unlock(&list.lock);
  pthread_cond_destroy(&self.woken);
  return self.is_notified ? parking_notified : must_leave() ? parking_ended : parking_timed_out;
}

// The number of those that it woke.
inline u32 unpark(const u8* place, u32 count) {
  parking_list& list = parking.of(place);
  u32 woken = 0;
  pthread_mutex_lock(&list.lock);
  for (parked_thread** link = &list.first; *link != nullptr && woken != count;) {
    parked_thread* const thread = *link;
    if (thread->place != place) {
      link = &thread->next;
      continue;
    }
    *link = thread->next;
    thread->is_notified = true;
    pthread_cond_signal(&thread->woken);
    ++woken;
  }
  pthread_mutex_unlock(&list.lock);
  return woken;
}

// Sets the flag that those who wait between the two addresses were given, and lets them see it.
inline void end_waits(bool& is_over, const u8* begin, const u8* end) {
  __atomic_store_n(&is_over, true, __ATOMIC_SEQ_CST);
  for (parking_list& list : parking.lists) {
    pthread_mutex_lock(&list.lock);
    for (parked_thread* thread = list.first; thread != nullptr; thread = thread->next)
      if (thread->place >= begin && thread->place < end) pthread_cond_signal(&thread->woken);
    pthread_mutex_unlock(&list.lock);
  }
}

inline void wake_waits_of(const execution& running) {
  for (parking_list& list : parking.lists) {
    pthread_mutex_lock(&list.lock);
    for (parked_thread* thread = list.first; thread != nullptr; thread = thread->next)
      if (thread->running == &running) pthread_cond_signal(&thread->woken);
    pthread_mutex_unlock(&list.lock);
  }
}

// ---- the system: false once the deadline, if there is one, has passed

inline timespec later(timespec time, i64 nanoseconds) {
  constexpr i64 second = 1'000'000'000;
  time.tv_sec += decltype(time.tv_sec)(nanoseconds / second);
  time.tv_nsec += decltype(time.tv_nsec)(nanoseconds % second);
  if (time.tv_nsec >= second) {
    time.tv_nsec -= second;
    ++time.tv_sec;
  }
  return time;
}

#if defined(__APPLE__)
inline timespec deadline_after(i64 nanoseconds) {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);  // the only one that conditions know there
  return later(now, nanoseconds);
}
inline void init_woken(pthread_cond_t& woken) { pthread_cond_init(&woken, nullptr); }
#else
inline timespec deadline_after(i64 nanoseconds) {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return later(now, nanoseconds);
}
inline void init_woken(pthread_cond_t& woken) {
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
  pthread_cond_init(&woken, &attributes);
  pthread_condattr_destroy(&attributes);
}
#endif

inline bool sleep_until(parked_thread& thread, parking_list& list, const timespec* deadline) {
  if (deadline == nullptr) return pthread_cond_wait(&thread.woken, &list.lock) == 0;
  return pthread_cond_timedwait(&thread.woken, &list.lock, deadline) == 0;
}

}  // namespace wasm2cpp::guest

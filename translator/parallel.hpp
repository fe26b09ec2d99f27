// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Independent work in parallel, its results taken in order:
//
//     in_parallel(batches, threads, [](std::size_t i) { return text_of(i); }, [&](std::string&& t) { file.write(t); });
//
// `take` is called for 0, 1, 2, ... by one thread at a time. At most a few results wait for their turn, so that memory
// use does not grow with the count. Each thread has its own copy of `make`, which may keep memory from one call to the
// next. If some `make` throws, the exception of the lowest index is rethrown, after everything before it has been taken:
// what is reported does not depend on the number of threads.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

namespace translator {

template <class Make, class Take>
void in_parallel(std::size_t count, unsigned threads, Make make, Take take) {
  using Result = decltype(make(std::size_t{}));
  std::mutex mutex;
  std::condition_variable turn;
  std::map<std::size_t, std::optional<Result>> waiting;  // nothing: it failed
  std::size_t next_to_make = 0, next_to_take = 0;
  bool is_taking = false;  // some thread is, and will take what is ready by then
  std::size_t failed_at = count;
  std::exception_ptr failure;
  const std::size_t most_waiting = std::size_t{4} * std::max(1u, threads);

  const auto fail = [&](std::size_t i) {
    if (i < failed_at) failure = std::current_exception();
    failed_at = std::min(failed_at, i);
  };
  const auto work = [&] {
    Make own_make = make;
    std::unique_lock lock(mutex);
    for (;;) {
      turn.wait(lock, [&] { return next_to_make < next_to_take + most_waiting || next_to_make >= failed_at; });
      if (next_to_make >= std::min(count, failed_at)) return;
      const std::size_t i = next_to_make++;
      lock.unlock();
      std::optional<Result> result;
      try {
        result.emplace(own_make(i));
        lock.lock();
      } catch (...) {
        lock.lock();
        fail(i);
      }
      try {
        waiting.emplace(i, std::move(result));
      } catch (...) {
        fail(i);
      }
      while (!is_taking && !waiting.empty() && waiting.begin()->first == next_to_take && next_to_take < failed_at) {
        is_taking = true;
        const auto taken = waiting.extract(waiting.begin());
        lock.unlock();
        try {
          take(std::move(*taken.mapped()));
          lock.lock();
        } catch (...) {
          lock.lock();
          fail(next_to_take);
        }
        is_taking = false;
        ++next_to_take;
        turn.notify_all();
      }
      turn.notify_all();
    }
  };
  std::vector<std::thread> others;
  others.reserve(threads);
  try {
    for (unsigned i = 1; i < threads && i < count; ++i) others.emplace_back(work);
  } catch (const std::exception&) {
    // As many as the system allows will do.
  }
  work();
  turn.notify_all();
  for (std::thread& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
}

/// The processors that the calling thread may run on (taskset, cpusets of containers), at least one. The standard library counts
/// those of the machine: threads beyond what may run cost memory and turns.
inline unsigned usable_processors() {
#if defined(__linux__)
  cpu_set_t usable;
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) return static_cast<unsigned>(std::max(1, CPU_COUNT(&usable)));
#endif  // else, and where there are more than a cpu_set_t holds:
  return std::max(1u, std::thread::hardware_concurrency());
}

/// The number of threads for an option where 0 means "as many as can run".
inline unsigned threads_for(unsigned option) { return option ? option : usable_processors(); }

}  // namespace translator

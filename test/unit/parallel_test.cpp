// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work in parallel whose results are taken in order.
#include "parallel.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <set>
#include <stdexcept>

namespace translator {
namespace {

std::vector<std::size_t> taken(std::size_t count, unsigned threads) {
  std::vector<std::size_t> order;
  const auto make = [](std::size_t i) {
    if (i % 7 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    return i;
  };
  in_parallel(count, threads, make, [&](std::size_t&& i) { order.push_back(i); });
  return order;
}

TEST(InParallel, TakesEveryResultInOrder) {
  for (const unsigned threads : {1u, 2u, 5u}) {
    const std::vector<std::size_t> order = taken(1000, threads);
    ASSERT_EQ(order.size(), 1000u);
    for (std::size_t i = 0; i < order.size(); ++i) EXPECT_EQ(order[i], i);
  }
}

TEST(InParallel, TakesByOneThreadAtATime) {
  std::atomic<int> taking = 0;
  std::size_t taken_at_once = 0, count = 0;
  const auto take = [&](std::size_t&&) {
    if (++taking != 1) ++taken_at_once;
    if (count % 16 == 0) std::this_thread::sleep_for(std::chrono::microseconds(100));
    ++count;  // not atomic: the thread sanitizer would tell, too
    --taking;
  };
  in_parallel(std::size_t{500}, 4, [](std::size_t i) { return i; }, take);
  EXPECT_EQ(taken_at_once, 0u);
  EXPECT_EQ(count, 500u);
}

TEST(InParallel, ReportsWhatTakingThrowsAndTakesNoMore) {
  for (const unsigned threads : {1u, 3u}) {
    std::size_t count = 0;
    const auto take = [&](std::size_t&& i) {
      ++count;
      if (i == 20) throw std::runtime_error("full");
    };
    EXPECT_THROW(in_parallel(std::size_t{300}, threads, [](std::size_t i) { return i; }, take), std::runtime_error);
    EXPECT_EQ(count, 21u);
  }
}

// What a thread keeps from one call to the next is its own: the numbers of calls add up.
TEST(InParallel, KeepsWhatAThreadMakesFor) {
  for (const unsigned threads : {1u, 3u}) {
    std::set<std::pair<const void*, std::size_t>> calls;
    const auto make = [made = std::size_t{0}](std::size_t) mutable {
      ++made;
      return std::pair<const void*, std::size_t>(&made, made);
    };
    in_parallel(std::size_t{200}, threads, make, [&](std::pair<const void*, std::size_t>&& call) { calls.insert(call); });
    EXPECT_EQ(calls.size(), 200u);
    EXPECT_TRUE(threads != 1 || calls.rbegin()->second == 200);
  }
}

#if defined(__linux__)
TEST(UsableProcessors, AreThoseThatTheThreadMayRunOn) {
  std::thread([] {
    cpu_set_t all, one;
    ASSERT_EQ(sched_getaffinity(0, sizeof all, &all), 0);
    EXPECT_EQ(usable_processors(), static_cast<unsigned>(CPU_COUNT(&all)));
    int first = 0;
    while (!CPU_ISSET(first, &all)) ++first;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(usable_processors(), 1u);
  }).join();
}
#endif

TEST(InParallel, DoesNothingForNothing) { EXPECT_TRUE(taken(0, 3).empty()); }

TEST(InParallel, ReportsTheFailureOfTheLowestIndexAfterWhatCameBefore) {
  for (const unsigned threads : {1u, 2u, 5u}) {
    std::vector<std::size_t> order;
    const auto make = [](std::size_t i) -> std::size_t {
      if (i == 40) std::this_thread::sleep_for(std::chrono::milliseconds(2));
      if (i >= 40) throw std::runtime_error(std::to_string(i));
      return i;
    };
    try {
      in_parallel(std::size_t{200}, threads, make, [&](std::size_t&& i) { order.push_back(i); });
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "40");
    }
    EXPECT_EQ(order.size(), 40u);
  }
}

}  // namespace
}  // namespace translator

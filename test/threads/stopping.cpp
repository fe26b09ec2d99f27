// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Guests on many threads that other threads stop: by deadlines, which one thread watches, and by requests. A program of its
// own, because under the thread sanitizer it does without signals, which that does not bear at any moment, and a process
// decides so before its first guest.
//
//     endless.wat    loops until it is stopped; translated with --interruptible, so that it takes no signal
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "endless.hpp"
#include "on_threads.hpp"

namespace {

using namespace std::chrono_literals;

class Stopping : public testing::Test {
 protected:
  static void SetUpTestSuite() {
#if defined(WASM2CPP_TEST_SANITIZED)
    ASSERT_TRUE(wasm2cpp::set_signal_mode(wasm2cpp::signal_mode::none));
#endif
  }
};

TEST_F(Stopping, ByDeadlinesEndsEachThreadsOwnGuest) {
  on_threads(threads, [](unsigned i) {
    endless::instance instance;
    for (unsigned round = 0; round < 10; ++round) {
      const wasm2cpp::deadline far_away(instance, 1h);
      EXPECT_EQ(instance.next(i), i + 1);
      const wasm2cpp::deadline limit(instance, std::chrono::milliseconds(i % 3));
      EXPECT_EQ(trap_in([&] { instance.forever(); }), "interrupted");
    }
    EXPECT_EQ(instance.next(i), i + 1);
  });
}

TEST_F(Stopping, ByRequestsOfManyThreadsEndsEachGuestOnce) {
  std::vector<endless::instance> instances(threads);
  std::atomic<unsigned> stopped = 0;
  on_threads(2 * threads, [&](unsigned i) {
    if (i < threads) {
      EXPECT_EQ(trap_in([&] { instances[i].forever(); }), "interrupted");
      ++stopped;
    } else {  // each asks for all: where nothing runs the request means nothing
      while (stopped != threads) {
        for (const endless::instance& instance : instances) wasm2cpp::interrupt(instance);
        std::this_thread::yield();
      }
    }
  });
  for (endless::instance& instance : instances) EXPECT_EQ(instance.next(1), 2u);
}

}  // namespace

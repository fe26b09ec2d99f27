// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Work in parallel whose results are taken in order.
#include "parallel.hpp"

#include <gtest/gtest.h>

#include <chrono>
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

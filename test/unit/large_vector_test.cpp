// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vectors that are small or large.
#include "large_vector.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <utility>

namespace translator {
namespace {

// From a few bytes to several huge pages, each step a copy of the one before.
TEST(LargeVector, KeepsItsElementsWhileItGrows) {
  constexpr std::uint64_t count = 1'000'000;
  LargeVector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < count; ++i) numbers.push_back(i * i);
  LargeVector<std::uint64_t> copy = numbers;
  const LargeVector<std::uint64_t> moved = std::move(numbers);
  copy.shrink_to_fit();
  ASSERT_EQ(moved.size(), count);
  EXPECT_EQ(moved, copy);
  for (std::uint64_t i = 0; i < count; ++i) ASSERT_EQ(moved[i], i * i);
}

TEST(LargeVector, BeginsLargeAllocationsWithAHugePage) {
  LargeAllocator<char> allocator;
  for (const std::size_t size : {std::size_t{2} << 20, (std::size_t{2} << 20) + 1, std::size_t{9} << 20}) {
    char* const place = allocator.allocate(size);
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(place) % (std::size_t{2} << 20), 0u) << size;
    place[0] = place[size - 1] = 1;
    allocator.deallocate(place, size);
  }
}

TEST(LargeVector, RefusesSizesThatOverflow) {
  LargeAllocator<std::uint64_t> allocator;
  for (const std::size_t count : {std::numeric_limits<std::size_t>::max(), std::numeric_limits<std::size_t>::max() / 8,
                                  (std::numeric_limits<std::size_t>::max() >> 3) - 1000})
    EXPECT_THROW(static_cast<void>(allocator.allocate(count)), std::bad_alloc) << count;
}

}  // namespace
}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linear memory as the host sees it: views, single values, text, growth. Every access beyond the end is an error.
#include <wasm2cpp/wasm2cpp.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <numeric>

namespace {

using wasm2cpp::access_error;
using wasm2cpp::memory;

constexpr std::uint64_t page = 65536;

static_assert(std::random_access_iterator<wasm2cpp::view<std::uint32_t>::iterator>);

TEST(Memory, StartsAsZerosOfItsMinimum) {
  const memory mem{{.min = 2, .max = 5}};
  EXPECT_EQ(mem.size(), 2u);
  EXPECT_EQ(mem.byte_size(), 2 * page);
  EXPECT_EQ(mem.maximum(), 5u);
  EXPECT_EQ(mem.bytes().size(), 2 * page);
  EXPECT_TRUE(std::all_of(mem.bytes().begin(), mem.bytes().end(), [](std::byte b) { return b == std::byte{0}; }));
}

TEST(Memory, GrowsUpToItsMaximumAndThenRefuses) {
  const memory mem{{.min = 1, .max = 3}};
  EXPECT_EQ(mem.grow(1), 1);
  EXPECT_EQ(mem.grow(2), -1);
  EXPECT_EQ(mem.size(), 2u);
  EXPECT_EQ(mem.grow(0), 2);
  EXPECT_EQ(mem.grow(1), 2);
  EXPECT_EQ(mem.grow(std::numeric_limits<std::uint64_t>::max()), -1);
  EXPECT_EQ(mem.size(), 3u);
}

TEST(Memory, StableBaseMeansThatPointersSurviveGrowth) {
  const memory mem{{.min = 1}};
  if (!mem.stable_base()) GTEST_SKIP() << "the system gives no reservation";
  std::byte* const before = mem.bytes().data();
  before[7] = std::byte{42};
  EXPECT_EQ(mem.grow(100), 1);
  EXPECT_EQ(mem.bytes().data(), before);
  EXPECT_EQ(mem.read<std::uint8_t>(7), 42);
  EXPECT_EQ(mem.read<std::uint8_t>(100 * page), 0);
}

TEST(Memory, WithoutReservationAViewStillFollowsGrowth) {
  const memory mem{{.min = 1, .reservation = 0}};
  EXPECT_FALSE(mem.stable_base());
  EXPECT_FALSE(mem.is_guarded());
  const auto words = mem.view<std::uint32_t>(page - 8, 2);
  words[1] = 99;
  for (int i = 0; i < 5; ++i) ASSERT_NE(mem.grow(2), -1);
  EXPECT_EQ(words[1], 99u);
  words[0] = 5;
  EXPECT_EQ(mem.read<std::uint32_t>(page - 8), 5u);
}

TEST(Memory, RefusesOptionsThatContradictEachOther) {
  EXPECT_THROW(memory({.min = 2, .max = 1}), access_error);
  EXPECT_THROW(memory({.min = 65537}), access_error);
  EXPECT_THROW(memory({.max = 65537}), access_error);
  EXPECT_THROW(memory({.max = 1, .page_bits = 5}), access_error);
  EXPECT_THROW(memory({.is_shared = true}), access_error);
  EXPECT_FALSE(memory::create({.min = 2, .max = 1}).has_value());
  EXPECT_TRUE(memory::create({.min = 1}).has_value());
}

TEST(Memory, MayHave64BitAddressesAndSmallPages) {
  const memory big{{.min = 1, .is_64 = true}};
  EXPECT_TRUE(big.is_64());
  EXPECT_EQ(big.grow(1), 1);
  const memory fine{{.min = 10, .max = 20, .page_bits = 0}};
  EXPECT_EQ(fine.byte_size(), 10u);
  EXPECT_EQ(fine.grow(10), 10);
  fine.write<std::uint8_t>(19, 1);
  EXPECT_THROW(fine.write<std::uint8_t>(20, 1), access_error);
  EXPECT_EQ(fine.page_size(), 1u);
  EXPECT_EQ(fine.size(), 20u);
}

TEST(Memory, OfOneBytePagesHasAtMostAsManyAsMemorySizeCanSay) {
  EXPECT_TRUE(memory::create({.max = 0xffff'ffff, .page_bits = 0}).has_value());
  EXPECT_THROW(memory({.max = 0x1'0000'0000, .page_bits = 0}), access_error);
  EXPECT_TRUE(memory::create({.max = ~std::uint64_t{0}, .is_64 = true, .page_bits = 0}).has_value());
}

TEST(Memory, OfOneBytePagesDoesNotMoveForEachOfThem) {
  const memory mem{{.min = 1, .page_bits = 0, .reservation = 0}};
  const std::byte* const before = mem.bytes().data();
  for (std::int64_t size = 1; size < 4000; ++size) ASSERT_EQ(mem.grow(1), size);
  EXPECT_EQ(mem.bytes().data(), before);
  EXPECT_EQ(mem.grow(10000), 4000);
  mem.write<std::uint8_t>(13999, 1);
  EXPECT_THROW(mem.write<std::uint8_t>(14000, 1), access_error);
}

TEST(Memory, CopiesOfTheHandleShareTheBytes) {
  const memory a{{.min = 1}};
  const memory b = a;
  b.write<std::uint16_t>(3, 0x1234);
  EXPECT_EQ(a.read<std::uint16_t>(3), 0x1234);
  EXPECT_EQ(a, b);
  EXPECT_NE(a, memory({.min = 1}));
}

TEST(Memory, ReadsAndWritesLittleEndianAtAnyAddress) {
  const memory mem{{.min = 1}};
  mem.write<std::uint32_t>(1, 0x04030201);
  EXPECT_EQ(mem.bytes()[1], std::byte{1});
  EXPECT_EQ(mem.bytes()[4], std::byte{4});
  EXPECT_EQ(mem.read<std::uint16_t>(2), 0x0302);
  mem.write<double>(9, 1.5);
  EXPECT_EQ(mem.read<double>(9), 1.5);
}

TEST(Memory, EveryAccessBeyondTheEndIsAnErrorAndWritesNothing) {
  const memory mem{{.min = 1}};
  for (const std::uint64_t offset :
       {page - 3, page, page + 1, std::uint64_t{1} << 32, ~std::uint64_t{0} - 1, ~std::uint64_t{0}}) {
    EXPECT_THROW(mem.read<std::uint32_t>(offset), access_error) << offset;
    EXPECT_THROW(mem.write<std::uint32_t>(offset, ~0u), access_error) << offset;
    EXPECT_THROW(mem.view<std::uint32_t>(offset, 1), access_error) << offset;
    EXPECT_THROW(mem.read_string(offset, 4), access_error) << offset;
    EXPECT_THROW(mem.write_string(offset, "abcd"), access_error) << offset;
  }
  EXPECT_EQ(mem.read<std::uint32_t>(page - 4), 0u);
}

TEST(View, ReadsAndWritesElements) {
  const memory mem{{.min = 1}};
  const auto words = mem.view<std::uint32_t>(8, 4);
  words[0] = 7;
  words[1] = 4;
  words[2] = words[0] + words[1];
  words[3] = words[2];
  words[3] += 1;
  ++words[3];
  EXPECT_EQ(words.at(2), 11u);
  EXPECT_EQ(words[3], 13u);
  EXPECT_EQ(mem.read<std::uint32_t>(16), 11u);
}

TEST(View, IsARangeForAlgorithms) {
  const memory mem{{.min = 1}};
  auto shorts = mem.view<std::int16_t>(0, 5);
  std::iota(shorts.begin(), shorts.end(), std::int16_t{-2});
  std::reverse(shorts.begin(), shorts.end());
  EXPECT_EQ(shorts.to_vector(), (std::vector<std::int16_t>{2, 1, 0, -1, -2}));
  std::sort(shorts.begin(), shorts.end());
  EXPECT_EQ(shorts.to_vector(), (std::vector<std::int16_t>{-2, -1, 0, 1, 2}));
  int sum = 0;
  for (std::int16_t value : shorts) sum += value;
  EXPECT_EQ(sum, 0);
}

TEST(View, HasIteratorsThatAreEqualWhereTheyAreAtTheSameElement) {
  const memory mem{{.min = 1}};
  const auto bytes = mem.view<std::uint8_t>(0, 3);
  for (int i = 0; i <= 3; ++i)
    for (int j = 0; j <= 3; ++j) {
      EXPECT_EQ(bytes.begin() + i == bytes.end() - (3 - j), i == j);
      EXPECT_EQ(bytes.begin() + i <=> bytes.begin() + j, i <=> j);
    }
}

TEST(View, CopiesInAndOut) {
  const memory mem{{.min = 1}};
  const auto floats = mem.view<float>(page - 12, 3);
  floats.copy_from(std::array{1.0f, 2.0f, 3.0f});
  std::array<float, 2> out{};
  floats.copy_to(out);
  EXPECT_EQ(out, (std::array{1.0f, 2.0f}));
  EXPECT_THROW(floats.copy_from(std::array{1.0f, 2.0f, 3.0f, 4.0f}), access_error);
}

TEST(View, ChecksItsOwnBounds) {
  const memory mem{{.min = 1}};
  const auto words = mem.view<std::uint32_t>(0, 2);
  EXPECT_THROW(words[2] = 1, access_error);
  EXPECT_THROW((void)static_cast<std::uint32_t>(words[2]), access_error);
  EXPECT_THROW(words.at(std::numeric_limits<std::size_t>::max()), access_error);
  EXPECT_THROW((void)static_cast<std::uint32_t>(*words.end()), access_error);
}

TEST(View, MayBeEmptyAtTheVeryEndButNotBeyond) {
  const memory mem{{.min = 1}};
  EXPECT_TRUE(mem.view<std::uint64_t>(page, 0).empty());
  EXPECT_THROW(mem.view<std::uint64_t>(page + 1, 0), access_error);
  EXPECT_FALSE(mem.try_view<std::uint64_t>(page - 7, 1).has_value());
  EXPECT_THROW(mem.view<std::uint64_t>(0, std::numeric_limits<std::size_t>::max() / 8 + 2), access_error);
}

TEST(View, KeepsTheMemoryAlive) {
  wasm2cpp::view<std::uint8_t> bytes;
  {
    const memory mem{{.min = 1}};
    bytes = mem.view<std::uint8_t>(0, 3);
  }
  bytes[2] = 3;
  EXPECT_EQ(bytes[2], 3);
}

TEST(Strings, GoInAndOutAsUtf8) {
  const memory mem{{.min = 1}};
  const std::string text = "x\xe1\xbb\x8bn x\xc3\xb2";
  EXPECT_EQ(mem.write_string(page - text.size(), text), 9u);
  EXPECT_EQ(mem.read_string(page - text.size(), 9), text);
  EXPECT_EQ(mem.read_string(page, 0), "");
}

TEST(Strings, SayWhenTheyAreNotUtf8) {
  const memory mem{{.min = 1}};
  mem.write<std::uint8_t>(2, 0xff);
  EXPECT_THROW(mem.read_string(0, 3), access_error);
  EXPECT_FALSE(mem.try_read_string(0, 3).has_value());
  EXPECT_STREQ(mem.try_read_string(0, 3).error().what(), "invalid UTF-8 at byte 2 of the text");
  EXPECT_EQ(mem.read_string(0, 2), std::string(2, '\0'));
  EXPECT_THROW(mem.write_string(0, "ab\xc3"), access_error);
  EXPECT_EQ(mem.read<std::uint8_t>(0), 0);
}

TEST(Utf8, AcceptsExactlyTheWellFormedSequences) {
  using wasm2cpp::host::valid_utf8_prefix;
  for (const char* good : {"", "a", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xed\x9f\xbf", "\xee\x80\x80",
                           "\xf0\x90\x80\x80", "\xf4\x8f\xbf\xbf"})
    EXPECT_EQ(valid_utf8_prefix(good), std::string_view(good).size()) << good;
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe1\x80", "\xf1\x80\x80", "\xc3("})
    EXPECT_EQ(valid_utf8_prefix(bad), 0u);
}

}  // namespace

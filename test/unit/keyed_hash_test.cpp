// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The hash's reference values, and that tables with it hold what they are given, also names that have one value by the
// standard library's hash.
#include "keyed_hash.hpp"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace translator {
namespace {

/// The reference's key and message: bytes 0, 1, 2 and so on.
constexpr HashKey reference_key = {0x0706050403020100, 0x0f0e0d0c0b0a0908};

std::string counting(std::size_t length) {
  std::string bytes;
  for (std::size_t i = 0; i < length; ++i) bytes += static_cast<char>(i);
  return bytes;
}

TEST(KeyedHash, HasTheReferenceValues) {
  EXPECT_EQ(siphash(counting(0), reference_key), 0xabac0158050fc4dcu);
  EXPECT_EQ(siphash(counting(1), reference_key), 0xc9f49bf37d57ca93u);
  EXPECT_EQ(siphash(counting(7), reference_key), 0xd3927d989bb11140u);
  EXPECT_EQ(siphash(counting(8), reference_key), 0x369095118d299a8eu);
  EXPECT_EQ(siphash(counting(15), reference_key), 0xd320d86d2a519956u);
  EXPECT_EQ(siphash(counting(16), reference_key), 0xcc4fdd1a7d908b66u);
  EXPECT_EQ(siphash(counting(63), reference_key), 0x9d199062b7bbb3a8u);
}

TEST(KeyedHash, DependsOnTheKeyAndOnEveryByte) {
  EXPECT_NE(siphash("name", {1, 0}), siphash("name", {0, 0}));
  EXPECT_NE(siphash("name", {0, 1}), siphash("name", {0, 0}));
  const std::string name = counting(20);
  std::unordered_set<std::uint64_t> values = {siphash(name, reference_key)};
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::string other = name;
    other[i] = 'x';
    EXPECT_TRUE(values.insert(siphash(other, reference_key)).second) << i;
  }
  EXPECT_NE(siphash(std::string(1, '\0'), reference_key), siphash("", reference_key));
}

TEST(KeyedHash, StaysTheSameInOneProcess) {
  EXPECT_EQ(KeyedHash()("name"), KeyedHash()("name"));
  EXPECT_NE(KeyedHash()("name"), KeyedHash()("other"));
}

/// All four have the value 0xd7a27b20ee494a0e by libstdc++ on 64 bits, and so have as many as one likes to put together.
TEST(KeyedHash, TellsNamesApartThatMeetElsewhere) {
  std::unordered_set<std::string, KeyedHash> names;
  std::unordered_set<std::size_t> values;
  for (const char* first : {"NqVwYSVPHbDXpPdk", "aPHHaeIRZU8rmTYf"}) {
    for (const char* second : {"wewyTFAJgBQisxnd", "mhzqWvccg6LfG1pI"}) {
      const std::string name = std::string(first) + second;
      EXPECT_TRUE(names.insert(name).second);
      EXPECT_FALSE(names.insert(name).second);
      EXPECT_TRUE(values.insert(KeyedHash()(name)).second);
    }
  }
  EXPECT_EQ(names.size(), 4u);
}

}  // namespace
}  // namespace translator

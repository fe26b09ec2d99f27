// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// LEB128 (specification, section 5.2.2): all lengths that are allowed, none that is not.
#include <gtest/gtest.h>

#include <limits>

#include "module_bytes.hpp"

namespace translator::test {
namespace {

template <class Read>
auto read_all(const Bytes& bytes, Read read) {
  ByteReader reader(std::as_bytes(std::span(bytes)), {0, bytes.size()});
  const auto value = read(reader);
  EXPECT_TRUE(reader.at_end());
  return value;
}

std::uint32_t u32(const Bytes& bytes) {
  return read_all(bytes, [](ByteReader& reader) { return reader.u32("a number"); });
}
std::uint64_t u64(const Bytes& bytes) {
  return read_all(bytes, [](ByteReader& reader) { return reader.u64("a number"); });
}
std::int32_t s32(const Bytes& bytes) {
  return read_all(bytes, [](ByteReader& reader) { return reader.s32("a number"); });
}
std::int64_t s33(const Bytes& bytes) {
  return read_all(bytes, [](ByteReader& reader) { return reader.s33("a number"); });
}
std::int64_t s64(const Bytes& bytes) {
  return read_all(bytes, [](ByteReader& reader) { return reader.s64("a number"); });
}

Bytes repeated(std::uint8_t byte, std::size_t count, std::uint8_t last) {
  Bytes bytes(count, byte);
  bytes.push_back(last);
  return bytes;
}

TEST(Leb128, ReadsTheSpecificationsExample) { EXPECT_EQ(u32({0xe5, 0x8e, 0x26}), 624485u); }

TEST(Leb128, ReadsTheLimitsOfEachType) {
  EXPECT_EQ(u32({0}), 0u);
  EXPECT_EQ(u32(repeated(0xff, 4, 0x0f)), std::numeric_limits<std::uint32_t>::max());
  EXPECT_EQ(u64(repeated(0xff, 9, 0x01)), std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(s32(repeated(0x80, 4, 0x78)), std::numeric_limits<std::int32_t>::min());
  EXPECT_EQ(s32(repeated(0xff, 4, 0x07)), std::numeric_limits<std::int32_t>::max());
  EXPECT_EQ(s64(repeated(0x80, 9, 0x7f)), std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(s64(repeated(0xff, 9, 0x00)), std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(s33(repeated(0x80, 4, 0x70)), -(std::int64_t{1} << 32));
  EXPECT_EQ(s33(repeated(0xff, 4, 0x0f)), (std::int64_t{1} << 32) - 1);
}

TEST(Leb128, ExtendsTheSignOfShortForms) {
  EXPECT_EQ(s32({0x7f}), -1);
  EXPECT_EQ(s64({0x40}), -64);
  EXPECT_EQ(s64({0xc0, 0x00}), 64);
  EXPECT_EQ(s33({0x40}), -64);
}

TEST(Leb128, AllowsPaddingUpToTheLongestForm) {
  EXPECT_EQ(u32(repeated(0x80, 4, 0x00)), 0u);
  EXPECT_EQ(s32(repeated(0xff, 4, 0x7f)), -1);
  EXPECT_EQ(u64(repeated(0x80, 9, 0x00)), 0u);
}

TEST(Leb128, RejectsUnusedBits) {
  EXPECT_THROW(u32(repeated(0x80, 4, 0x10)), Diagnostic);
  EXPECT_THROW(u64(repeated(0x80, 9, 0x02)), Diagnostic);
  EXPECT_THROW(s32(repeated(0x80, 4, 0x08)), Diagnostic);
  EXPECT_THROW(s32(repeated(0xff, 4, 0x4f)), Diagnostic);
  EXPECT_THROW(s33(repeated(0x80, 4, 0x30)), Diagnostic);
  EXPECT_THROW(s64(repeated(0x80, 9, 0x01)), Diagnostic);
  EXPECT_THROW(s64(repeated(0xff, 9, 0x7e)), Diagnostic);
}

TEST(Leb128, RejectsFormsThatAreTooLong) {
  EXPECT_THROW(u32(repeated(0x80, 5, 0x00)), Diagnostic);
  EXPECT_THROW(u64(repeated(0x80, 10, 0x00)), Diagnostic);
  EXPECT_THROW(s32(repeated(0xff, 5, 0x7f)), Diagnostic);
  EXPECT_THROW(s64(repeated(0xff, 10, 0x7f)), Diagnostic);
}

TEST(Leb128, RejectsWhatEndsTooEarly) {
  EXPECT_THROW(u32({}), Diagnostic);
  EXPECT_THROW(u32({0x80}), Diagnostic);
  EXPECT_THROW(s64(Bytes(9, 0xff)), Diagnostic);
}

TEST(Leb128, RoundTripsEachNumberOfBits) {
  for (int bit = 0; bit < 32; ++bit) {
    const std::uint32_t value = std::uint32_t{1} << bit;
    EXPECT_EQ(u32(leb128(value)), value);
    EXPECT_EQ(u32(leb128(value - 1)), value - 1);
  }
}

}  // namespace
}  // namespace translator::test

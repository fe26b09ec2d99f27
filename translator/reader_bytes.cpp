// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The values of the binary format (specification, section 5.2): bytes, integers in LEB128, floats, and names.
//
// LEB128 keeps seven bits a byte, the lowest first; a set top bit says that more follow. An integer of N bits takes at
// most ceil(N / 7) bytes, and in the last of these the bits beyond N must be zero, or, if signed, repeat the sign:
//
//     e5 8e 26         624485
//     80 80 80 80 10   not an u32: its bit 32 is set
#include <algorithm>
#include <bit>
#include <cassert>

#include "reader.hpp"

namespace translator {
namespace {

bool is_continuation(unsigned byte) { return (byte & 0xc0) == 0x80; }

/// How many bytes a character takes that starts with this byte; 0 if none does (section 5.2.4).
std::size_t utf8_length(unsigned first) {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;  // a continuation byte, or an overlong form of a one-byte character
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

/// Overlong forms, surrogates, and code points beyond U+10FFFF show in the second byte.
bool is_second_byte(unsigned first, unsigned second) {
  switch (first) {
    case 0xe0: return second >= 0xa0;
    case 0xed: return second < 0xa0;
    case 0xf0: return second >= 0x90;
    case 0xf4: return second < 0x90;
    default: return true;
  }
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const unsigned first = static_cast<unsigned char>(text[i]);
    const std::size_t length = utf8_length(first);
    if (length == 0 || length > text.size() - i) return false;
    for (std::size_t j = 1; j < length; ++j) {
      if (!is_continuation(static_cast<unsigned char>(text[i + j]))) return false;
    }
    if (length > 1 && !is_second_byte(first, static_cast<unsigned char>(text[i + 1]))) return false;
    i += length;
  }
  return true;
}

}  // namespace

ByteReader::ByteReader(std::span<const std::byte> bytes, ByteRange range)
    : bytes_(bytes), position_(range.begin), end_(range.end) {
  assert(range.begin <= range.end && range.end <= bytes.size());
}

std::uint32_t ByteReader::f32_bits() {
  std::uint32_t bits = 0;
  for (int shift = 0; shift < 32; shift += 8) bits |= static_cast<std::uint32_t>(u8("an f32")) << shift;
  return bits;
}

std::uint64_t ByteReader::f64_bits() {
  std::uint64_t bits = 0;
  for (int shift = 0; shift < 64; shift += 8) bits |= static_cast<std::uint64_t>(u8("an f64")) << shift;
  return bits;
}

std::uint32_t ByteReader::count(const char* what, std::size_t minimum_size) {
  const std::size_t start = offset();
  const std::uint32_t count = u32(what);
  if (count > remaining() / std::max<std::size_t>(minimum_size, 1)) {
    malformed(start, std::string(what) + " " + std::to_string(count) + " is more than the " +
                         std::to_string(remaining()) + " bytes that remain can hold");
  }
  return count;
}

std::string_view ByteReader::name(const char* what) {
  const std::uint32_t size = count(what);
  const std::size_t start = offset();
  const ByteRange range = skip(size, what);
  const std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + range.begin, range.size());
  if (!is_utf8(text)) malformed(start, std::string(what) + " is not valid UTF-8");
  return text;
}

ByteRange ByteReader::skip(std::size_t size, const char* what) {
  if (size > remaining()) unexpected_end(what);
  const ByteRange range{position_, position_ + size};
  position_ = range.end;
  return range;
}

void ByteReader::malformed(std::size_t offset, std::string message) const {
  throw Diagnostic(Refusal::Malformed, offset, std::move(message));
}

void ByteReader::unexpected_end(const char* what) const {
  malformed(end_, std::string("unexpected end in ") + what);
}

std::uint64_t ByteReader::unsigned_leb128(unsigned bits, const char* what) {
  const std::size_t start = offset();
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = u8(what);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    const unsigned left = bits - shift;
    if (left <= 7) {
      if (byte & 0x80) malformed(start, std::string(what) + " takes too many bytes");
      if (left < 7 && byte >> left) malformed(start, std::string(what) + " is too large");
      return value;
    }
    if (!(byte & 0x80)) return value;
  }
}

std::int64_t ByteReader::signed_leb128(unsigned bits, const char* what) {
  const std::size_t start = offset();
  std::uint64_t value = 0;
  for (unsigned shift = 0;; shift += 7) {
    const std::uint8_t byte = u8(what);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    const unsigned left = bits - shift;
    if (left <= 7) {
      if (byte & 0x80) malformed(start, std::string(what) + " takes too many bytes");
      const unsigned sign_and_unused = (byte & 0x7fu) >> (left - 1);
      if (sign_and_unused != 0 && sign_and_unused != 0x7fu >> (left - 1)) {
        malformed(start, std::string(what) + " is too large");
      }
    } else if (byte & 0x80) {
      continue;
    }
    const bool is_negative = byte & 0x40;
    if (is_negative && shift + 7 < 64) value |= ~std::uint64_t{0} << (shift + 7);
    return std::bit_cast<std::int64_t>(value);
  }
}

}  // namespace translator

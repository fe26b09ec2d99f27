// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The binary format (specification, section 5): bytes to a `Module`, and a function body to a stream of `Instruction`s.
// Every count is checked against the bytes that remain before anything is allocated for it. Whatever is wrong is
// thrown as a `Diagnostic`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "diagnostic.hpp"
#include "instruction.hpp"
#include "module.hpp"

namespace translator {

/// A cursor over bytes of the input. Each read throws `Diagnostic` (Malformed) at the offset where it fails.
class ByteReader {
 public:
  /// Reads `bytes[range]`; offsets in messages are those of the whole input.
  ByteReader(std::span<const std::byte> bytes, ByteRange range);

  std::size_t offset() const { return position_; }
  std::size_t remaining() const { return end_ - position_; }
  bool at_end() const { return position_ == end_; }

  std::uint8_t u8(const char* what) {
    if (position_ == end_) unexpected_end(what);
    return static_cast<std::uint8_t>(bytes_[position_++]);
  }
  /// Unsigned LEB128, at most 5 bytes, unused bits zero (section 5.2.2). Most are one byte long.
  std::uint32_t u32(const char* what) {
    return is_one_byte() ? one_byte() : static_cast<std::uint32_t>(unsigned_leb128(32, what));
  }
  std::uint64_t u64(const char* what) { return is_one_byte() ? one_byte() : unsigned_leb128(64, what); }
  std::int32_t s32(const char* what) { return static_cast<std::int32_t>(signed_leb128<32>(what)); }
  std::int64_t s33(const char* what) { return signed_leb128<33>(what); }
  std::int64_t s64(const char* what) { return signed_leb128<64>(what); }
  std::uint32_t f32_bits();
  std::uint64_t f64_bits();
  std::uint8_t peek(const char* what) const {
    if (position_ == end_) unexpected_end(what);
    return static_cast<std::uint8_t>(bytes_[position_]);
  }
  /// A count of items that take at least `minimum_size` bytes each: refused if more than what remains could hold.
  std::uint32_t count(const char* what, std::size_t minimum_size = 1);
  std::string_view name(const char* what);  ///< length-prefixed, valid UTF-8
  ByteRange skip(std::size_t size, const char* what);
  [[noreturn]] void malformed(std::size_t offset, std::string message) const;

 private:
  [[noreturn]] void unexpected_end(const char* what) const;
  bool is_one_byte() const { return position_ != end_ && static_cast<std::uint8_t>(bytes_[position_]) < 0x80; }
  std::uint8_t one_byte() { return static_cast<std::uint8_t>(bytes_[position_++]); }
  template <unsigned Bits>
  std::int64_t signed_leb128(const char* what) {
    if (!is_one_byte()) return signed_leb128(Bits, what);
    const std::int64_t bits = one_byte();
    return bits - (bits & 0x40) * 2;  // bit 6 is the sign
  }
  std::uint64_t unsigned_leb128(unsigned bits, const char* what);
  std::int64_t signed_leb128(unsigned bits, const char* what);

  std::span<const std::byte> bytes_;
  std::size_t position_;
  std::size_t end_;
};

/// Implementation limits (appendix 7.1), as the JavaScript API has them. Beyond them a module is refused, so that what
/// a module makes us allocate stays a small multiple of its size.
inline constexpr std::uint32_t max_types = 1'000'000;
inline constexpr std::uint32_t max_functions = 1'000'000;
inline constexpr std::uint32_t max_parameters = 1'000;
inline constexpr std::uint32_t max_results = 1'000;
inline constexpr std::uint32_t max_fields = 10'000;
inline constexpr std::uint32_t max_locals = 50'000;  ///< declared in one body, parameters not counted

/// Decodes a whole module. `bytes` outlives the result. Throws `Diagnostic`.
/// Checks what the binary format demands (sections' order and sizes, counts, UTF-8), not validity.
Module read_module(std::span<const std::byte> bytes, std::string file);

/// Runs of locals as declared at a body's head (section 5.5.13), parameters not included.
struct LocalRun {
  std::uint32_t count = 0;
  ValueType type;
};

/// Decodes one instruction. `module` tells whether there is a data count section.
void read_instruction(ByteReader& reader, const Module& module, Instruction& instruction);

/// A stream over one function body or constant expression.
class InstructionReader {
 public:
  InstructionReader(const Module& module, ByteRange range);

  /// To be called first for a function body: its local declarations; their sum is at most `max_locals`.
  std::vector<LocalRun> read_locals();
  bool at_end() const { return reader_.at_end(); }
  std::size_t offset() const { return reader_.offset(); }
  /// Decodes the next instruction into `instruction`, reusing its vectors.
  void next(Instruction& instruction) { read_instruction(reader_, module_, instruction); }

 private:
  ByteReader reader_;
  const Module& module_;
};

}  // namespace translator

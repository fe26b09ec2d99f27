// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What is particular to vectors in expressions: constants, and the immediates that become template arguments.
//
//     v128.const i32x4 1 2 3 4              v128_const(0x1, 0x2, 0x3, 0x4)
//     i8x16.extract_lane_s 5                i8x16_extract_lane_s<5>(a)
//     v128.store16_lane offset=8 1          v128_store16_lane<1>(m, p, a, 8)
//
// The lanes of a constant are written as i32x4, in hexadecimal, whatever shape its user sees in it: the binary format
// does not say.
//
// Compilers fold with vectors as they do with scalars: x * 1, x - 0 and their like become x, also for a signalling NaN,
// also if only one lane is extracted later. So a constant with such a lane is opaque to them, in modules that compute
// with vectors of floats; and so is an integer that becomes one by a splat. Elsewhere integers stay what they are:
// compilers know much about masks and zeros.
#include <cstdio>

#include "expression_writer.hpp"

namespace translator {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

template <class Lane>
Lane lane_of(const Bytes& bytes, std::size_t index) {
  Lane lane = 0;
  for (std::size_t i = 0; i < sizeof(Lane); ++i)
    lane = static_cast<Lane>(lane | Lane{bytes[index * sizeof(Lane) + i]} << (8 * i));
  return lane;
}

/// Zero, one, or a signalling NaN, of either sign, by the bits of a float with so many bits of payload.
bool is_folded_wrongly(std::uint64_t bits, unsigned width, unsigned payload) {
  const std::uint64_t magnitude = bits & ((std::uint64_t{1} << (width - 1)) - 1);
  const std::uint64_t exponent = (std::uint64_t{1} << (width - 1)) - (std::uint64_t{1} << payload);
  const std::uint64_t one = exponent >> 1 & exponent;
  const bool is_signalling = magnitude > exponent && !(magnitude >> (payload - 1) & 1);
  return magnitude == 0 || magnitude == one || is_signalling;
}

bool has_lane_folded_wrongly(const Bytes& bytes) {
  bool has_any = false;
  for (std::size_t i = 0; i < 4; ++i) has_any |= is_folded_wrongly(lane_of<std::uint32_t>(bytes, i), 32, 23);
  for (std::size_t i = 0; i < 2; ++i) has_any |= is_folded_wrongly(lane_of<std::uint64_t>(bytes, i), 64, 52);
  return has_any;
}

/// Bytes of an integer's lane in a splat; 0 for all other instructions.
std::size_t integer_splat_width(Opcode opcode) {
  switch (opcode) {
    case Opcode::i8x16_splat: return 1;
    case Opcode::i16x8_splat: return 2;
    case Opcode::i32x4_splat: return 4;
    case Opcode::i64x2_splat: return 8;
    default: return 0;
  }
}

}  // namespace

std::string ExpressionWriter::vector_constant(const EmitContext& context, const Bytes& bytes) {
  const bool is_opaque = context.calls.computes_float_vectors() && has_lane_folded_wrongly(bytes);
  if (is_opaque && bytes == Bytes{}) return "v128_zero()";
  std::string out = is_opaque ? "v128_opaque_const(" : "v128_const(";
  char lane[16];
  for (std::size_t i = 0; i < 4; ++i) {
    std::snprintf(lane, sizeof lane, "%s0x%xu", i ? ", " : "", lane_of<std::uint32_t>(bytes, i));
    out += lane;
  }
  return out + ")";
}

/// The lanes of the immediate, as template arguments: "<3>", or nothing.
void ExpressionWriter::write_lane_arguments(const Expression& e) {
  switch (info(e.opcode).immediate) {
    case Immediate::Lane:
    case Immediate::MemArgLane: out_ += "<" + std::to_string(e.index2) + ">"; return;
    case Immediate::Shuffle: break;
    default: return;
  }
  const char* before = "<";
  for (const std::uint8_t source : tree_.vectors[e.index]) {
    out_ += before + std::to_string(source);
    before = ", ";
  }
  out_ += '>';
}

/// A splat of an integer constant that has the bits of a float which compilers fold wrongly.
bool ExpressionWriter::is_hidden_splat(const Expression& e) const {
  const std::size_t width = integer_splat_width(e.opcode);
  if (width == 0 || !is_constant(tree_.operand(e, 0)) || !context_.calls.computes_float_vectors()) return false;
  const std::uint64_t bits = operand(e, 0).bits;
  Bytes bytes;
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(bits >> (8 * (i % width)));
  return has_lane_folded_wrongly(bytes);
}

void ExpressionWriter::write_hidden_splat(const Expression& e) {
  out_ += info(e.opcode).spelling;
  out_ += "(hidden(";
  write_constant(operand(e, 0), false);
  out_ += "))";
}

}  // namespace translator

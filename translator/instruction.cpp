// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The instruction table in memory, and the way back from an instruction's code in the binary format to its row.
// Both are computed at compile time from `instructions.def`.
#include "instruction.hpp"

#include <cassert>

namespace translator {
namespace {

constexpr InstructionInfo table[] = {
#define OP(id, prefix, code, text, immediate, signature, width, effects, feature, spelling) \
  {#id, prefix, code, text, Immediate::immediate, signature, width, effects, Feature::feature, spelling},
#include "instructions.def"
#undef OP
};
constexpr std::size_t table_size = sizeof table / sizeof *table;

/// The rows by code, for one prefix. `no_row` marks the codes that name no instruction.
constexpr std::uint16_t no_row = 0xffff;
template <std::size_t Codes>
constexpr std::array<std::uint16_t, Codes> rows_by_code(std::uint8_t prefix) {
  std::array<std::uint16_t, Codes> rows{};
  for (auto& row : rows) row = no_row;
  for (std::size_t row = 0; row < table_size; ++row) {
    if (table[row].prefix == prefix) rows[table[row].code] = static_cast<std::uint16_t>(row);
  }
  return rows;
}

constexpr auto plain_rows = rows_by_code<0x100>(0);
constexpr auto gc_rows = rows_by_code<0x20>(0xfb);
constexpr auto misc_rows = rows_by_code<0x20>(0xfc);
constexpr auto vector_rows = rows_by_code<0x120>(0xfd);
constexpr auto atomic_rows = rows_by_code<0x50>(0xfe);

template <std::size_t Codes>
std::optional<Opcode> find(const std::array<std::uint16_t, Codes>& rows, std::uint32_t code) {
  if (code >= Codes || rows[code] == no_row) return std::nullopt;
  return static_cast<Opcode>(rows[code]);
}

}  // namespace

const InstructionInfo& info(Opcode opcode) {
  assert(static_cast<std::size_t>(opcode) < table_size);
  return table[static_cast<std::size_t>(opcode)];
}

std::optional<Opcode> opcode_of(std::uint8_t prefix, std::uint32_t code) {
  switch (prefix) {
    case 0: return find(plain_rows, code);
    case 0xfb: return find(gc_rows, code);
    case 0xfc: return find(misc_rows, code);
    case 0xfd: return find(vector_rows, code);
    case 0xfe: return find(atomic_rows, code);
    default: return std::nullopt;
  }
}

const char* name_of(Feature feature) {
  switch (feature) {
    case Feature::Core: return "the core instructions";
    case Feature::TailCall: return "tail calls";
    case Feature::Simd: return "SIMD";
    case Feature::RelaxedSimd: return "relaxed SIMD";
    case Feature::Exceptions: return "exceptions";
    case Feature::LegacyExceptions: return "legacy exceptions";
    case Feature::FunctionReferences: return "typed function references";
    case Feature::GarbageCollection: return "garbage collection";
    case Feature::Threads: return "threads";
    case Feature::WideArithmetic: return "wide arithmetic";
    case Feature::CustomPageSizes: return "custom page sizes";
  }
  return "";
}

}  // namespace translator

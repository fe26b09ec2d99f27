// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The instruction table in memory, and the way back from an instruction's code in the binary format to its row.
// Both are computed at compile time from `instructions.def`.
#include "instruction.hpp"

namespace translator {
namespace {

constexpr std::uint8_t operands_of(std::string_view signature) {
  return signature == "*" ? 0 : static_cast<std::uint8_t>(signature.find(':'));
}

constexpr bool is_plain(Opcode opcode, Immediate immediate, Feature feature) {
  if (feature != Feature::Core || opcode == Opcode::end || opcode == Opcode::return_) return false;
  switch (immediate) {
    case Immediate::None: case Immediate::Local:
    case Immediate::I32: case Immediate::I64: case Immediate::F32: case Immediate::F64: return true;
    default: return false;
  }
}

}  // namespace

constexpr InstructionInfo instruction_table[] = {
#define OP(id, prefix, code, text, immediate, signature, width, effects, feature, spelling) \
  {#id, prefix, code, text, Immediate::immediate, signature, width, effects, Feature::feature, spelling, \
   operands_of(signature), is_plain(Opcode::id, Immediate::immediate, Feature::feature)},
#include "instructions.def"
#undef OP
};

namespace {

constexpr std::size_t table_size = sizeof instruction_table / sizeof *instruction_table;

/// The instructions by code, for one prefix.
template <std::size_t Codes>
constexpr std::array<Opcode, Codes> opcodes_by_code(std::uint8_t prefix) {
  std::array<Opcode, Codes> opcodes{};
  for (Opcode& opcode : opcodes) opcode = no_opcode;
  for (std::size_t row = 0; row < table_size; ++row) {
    if (instruction_table[row].prefix == prefix) opcodes[instruction_table[row].code] = static_cast<Opcode>(row);
  }
  return opcodes;
}

constexpr auto gc_opcodes = opcodes_by_code<0x20>(0xfb);
constexpr auto misc_opcodes = opcodes_by_code<0x20>(0xfc);
constexpr auto vector_opcodes = opcodes_by_code<0x120>(0xfd);
constexpr auto atomic_opcodes = opcodes_by_code<0x50>(0xfe);

template <std::size_t Codes>
Opcode find(const std::array<Opcode, Codes>& opcodes, std::uint32_t code) {
  return code < Codes ? opcodes[code] : no_opcode;
}

}  // namespace

constexpr std::array<Opcode, 0x100> plain_opcodes = opcodes_by_code<0x100>(0);

Opcode opcode_of(std::uint8_t prefix, std::uint32_t code) {
  switch (prefix) {
    case 0: return find(plain_opcodes, code);
    case 0xfb: return find(gc_opcodes, code);
    case 0xfc: return find(misc_opcodes, code);
    case 0xfd: return find(vector_opcodes, code);
    case 0xfe: return find(atomic_opcodes, code);
    default: return no_opcode;
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

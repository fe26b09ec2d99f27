// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limit on how much a body may grow: see expansion.hpp.
#include "expansion.hpp"

#include "diagnostic.hpp"

namespace translator {

namespace {

constexpr std::size_t values_per_byte = 8;
constexpr std::size_t values_always_allowed = 200'000;

std::uint32_t arity(const std::vector<ValueType>& types) { return static_cast<std::uint32_t>(types.size()); }

std::uint32_t arity_of_block(const Module& module, const Instruction& instruction) {
  const BlockType& type = instruction.block_type;
  if (type.kind == BlockType::Empty) return 0;
  if (type.kind == BlockType::Value) return 1;
  const FunctionType& function = module.types[type.type_index].function;
  return instruction.opcode == Opcode::loop ? arity(function.parameters) : arity(function.results);
}

}  // namespace

ExpansionMeter::ExpansionMeter(const Module& module, std::uint32_t function)
    : module_(module),
      limit_(values_always_allowed + values_per_byte * module.functions[function].body.size()),
      label_arities_{arity(module.type_of_function(function).results)} {}

void ExpansionMeter::count(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::block: case Opcode::loop: case Opcode::if_:
      label_arities_.push_back(arity_of_block(module_, instruction));
      return add(label_arities_.back(), instruction);
    case Opcode::end: label_arities_.pop_back(); return;
    case Opcode::br: case Opcode::br_if: case Opcode::br_on_null: case Opcode::br_on_non_null: case Opcode::br_on_cast:
    case Opcode::br_on_cast_fail: return add(label_arity(instruction.index), instruction);
    case Opcode::br_table: return add(label_arity(instruction.labels.back()) * instruction.labels.size(), instruction);
    case Opcode::return_: return add(label_arities_.front(), instruction);
    case Opcode::call: case Opcode::return_call: {
      const FunctionType& type = module_.type_of_function(instruction.index);
      return add(type.parameters.size() + type.results.size(), instruction);
    }
    case Opcode::call_indirect: case Opcode::return_call_indirect: case Opcode::call_ref: case Opcode::return_call_ref: {
      const FunctionType& type = module_.types[instruction.index].function;
      return add(type.parameters.size() + type.results.size(), instruction);
    }
    default: return;
  }
}

std::size_t ExpansionMeter::label_arity(std::uint32_t depth) const {
  return label_arities_[label_arities_.size() - 1 - depth];
}

void ExpansionMeter::add(std::size_t values, const Instruction& instruction) {
  values_ += values;
  if (values_ <= limit_) return;
  throw Diagnostic(Refusal::Unsupported, instruction.offset,
                   "calls and branches carry more than " + std::to_string(limit_) +
                       " values: more than this version translates for a body of this size");
}

}  // namespace translator

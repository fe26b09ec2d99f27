// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limit on how much a module may grow: see expansion.hpp.
#include "expansion.hpp"

#include "diagnostic.hpp"

namespace translator {

namespace {

constexpr std::size_t values_per_byte = 4;
constexpr std::size_t values_of_structure = 16;  // about as much text as is written for one without fields
constexpr std::size_t values_always_allowed = 200'000;
/// g++'s std::tuple nests templates twice as deep as it has elements, and stops at 900.
constexpr std::size_t most_public_results = 256;

std::size_t expansion_limit(const Module& module) {
  return values_always_allowed + values_per_byte * module.bytes.size();
}

[[noreturn]] void refuse_expansion(std::size_t offset, std::size_t limit) {
  throw Diagnostic(Refusal::Unsupported, offset,
                   "calls, branches, structures and signatures carry more than " + std::to_string(limit) +
                       " values: more than this version translates for a module of this size");
}

[[noreturn]] void refuse_results(std::size_t offset, std::size_t results) {
  throw Diagnostic(Refusal::Unsupported, offset,
                   "a function that hosts call or provide has " + std::to_string(results) +
                       " results: this version translates at most " + std::to_string(most_public_results));
}

std::uint32_t arity(const std::vector<ValueType>& types) { return static_cast<std::uint32_t>(types.size()); }

struct BlockArity {
  std::uint32_t label, parameters_and_results;
};

BlockArity arity_of_block(const Module& module, const Instruction& instruction) {
  const bool is_loop = instruction.opcode == Opcode::loop;
  const BlockType& type = instruction.block_type;
  if (type.kind == BlockType::Empty) return {0, 0};
  if (type.kind == BlockType::Value) return {is_loop ? 0u : 1u, 1};
  const FunctionType& function = module.types[type.type_index].function;
  return {arity(is_loop ? function.parameters : function.results),
          arity(function.parameters) + arity(function.results)};
}

std::uint32_t payload(const Module& module, std::uint32_t tag) {
  return arity(module.types[module.tags[tag].type.type_index].function.parameters);
}

std::size_t payloads(const Module& module, const Instruction& instruction) {
  if (instruction.opcode != Opcode::try_table) return 0;
  std::size_t values = 0;
  for (const CatchClause& clause : instruction.catches)
    values += clause.kind == CatchClause::Catch || clause.kind == CatchClause::CatchRef ? payload(module, clause.tag) : 0;
  return values;
}

}  // namespace

ExpansionMeter::ExpansionMeter(const Module& module, std::uint32_t function)
    : module_(module),
      limit_(expansion_limit(module)),
      label_arities_{arity(module.type_of_function(function).results)} {}

void ExpansionMeter::count(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::block: case Opcode::loop: case Opcode::if_: case Opcode::try_: case Opcode::try_table: {
      const BlockArity block = arity_of_block(module_, instruction);
      label_arities_.push_back(block.label);
      add(block.parameters_and_results, instruction);
      return add(payloads(module_, instruction), instruction);
    }
    case Opcode::end: case Opcode::delegate: label_arities_.pop_back(); return;
    case Opcode::throw_: case Opcode::catch_: return add(payload(module_, instruction.index), instruction);
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
    case Opcode::struct_new: case Opcode::struct_new_default:
      return add(module_.types[instruction.index].fields.size(), instruction);
    case Opcode::array_new_fixed: return add(instruction.index2, instruction);
    default: return;
  }
}

std::size_t ExpansionMeter::label_arity(std::uint32_t depth) const {
  return label_arities_[label_arities_.size() - 1 - depth];
}

void ExpansionMeter::add(std::size_t values, const Instruction& instruction) {
  values_ += values;
  if (values_ > limit_) refuse_expansion(instruction.offset, limit_);
}

ExpansionBudget::ExpansionBudget(const Module& module) : limit_(expansion_limit(module)) {
  for (std::uint32_t i = 0; i < module.types.size(); ++i)
    if (module.types[i].kind == SubType::Struct && module.canonical_types[i] == i) spend(values_of_structure, module.types[i].offset);
  for (const Function& function : module.functions)
    spend_on_signature(module.types[function.type_index].function, function.input_offset);
  for (const Tag& tag : module.tags) spend_on_signature(module.types[tag.type.type_index].function, tag.input_offset);
  for (const Export& exported : module.exports) {
    if (exported.kind == ExternalKind::Function) spend_on_signature(module.type_of_function(exported.index), exported.offset);
    if (exported.kind == ExternalKind::Tag) spend(payload(module, exported.index), exported.offset);
  }
}

void ExpansionBudget::spend(std::size_t values, std::size_t offset) {
  spent_ += values;
  if (spent_ > limit_) refuse_expansion(offset, limit_);
}

void ExpansionBudget::spend_on_signature(const FunctionType& type, std::size_t offset) {
  spend(type.parameters.size() + type.results.size(), offset);
}

void require_few_public_results(const Module& module) {
  const auto require_public = [&](std::uint32_t function, std::size_t offset) {
    const std::size_t results = module.type_of_function(function).results.size();
    if (results > most_public_results) refuse_results(offset, results);
  };
  for (std::uint32_t i = 0; i < module.imported_functions; ++i) require_public(i, module.functions[i].input_offset);
  for (const Export& exported : module.exports)
    if (exported.kind == ExternalKind::Function) require_public(exported.index, exported.offset);
}

}  // namespace translator

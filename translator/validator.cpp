// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One instruction against the table: its immediates must name what exists, and its operands be what its signature
// says. Instructions whose signature is "*" go on to a rule of their own.
//
// At the end of the file: `FunctionValidator`, which gives all this to the world.
#include "validator.hpp"

#include <cassert>
#include <cstring>

#include "validator_body.hpp"

namespace translator {
namespace {

/// "i16x8.splat" has 8 lanes; the number stands after the `x`.
std::uint32_t lanes_of_shape(const char* text) {
  std::uint32_t lanes = 0;
  for (const char* digit = std::strchr(text, 'x') + 1; *digit >= '0' && *digit <= '9'; ++digit) {
    lanes = lanes * 10 + static_cast<std::uint32_t>(*digit - '0');
  }
  return lanes;
}

bool names_unknown_type(const Module& module, ValueType type) {
  return type.is_reference() && type.heap.is_index() && type.heap.type_index() >= module.types.size();
}

bool is_constant_opcode(Opcode opcode) {
  switch (opcode) {
    case Opcode::i32_const:
    case Opcode::i64_const:
    case Opcode::f32_const:
    case Opcode::f64_const:
    case Opcode::v128_const:
    case Opcode::i32_add:
    case Opcode::i32_sub:
    case Opcode::i32_mul:
    case Opcode::i64_add:
    case Opcode::i64_sub:
    case Opcode::i64_mul:
    case Opcode::ref_null:
    case Opcode::ref_func:
    case Opcode::ref_i31:
    case Opcode::struct_new:
    case Opcode::struct_new_default:
    case Opcode::array_new:
    case Opcode::array_new_default:
    case Opcode::array_new_fixed:
    case Opcode::any_convert_extern:
    case Opcode::extern_convert_any:
    case Opcode::global_get:
    case Opcode::end: return true;
    default: return false;
  }
}

}  // namespace

BodyChecker::BodyChecker(const Module& module, BlockType type) : module_(module), matcher_(module) {
  open(Opcode::block, type);
}

void BodyChecker::check(const Instruction& instruction) {
  instruction_ = &instruction;
  if (controls_.empty()) fail("follows the end of the expression");
  const InstructionInfo& row = info(instruction.opcode);
  check_immediates(row);
  if (row.signature[0] == '*') {
    check_by_rule();
  } else {
    check_signature(row);
  }
}

void BodyChecker::check_constant(const Instruction& instruction, std::uint32_t globals) {
  instruction_ = &instruction;
  if (!is_constant_opcode(instruction.opcode)) fail("is not constant: constant expression required");
  if (instruction.opcode == Opcode::global_get) {
    if (instruction.index >= globals) fail_unknown("global", instruction.index);
    const bool is_mutable = module_.globals[instruction.index].type.is_mutable;
    if (is_mutable) fail("reads a mutable global: constant expression required");
  }
  check(instruction);
}

void BodyChecker::finish(std::size_t offset) const {
  if (!controls_.empty()) throw Diagnostic(Refusal::Invalid, offset, "the expression ends inside a block");
}

void BodyChecker::check_immediates(const InstructionInfo& row) {
  const Instruction& instruction = *instruction_;
  switch (row.immediate) {
    case Immediate::MemArg: return check_mem_arg(row);
    case Immediate::MemArgLane: check_mem_arg(row); return check_lane(16u / row.width);
    case Immediate::Lane: return check_lane(lanes_of_shape(row.text));
    case Immediate::Shuffle:
      for (const std::uint8_t lane : instruction.bytes) {
        if (lane >= 32) fail("has lane index " + std::to_string(lane) + ", beyond 31");
      }
      return;
    case Immediate::Memory: require_memory(instruction.index); return;
    case Immediate::MemoryMemory:
      require_memory(instruction.index);
      require_memory(instruction.index2);
      return;
    case Immediate::DataMemory:
      require_data(instruction.index);
      require_memory(instruction.index2);
      return;
    case Immediate::Data: return require_data(instruction.index);
    case Immediate::Table: require_table(instruction.index); return;
    case Immediate::TableTable:
      require_table(instruction.index);
      require_table(instruction.index2);
      return;
    case Immediate::ElementTable:
      require_element(instruction.index);
      require_table(instruction.index2);
      return;
    case Immediate::Element: require_element(instruction.index); return;
    case Immediate::Function:
      if (instruction.index >= module_.functions.size()) fail_unknown("function", instruction.index);
      return;
    case Immediate::Global:
      if (instruction.index >= module_.globals.size()) fail_unknown("global", instruction.index);
      return;
    case Immediate::Tag:
      if (instruction.index >= module_.tags.size()) fail_unknown("tag", instruction.index);
      return;
    case Immediate::Block:
    case Immediate::TryTable:
      if (instruction.block_type.kind == BlockType::Index) require_function_type(instruction.block_type.type_index);
      if (instruction.block_type.kind == BlockType::Value) require_value_type(instruction.block_type.value);
      return;
    default: return;  // a constant, a label, or a type or local whose kind only the rule knows
  }
}

/// "mi:i" - pop what stands before the colon, the last first; push what stands behind it.
void BodyChecker::check_signature(const InstructionInfo& row) {
  for (const char* letter = row.signature + row.operands; letter != row.signature;) pop(type_of_letter(*--letter));
  for (const char* letter = row.results(); *letter != 0; ++letter) push(type_of_letter(*letter));
}

ValueType BodyChecker::type_of_letter(char letter) const {
  switch (letter) {
    case 'i': return ValueType::I32;
    case 'I': return ValueType::I64;
    case 'f': return ValueType::F32;
    case 'F': return ValueType::F64;
    case 'V': return ValueType::V128;
    case 'm': return address_of_memory(memory_index());
    case 't': return address_of_table(table_index());
    default: assert(letter == 'r'); return module_.tables[table_index()].type.element;
  }
}

std::uint32_t BodyChecker::memory_index() const {
  switch (info(instruction_->opcode).immediate) {
    case Immediate::MemArg:
    case Immediate::MemArgLane: return instruction_->mem_arg.memory;
    case Immediate::DataMemory: return instruction_->index2;
    default: return instruction_->index;
  }
}

std::uint32_t BodyChecker::table_index() const { return instruction_->index; }

ValueType BodyChecker::address_of_memory(std::uint32_t memory) const {
  return module_.memories[memory].type.is_64 ? ValueType::I64 : ValueType::I32;
}

ValueType BodyChecker::address_of_table(std::uint32_t table) const {
  return module_.tables[table].type.is_64 ? ValueType::I64 : ValueType::I32;
}

/// Section 3.4.10: the alignment is at most that of the access; of an atomic access it is exactly that.
void BodyChecker::check_mem_arg(const InstructionInfo& row) const {
  const MemArg& arg = instruction_->mem_arg;
  const Memory& memory = require_memory(arg.memory);
  const bool is_too_large = arg.align > 4 || (1u << arg.align) > row.width;
  if (is_too_large) fail("has alignment 2^" + std::to_string(arg.align) + ": larger than natural");
  if (row.feature == Feature::Threads && (1u << arg.align) != row.width) fail("has an alignment that is not natural");
  if (!memory.type.is_64 && arg.offset > 0xffff'ffffu) fail("has an offset out of range: beyond 2^32 - 1");
}

void BodyChecker::check_lane(std::uint32_t lanes) const {
  if (instruction_->lane >= lanes) fail("has an invalid lane index, " + std::to_string(instruction_->lane));
}

const SubType& BodyChecker::require_type(std::uint32_t index, SubType::Kind kind) const {
  if (index >= module_.types.size()) fail_unknown("type", index);
  const SubType& type = module_.types[index];
  if (type.kind != kind) {
    constexpr const char* names[] = {"a function", "a struct", "an array"};
    fail("expects " + std::string(names[kind]) + " type, found " + names[type.kind] + " type " + std::to_string(index));
  }
  return type;
}

const FunctionType& BodyChecker::require_function_type(std::uint32_t index) const {
  return require_type(index, SubType::Function).function;
}

const Memory& BodyChecker::require_memory(std::uint32_t index) const {
  if (index >= module_.memories.size()) fail_unknown("memory", index);
  return module_.memories[index];
}

const Table& BodyChecker::require_table(std::uint32_t index) const {
  if (index >= module_.tables.size()) fail_unknown("table", index);
  return module_.tables[index];
}

const ElementSegment& BodyChecker::require_element(std::uint32_t index) const {
  if (index >= module_.elements.size()) fail_unknown("element segment", index);
  return module_.elements[index];
}

void BodyChecker::require_data(std::uint32_t index) const {
  assert(module_.data_count);
  if (index >= *module_.data_count) fail_unknown("data segment", index);
}

void BodyChecker::require_value_type(ValueType type) const {
  if (type.is_reference()) require_heap_type(type.heap);
}

void BodyChecker::require_heap_type(HeapType type) const {
  if (type.is_index() && type.type_index() >= module_.types.size()) fail_unknown("type", type.type_index());
}

void BodyChecker::require_match(ValueType sub, ValueType super) const {
  if (!matcher_.matches(sub, super)) fail_operand(super, sub);
}

void BodyChecker::check_by_rule() {
  switch (instruction_->opcode) {
    case Opcode::unreachable: return set_unreachable();
    case Opcode::block:
    case Opcode::loop: return check_block();
    case Opcode::if_: return check_if();
    case Opcode::else_: return check_else();
    case Opcode::end: return check_end();
    case Opcode::br: return check_branch();
    case Opcode::br_if: return check_branch_if();
    case Opcode::br_table: return check_branch_table();
    case Opcode::return_: return check_return();
    case Opcode::call: return check_call();
    case Opcode::call_indirect: return check_call_indirect();
    case Opcode::call_ref: return check_call_ref();
    case Opcode::return_call: return check_return_call();
    case Opcode::return_call_indirect: return check_return_call_indirect();
    case Opcode::return_call_ref: return check_return_call_ref();
    case Opcode::throw_: return check_throw();
    case Opcode::throw_ref: return check_throw_ref();
    case Opcode::try_table: return check_try_table();
    case Opcode::try_: return check_try();
    case Opcode::catch_: return check_catch();
    case Opcode::catch_all: return check_catch_all();
    case Opcode::delegate: return check_delegate();
    case Opcode::rethrow: return check_rethrow();
    case Opcode::drop: return check_drop();
    case Opcode::select: return check_select();
    case Opcode::select_t: return check_select_typed();
    case Opcode::local_get: return check_local_get();
    case Opcode::local_set: return check_local_set();
    case Opcode::local_tee: return check_local_tee();
    case Opcode::global_get: return check_global_get();
    case Opcode::global_set: return check_global_set();
    case Opcode::table_init: return check_table_init();
    case Opcode::table_copy: return check_table_copy();
    case Opcode::memory_copy: return check_memory_copy();
    case Opcode::ref_null: return check_ref_null();
    case Opcode::ref_is_null: return check_ref_is_null();
    case Opcode::ref_func: return check_ref_func();
    case Opcode::ref_eq: return check_ref_eq();
    case Opcode::ref_as_non_null: return check_ref_as_non_null();
    case Opcode::br_on_null: return check_br_on_null();
    case Opcode::br_on_non_null: return check_br_on_non_null();
    case Opcode::br_on_cast: return check_br_on_cast(false);
    case Opcode::br_on_cast_fail: return check_br_on_cast(true);
    case Opcode::ref_test:
    case Opcode::ref_test_null: return check_ref_test();
    case Opcode::ref_cast:
    case Opcode::ref_cast_null: return check_ref_cast();
    case Opcode::any_convert_extern: return check_convert(AbstractHeapType::Extern, AbstractHeapType::Any);
    case Opcode::extern_convert_any: return check_convert(AbstractHeapType::Any, AbstractHeapType::Extern);
    case Opcode::ref_i31: return check_ref_i31();
    case Opcode::i31_get_s:
    case Opcode::i31_get_u: return check_i31_get();
    case Opcode::struct_new: return check_struct_new();
    case Opcode::struct_new_default: return check_struct_new_default();
    case Opcode::struct_get: return check_struct_get(false);
    case Opcode::struct_get_s:
    case Opcode::struct_get_u: return check_struct_get(true);
    case Opcode::struct_set: return check_struct_set();
    case Opcode::array_new: return check_array_new();
    case Opcode::array_new_default: return check_array_new_default();
    case Opcode::array_new_fixed: return check_array_new_fixed();
    case Opcode::array_new_data: return check_array_new_data();
    case Opcode::array_new_elem: return check_array_new_elem();
    case Opcode::array_get: return check_array_get(false);
    case Opcode::array_get_s:
    case Opcode::array_get_u: return check_array_get(true);
    case Opcode::array_set: return check_array_set();
    case Opcode::array_len: return check_array_len();
    case Opcode::array_fill: return check_array_fill();
    case Opcode::array_copy: return check_array_copy();
    case Opcode::array_init_data: return check_array_init_data();
    case Opcode::array_init_elem: return check_array_init_elem();
    default: assert(false && "an instruction whose signature is * has a rule");
  }
}

struct FunctionValidator::State : BodyChecker {
  using BodyChecker::BodyChecker;
};

FunctionValidator::FunctionValidator(const Module& module, std::uint32_t function, std::span<const LocalRun> locals) {
  BlockType type;
  type.kind = BlockType::Index;
  type.type_index = module.functions[function].type_index;
  state_ = std::make_unique<State>(module, type);
  for (const ValueType& parameter : module.type_of_function(function).parameters) state_->add_parameter(parameter);
  for (const LocalRun& run : locals) {
    if (names_unknown_type(module, run.type)) {
      throw Diagnostic(Refusal::Invalid, module.functions[function].body.begin,
                       "a local names an unknown type, " + std::to_string(run.type.heap.type_index()));
    }
    state_->add_locals(run);
  }
}

FunctionValidator::~FunctionValidator() = default;

void FunctionValidator::check(const Instruction& instruction) { state_->check(instruction); }
void FunctionValidator::finish(std::size_t offset) { state_->finish(offset); }

void validate_function(const Module& module, std::uint32_t function) {
  InstructionReader reader(module, module.functions[function].body);
  Instruction instruction;
  try {
    FunctionValidator validator(module, function, reader.read_locals());
    while (!reader.at_end()) {
      reader.next(instruction);
      validator.check(instruction);
    }
    validator.finish(reader.offset());
  } catch (Diagnostic& diagnostic) {
    diagnostic.in_function(spelled_function(module, function));
    throw;
  }
}

std::string spelled_function(const Module& module, std::uint32_t function) {
  const std::string_view name = module.functions[function].name;
  return name.empty() ? std::to_string(function) : "$" + std::string(name);
}

}  // namespace translator

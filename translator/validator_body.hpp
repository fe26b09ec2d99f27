// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The algorithm of the specification's appendix 7.3, which checks an instruction sequence in one pass with two stacks:
// the types of the operands, and the blocks that are open. Both function bodies and constant expressions are checked
// with it.
//
//     i32.const 1    operands: i32
//     f64.const 2    operands: i32 f64
//     i32.add        pops an i32, finds an f64: "i32.add expects i32, found f64"
//
// After an unconditional branch the operand stack is *polymorphic*: popping below the block's height gives `Bottom`,
// which matches every type.
//
// Ordinary instructions are checked by their signature in the table. The others have a rule each, in
// validator_control.cpp, validator_variables.cpp, validator_references.cpp and validator_aggregates.cpp. Stacks keep
// their capacity, and no rule allocates, except to report.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "module.hpp"
#include "reader.hpp"
#include "type_matcher.hpp"

namespace translator {

/// More operands than any compiler leaves on the stack, and few enough that a hostile body cannot exhaust ours.
inline constexpr std::size_t max_operands = 1'000'000;

/// An open block. Its opcode tells what may come next (`else` after `if_`), and what a branch to it carries.
struct ControlFrame {
  Opcode opcode = Opcode::block;
  BlockType type;
  std::size_t height = 0;       ///< of the operand stack at its entry
  std::size_t initialized = 0;  ///< how many entries `initialized_locals_` had at its entry
  bool is_unreachable = false;
};

class BodyChecker {
 public:
  /// A sequence that must leave the results of `type`. Its outermost block is open from the start.
  BodyChecker(const Module& module, BlockType type);

  /// Parameters first, then runs of locals. To be called before the first instruction.
  void add_parameter(ValueType type);
  void add_locals(const LocalRun& run);

  void check(const Instruction& instruction);
  /// A constant expression allows few instructions, and these the first `globals` globals (section 3.3.14).
  void check_constant(const Instruction& instruction, std::uint32_t globals);
  void finish(std::size_t offset) const;

 private:
  /// A run of locals of one type; `end` is the index after its last.
  struct LocalsEnd {
    std::uint32_t end;
    ValueType type;
  };

  // validator_stack.cpp: reports, operands, blocks.
  [[noreturn]] void fail(const std::string& message) const;
  [[noreturn]] void fail_unknown(const char* what, std::uint32_t index) const;
  [[noreturn]] void fail_operand(ValueType expected, ValueType found) const;
  [[noreturn]] void fail_missing_operand(ValueType expected) const;
  [[noreturn]] void fail_operand_limit() const;
  const char* text() const { return info(instruction_->opcode).text; }

  void push(ValueType type) {
    if (operands_.size() == max_operands) fail_operand_limit();
    operands_.push_back(type);
  }
  /// The usual case in line; `pop_matching` does the rest.
  void pop(ValueType expected) {
    if (operands_.size() > height_ && operands_.back() == expected) {
      operands_.pop_back();
    } else {
      pop_matching(expected);
    }
  }
  void pop_matching(ValueType expected);
  /// Whether the stack is at the bottom of its polymorphic part, which all further operands match.
  bool gives_anything() const { return operands_.size() == height_ && controls_.back().is_unreachable; }
  ValueType pop_any();
  ValueType pop_reference();
  void push_all(std::span<const ValueType> types);
  void pop_all(std::span<const ValueType> types);
  /// Checks the topmost operands without popping them.
  void expect_on_top(std::span<const ValueType> types);

  std::span<const ValueType> parameters_of(const BlockType& type) const;
  std::span<const ValueType> results_of(const BlockType& type) const;
  std::span<const ValueType> label_types(const ControlFrame& frame) const;
  const ControlFrame& label(std::uint32_t index) const;
  void open(Opcode opcode, const BlockType& type);
  ControlFrame close();
  void set_unreachable();

  // validator.cpp: what the table says of an instruction.
  void check_immediates(const InstructionInfo& info);
  void check_signature(const InstructionInfo& info);
  void check_by_rule();
  void check_mem_arg(const InstructionInfo& info) const;
  void check_lane(std::uint32_t lanes) const;
  ValueType type_of_letter(char letter) const;
  ValueType address_of_memory(std::uint32_t memory) const;
  ValueType address_of_table(std::uint32_t table) const;
  std::uint32_t memory_index() const;
  std::uint32_t table_index() const;

  const SubType& require_type(std::uint32_t index, SubType::Kind kind) const;
  const FunctionType& require_function_type(std::uint32_t index) const;
  const Memory& require_memory(std::uint32_t index) const;
  const Table& require_table(std::uint32_t index) const;
  const ElementSegment& require_element(std::uint32_t index) const;
  void require_data(std::uint32_t index) const;
  void require_value_type(ValueType type) const;
  void require_heap_type(HeapType type) const;
  void require_match(ValueType sub, ValueType super) const;

  // validator_control.cpp
  void check_block();
  void check_if();
  void check_else();
  void check_end();
  void check_branch();
  void check_branch_if();
  void check_branch_table();
  void check_return();
  void check_call();
  void check_call_indirect();
  void check_call_ref();
  void check_return_call();
  void check_return_call_indirect();
  void check_return_call_ref();
  void check_throw();
  void check_throw_ref();
  void check_try_table();
  void check_catch_clause(const CatchClause& clause);
  void check_try();
  void check_catch();
  void check_catch_all();
  void check_delegate();
  void check_rethrow();
  void close_handled_block(const char* what);
  void tail_call(const FunctionType& type);
  void apply(const FunctionType& type);
  const FunctionType& tag_type(std::uint32_t tag) const;

  // validator_variables.cpp
  void check_drop();
  void check_select();
  void check_select_typed();
  void check_local_get();
  void check_local_set();
  void check_local_tee();
  void check_global_get();
  void check_global_set();
  void check_table_init();
  void check_table_copy();
  void check_memory_copy();
  void append_locals(std::uint32_t count, ValueType type);
  ValueType type_of_local(std::uint32_t local) const;
  bool is_initialized(std::uint32_t local) const;
  void set_initialized(std::uint32_t local);

  // validator_references.cpp
  void check_ref_null();
  void check_ref_is_null();
  void check_ref_func();
  void check_ref_eq();
  void check_ref_as_non_null();
  void check_br_on_null();
  void check_br_on_non_null();
  void check_br_on_cast(bool is_fail);
  void check_ref_test();
  void check_ref_cast();
  void check_convert(AbstractHeapType from, AbstractHeapType to);
  void check_ref_i31();
  void check_i31_get();
  ValueType target_reference();

  // validator_aggregates.cpp
  void check_struct_new();
  void check_struct_new_default();
  void check_struct_get(bool is_extended);
  void check_struct_set();
  void check_array_new();
  void check_array_new_default();
  void check_array_new_fixed();
  void check_array_new_data();
  void check_array_new_elem();
  void check_array_get(bool is_extended);
  void check_array_set();
  void check_array_len();
  void check_array_fill();
  void check_array_copy();
  void check_array_init_data();
  void check_array_init_elem();
  const FieldType& require_field(const SubType& type) const;
  const FieldType& require_mutable_array(std::uint32_t type) const;
  void require_packed(const FieldType& field, bool is_extended) const;
  void require_numeric(const FieldType& field) const;
  void require_defaultable(const SubType& type) const;
  void require_element_match(std::uint32_t segment, const FieldType& field) const;

  const Module& module_;
  TypeMatcher matcher_;
  const Instruction* instruction_ = nullptr;
  std::vector<ValueType> operands_;
  std::vector<ControlFrame> controls_;
  std::size_t height_ = 0;  ///< of the innermost block: below it nothing may be popped
  std::vector<LocalsEnd> locals_;
  std::vector<ValueType> first_locals_;  ///< the types of the first of them, which nearly all instructions name
  std::vector<bool> initialized_;                   ///< per local; empty if all have a default value
  std::vector<std::uint32_t> initialized_locals_;   ///< those set in the open blocks, in order
};

}  // namespace translator

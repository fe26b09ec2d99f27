// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions of the tree as C++ text.
//
// Most instructions are written as their row in instructions.def says: an operator, or a call of the runtime's
// function of that name. The rules here are for the rest: constants, variables, references to memories and tables,
// calls. Three things keep the meaning exact:
// - Literals are unsigned wherever no typed operand stands beside them, so that no arithmetic happens in `int`.
// - What C++ types as `bool` (comparisons) becomes u32 before it is an operand of arithmetic.
// - The floating-point literals with which compilers fold wrongly for signalling NaNs are opaque to them.
// Vectors have a file of their own: expression_writer_vectors.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "constant_tables.hpp"
#include "given_state.hpp"
#include "metering.hpp"
#include "module_names.hpp"
#include "text.hpp"
#include "tree.hpp"
#include "wide_products.hpp"

namespace translator {

/// What the writers need to know of a module, beside the tree at hand.
struct EmitContext {
  const Module& module;
  const CallGraph& calls;
  const ModuleNames& names;
  const ConstantTables& constant_tables;
  const std::vector<std::uint32_t>& slots;  ///< of each function: its slot for references, or no_index
  const GivenState& given;
  const Metering& metering;
  const WideProducts& wide_products;
};

/// Memories that are checked in guard mode too, because no reservation covers every address.
bool is_always_checked(const MemoryType& type);
/// What loads and stores of a memory take first: "m" for the one that each function is given, else "m2".
std::string memory_handle(const Module& module, std::uint32_t memory);
/// The handle's type: "mem32", "mem64", "shared32" or "shared64".
std::string memory_handle_type(const MemoryType& type);

class ExpressionWriter {
 public:
  ExpressionWriter(const EmitContext& context, const Tree& tree, const std::vector<std::string>& variables,
                   Text& out)
      : context_(context), tree_(tree), variables_(variables), out_(out) {}

  /// As a whole: the right side of an assignment, an argument, a result.
  void write(ExpressionId id);
  /// As a condition; true if not zero.
  void write_condition(ExpressionId id);
  /// As what a switch is on: compilers warn of a bool there.
  void write_switched(ExpressionId id);
  /// Operands, separated by commas.
  void write_operand_list(std::uint32_t first_operand, std::uint32_t count);

  /// A call of a function by its name, tail calls included.
  void write_call(const Expression& e);
  /// A v128 constant, for the functions that declare variables too.
  static std::string vector_constant(const EmitContext& context, const std::array<std::uint8_t, 16>& bytes);
  static std::string temporary(std::uint32_t index) { return "t" + std::to_string(index); }
  std::string table(std::uint32_t index) const { return "self->table_space[" + std::to_string(index) + "]"; }
  static std::string constant_table(std::uint32_t index) { return "table_" + std::to_string(index); }
  static std::string tag(std::uint32_t index) { return "self->tag_space[" + std::to_string(index) + "]"; }
  std::string memory(std::uint32_t index) const { return "self->memory_space[" + std::to_string(index) + "]"; }

 private:
  enum class Precedence : int { Ternary, Or, And, BitOr, BitXor, BitAnd, Equality, Relational, Shift, Additive, Multiplicative, Unary, Primary };

  void write_node(const Expression& e);
  void write_operation(const Expression& e);
  void write_by_rule(const Expression& e);
  void write_constant(const Expression& e, bool beside_typed_operand);
  void write_float(const ValueType& type, std::uint64_t bits);
  void write_infix(const Expression& e, const char* op);
  void write_infix_operand(ExpressionId id, Precedence parent, const char* op, bool is_right, bool beside_typed);
  void write_function_call(const Expression& e, const char* name);
  void write_memory_access(const Expression& e);
  std::string of_shared(std::uint32_t memory, std::uint32_t other = no_index) const;
  void write_shift(const Expression& e, const char* op);
  void write_hidden_splat(const Expression& e);
  void write_trips(const Expression& e);
  void write_strip(const Expression& e);
  void write_about_caught(const Expression& e);
  void write_throw(const Expression& e);
  void write_call_indirect(const Expression& e);
  void write_call_ref(const Expression& e);
  void write_select(const Expression& e);
  void write_global(const Expression& e);
  void write_global_set(const Expression& e);
  void write_not(ExpressionId operand);
  bool write_reversed_comparison(const Expression& e);
  void write_value_operand(ExpressionId id);

  // References: expression_writer_references.cpp
  bool write_reference_operation(const Expression& e);
  bool write_array_operation(const Expression& e);
  void write_checked_operand(ExpressionId id);
  void write_cast(const Expression& e);
  std::string cast_source(const ValueType& source, HeapType target) const;
  std::string cast_target(HeapType target) const;
  void write_struct_new(const Expression& e);
  void write_field(const Expression& e);
  void write_struct_set(const Expression& e);
  void write_packed_field(const Expression& e);
  std::string element_type(std::uint32_t array) const;
  void write_array_new(const Expression& e, const std::string& after_type);
  void write_array_new_fixed(const Expression& e);
  void write_array_from(const Expression& e, const std::string& segment);
  void write_array_access(const Expression& e);

  bool is_bool(ExpressionId id) const;
  bool is_hidden_splat(const Expression& e) const;
  bool is_select_function(const Expression& e) const;
  const char* extremum(const Expression& e) const;
  void write_lane_arguments(const Expression& e);
  bool is_constant(ExpressionId id) const { return node(id).kind == ExpressionKind::Constant; }
  Precedence precedence(const Expression& e) const;
  const char* infix_operator(const Expression& e) const;
  const Expression& node(ExpressionId id) const { return tree_.expressions[id]; }
  const Expression& operand(const Expression& e, std::uint32_t i) const { return node(tree_.operand(e, i)); }

  const EmitContext& context_;
  const Tree& tree_;
  const std::vector<std::string>& variables_;
  Text& out_;
};

}  // namespace translator

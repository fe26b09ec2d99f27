// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Lowering: from the stream of validated instructions of one body to its tree.
//
// Wasm pushes values on an operand stack; C++ wants expressions. The lowering's stack holds trees that are not yet
// written; each value is used once, so nothing is duplicated:
//
//     local.get $p; i32.load; local.get $q; i32.load; i32.add; local.set $x     =>    x = load(p) + load(q)
//
// A tree may wait only while nothing written in between could change its value, or swap two traps. That rule is
// `may_reorder` (tree.hpp), asked in one place, `save_conflicting`: what may not wait is saved in a temporary. Hence
// the invariant: any two trees on the stack may be evaluated in either order. At a block's entry everything is saved.
//
// Control becomes If, Block and Loop statements. A label that nothing branches to disappears with its block. Beyond
// `maximum_depth` the lowering writes flat code instead: labels and gotos in one sequence, with every temporary
// hoisted to the function's head, so that real modules that nest 4,000 blocks give C++ that compilers accept.
//
// The lowering sees only valid code; it skips what cannot be reached; it asserts and never reports.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "metering.hpp"
#include "module.hpp"
#include "reader.hpp"
#include "tree.hpp"

namespace translator {

/// One lowering may be used for many bodies, one after the other.
class FunctionLowering {
 public:
  FunctionLowering(const Module& module, Tree& tree, const Metering& metering = {})
      : module_(module), tree_(tree), metering_(metering) {}

  /// Fills the tree with one body.
  void lower_function(std::uint32_t function);
  /// Fills the tree with one constant expression and returns its value. Its statements, if any, are temporaries that the
  /// value needs: there are none unless it is deeper, or has more operands, than expressions may.
  ExpressionId lower_constant(const ConstantExpression& expression);

 private:
  using Types = std::vector<ValueType>;

  struct Frame {
    enum Kind : std::uint8_t { Function, Block, Loop, If, Try };
    Kind kind = Block;
    bool is_dead = false;           ///< what follows in this frame cannot be reached
    bool is_flat = false;           ///< written with labels and gotos
    bool has_else = false;
    bool is_then_dead = false;      ///< of an If: its first arm does not fall through to its end
    LabelId label = no_node;        ///< what branches to the frame name
    LabelId else_label = no_node;   ///< of a flat If
    std::size_t height = 0;         ///< of the stack below the frame's parameters
    Types parameters, results;
    std::uint32_t parameter_variables = no_node;  ///< of a Loop: the first of the variables for its parameters
    std::uint32_t result_variables = no_node;     ///< of the others: the first of those for its results
    Sequence enclosing;             ///< what the frame's statement is appended to
    Sequence then_body;             ///< of an If, once its else has begun
    ExpressionId condition = no_node;
    Hint hint = Hint::None;         ///< of an If
    std::vector<ExpressionId> saved_parameters;   ///< of an If: what its else begins with

    // Exceptions: lowering_exceptions.cpp
    enum Part : std::uint8_t { Body, Catch, CatchAll };
    Part part = Body;               ///< of a Try
    bool is_carrier = false;        ///< of a flat Try: it is a C++ try
    LabelId dispatch_label = no_node;             ///< of a Try: where what its body throws is looked at
    LabelId retry_label = no_node;                ///< of a carrier: before it
    LabelId escape_label = no_node;               ///< of a Try that no other is around: where delegates leave the function
    std::uint32_t protector = no_node;            ///< the innermost Try around, by its place in `frames_`, in its Body
    std::uint32_t region = 0;                     ///< the flat region that code here is in
    std::uint32_t outer_region = 0;               ///< that around the frame
    std::vector<CatchClause> catches;             ///< of a try_table
    std::uint32_t delegate_depth = no_node;       ///< of a try that a delegate ends
    std::uint32_t caught = no_node;               ///< of a catch that something rethrows: the variable that holds it
    StatementId release = no_node;                ///< of a catch: what releases the exception

    const Types& label_types() const { return kind == Loop ? parameters : results; }
  };

  void begin(std::uint32_t function);
  void lower(const Instruction& instruction);
  void lower_reachable(const Instruction& instruction);
  void lower_metered(const Instruction& instruction);
  void charge(const Instruction& instruction);
  bool ends_run(const Instruction& instruction) const;
  bool lower_control(const Instruction& instruction);

  // Control: lowering_control.cpp
  void begin_frame(Frame::Kind kind, const Instruction& instruction);
  void set_types(Frame& frame, const BlockType& type) const;
  void begin_loop(Frame& frame);
  void begin_if(Frame& frame, ExpressionId condition);
  void begin_else();
  void end_frame();
  bool close_function(Frame& frame);
  bool close_block(Frame& frame);
  bool close_loop(Frame& frame);
  bool close_if(Frame& frame);
  void assign_results(Frame& frame);
  void replace_by_results(Frame& frame);
  void write_frame(Frame& frame, StatementId statement);
  void write_label(LabelId label);
  void lower_branch(std::uint32_t depth);
  void lower_branch_if(const Instruction& instruction);
  Hint hint_of(const Instruction& instruction) const;
  void lower_branch_table(const Instruction& instruction);
  void lower_return();
  void lower_unreachable();
  void write_return();
  void evaluate_before_leaving(std::size_t values);
  void make_shareable(std::size_t values);
  Sequence leave_to(Frame& target);
  Sequence moves_to(Frame& target);
  std::uint32_t label_variables(Frame& target);
  bool reads_any(std::size_t values, std::uint32_t first_variable) const;
  StatementId new_branch(LabelId label);
  LabelId new_label(Label::Kind kind, bool is_flat = false);
  std::uint32_t new_block_values(const Types& types, bool is_hoisted);
  void mark_dead();

  // Exceptions: lowering_exceptions.cpp
  bool lower_exceptions(const Instruction& instruction);
  void begin_try(Frame& frame, const Instruction& instruction);
  void end_protected_body(Frame& frame);
  void close_cpp_try(Frame& frame);
  void write_resumption(Sequence& body);
  void begin_catch(const Instruction& instruction);
  void end_catch(Frame& frame);
  bool close_try(Frame& frame);
  void write_dispatch(Frame& frame);
  void write_clause(const CatchClause& clause);
  void push_payload(std::uint32_t tag);
  void propagate_to(std::uint32_t protector);
  void delegate_to(std::size_t frame);
  void write_escape(Frame& frame);
  void lower_throw(const Instruction& instruction);
  void lower_rethrow(std::uint32_t depth);
  std::uint32_t protector_in(std::size_t frame) const;
  ExpressionId about_caught(ExpressionKind kind, std::uint32_t index = 0, ValueType type = {});
  ExpressionId variable(std::uint32_t index);
  std::uint32_t new_exception_variable();
  StatementId region_assignment(std::uint32_t region);
  Frame& frame_at(std::uint32_t depth) { return frames_[frames_.size() - 1 - depth]; }

  // Values
  void push(ExpressionId value);
  ExpressionId pop();
  void push_constant(ValueType type, std::uint64_t bits);
  void push_vector(const Instruction& instruction);
  void push_variable(std::uint32_t index);
  std::uint32_t variable_of(std::uint32_t local);
  ExpressionId add(ExpressionKind kind, ValueType type, std::span<const ExpressionId> operands = {});
  ExpressionId operation(const Instruction& instruction, ValueType type, std::uint32_t operand_count);
  ExpressionId operation(const Instruction& instruction, ValueType type, std::uint32_t operand_count,
                         std::uint32_t effects);
  void note_access(std::uint32_t memory);
  ExpressionId negated(ExpressionId condition);
  void lower_ordinary(const Instruction& instruction);
  void lower_bulk(const Instruction& instruction);
  void lower_local_set(std::uint32_t local);
  void lower_global(const Instruction& instruction);
  void lower_select(const Instruction& instruction);
  void lower_drop();
  void lower_call(const Instruction& instruction);
  void lower_tail_call(const Instruction& instruction);
  void push_all_results(ExpressionId call, std::uint32_t type_index);
  void push_results_of(ExpressionId operation, std::uint32_t count);
  void push_parts(ExpressionId whole, Temporary temporary, std::span<const ValueType> types);

  // References: lowering_references.cpp
  bool lower_reference(const Instruction& instruction);
  bool lower_array(const Instruction& instruction);
  void lower_as_non_null(const Instruction& instruction);
  void lower_conversion(const Instruction& instruction, AbstractHeapType heap);
  void lower_struct_get(const Instruction& instruction);
  void lower_array_get(const Instruction& instruction);
  ExpressionId test_of(const Instruction& instruction, ValueType result);
  bool lower_reference_branch(const Instruction& instruction);
  ExpressionId save_tested(std::size_t carried);
  ExpressionId retyped(ExpressionId value, ValueType type);
  void write_branch_if(ExpressionId condition, Frame& target);
  void lower_br_on_null(const Instruction& instruction);
  void lower_br_on_non_null(const Instruction& instruction);
  void lower_br_on_cast(const Instruction& instruction);
  ExpressionId condition_on(const Instruction& test, ExpressionId reference);

  // Waiting trees
  void save_conflicting(std::uint32_t effects);
  void save_readers(std::uint32_t variable);
  void save_all();
  void save(std::size_t position);
  ExpressionId save_in_temporary(ExpressionId value);
  bool is_shareable(ExpressionId value) const;
  void limit_waiting();

  // Statements
  StatementId new_statement(StatementKind kind, ExpressionId value = no_node);
  void write(StatementId statement) { tree_.append(current_, statement); }
  void write_effect(StatementKind kind, ExpressionId value);
  void set_variable(std::uint32_t variable, ExpressionId value);

  /// A body of five bytes may declare 50,000 locals: only those used become variables.
  struct UsedLocal {
    std::uint32_t body = 0;  ///< the number of the body in which `variable` is right
    std::uint32_t variable = 0;
  };

  const Module& module_;
  Tree& tree_;
  const Metering metering_;
  StatementId charge_ = no_node;  ///< the UseFuel of the run of instructions that is being lowered
  std::vector<LocalRun> locals_;
  std::vector<std::uint32_t> run_ends_;  ///< of each run in locals_: the index after its last local
  std::uint32_t parameter_count_ = 0;
  std::vector<UsedLocal> used_locals_;  ///< by local
  std::uint32_t bodies_ = 0;
  std::vector<ExpressionId> stack_;
  std::vector<ExpressionId> operands_;  ///< of the operation that is being made
  std::size_t settled_ = 0;           ///< stack_[0 .. settled_) are constants and temporaries
  std::vector<Frame> frames_;
  std::vector<std::uint32_t> case_of_depth_;      ///< of the br_table that is being lowered, by label; else no_index
  Sequence current_;                  ///< where statements are appended
  std::uint32_t skipped_frames_ = 0;  ///< open blocks inside unreachable code
  unsigned depth_ = 0;                ///< of the statement nesting at current_
  unsigned flat_frames_ = 0;          ///< open frames that are flat
  bool is_in_carrier_ = false;
  std::vector<LabelId> resume_labels_;  ///< of the carrier that is open: where each of its regions goes on
};

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of control instructions (specification, section 3.4.13 and appendix 7.3): blocks, branches, calls, exceptions.
//
// A branch carries the types of its label: what a block gives, or what a loop takes. The exceptions of before 3.0
// (`try`, `catch`, `delegate`, `rethrow`) follow their proposal; a handler is a block of its own to its instructions:
//
//     try_ → catch_ → catch_ → catch_all → end        try_ → delegate
#include <algorithm>

#include "validator_body.hpp"

namespace translator {

void BodyChecker::check_block() {
  const BlockType& type = instruction_->block_type;
  pop_all(parameters_of(type));
  open(instruction_->opcode, type);
  push_all(parameters_of(type));
}

void BodyChecker::check_if() {
  pop(ValueType::I32);
  check_block();
}

void BodyChecker::check_else() {
  if (controls_.back().opcode != Opcode::if_) fail("has no if to belong to");
  const ControlFrame frame = close();
  open(Opcode::else_, frame.type);
  push_all(parameters_of(frame.type));
}

/// An `if` without `else` gives what it takes.
void BodyChecker::check_end() {
  const ControlFrame frame = close();
  if (frame.opcode == Opcode::if_) {
    const auto parameters = parameters_of(frame.type);
    const auto results = results_of(frame.type);
    const bool passes_through = std::equal(parameters.begin(), parameters.end(), results.begin(), results.end(),
                                           [this](ValueType a, ValueType b) { return matcher_.matches(a, b); });
    if (!passes_through) fail("closes an if without else, whose parameters are not its results");
  }
  if (!controls_.empty()) push_all(results_of(frame.type));
}

void BodyChecker::check_branch() {
  pop_all(label_types(label(instruction_->index)));
  set_unreachable();
}

void BodyChecker::check_branch_if() {
  pop(ValueType::I32);
  const auto types = label_types(label(instruction_->index));
  pop_all(types);
  push_all(types);
}

/// All labels take the same number of operands, and the operands match each. Equal neighbours are checked once.
void BodyChecker::check_branch_table() {
  pop(ValueType::I32);
  const auto& labels = instruction_->labels;
  const std::size_t arity = label_types(label(labels.back())).size();
  std::uint32_t previous = labels.back();
  expect_on_top(label_types(label(previous)));
  for (const std::uint32_t index : labels) {
    if (index == previous) continue;
    const auto types = label_types(label(index));
    if (types.size() != arity) {
      fail("expects labels of " + std::to_string(arity) + " operands, found one of " + std::to_string(types.size()));
    }
    expect_on_top(types);
    previous = index;
  }
  set_unreachable();
}

void BodyChecker::check_return() {
  pop_all(results_of(controls_.front().type));
  set_unreachable();
}

void BodyChecker::apply(const FunctionType& type) {
  pop_all(type.parameters);
  push_all(type.results);
}

void BodyChecker::check_call() { apply(module_.type_of_function(instruction_->index)); }

void BodyChecker::check_call_indirect() {
  const std::uint32_t table = instruction_->index2;
  require_match(require_table(table).type.element, ValueType::reference(AbstractHeapType::Func, true));
  const FunctionType& type = require_function_type(instruction_->index);
  pop(address_of_table(table));
  apply(type);
}

void BodyChecker::check_call_ref() {
  const FunctionType& type = require_function_type(instruction_->index);
  pop(ValueType::reference(HeapType::index(instruction_->index), true));
  apply(type);
}

/// The callee's results are the caller's.
void BodyChecker::tail_call(const FunctionType& type) {
  const auto results = results_of(controls_.front().type);
  const bool matches = std::equal(type.results.begin(), type.results.end(), results.begin(), results.end(),
                                  [this](ValueType a, ValueType b) { return matcher_.matches(a, b); });
  if (!matches) fail("calls a function whose results are not those of the caller: found type " + spelled(type));
  pop_all(type.parameters);
  set_unreachable();
}

void BodyChecker::check_return_call() { tail_call(module_.type_of_function(instruction_->index)); }

void BodyChecker::check_return_call_indirect() {
  const std::uint32_t table = instruction_->index2;
  require_match(require_table(table).type.element, ValueType::reference(AbstractHeapType::Func, true));
  const FunctionType& type = require_function_type(instruction_->index);
  pop(address_of_table(table));
  tail_call(type);
}

void BodyChecker::check_return_call_ref() {
  const FunctionType& type = require_function_type(instruction_->index);
  pop(ValueType::reference(HeapType::index(instruction_->index), true));
  tail_call(type);
}

const FunctionType& BodyChecker::tag_type(std::uint32_t tag) const {
  return module_.types[module_.tags[tag].type.type_index].function;
}

void BodyChecker::check_throw() {
  pop_all(tag_type(instruction_->index).parameters);
  set_unreachable();
}

void BodyChecker::check_throw_ref() {
  pop(ValueType::reference(AbstractHeapType::Exn, true));
  set_unreachable();
}

/// The labels of the clauses are those outside the block.
void BodyChecker::check_try_table() {
  for (const CatchClause& clause : instruction_->catches) check_catch_clause(clause);
  check_block();
}

/// A handler passes the exception's values, then with `_ref` the exception itself, to its label.
void BodyChecker::check_catch_clause(const CatchClause& clause) {
  std::span<const ValueType> values;
  if (clause.kind == CatchClause::Catch || clause.kind == CatchClause::CatchRef) {
    if (clause.tag >= module_.tags.size()) fail_unknown("tag", clause.tag);
    values = tag_type(clause.tag).parameters;
  }
  const bool has_reference = clause.kind == CatchClause::CatchRef || clause.kind == CatchClause::CatchAllRef;
  const auto types = label_types(label(clause.label));
  if (types.size() != values.size() + has_reference) {
    fail("catches " + std::to_string(values.size() + has_reference) + " values, but its label takes " +
         std::to_string(types.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) require_match(values[i], types[i]);
  if (has_reference) require_match(ValueType::reference(AbstractHeapType::Exn, false), types.back());
}

void BodyChecker::check_try() { check_block(); }

/// Ends a `try` or an earlier `catch`, and goes on in a handler of the same type.
void BodyChecker::close_handled_block(const char* what) {
  const Opcode opcode = controls_.back().opcode;
  if (opcode != Opcode::try_ && opcode != Opcode::catch_) fail(std::string("has no ") + what + " to belong to");
  const ControlFrame frame = close();
  open(instruction_->opcode, frame.type);
}

void BodyChecker::check_catch() {
  close_handled_block("try");
  push_all(tag_type(instruction_->index).parameters);
}

void BodyChecker::check_catch_all() { close_handled_block("try"); }

/// Its label counts from outside the `try` that it ends.
void BodyChecker::check_delegate() {
  if (controls_.back().opcode != Opcode::try_) fail("has no try to belong to");
  const ControlFrame frame = close();
  label(instruction_->index);
  push_all(results_of(frame.type));
}

void BodyChecker::check_rethrow() {
  const Opcode opcode = label(instruction_->index).opcode;
  if (opcode != Opcode::catch_ && opcode != Opcode::catch_all) fail("names a label that is not of a catch");
  set_unreachable();
}

}  // namespace translator

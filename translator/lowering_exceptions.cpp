// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lowering of exceptions: try_table, and try, catch and delegate as they were before 3.0.
//
// A region whose exceptions are caught becomes a Try statement, which is a C++ try. Its body leaves by a branch, so that
// what follows the Try, the *dispatch*, runs only when something was thrown:
//
//     (block $h (result i32)                    try: t; br L          what the body does; L is behind the dispatch
//       (try_table (catch $e $h) (call $t)))    if (has_tag e caught) { let v = payload 0; release; set h = v; br $h }
//                                               throw (again caught)
//
// An exception that no clause wants goes straight to the dispatch of the next Try around, by a branch, and only leaves
// the function by a second throw. The code of catches stands outside of the C++ try, as it must.
//
// Flat code. C++ lets no goto enter a try, and compilers stop at some depth of nested ones. So among flat frames only the
// outermost Try is a C++ try, the *carrier*; each inside it is a *region*, a number in a variable that is set wherever
// control enters or leaves. When the carrier catches something in a region, it is entered again and goes on at the
// region's dispatch:
//
//     region = 0;  R: try { switch (region) { case 1: goto D1; ... }  ...  region = 1; f(); region = 0; ... }
//     catch ... ;  if (region != 0) goto R;
//
// What is caught is in one variable of the function, until the dispatch has found who wants it. A catch that something
// rethrows keeps a reference in a variable of its own.
#include <cassert>

#include "lowering.hpp"

namespace translator {

/// Lowers an instruction of the exceptions proposals; false if it is none.
bool FunctionLowering::lower_exceptions(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::try_: begin_frame(Frame::Try, instruction); return true;
    case Opcode::try_table: begin_frame(instruction.catches.empty() ? Frame::Block : Frame::Try, instruction); return true;
    case Opcode::catch_: case Opcode::catch_all: begin_catch(instruction); return true;
    case Opcode::delegate:
      frames_.back().delegate_depth = instruction.index;
      end_frame();
      return true;
    case Opcode::throw_: case Opcode::throw_ref: lower_throw(instruction); return true;
    case Opcode::rethrow: lower_rethrow(instruction.index); return true;
    default: return false;
  }
}

// The protected body

void FunctionLowering::begin_try(Frame& frame, const Instruction& instruction) {
  if (instruction.opcode == Opcode::try_table) frame.catches = instruction.catches;
  if (tree_.caught_variable == no_node) tree_.caught_variable = new_exception_variable();
  frame.dispatch_label = new_label(Label::Block, true);
  if (!frame.is_flat) return;
  if (is_in_carrier_) {
    resume_labels_.push_back(frame.dispatch_label);
    frame.region = static_cast<std::uint32_t>(resume_labels_.size());
    return write(region_assignment(frame.region));
  }
  frame.is_carrier = is_in_carrier_ = true;
  resume_labels_.clear();
  write(region_assignment(0));
  frame.retry_label = new_label(Label::Loop, true);
  write_label(frame.retry_label);
  frame.enclosing = current_;
  current_ = {};
}

/// From here on the code is outside of the region; the next statement is reached only by what the body throws.
void FunctionLowering::end_protected_body(Frame& frame) {
  if (!frame.is_dead) {
    assign_results(frame);
    if (frame.region != frame.outer_region) write(region_assignment(frame.outer_region));
    write(new_branch(frame.label));
  }
  if (!frame.is_flat || frame.is_carrier) close_cpp_try(frame);
  if (frame.escape_label != no_node) write_escape(frame);
  write_label(frame.dispatch_label);
  if (frame.region != frame.outer_region) write(region_assignment(frame.outer_region));
  frame.region = frame.outer_region;
  frame.part = Frame::Catch;
  frame.is_dead = false;
  stack_.resize(frame.height);
  settled_ = frame.height;
}

void FunctionLowering::close_cpp_try(Frame& frame) {
  Sequence body = current_;
  current_ = frame.is_carrier ? frame.enclosing : Sequence{};
  const bool has_regions = frame.is_carrier && !resume_labels_.empty();
  if (has_regions) write_resumption(body);
  const StatementId statement = new_statement(StatementKind::Try);
  tree_.statements[statement].body = body;
  tree_.statements[statement].index = tree_.caught_variable;
  write(statement);
  if (frame.is_carrier) is_in_carrier_ = false;
  if (!has_regions) return;
  const StatementId retry = new_statement(StatementKind::If, variable(tree_.region_variable));
  Sequence again;
  tree_.append(again, new_branch(frame.retry_label));
  tree_.statements[retry].body = again;
  write(retry);
}

/// Puts before a carrier's body the switch that goes on in the region in which something was caught.
void FunctionLowering::write_resumption(Sequence& body) {
  const StatementId table = new_statement(StatementKind::BranchTable, variable(tree_.region_variable));
  const auto first = static_cast<std::uint32_t>(tree_.cases.size());
  for (std::uint32_t i = 0; i < resume_labels_.size(); ++i) {
    Case region;
    region.keys.push_back(i + 1);
    tree_.append(region.moves, new_branch(resume_labels_[i]));
    tree_.cases.push_back(std::move(region));
  }
  tree_.statements[table].first = first;
  tree_.statements[table].count = static_cast<std::uint32_t>(resume_labels_.size());
  Sequence all{table, table};
  tree_.append(all, body);
  body = all;
}

// Catches of before 3.0

void FunctionLowering::begin_catch(const Instruction& instruction) {
  Frame& frame = frames_.back();
  if (frame.part == Frame::Body) end_protected_body(frame);
  else end_catch(frame);
  const bool is_for_all = instruction.opcode == Opcode::catch_all;
  frame.part = is_for_all ? Frame::CatchAll : Frame::Catch;
  frame.is_dead = false;
  if (!is_for_all) {
    frame.condition = about_caught(ExpressionKind::HasTag, instruction.index, ValueType::I32);
    if (frame.is_flat) {
      frame.else_label = new_label(Label::Block, true);
      const StatementId skip = new_statement(StatementKind::If, negated(frame.condition));
      Sequence body;
      tree_.append(body, new_branch(frame.else_label));
      tree_.statements[skip].body = body;
      write(skip);
    } else {
      frame.then_body = current_;
      current_ = {};
    }
    push_payload(instruction.index);
  }
  frame.caught = no_node;
  frame.release = new_statement(StatementKind::Evaluate, about_caught(ExpressionKind::Release));
  write(frame.release);
}

/// Ends the code of a catch; the next statement is reached by exceptions that it is not for.
void FunctionLowering::end_catch(Frame& frame) {
  if (!frame.is_dead) assign_results(frame);
  if (frame.part == Frame::CatchAll) return;
  if (!frame.is_dead) write(new_branch(frame.label));
  if (frame.is_flat) return write_label(frame.else_label);
  const StatementId statement = new_statement(StatementKind::If, frame.condition);
  tree_.statements[statement].body = current_;
  current_ = frame.then_body;
  write(statement);
}

bool FunctionLowering::close_try(Frame& frame) {
  const bool falls_through = frame.part == Frame::CatchAll && !frame.is_dead;
  if (frame.part == Frame::Body) {
    end_protected_body(frame);
    write_dispatch(frame);
  } else {
    end_catch(frame);
    if (frame.part != Frame::CatchAll) propagate_to(frame.protector);
  }
  if (frame.is_flat) write_label(frame.label);
  else write_frame(frame, new_statement(StatementKind::Block));
  const bool is_reachable = falls_through || tree_.labels[frame.label].branches != 0;
  if (is_reachable) replace_by_results(frame);
  return is_reachable;
}

// Dispatch

/// The clauses of a try_table, or a delegate.
void FunctionLowering::write_dispatch(Frame& frame) {
  if (frame.delegate_depth != no_node) return delegate_to(frames_.size() - 2 - frame.delegate_depth);
  for (const CatchClause& clause : frame.catches) {
    if (clause.kind == CatchClause::CatchAll || clause.kind == CatchClause::CatchAllRef) return write_clause(clause);
    const Sequence before = current_;
    current_ = {};
    write_clause(clause);
    const StatementId statement =
        new_statement(StatementKind::If, about_caught(ExpressionKind::HasTag, clause.tag, ValueType::I32));
    tree_.statements[statement].body = current_;
    current_ = before;
    write(statement);
  }
  propagate_to(frame.protector);
}

/// Carries the payload, and with _ref the exception, to the clause's label, which is one outside of the try_table.
void FunctionLowering::write_clause(const CatchClause& clause) {
  const bool has_tag = clause.kind == CatchClause::Catch || clause.kind == CatchClause::CatchRef;
  const bool is_by_reference = clause.kind == CatchClause::CatchRef || clause.kind == CatchClause::CatchAllRef;
  const std::size_t height = stack_.size();
  if (has_tag) push_payload(clause.tag);
  if (is_by_reference) {
    const ValueType type = ValueType::reference(AbstractHeapType::Exn, false);
    stack_.push_back(save_in_temporary(about_caught(ExpressionKind::Capture, 0, type)));
  } else {
    write(new_statement(StatementKind::Evaluate, about_caught(ExpressionKind::Release)));
  }
  tree_.append(current_, leave_to(frame_at(clause.label + 1)));
  stack_.resize(height);
  settled_ = height;
}

/// In temporaries: the exception is about to be released.
void FunctionLowering::push_payload(std::uint32_t tag) {
  const std::vector<ValueType>& types = module_.types[module_.tags[tag].type.type_index].function.parameters;
  for (std::uint32_t i = 0; i < types.size(); ++i)
    stack_.push_back(save_in_temporary(about_caught(ExpressionKind::Payload, i, types[i])));
}

/// What was caught goes on to the Try at that place in `frames_`, or out of the function.
void FunctionLowering::propagate_to(std::uint32_t protector) {
  if (protector != no_node) return write(new_branch(frames_[protector].dispatch_label));
  write(new_statement(StatementKind::Throw, about_caught(ExpressionKind::ThrowAgain)));
}

/// As if thrown directly inside that frame. Out of the function there may be a Try to pass, which must not catch it.
void FunctionLowering::delegate_to(std::size_t frame) {
  const std::uint32_t protector = protector_in(frame);
  std::uint32_t outermost = frames_.back().protector;
  if (protector != no_node || outermost == no_node) return propagate_to(protector);
  while (frames_[outermost].protector != no_node) outermost = frames_[outermost].protector;
  if (frames_[outermost].escape_label == no_node) frames_[outermost].escape_label = new_label(Label::Block, true);
  write(new_branch(frames_[outermost].escape_label));
}

/// Behind the outermost Try, before its dispatch, which passes it.
void FunctionLowering::write_escape(Frame& frame) {
  write(new_branch(frame.dispatch_label));
  write_label(frame.escape_label);
  propagate_to(no_node);
}

/// The innermost Try in whose body code directly inside the frame is.
std::uint32_t FunctionLowering::protector_in(std::size_t frame) const {
  const Frame& innermost = frames_[frame];
  const bool protects = innermost.kind == Frame::Try && innermost.part == Frame::Body;
  return protects ? static_cast<std::uint32_t>(frame) : innermost.protector;
}

// Throwing

void FunctionLowering::lower_throw(const Instruction& instruction) {
  const bool is_of_tag = instruction.opcode == Opcode::throw_;
  const auto operands = is_of_tag ? module_.types[module_.tags[instruction.index].type.type_index].function.parameters.size() : 1;
  const ExpressionId value = operation(instruction, {}, static_cast<std::uint32_t>(operands));
  write(new_statement(StatementKind::Throw, value));
  mark_dead();
}

/// The catch, whose end is not known yet, keeps a reference from its beginning, in place of releasing the exception.
void FunctionLowering::lower_rethrow(std::uint32_t depth) {
  Frame& frame = frame_at(depth);
  if (frame.caught == no_node) {
    frame.caught = new_exception_variable();
    const ValueType type = tree_.variables[frame.caught].type;
    const ExpressionId reference = about_caught(ExpressionKind::Capture, 0, type);
    Statement& release = tree_.statements[frame.release];
    release.kind = StatementKind::SetVariable;
    release.index = frame.caught;
    release.value = reference;
  }
  evaluate_before_leaving(0);
  const ExpressionId reference = variable(frame.caught);
  const ExpressionId thrown = add(ExpressionKind::Operation, {}, std::span(&reference, 1));
  tree_.expressions[thrown].opcode = Opcode::throw_ref;
  tree_.expressions[thrown].effects = Anything;
  write(new_statement(StatementKind::Throw, thrown));
  mark_dead();
}

// Expressions and statements

ExpressionId FunctionLowering::about_caught(ExpressionKind kind, std::uint32_t index, ValueType type) {
  const ExpressionId caught = variable(tree_.caught_variable);
  const ExpressionId id = add(kind, type, std::span(&caught, 1));
  Expression& e = tree_.expressions[id];
  e.index = index;
  if (kind != ExpressionKind::HasTag && kind != ExpressionKind::Payload) e.effects = Anything;
  return id;
}

std::uint32_t FunctionLowering::new_exception_variable() {
  return new_block_values({ValueType::reference(AbstractHeapType::Exn, true)}, true);
}

StatementId FunctionLowering::region_assignment(std::uint32_t region) {
  if (tree_.region_variable == no_node) {
    tree_.region_variable = new_block_values({ValueType::I32}, true);
    tree_.variables[tree_.region_variable].is_used = true;
  }
  const ExpressionId constant = add(ExpressionKind::Constant, ValueType::I32);
  tree_.expressions[constant].bits = region;
  const StatementId statement = new_statement(StatementKind::SetVariable, constant);
  tree_.statements[statement].index = tree_.region_variable;
  return statement;
}

}  // namespace translator

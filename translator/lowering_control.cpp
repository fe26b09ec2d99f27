// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lowering of control: blocks, branches, and what values they carry.
//
// A block's results travel in variables, made at the first branch that needs them; a block that nothing branches to
// needs none: its statements simply join those around it, and its results stay on the stack. A loop's parameters
// travel in variables too. Values that a conditional branch may carry are made shareable first, because the code
// that is not taken uses them as well.
//
// A frame is structured (a statement with a body of its own) or, too deep inside others, flat (labels and gotos in the
// sequence around it). In a flat frame all variables are hoisted, because C++ lets no goto pass an initialisation.
#include <algorithm>
#include <cassert>

#include "lowering.hpp"

namespace translator {

/// Lowers a control instruction or call; false if it is neither.
bool FunctionLowering::lower_control(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::block: begin_frame(Frame::Block, instruction); return true;
    case Opcode::loop: begin_frame(Frame::Loop, instruction); return true;
    case Opcode::if_: begin_frame(Frame::If, instruction); return true;
    case Opcode::else_: begin_else(); return true;
    case Opcode::end: end_frame(); return true;
    case Opcode::br: lower_branch(instruction.index); return true;
    case Opcode::br_if: lower_branch_if(instruction); return true;
    case Opcode::br_table: lower_branch_table(instruction); return true;
    case Opcode::return_: lower_return(); return true;
    case Opcode::unreachable: lower_unreachable(); return true;
    case Opcode::call: case Opcode::call_indirect: case Opcode::call_ref: lower_call(instruction); return true;
    case Opcode::return_call: case Opcode::return_call_indirect: case Opcode::return_call_ref:
      lower_tail_call(instruction);
      return true;
    default: return lower_reference_branch(instruction) || lower_exceptions(instruction);
  }
}

// Frames

void FunctionLowering::begin_frame(Frame::Kind kind, const Instruction& instruction) {
  const ExpressionId condition = kind == Frame::If ? pop() : no_node;
  save_all();
  Frame frame;
  frame.kind = kind;
  set_types(frame, instruction.block_type);
  frame.height = stack_.size() - frame.parameters.size();
  frame.is_flat = flat_frames_ != 0 || depth_ + 1 >= maximum_depth;
  frame.label = new_label(kind == Frame::Loop ? Label::Loop : Label::Block, frame.is_flat);
  if (kind == Frame::Loop) begin_loop(frame);
  if (kind == Frame::If) frame.hint = hint_of(instruction);
  if (kind == Frame::If) begin_if(frame, condition);
  frame.protector = protector_in(frames_.size() - 1);
  frame.region = frame.outer_region = frames_.back().region;
  if (kind == Frame::Try) begin_try(frame, instruction);
  if (frame.is_flat) {
    ++flat_frames_;
  } else {
    ++depth_;
    frame.enclosing = current_;
    current_ = {};
  }
  frames_.push_back(std::move(frame));
}

void FunctionLowering::set_types(Frame& frame, const BlockType& type) const {
  if (type.kind == BlockType::Value) frame.results = {type.value};
  if (type.kind != BlockType::Index) return;
  const FunctionType& function = module_.types[type.type_index].function;
  frame.parameters = function.parameters;
  frame.results = function.results;
}

/// A loop's parameters become variables, because branches to it assign them anew.
void FunctionLowering::begin_loop(Frame& frame) {
  if (!frame.parameters.empty()) {
    frame.parameter_variables = new_block_values(frame.parameters, true);
    const std::vector<ExpressionId> values(stack_.begin() + static_cast<std::ptrdiff_t>(frame.height), stack_.end());
    stack_.resize(frame.height);
    settled_ = frame.height;
    for (std::uint32_t i = 0; i < values.size(); ++i) set_variable(frame.parameter_variables + i, values[i]);
    for (std::uint32_t i = 0; i < values.size(); ++i) push_variable(frame.parameter_variables + i);
  }
  if (frame.is_flat) write_label(frame.label);
}

void FunctionLowering::begin_if(Frame& frame, ExpressionId condition) {
  frame.condition = condition;
  frame.saved_parameters.assign(stack_.begin() + static_cast<std::ptrdiff_t>(frame.height), stack_.end());
  if (!frame.is_flat) return;
  frame.else_label = new_label(Label::Block, true);
  const StatementId skip = new_statement(StatementKind::If, negated(condition));
  Sequence body;
  tree_.append(body, new_branch(frame.else_label));
  tree_.statements[skip].body = body;
  tree_.statements[skip].hint = reversed(frame.hint);
  write(skip);
}

void FunctionLowering::begin_else() {
  Frame& frame = frames_.back();
  if (!frame.is_dead) assign_results(frame);
  frame.is_then_dead = frame.is_dead;
  if (frame.is_flat) {
    if (!frame.is_dead) write(new_branch(frame.label));
    write_label(frame.else_label);
  } else {
    frame.then_body = current_;
    current_ = {};
  }
  frame.has_else = true;
  frame.is_dead = false;
  stack_.resize(frame.height);
  stack_.insert(stack_.end(), frame.saved_parameters.begin(), frame.saved_parameters.end());
  settled_ = stack_.size();
}

void FunctionLowering::end_frame() {
  Frame& frame = frames_.back();
  if (frame.kind == Frame::If && !frame.has_else && !frame.results.empty()) begin_else();
  bool is_reachable = false;  // what follows the frame
  switch (frame.kind) {
    case Frame::Function: is_reachable = close_function(frame); break;
    case Frame::Block: is_reachable = close_block(frame); break;
    case Frame::Loop: is_reachable = close_loop(frame); break;
    case Frame::If: is_reachable = close_if(frame); break;
    case Frame::Try: is_reachable = close_try(frame); break;
  }
  if (frame.kind != Frame::Function) (frame.is_flat ? flat_frames_ : depth_) -= 1;
  frames_.pop_back();
  if (!is_reachable && !frames_.empty()) mark_dead();
}

bool FunctionLowering::close_function(Frame& frame) {
  if (!frame.is_dead) write_return();
  tree_.body = current_;
  std::vector<std::uint32_t>& accessed = tree_.memories_accessed;
  std::sort(accessed.begin(), accessed.end());
  accessed.erase(std::unique(accessed.begin(), accessed.end()), accessed.end());
  return false;
}

bool FunctionLowering::close_block(Frame& frame) {
  if (tree_.labels[frame.label].branches == 0) {
    if (!frame.is_flat) {
      tree_.append(frame.enclosing, current_);
      current_ = frame.enclosing;
    }
    return !frame.is_dead;
  }
  if (!frame.is_dead) assign_results(frame);
  if (frame.is_flat) write_label(frame.label);
  else write_frame(frame, new_statement(StatementKind::Block));
  replace_by_results(frame);
  return true;
}

bool FunctionLowering::close_loop(Frame& frame) {
  const bool is_loop = tree_.labels[frame.label].branches != 0;
  if (frame.is_flat) return !frame.is_dead;
  if (!is_loop) {
    tree_.append(frame.enclosing, current_);
    current_ = frame.enclosing;
    return !frame.is_dead;
  }
  if (!frame.is_dead) assign_results(frame);
  write_frame(frame, new_statement(StatementKind::Loop));
  if (!frame.is_dead) replace_by_results(frame);
  return !frame.is_dead;
}

bool FunctionLowering::close_if(Frame& frame) {
  const bool is_last_dead = frame.is_dead;
  if (!is_last_dead) assign_results(frame);
  if (frame.is_flat) {
    if (!frame.has_else) write_label(frame.else_label);
    write_label(frame.label);
  } else {
    const StatementId statement = new_statement(StatementKind::If, frame.condition);
    const Sequence last = current_;
    current_ = {};
    tree_.statements[statement].hint = frame.hint;
    tree_.statements[statement].body = frame.has_else ? frame.then_body : last;
    if (frame.has_else) tree_.statements[statement].otherwise = last;
    write(statement);
    write_frame(frame, new_statement(StatementKind::Block));
  }
  const bool falls_through = frame.has_else ? !(frame.is_then_dead && is_last_dead) : true;
  const bool is_reachable = falls_through || tree_.labels[frame.label].branches != 0;
  if (is_reachable) replace_by_results(frame);
  return is_reachable;
}

/// Makes `statement` of the sequence written since the frame began, and goes on after it. A Block without branches and
/// without values is left out.
void FunctionLowering::write_frame(Frame& frame, StatementId id) {
  Statement& statement = tree_.statements[id];
  const Sequence body = current_;
  current_ = frame.enclosing;
  statement.label = frame.label;
  statement.body = body;
  if (frame.result_variables != no_node) {
    statement.first = frame.result_variables;
    statement.count = static_cast<std::uint32_t>(frame.results.size());
  }
  const bool is_needed = statement.kind != StatementKind::Block || statement.first != no_node ||
                         tree_.labels[frame.label].branches != 0;
  if (is_needed) write(id);
  else tree_.append(current_, body);
}

/// At the end of a frame: its results, on top of the stack, go to its result variables.
void FunctionLowering::assign_results(Frame& frame) {
  if (frame.results.empty()) return evaluate_before_leaving(0);
  if (frame.result_variables == no_node) frame.result_variables = new_block_values(frame.results, frame.is_flat);
  const std::size_t first = stack_.size() - frame.results.size();
  assert(first == frame.height);
  for (std::uint32_t i = 0; i < frame.results.size(); ++i) {
    const StatementId move = new_statement(StatementKind::SetVariable, stack_[first + i]);
    tree_.statements[move].index = frame.result_variables + i;
    write(move);
  }
  stack_.resize(first);
  settled_ = std::min(settled_, first);
}

void FunctionLowering::replace_by_results(Frame& frame) {
  stack_.resize(frame.height);
  settled_ = frame.height;
  for (std::uint32_t i = 0; i < frame.results.size(); ++i) push_variable(frame.result_variables + i);
}

void FunctionLowering::write_label(LabelId label) {
  const StatementId statement = new_statement(StatementKind::Label);
  tree_.statements[statement].label = label;
  write(statement);
}

// Branches

void FunctionLowering::lower_branch(std::uint32_t depth) {
  Frame& target = frame_at(depth);
  if (target.kind == Frame::Function) return lower_return();
  evaluate_before_leaving(target.label_types().size());
  tree_.append(current_, leave_to(target));
  mark_dead();
}

void FunctionLowering::lower_branch_if(const Instruction& instruction) {
  const ExpressionId condition = pop();
  Frame& target = frame_at(instruction.index);
  make_shareable(target.label_types().size());
  evaluate_before_leaving(0);
  save_conflicting(tree_.expressions[condition].effects);
  const StatementId statement = new_statement(StatementKind::If, condition);
  const Sequence body = leave_to(target);
  tree_.statements[statement].body = body;
  tree_.statements[statement].hint = hint_of(instruction);
  write(statement);
}

Hint FunctionLowering::hint_of(const Instruction& instruction) const {
  const std::vector<BranchHint>& hints = module_.branch_hints;
  const auto place = std::lower_bound(hints.begin(), hints.end(), instruction.offset,
                                      [](const BranchHint& hint, std::size_t offset) { return hint.offset < offset; });
  if (place == hints.end() || place->offset != instruction.offset) return Hint::None;
  return place->is_likely ? Hint::Likely : Hint::Unlikely;
}

void FunctionLowering::lower_branch_table(const Instruction& instruction) {
  const ExpressionId key = pop();
  make_shareable(frame_at(instruction.labels.back()).label_types().size());
  evaluate_before_leaving(0);
  const std::size_t first = tree_.cases.size();
  const auto case_for = [&](std::uint32_t depth) -> Case& {
    if (depth >= case_of_depth_.size()) case_of_depth_.resize(frames_.size(), no_index);
    if (case_of_depth_[depth] == no_index) {
      case_of_depth_[depth] = static_cast<std::uint32_t>(tree_.cases.size());
      tree_.cases.emplace_back().moves = leave_to(frame_at(depth));
    }
    return tree_.cases[case_of_depth_[depth]];
  };
  const std::uint32_t default_depth = instruction.labels.back();
  for (std::uint32_t i = 0; i + 1 < instruction.labels.size(); ++i)
    if (instruction.labels[i] != default_depth) case_for(instruction.labels[i]).keys.push_back(i);
  case_for(default_depth).is_default = true;
  for (const std::uint32_t depth : instruction.labels) case_of_depth_[depth] = no_index;
  const StatementId statement = new_statement(StatementKind::BranchTable, key);
  tree_.statements[statement].first = static_cast<std::uint32_t>(first);
  tree_.statements[statement].count = static_cast<std::uint32_t>(tree_.cases.size() - first);
  write(statement);
  mark_dead();
}

void FunctionLowering::lower_return() {
  write_return();
  mark_dead();
}

void FunctionLowering::lower_unreachable() {
  evaluate_before_leaving(0);
  write(new_statement(StatementKind::Trap));
  mark_dead();
}

void FunctionLowering::write_return() {
  evaluate_before_leaving(frames_.front().results.size());
  tree_.append(current_, leave_to(frames_.front()));
}

/// What waits below the top `values` and traps or writes must do so now: it will not be used any more.
void FunctionLowering::evaluate_before_leaving(std::size_t values) {
  for (std::size_t i = settled_; i + values < stack_.size(); ++i)
    if (!may_reorder(tree_.expressions[stack_[i]].effects, LeavesSequence)) save(i);
}

void FunctionLowering::make_shareable(std::size_t values) {
  for (std::size_t i = stack_.size() - values; i < stack_.size(); ++i)
    if (!is_shareable(stack_[i])) save(i);
}

/// The statements that carry the top of the stack to a label and go there; the stack keeps its values.
Sequence FunctionLowering::leave_to(Frame& target) {
  if (target.kind != Frame::Function) {
    Sequence sequence = moves_to(target);
    if (frames_.back().region != target.outer_region) tree_.append(sequence, region_assignment(target.outer_region));
    tree_.append(sequence, new_branch(target.label));
    return sequence;
  }
  const StatementId statement = new_statement(StatementKind::Return);
  tree_.statements[statement].first = static_cast<std::uint32_t>(tree_.operands.size());
  tree_.statements[statement].count = static_cast<std::uint32_t>(target.results.size());
  tree_.operands.insert(tree_.operands.end(), stack_.end() - static_cast<std::ptrdiff_t>(target.results.size()),
                        stack_.end());
  return {statement, statement};
}

Sequence FunctionLowering::moves_to(Frame& target) {
  const std::size_t count = target.label_types().size();
  Sequence sequence;
  if (count == 0) return sequence;
  const std::uint32_t variables = label_variables(target);
  if (reads_any(count, variables)) make_shareable(count);
  for (std::uint32_t i = 0; i < count; ++i) {
    const StatementId move = new_statement(StatementKind::SetVariable, stack_[stack_.size() - count + i]);
    tree_.statements[move].index = variables + i;
    tree_.append(sequence, move);
  }
  return sequence;
}

std::uint32_t FunctionLowering::label_variables(Frame& target) {
  if (target.kind == Frame::Loop) return target.parameter_variables;
  if (target.result_variables == no_node) target.result_variables = new_block_values(target.results, target.is_flat);
  return target.result_variables;
}

/// Does one of the top `values` read one of the variables that they are about to be assigned to?
bool FunctionLowering::reads_any(std::size_t values, std::uint32_t first_variable) const {
  for (std::size_t i = stack_.size() - values; i < stack_.size(); ++i)
    if (reads_any_variable(tree_, stack_[i], first_variable, values)) return true;
  return false;
}

StatementId FunctionLowering::new_branch(LabelId label) {
  const StatementId statement = new_statement(StatementKind::Branch);
  tree_.statements[statement].label = label;
  ++tree_.labels[label].branches;
  return statement;
}

LabelId FunctionLowering::new_label(Label::Kind kind, bool is_flat) {
  tree_.labels.push_back({.kind = kind, .is_flat = is_flat, .needs_goto = is_flat});
  return static_cast<LabelId>(tree_.labels.size() - 1);
}

std::uint32_t FunctionLowering::new_block_values(const Types& types, bool is_hoisted) {
  const auto first = static_cast<std::uint32_t>(tree_.variables.size());
  for (const ValueType& type : types)
    tree_.variables.push_back({.type = type, .is_block_value = true, .is_hoisted = is_hoisted});
  return first;
}

/// What follows in the innermost frame cannot be reached.
void FunctionLowering::mark_dead() {
  Frame& frame = frames_.back();
  frame.is_dead = true;
  stack_.resize(frame.height);
  settled_ = frame.height;
  charge_ = no_node;  // what is reachable again is reached from elsewhere
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lowering of values: operand trees, and when a waiting tree must be saved. See lowering.hpp for the idea, and
// lowering_control.cpp for blocks and branches.
#include "lowering.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace translator {

namespace {

/// More trees than this wait only in unnatural code; a bound keeps the lowering linear there.
constexpr std::size_t maximum_waiting = 64;

std::uint32_t own_effects(const Module& module, const Instruction& instruction) {
  const bool is_constant = instruction.opcode == Opcode::global_get && !module.globals[instruction.index].type.is_mutable;
  return is_constant ? Pure : info(instruction.opcode).effects;
}

bool accesses_memory(Immediate immediate) { return immediate == Immediate::MemArg || immediate == Immediate::MemArgLane; }

ValueType type_of_letter(char letter, const Module& module, const Instruction& instruction) {
  switch (letter) {
    case 'i': return ValueType::I32;
    case 'I': return ValueType::I64;
    case 'f': return ValueType::F32;
    case 'F': return ValueType::F64;
    case 'V': return ValueType::V128;
    case 'm': {
      const std::uint32_t memory = accesses_memory(info(instruction.opcode).immediate) ? instruction.mem_arg.memory
                                   : info(instruction.opcode).immediate == Immediate::DataMemory ? instruction.index2
                                                                                                 : instruction.index;
      return module.memories[memory].type.is_64 ? ValueType::I64 : ValueType::I32;
    }
    case 't': return module.tables[instruction.index].type.is_64 ? ValueType::I64 : ValueType::I32;
    case 'r': return module.tables[instruction.index].type.element;
  }
  assert(false && "a letter that no signature has");
  return {};
}

}  // namespace

void FunctionLowering::lower_function(std::uint32_t function) {
  InstructionReader reader(module_, module_.functions[function].body);
  locals_ = reader.read_locals();
  begin(function);
  if (metering_.is_interruptible) write(new_statement(StatementKind::CheckStop));
  Instruction instruction;
  while (!frames_.empty()) {
    reader.next(instruction);
    lower(instruction);
  }
  assert(reader.at_end());
}

ExpressionId FunctionLowering::lower_constant(const ConstantExpression& expression) {
  InstructionReader reader(module_, expression.bytes);
  tree_.clear();
  stack_.clear();
  frames_.assign(1, Frame{});
  current_ = {};
  settled_ = 0;
  Instruction instruction;
  for (reader.next(instruction); instruction.opcode != Opcode::end; reader.next(instruction))
    lower_reachable(instruction);
  tree_.body = current_;
  return pop();
}

void FunctionLowering::begin(std::uint32_t function) {
  tree_.clear();
  stack_.clear();
  frames_.clear();
  current_ = {};
  settled_ = skipped_frames_ = depth_ = flat_frames_ = 0;
  is_in_carrier_ = false;
  charge_ = no_node;
  const FunctionType& type = module_.type_of_function(function);
  ++bodies_;
  parameter_count_ = static_cast<std::uint32_t>(type.parameters.size());
  run_ends_.clear();
  for (const LocalRun& run : locals_) run_ends_.push_back((run_ends_.empty() ? parameter_count_ : run_ends_.back()) + run.count);
  for (std::uint32_t i = 0; i < parameter_count_; ++i) tree_.variables.push_back({.type = type.parameters[i], .local = i});
  Frame frame;
  frame.kind = Frame::Function;
  frame.label = new_label(Label::Function);
  frame.results = type.results;
  frames_.push_back(std::move(frame));
}

void FunctionLowering::lower(const Instruction& instruction) {
  if (!frames_.back().is_dead) return lower_metered(instruction);
  switch (instruction.opcode) {
    case Opcode::block: case Opcode::loop: case Opcode::if_: case Opcode::try_: case Opcode::try_table:
      ++skipped_frames_;
      break;
    case Opcode::else_:
      if (skipped_frames_ == 0) begin_else();
      break;
    case Opcode::catch_: case Opcode::catch_all:
      if (skipped_frames_ == 0) begin_catch(instruction);
      break;
    case Opcode::delegate:
      if (skipped_frames_ == 0) lower_exceptions(instruction);
      else --skipped_frames_;
      break;
    case Opcode::end:
      if (skipped_frames_ == 0) end_frame();
      else --skipped_frames_;
      break;
    default:
      break;
  }
}

void FunctionLowering::lower_reachable(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::nop: return;
    case Opcode::drop: return lower_drop();
    case Opcode::select: case Opcode::select_t: return lower_select(instruction);
    case Opcode::local_get: return push_variable(variable_of(instruction.index));
    case Opcode::local_set: return lower_local_set(instruction.index);
    case Opcode::local_tee: lower_local_set(instruction.index); return push_variable(variable_of(instruction.index));
    case Opcode::global_get: case Opcode::global_set: return lower_global(instruction);
    case Opcode::i32_const: return push_constant(ValueType::I32, instruction.bits);
    case Opcode::i64_const: return push_constant(ValueType::I64, instruction.bits);
    case Opcode::f32_const: return push_constant(ValueType::F32, instruction.bits);
    case Opcode::f64_const: return push_constant(ValueType::F64, instruction.bits);
    case Opcode::v128_const: return push_vector(instruction);
    case Opcode::ref_null: return push_constant(ValueType::reference(instruction.heap, true), 0);
    case Opcode::ref_func: return push(operation(instruction, ValueType::reference(AbstractHeapType::Func, false), 0));
    case Opcode::ref_is_null: return push(operation(instruction, ValueType::I32, 1));
    case Opcode::table_copy: case Opcode::table_init: case Opcode::memory_copy: return lower_bulk(instruction);
    default: break;
  }
  if (info(instruction.opcode).signature[0] != '*') return lower_ordinary(instruction);
  [[maybe_unused]] const bool has_rule = lower_control(instruction) || lower_reference(instruction);
  assert(has_rule && "an instruction whose signature is * has a rule");
}

// Values

void FunctionLowering::push(ExpressionId value) {
  stack_.push_back(value);
  limit_waiting();
}

ExpressionId FunctionLowering::pop() {
  assert(stack_.size() > frames_.back().height);
  const ExpressionId value = stack_.back();
  stack_.pop_back();
  settled_ = std::min(settled_, stack_.size());
  return value;
}

void FunctionLowering::push_constant(ValueType type, std::uint64_t bits) {
  const ExpressionId constant = add(ExpressionKind::Constant, type);
  tree_.expressions[constant].bits = bits;
  push(constant);
}

void FunctionLowering::push_vector(const Instruction& instruction) {
  const ExpressionId constant = add(ExpressionKind::Constant, ValueType::V128);
  tree_.expressions[constant].index = static_cast<std::uint32_t>(tree_.vectors.size());
  tree_.vectors.push_back(instruction.bytes);
  push(constant);
}

void FunctionLowering::push_variable(std::uint32_t index) { push(variable(index)); }

ExpressionId FunctionLowering::variable(std::uint32_t index) {
  const ExpressionId id = add(ExpressionKind::Variable, tree_.variables[index].type);
  Expression& e = tree_.expressions[id];
  e.index = index;
  e.variables_read = std::uint64_t{1} << (index % 64);
  tree_.variables[index].is_used = true;
  return id;
}

/// Adds a node over its operands, the rest of which is for the caller to fill in; an operand that would make it too deep is
/// saved first. (Nodes are made where they stay: a copy of what has just been written piece by piece waits for the pieces.)
ExpressionId FunctionLowering::add(ExpressionKind kind, ValueType type, std::span<const ExpressionId> operands) {
  const auto first_operand = static_cast<std::uint32_t>(tree_.operands.size());
  for (const ExpressionId operand : operands) tree_.operands.push_back(operand);
  std::uint32_t effects = Pure;
  std::uint64_t variables_read = 0;
  std::uint8_t depth = 1;
  for (std::size_t i = first_operand; i < first_operand + operands.size(); ++i) {
    ExpressionId& operand = tree_.operands[i];
    if (tree_.expressions[operand].depth >= maximum_expression_depth) operand = save_in_temporary(operand);
    const Expression& below = tree_.expressions[operand];
    effects |= below.effects;
    variables_read |= below.variables_read;
    depth = std::max<std::uint8_t>(depth, static_cast<std::uint8_t>(below.depth + 1));
  }
  Expression& e = tree_.expressions.emplace_back();
  e.kind = kind;
  e.type = type;
  e.first_operand = first_operand;
  e.operand_count = static_cast<std::uint32_t>(operands.size());
  e.effects = effects;
  e.variables_read = variables_read;
  e.depth = depth;
  return static_cast<ExpressionId>(tree_.expressions.size() - 1);
}

/// Pops the operands of an instruction and makes its node. Whatever waits below and may not is saved first.
ExpressionId FunctionLowering::operation(const Instruction& instruction, ValueType type, std::uint32_t operand_count) {
  return operation(instruction, type, operand_count, own_effects(module_, instruction));
}

ExpressionId FunctionLowering::operation(const Instruction& instruction, ValueType type, std::uint32_t operand_count,
                                         std::uint32_t effects) {
  assert(stack_.size() >= frames_.back().height + operand_count);
  const InstructionInfo& row = info(instruction.opcode);
  operands_.clear();
  for (std::size_t i = stack_.size() - operand_count; i < stack_.size(); ++i) operands_.push_back(stack_[i]);
  stack_.resize(stack_.size() - operand_count);
  settled_ = std::min(settled_, stack_.size());
  if (effects != Pure) save_conflicting(effects);
  const ExpressionId id = add(ExpressionKind::Operation, type, operands_);
  Expression& e = tree_.expressions[id];
  e.opcode = instruction.opcode;
  e.index = instruction.index;
  e.index2 = instruction.index2;
  e.effects |= effects;
  if (accesses_memory(row.immediate)) {
    e.bits = instruction.mem_arg.offset;
    e.index = instruction.mem_arg.memory;
    if (!takes_memory_itself(instruction.opcode)) note_access(e.index);
  }
  if (row.immediate == Immediate::Lane || row.immediate == Immediate::MemArgLane) e.index2 = instruction.lane;
  if (row.immediate == Immediate::Shuffle) {
    e.index = static_cast<std::uint32_t>(tree_.vectors.size());
    tree_.vectors.push_back(instruction.bytes);
  }
  return id;
}

void FunctionLowering::note_access(std::uint32_t memory) {
  std::vector<std::uint32_t>& accessed = tree_.memories_accessed;
  if (accessed.empty() || accessed.back() != memory) accessed.push_back(memory);
}

ExpressionId FunctionLowering::negated(ExpressionId condition) {
  return add(ExpressionKind::Not, ValueType::I32, std::span(&condition, 1));
}

/// An instruction that its row's signature describes.
void FunctionLowering::lower_ordinary(const Instruction& instruction) {
  const InstructionInfo& row = info(instruction.opcode);
  const char* const results = row.results();
  if (results[0] == '\0') return write_effect(StatementKind::Evaluate, operation(instruction, {}, row.operands));
  const ExpressionId result = operation(instruction, type_of_letter(results[0], module_, instruction), row.operands);
  if (results[1] == '\0') return push(result);
  push_results_of(result, static_cast<std::uint32_t>(std::strlen(results)));
}

void FunctionLowering::lower_bulk(const Instruction& instruction) {
  write_effect(StatementKind::Evaluate, operation(instruction, {}, 3));
}

void FunctionLowering::lower_local_set(std::uint32_t local) {
  set_variable(variable_of(local), pop());
}

std::uint32_t FunctionLowering::variable_of(std::uint32_t local) {
  if (local < parameter_count_) return local;
  if (local >= used_locals_.size()) used_locals_.resize(local + 1);
  UsedLocal& used = used_locals_[local];
  if (used.body == bodies_) return used.variable;
  const auto run = std::upper_bound(run_ends_.begin(), run_ends_.end(), local) - run_ends_.begin();
  used = {bodies_, static_cast<std::uint32_t>(tree_.variables.size())};
  tree_.variables.push_back({.type = locals_[static_cast<std::size_t>(run)].type, .local = local});
  return used.variable;
}

void FunctionLowering::lower_global(const Instruction& instruction) {
  if (instruction.opcode == Opcode::global_get)
    return push(operation(instruction, module_.globals[instruction.index].type.type, 0));
  write_effect(StatementKind::Evaluate, operation(instruction, {}, 1));
}

void FunctionLowering::lower_select(const Instruction& instruction) {
  const ExpressionId first = stack_[stack_.size() - 3];
  const bool is_typed = instruction.opcode == Opcode::select_t;  // the operands' own types may be narrower
  push(operation(instruction, is_typed ? instruction.types.front() : tree_.expressions[first].type, 3));
}

void FunctionLowering::lower_drop() {
  const ExpressionId value = pop();
  const Expression& e = tree_.expressions[value];
  if ((e.effects & ~std::uint32_t{AllReads}) == 0) return;
  write_effect(e.effects & TrapsMemory && !(e.effects & AllWrites) ? StatementKind::Drop : StatementKind::Evaluate, value);
}

namespace {

/// The type index of the function that a call instruction calls.
std::uint32_t callee_type(const Module& module, const Instruction& instruction) {
  const bool is_direct = instruction.opcode == Opcode::call || instruction.opcode == Opcode::return_call;
  return is_direct ? module.functions[instruction.index].type_index : instruction.index;
}

std::uint32_t call_operands(const FunctionType& type, Opcode opcode) {
  const bool is_direct = opcode == Opcode::call || opcode == Opcode::return_call;
  return static_cast<std::uint32_t>(type.parameters.size()) + (is_direct ? 0 : 1);
}

}  // namespace

void FunctionLowering::lower_call(const Instruction& instruction) {
  const std::uint32_t type_index = callee_type(module_, instruction);
  const FunctionType& type = module_.types[type_index].function;
  const ValueType result = type.results.empty() ? ValueType{} : type.results.front();
  push_all_results(operation(instruction, result, call_operands(type, instruction.opcode)), type_index);
}

void FunctionLowering::lower_tail_call(const Instruction& instruction) {
  const FunctionType& type = module_.types[callee_type(module_, instruction)].function;
  tree_.makes_tail_calls = true;
  const ValueType result = type.results.empty() ? ValueType{} : type.results.front();
  const ExpressionId call = operation(instruction, result, call_operands(type, instruction.opcode));
  write(new_statement(StatementKind::TailCall, call));
  mark_dead();
}

void FunctionLowering::push_all_results(ExpressionId call, std::uint32_t type_index) {
  const FunctionType& type = module_.types[type_index].function;
  if (type.results.empty()) return write_effect(StatementKind::Evaluate, call);
  if (type.results.size() == 1) return push(call);
  push_parts(call, {.type = {}, .results_of_type = type_index}, type.results);
}

/// Of an ordinary instruction with several results, which are all of one type.
void FunctionLowering::push_results_of(ExpressionId operation, std::uint32_t count) {
  const ValueType type = tree_.expressions[operation].type;
  push_parts(operation, {.type = type, .result_count = count}, std::vector<ValueType>(count, type));
}

/// Saves all results in one temporary, and pushes them one by one.
void FunctionLowering::push_parts(ExpressionId whole, Temporary temporary, std::span<const ValueType> types) {
  save_conflicting(tree_.expressions[whole].effects);
  const auto index = static_cast<std::uint32_t>(tree_.temporaries.size());
  temporary.is_hoisted = flat_frames_ != 0;
  tree_.temporaries.push_back(temporary);
  const StatementId statement = new_statement(StatementKind::SetTemporary, whole);
  tree_.statements[statement].index = index;
  write(statement);
  for (std::uint32_t i = 0; i < types.size(); ++i) {
    const ExpressionId result = add(ExpressionKind::Result, types[i]);
    tree_.expressions[result].index = index;
    tree_.expressions[result].index2 = i;
    push(result);
  }
}

// Waiting trees

void FunctionLowering::save_conflicting(std::uint32_t effects) {
  for (std::size_t i = settled_; i < stack_.size(); ++i)
    if (!may_reorder(tree_.expressions[stack_[i]].effects, effects)) save(i);
}

void FunctionLowering::save_readers(std::uint32_t variable) {
  for (std::size_t i = settled_; i < stack_.size(); ++i)
    if (may_read_variable(tree_, stack_[i], variable)) save(i);
}

void FunctionLowering::save_all() {
  for (std::size_t i = settled_; i < stack_.size(); ++i)
    if (!is_shareable(stack_[i])) save(i);
  settled_ = stack_.size();
}

void FunctionLowering::save(std::size_t position) { stack_[position] = save_in_temporary(stack_[position]); }

ExpressionId FunctionLowering::save_in_temporary(ExpressionId value) {
  const ValueType type = tree_.expressions[value].type;
  const auto index = static_cast<std::uint32_t>(tree_.temporaries.size());
  tree_.temporaries.push_back({.type = type, .is_hoisted = flat_frames_ != 0});
  const StatementId statement = new_statement(StatementKind::SetTemporary, value);
  tree_.statements[statement].index = index;
  write(statement);
  const ExpressionId read = add(ExpressionKind::Temporary, type);
  tree_.expressions[read].index = index;
  return read;
}

/// A value that costs nothing to write twice and never changes.
bool FunctionLowering::is_shareable(ExpressionId value) const {
  const ExpressionKind kind = tree_.expressions[value].kind;
  return kind == ExpressionKind::Constant || kind == ExpressionKind::Temporary || kind == ExpressionKind::Result;
}

void FunctionLowering::limit_waiting() {
  if (stack_.size() - settled_ <= maximum_waiting) return;
  if (!is_shareable(stack_[settled_])) save(settled_);
  ++settled_;
}

// Statements

StatementId FunctionLowering::new_statement(StatementKind kind, ExpressionId value) {
  Statement statement;
  statement.kind = kind;
  statement.value = value;
  tree_.statements.push_back(statement);
  return static_cast<StatementId>(tree_.statements.size() - 1);
}

/// Writes a statement that evaluates `value` now, before everything that waits.
void FunctionLowering::write_effect(StatementKind kind, ExpressionId value) {
  save_conflicting(tree_.expressions[value].effects);
  write(new_statement(kind, value));
}

void FunctionLowering::set_variable(std::uint32_t variable, ExpressionId value) {
  const Expression& e = tree_.expressions[value];
  if (e.kind == ExpressionKind::Variable && e.index == variable) return;
  save_conflicting(e.effects);
  save_readers(variable);
  const StatementId statement = new_statement(StatementKind::SetVariable, value);
  tree_.statements[statement].index = variable;
  write(statement);
}

}  // namespace translator

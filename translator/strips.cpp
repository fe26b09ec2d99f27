// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counted loops, in strips: see strips.hpp.
//
// `loop_survey` finds the streams of addresses, each of which becomes a 64-bit variable, and the count; this file writes
// the loop anew. The work is linear in the tree: only innermost loops are looked at, each once.
#include "strips.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "loop_survey.hpp"

namespace translator {

namespace {

/// Writes a surveyed loop as a strip and a rest.
class StripWriter {
 public:
  StripWriter(Tree& tree, const LoopPlan& plan, StatementId loop) : tree_(tree), plan_(plan), loop_(loop) {}

  /// block $end; set the variables; if (trips) { the strip; if (it is over) br $end }; the loop; end
  Sequence write() {
    const LabelId end = new_label(Label::Block, 1);
    const ExpressionId repeats = tree_.statements[tree_.statements[loop_].body.last].value;
    trips_ = new_variable();
    Sequence body;
    for (const Stream& stream : plan_.streams) {
      addresses_.push_back(new_variable());
      tree_.append(body, set(addresses_.back(), sum_of(stream.first)));
    }
    tree_.append(body, set(trips_, trips()));
    Sequence strip = write_strip();
    tree_.append(strip, if_(node(ExpressionKind::Not, ValueType::I32, {repeats}), branch_to(end)));
    tree_.append(body, if_(read(trips_), strip));
    tree_.append(body, loop_);
    Statement block;
    block.kind = StatementKind::Block;
    block.label = end;
    block.body = body;
    const StatementId id = add(block);
    return {id, id};
  }

 private:
  Sequence write_strip() {
    Sequence strip;
    for (const Stream& stream : plan_.streams)
      if (!memories_.contains({stream.memory, stream.step})) tree_.append(strip, find_memory(stream));
    if (plan_.reroll) tree_.append(strip, done_at_once(*plan_.reroll));
    Statement loop;
    loop.kind = StatementKind::Loop;
    loop.label = new_label(Label::Loop, 1);
    loop.body = plan_.reroll ? one_copy(*plan_.reroll) : copied(tree_.statements[loop_].body);
    const auto copies = static_cast<std::int32_t>(plan_.reroll ? plan_.reroll->copies : 1);
    for (std::size_t i = 0; i < addresses_.size(); ++i)
      if (plan_.streams[i].step != 0) tree_.append(loop.body, step(addresses_[i], plan_.streams[i].step / copies));
    tree_.append(loop.body, step(trips_, -1));
    tree_.append(loop.body, if_(read(trips_), branch_to(loop.label)));
    tree_.append(strip, add(loop));
    return strip;
  }

  // An unrolled loop

  /// What all iterations of the strip do to variables of which nothing else in it depends; then the count is of copies.
  Sequence done_at_once(const Reroll& reroll) {
    Sequence done;
    for (const auto& [variable, step] : reroll.steps) {
      const bool is_down = static_cast<std::int32_t>(step) < 0;
      const ExpressionId trips = node(ExpressionKind::Operation, ValueType::I32, {read(trips_)}, 0, Opcode::i32_wrap_i64);
      const ExpressionId distance = operation(Opcode::i32_mul, trips, constant(ValueType::I32, is_down ? 0 - step : step));
      tree_.append(done, set(variable, operation(is_down ? Opcode::i32_sub : Opcode::i32_add, read(variable), distance)));
    }
    for (const auto& [variable, form] : reroll.ends) tree_.append(done, set(variable, sum_of(form)));
    const ExpressionId copies = node(ExpressionKind::Operation, ValueType::I64,
                                     {read(trips_), constant(ValueType::I64, reroll.copies)}, 0, Opcode::i64_mul);
    tree_.append(done, set(trips_, copies));
    return done;
  }

  Sequence one_copy(const Reroll& reroll) {
    Sequence copy;
    for (const StatementId id : reroll.kept) tree_.append(copy, copy_of(id));
    return copy;
  }

  // Copies of the loop's statements, with near addresses

  /// All but the loop's last, the branch back.
  Sequence copied(const Sequence& sequence) {
    Sequence copies;
    const StatementId last = tree_.statements[loop_].body.last;
    for (StatementId id = sequence.first; id != no_node && id != last; id = tree_.statements[id].next)
      tree_.append(copies, copy_of(id));
    return copies;
  }

  StatementId copy_of(StatementId id) {
    Statement copy = tree_.statements[id];
    copy.next = no_node;
    if (copy.value != no_node) copy.value = with_near_addresses(copy.value);
    if (copy.kind == StatementKind::Block) {
      const LabelId old = copy.label;
      copy.label = new_label(Label::Block, 0);
      labels_[old] = copy.label;
    }
    if (copy.kind == StatementKind::Branch) {
      if (const auto place = labels_.find(copy.label); place != labels_.end()) copy.label = place->second;
      ++tree_.labels[copy.label].branches;
    }
    if (copy.kind == StatementKind::BranchTable) copy.first = copies_of_cases(copy.first, copy.count);
    copy.body = copied(copy.body);
    copy.otherwise = copied(copy.otherwise);
    return add(copy);
  }

  /// Gives where the copies are in Tree::cases.
  std::uint32_t copies_of_cases(std::uint32_t first, std::uint32_t count) {
    std::vector<Case> copies(tree_.cases.begin() + first, tree_.cases.begin() + first + count);
    for (Case& copy : copies) copy.moves = copied(copy.moves);
    const auto place = static_cast<std::uint32_t>(tree_.cases.size());
    tree_.cases.insert(tree_.cases.end(), std::make_move_iterator(copies.begin()), std::make_move_iterator(copies.end()));
    return place;
  }

  ExpressionId with_near_addresses(ExpressionId id) {
    Expression copy = tree_.expressions[id];
    std::vector<ExpressionId> operands;
    for (std::uint32_t i = 0; i < copy.operand_count; ++i) operands.push_back(with_near_addresses(tree_.operand(copy, i)));
    if (const auto place = plan_.places.find(id); place != plan_.places.end())
      operands[0] = near(place->second);
    copy.first_operand = static_cast<std::uint32_t>(tree_.operands.size());
    tree_.operands.insert(tree_.operands.end(), operands.begin(), operands.end());
    tree_.expressions.push_back(copy);
    return static_cast<ExpressionId>(tree_.expressions.size() - 1);
  }

  // Expressions

  ExpressionId node(ExpressionKind kind, ValueType type, std::initializer_list<ExpressionId> operands, std::uint64_t bits = 0,
                    Opcode opcode = {}, std::uint32_t index = 0) {
    Expression e;
    e.kind = kind;
    e.type = type;
    e.bits = bits;
    e.opcode = opcode;
    e.index = index;
    e.first_operand = static_cast<std::uint32_t>(tree_.operands.size());
    e.operand_count = static_cast<std::uint32_t>(operands.size());
    tree_.operands.insert(tree_.operands.end(), operands.begin(), operands.end());
    tree_.expressions.push_back(e);
    return static_cast<ExpressionId>(tree_.expressions.size() - 1);
  }

  /// Of two i32.
  ExpressionId operation(Opcode opcode, ExpressionId left, ExpressionId right) {
    return node(ExpressionKind::Operation, ValueType::I32, {left, right}, 0, opcode);
  }

  ExpressionId constant(ValueType type, std::uint64_t bits) { return node(ExpressionKind::Constant, type, {}, bits); }
  ExpressionId read(std::uint32_t variable) {
    return node(ExpressionKind::Variable, tree_.variables[variable].type, {}, 0, {}, variable);
  }
  ExpressionId near(const Place& place) {
    const Stream& stream = plan_.streams[place.stream];
    const std::uint32_t memory = memories_.at({stream.memory, stream.step});
    return node(ExpressionKind::Near, ValueType::I32, {read(addresses_[place.stream])}, place.distance, {}, memory);
  }

  ExpressionId sum_of(const LinearForm& form) {
    ExpressionId sum = no_node;
    for (const LinearForm::Term& term : form.terms) {
      const ExpressionId part = product(term);
      sum = sum == no_node ? part : operation(Opcode::i32_add, sum, part);
    }
    return plus(sum, form.constant);
  }

  ExpressionId product(const LinearForm::Term& term) {
    const bool is_temporary = term.symbol >= LinearForm::temporary_symbol;
    const ExpressionId symbol =
        node(is_temporary ? ExpressionKind::Temporary : ExpressionKind::Variable, ValueType::I32, {}, 0, {},
             is_temporary ? term.symbol - LinearForm::temporary_symbol : term.symbol);
    if (term.coefficient == 1) return symbol;
    return operation(Opcode::i32_mul, symbol, constant(ValueType::I32, term.coefficient));
  }

  ExpressionId plus(ExpressionId value, std::uint32_t added) {
    if (value == no_node) return constant(ValueType::I32, added);
    if (added == 0) return value;
    return operation(Opcode::i32_add, value, constant(ValueType::I32, added));
  }

  /// So many iterations are left at least, and all their accesses are in bounds.
  ExpressionId trips() {
    const Count& count = plan_.count;
    const ExpressionId end = count.end == no_node ? constant(ValueType::I32, 0) : count.end;
    const ExpressionId first = plus(read(count.variable), count.before);
    ExpressionId trips = node(ExpressionKind::Trips, ValueType::I64, {first, end}, as_bits(count.step), count.comparison);
    for (std::size_t i = 0; i < addresses_.size(); ++i) {
      const Stream& stream = plan_.streams[i];
      trips = node(ExpressionKind::Strip, ValueType::I64, {trips, read(addresses_[i])}, stream.extent, {}, stream.memory);
      tree_.expressions[trips].index2 = static_cast<std::uint32_t>(stream.step);
    }
    return trips;
  }

  static std::uint64_t as_bits(std::int32_t value) { return static_cast<std::uint64_t>(std::int64_t{value}); }

  // Statements

  StatementId add(const Statement& s) {
    tree_.statements.push_back(s);
    return static_cast<StatementId>(tree_.statements.size() - 1);
  }

  StatementId set(std::uint32_t variable, ExpressionId value) {
    Statement s;
    s.kind = StatementKind::SetVariable;
    s.index = variable;
    s.value = value;
    return add(s);
  }

  /// A temporary that holds where a stream's memory lies.
  StatementId find_memory(const Stream& stream) {
    const auto place = static_cast<std::uint32_t>(tree_.temporaries.size());
    tree_.temporaries.emplace_back().is_near_memory = true;
    const bool is_apart = std::any_of(memories_.begin(), memories_.end(),
                                      [&](const auto& entry) { return entry.first.first == stream.memory; });
    memories_.emplace(std::pair(stream.memory, stream.step), place);
    Statement s;
    s.kind = StatementKind::SetTemporary;
    s.index = place;
    s.value = node(ExpressionKind::NearMemory, ValueType::I64, {}, is_apart, {}, stream.memory);
    return add(s);
  }

  StatementId step(std::uint32_t variable, std::int32_t by) {
    const ExpressionId sum = node(ExpressionKind::Operation, ValueType::I64,
                                  {read(variable), constant(ValueType::I64, as_bits(by))}, 0, Opcode::i64_add);
    return set(variable, sum);
  }

  Sequence branch_to(LabelId label) {
    Statement s;
    s.kind = StatementKind::Branch;
    s.label = label;
    const StatementId id = add(s);
    return {id, id};
  }

  StatementId if_(ExpressionId condition, const Sequence& body) {
    Statement s;
    s.kind = StatementKind::If;
    s.value = condition;
    s.body = body;
    return add(s);
  }

  LabelId new_label(Label::Kind kind, std::uint32_t branches) {
    tree_.labels.push_back({.kind = kind, .branches = branches});
    return static_cast<LabelId>(tree_.labels.size() - 1);
  }

  std::uint32_t new_variable() {
    tree_.variables.push_back({.type = ValueType::I64, .is_block_value = true, .is_hoisted = true, .is_used = true, .is_of_strip = true});
    return static_cast<std::uint32_t>(tree_.variables.size() - 1);
  }

  Tree& tree_;
  const LoopPlan& plan_;
  const StatementId loop_;
  std::uint32_t trips_ = no_node;         ///< a variable: how many iterations of the strip are left
  std::vector<std::uint32_t> addresses_;  ///< a variable for each stream: its lowest address in this iteration
  std::map<LabelId, LabelId> labels_;  ///< of blocks in the loop: their copies'
  std::map<std::pair<std::uint32_t, std::int32_t>, std::uint32_t> memories_;  ///< by memory and step: a temporary
};

class LoopStripper {
 public:
  LoopStripper(Tree& tree, const Module& module) : tree_(tree), module_(module) {}

  /// Gives whether there is a loop in it.
  bool strip(Sequence& sequence, unsigned depth) {
    bool has_loop = false;
    Sequence result;
    for (StatementId id = sequence.first, next = no_node; id != no_node; id = next) {
      next = tree_.statements[id].next;
      tree_.statements[id].next = no_node;
      Sequence body = tree_.statements[id].body, otherwise = tree_.statements[id].otherwise;
      bool has_inner = strip(body, depth + 1);
      has_inner |= strip(otherwise, depth + 1);
      tree_.statements[id].body = body;
      tree_.statements[id].otherwise = otherwise;
      const bool is_loop = tree_.statements[id].kind == StatementKind::Loop;
      has_loop |= is_loop || has_inner;
      tree_.append(result, is_loop && !has_inner && depth + deepening < maximum_depth ? stripped(id) : Sequence{id, id});
    }
    sequence = result;
    return has_loop;
  }

 private:
  static constexpr unsigned deepening = 3;  ///< a block, an if, the loop

  Sequence stripped(StatementId loop) {
    const std::optional<LoopPlan> plan = survey_loop(tree_, module_, Statement(tree_.statements[loop]));
    return plan ? StripWriter(tree_, *plan, loop).write() : Sequence{loop, loop};
  }

  Tree& tree_;
  const Module& module_;
};

}  // namespace

void strip_loops(Tree& tree, const Module& module) {
  const bool has_loops = std::any_of(tree.labels.begin(), tree.labels.end(),
                                     [](const Label& label) { return label.kind == Label::Loop; });
  if (has_loops) LoopStripper(tree, module).strip(tree.body, 0);
}

}  // namespace translator

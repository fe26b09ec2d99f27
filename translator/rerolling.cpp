// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops rolled up: see rerolling.hpp.
#include "rerolling.hpp"

#include <algorithm>
#include <utility>

namespace translator {

namespace {

constexpr std::size_t most_copies = 16;

class Rerolling {
 public:
  Rerolling(const Tree& tree, const Statement& loop, const LoopPlan& plan, const LoopVariables& variables)
      : tree_(tree), loop_(loop), plan_(plan), variables_(variables) {}

  std::optional<Reroll> find() {
    if (!is_straight()) return std::nullopt;
    note_values();
    Reroll reroll;
    if (!collect(reroll)) return std::nullopt;
    const std::vector<StatementId> all = reroll.kept;
    for (std::size_t copies = std::min(most_copies, all.size()); copies > 1; --copies) {
      if (all.size() % copies != 0 || !divides_steps(copies) || !are_copies(all, copies)) continue;
      reroll.copies = static_cast<std::uint32_t>(copies);
      reroll.kept.resize(all.size() / copies);
      return reroll;
    }
    return std::nullopt;
  }

 private:
  /// Nothing but assignments and stores before the branch back: each iteration is a whole one.
  bool is_straight() const {
    for (StatementId id = loop_.body.first; id != loop_.body.last; id = tree_.statements[id].next) {
      const StatementKind kind = tree_.statements[id].kind;
      if (kind != StatementKind::SetVariable && kind != StatementKind::SetTemporary && kind != StatementKind::Evaluate)
        return false;
    }
    return true;
  }

  static std::uint32_t target(const Statement& s) {
    return s.kind == StatementKind::SetTemporary ? LinearForm::temporary_symbol + s.index : s.index;
  }

  // Which variables are values, and not only part of addresses and of the count

  /// What a value is made of is a value too; assignments further down may make it one, so until nothing changes.
  void note_values() {
    std::size_t before;
    do {
      before = values_.size();
      for (StatementId id = loop_.body.first; id != loop_.body.last; id = tree_.statements[id].next) {
        const Statement& s = tree_.statements[id];
        if (s.kind == StatementKind::Evaluate || !is_of_address(target(s))) note_values(s.value);
      }
    } while (values_.size() != before);
  }

  void note_values(ExpressionId id) {
    const Expression& e = tree_.expressions[id];
    if (e.kind == ExpressionKind::Variable) values_.insert(e.index);
    if (e.kind == ExpressionKind::Temporary) values_.insert(LinearForm::temporary_symbol + e.index);
    const std::uint32_t first = plan_.places.contains(id) ? 1 : 0;
    for (std::uint32_t i = first; i < e.operand_count; ++i) note_values(tree_.operand(e, i));
  }

  /// Known at the iteration's end, and nothing but that.
  bool is_of_address(std::uint32_t symbol) const {
    return !values_.contains(symbol) && (variables_.steps.contains(symbol) || variables_.held.contains(symbol));
  }

  /// Parts the statements into those that are kept and those that are done at once.
  bool collect(Reroll& reroll) const {
    for (const auto& [variable, step] : variables_.steps) {
      if (!is_of_address(variable)) return false;
      reroll.steps.emplace_back(variable, step);
    }
    std::set<std::uint32_t> ends;
    for (StatementId id = loop_.body.first; id != loop_.body.last; id = tree_.statements[id].next) {
      const Statement& s = tree_.statements[id];
      if (s.kind == StatementKind::Evaluate || !is_of_address(target(s))) reroll.kept.push_back(id);
      else if (s.kind == StatementKind::SetVariable && !variables_.steps.contains(s.index)) ends.insert(s.index);
    }
    for (const std::uint32_t variable : ends) reroll.ends.emplace_back(variable, at_end(variables_.held.at(variable)));
    return !reroll.kept.empty();
  }

  /// By what variables hold when the last iteration has ended, not when it began.
  LinearForm at_end(const LinearForm& form) const {
    LinearForm moved = form;
    for (const LinearForm::Term& term : form.terms)
      if (const auto step = variables_.steps.find(term.symbol); step != variables_.steps.end())
        moved.constant -= term.coefficient * step->second;
    return moved;
  }

  // Are the kept statements the same again and again?

  bool divides_steps(std::size_t copies) const {
    return std::all_of(plan_.streams.begin(), plan_.streams.end(),
                       [&](const Stream& stream) { return stream.step % static_cast<std::int32_t>(copies) == 0; });
  }

  bool are_copies(const std::vector<StatementId>& all, std::size_t copies) {
    const std::size_t length = all.size() / copies;
    for (std::size_t copy = 1; copy < copies; ++copy) {
      temporaries_.clear();
      for (std::size_t i = 0; i < length; ++i)
        if (!is_copy(tree_.statements[all[i]], tree_.statements[all[copy * length + i]], copy, copies)) return false;
    }
    return true;
  }

  bool is_copy(const Statement& a, const Statement& b, std::size_t copy, std::size_t copies) {
    if (a.kind != b.kind || !is_copy(a.value, b.value, copy, copies)) return false;
    if (a.kind == StatementKind::SetVariable) return a.index == b.index;
    if (a.kind == StatementKind::SetTemporary) temporaries_[a.index] = b.index;
    return true;
  }

  bool is_copy(ExpressionId a_id, ExpressionId b_id, std::size_t copy, std::size_t copies) const {
    const Expression& a = tree_.expressions[a_id];
    const Expression& b = tree_.expressions[b_id];
    if (a.kind != b.kind || a.opcode != b.opcode || a.operand_count != b.operand_count) return false;
    if (a.kind == ExpressionKind::Temporary) return is_copy_of_temporary(a.index, b.index);
    const auto a_place = plan_.places.find(a_id), b_place = plan_.places.find(b_id);
    const bool is_near = a_place != plan_.places.end();
    if (is_near != (b_place != plan_.places.end())) return false;
    if (is_near) {
      if (a_place->second.stream != b_place->second.stream) return false;
      const std::int64_t apart = begin_of(b, b_place->second) - begin_of(a, a_place->second);
      if (apart != apart_in(a_place->second.stream, copy, copies)) return false;
    } else if (!has_same_immediates(a, b)) {
      return false;
    }
    for (std::uint32_t i = is_near ? 1 : 0; i < a.operand_count; ++i)
      if (!is_copy(tree_.operand(a, i), tree_.operand(b, i), copy, copies)) return false;
    return true;
  }

  /// An instruction without immediates leaves the fields for them as they may be.
  static bool has_same_immediates(const Expression& a, const Expression& b) {
    if (a.kind == ExpressionKind::Constant) return a.type == b.type && a.bits == b.bits && a.index == b.index;
    if (a.kind != ExpressionKind::Operation) return a.index == b.index && a.index2 == b.index2 && a.bits == b.bits;
    const Immediate immediate = info(a.opcode).immediate;
    if (immediate == Immediate::None) return true;
    const bool is_access = immediate == Immediate::MemArg;
    return a.index == b.index && a.bits == b.bits && (is_access || a.index2 == b.index2);
  }

  bool is_copy_of_temporary(std::uint32_t a, std::uint32_t b) const {
    const auto place = temporaries_.find(a);
    if (place != temporaries_.end()) return place->second == b;
    return a == b && !variables_.assigned.contains(LinearForm::temporary_symbol + a);
  }

  /// Of the bytes accessed, above the stream's address. An unrolled loop counts up in the address or in the offset.
  static std::int64_t begin_of(const Expression& access, const Place& place) {
    return static_cast<std::int64_t>(place.distance + access.bits);
  }

  /// The first copy and the copy-th.
  std::int64_t apart_in(std::size_t stream, std::size_t copy, std::size_t copies) const {
    return plan_.streams[stream].step / static_cast<std::int64_t>(copies) * static_cast<std::int64_t>(copy);
  }

  const Tree& tree_;
  const Statement& loop_;
  const LoopPlan& plan_;
  const LoopVariables& variables_;
  std::set<std::uint32_t> values_;
  std::map<std::uint32_t, std::uint32_t> temporaries_;  ///< the first copy's to this one's
};

}  // namespace

std::optional<Reroll> find_reroll(const Tree& tree, const Statement& loop, const LoopPlan& plan, const LoopVariables& variables) {
  return Rerolling(tree, loop, plan, variables).find();
}

}  // namespace translator

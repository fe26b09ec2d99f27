// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a loop that counts does with addresses: see loop_survey.hpp.
//
// One walk follows what each variable holds as a sum of what the stepped and the untouched variables held when the
// iteration began (linear_form.hpp): so the address of an access becomes such a sum, and those with the same terms are a
// stream. What is assigned where control may not come by is unknown afterwards.
#include "loop_survey.hpp"

#include <algorithm>
#include <utility>

#include "expression_writer.hpp"
#include "rerolling.hpp"

namespace translator {

namespace {

constexpr std::size_t most_nodes = 400;         ///< of a loop that is worth writing twice
constexpr std::size_t most_streams = 8;         ///< variables beyond that would not stay in registers
constexpr std::size_t most_terms = 4;
constexpr std::int32_t longest_step = 1 << 15;  ///< bytes an iteration; strip.hpp counts on less than 2^30
constexpr std::uint32_t longest_reach = 1 << 20;

bool is_constant(const Expression& e) { return e.kind == ExpressionKind::Constant && e.type.kind == ValueType::I32; }

bool is_operation(const Expression& e, Opcode opcode) { return e.kind == ExpressionKind::Operation && e.opcode == opcode; }

/// What a loop does, as far as its addresses go.
class LoopSurvey {
 public:
  LoopSurvey(const Tree& tree, const Module& module, const Statement& loop) : tree_(tree), module_(module), loop_(loop) {}

  std::optional<LoopPlan> look() {
    const bool declares_values = loop_.first != no_node;  // the strip's would be others of the same names
    if (declares_values || loop_.body.is_empty() || !is_plain(loop_.body) || !ends_in_branch_back()) return std::nullopt;
    find_steps(loop_.body, true);
    follow_all(loop_.body.first, true);
    if (!find_count() || !find_streams()) return std::nullopt;
    LoopPlan plan{count_, std::move(streams_), std::move(places_), std::nullopt};
    plan.reroll = find_reroll(tree_, loop_, plan, variables());
    return plan;
  }

 private:
  struct Step {
    std::uint32_t sum = 0;
    bool is_constant = true;  ///< each assignment adds a constant, in every iteration
  };

  struct Access {
    ExpressionId id = no_node;
    LinearForm form;
    std::uint32_t memory = 0;
    std::uint64_t end = 0;  ///< of the bytes accessed, from the address on: offset and width
  };

  /// Of two numbers. Right may be no expression: 0.
  struct Comparison {
    Opcode opcode = {};
    ExpressionId left = no_node, right = no_node;
    std::optional<LinearForm> left_form, right_form;  ///< where it stands
  };

  // Is it a loop that can be written twice?

  /// Only statements that are easy to copy, no loop, no call, no memory that might move, one branch back; and notes the
  /// temporaries.
  bool is_plain(const Sequence& sequence) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      const Statement& s = tree_.statements[id];
      switch (s.kind) {
        case StatementKind::SetTemporary:
          if (tree_.temporaries[s.index].is_hoisted) return false;
          assigned_[LinearForm::temporary_symbol + s.index].is_constant = false;
          break;
        case StatementKind::SetVariable: case StatementKind::Evaluate: case StatementKind::Drop: case StatementKind::If:
        case StatementKind::Block: case StatementKind::Trap: case StatementKind::Return: break;
        case StatementKind::Branch: branches_back_ += s.label == loop_.label; break;
        case StatementKind::BranchTable:
          nodes_ += s.count;
          for (std::uint32_t i = 0; i < s.count; ++i)
            if (!is_plain(tree_.cases[s.first + i].moves)) return false;
          break;
        default: return false;
      }
      if (s.value != no_node && !is_plain(s.value)) return false;
      if (s.kind == StatementKind::Return)
        for (std::uint32_t i = 0; i < s.count; ++i)
          if (!is_plain(tree_.operands[s.first + i])) return false;
      if (!is_plain(s.body) || !is_plain(s.otherwise)) return false;
    }
    return branches_back_ <= 1;
  }

  bool is_plain(ExpressionId id) {
    const Expression& e = tree_.expressions[id];
    if (++nodes_ > most_nodes || e.effects == Anything || is_operation(e, Opcode::memory_grow)) return false;
    for (std::uint32_t i = 0; i < e.operand_count; ++i)
      if (!is_plain(tree_.operand(e, i))) return false;
    return true;
  }

  bool ends_in_branch_back() const {
    const Statement& last = tree_.statements[loop_.body.last];
    if (last.kind != StatementKind::If || !last.otherwise.is_empty() || last.body.first != last.body.last) return false;
    if (last.body.is_empty()) return false;
    const Statement& branch = tree_.statements[last.body.first];
    return branch.kind == StatementKind::Branch && branch.label == loop_.label;
  }

  // What each variable holds

  /// A variable steps if all its assignments add constants and stand where every iteration comes by.
  void find_steps(const Sequence& sequence, bool is_certain) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      const Statement& s = tree_.statements[id];
      if (s.kind == StatementKind::SetVariable) {
        Step& step = assigned_[s.index];
        const std::optional<std::uint32_t> added = added_constant(s.index, s.value);
        step.is_constant &= is_certain && added.has_value();
        step.sum += added.value_or(0);
      }
      find_steps(s.body, false);
      find_steps(s.otherwise, false);
      if (s.kind == StatementKind::BranchTable)
        for (std::uint32_t i = 0; i < s.count; ++i) find_steps(tree_.cases[s.first + i].moves, false);
    }
  }

  /// Of `v = v + constant`.
  std::optional<std::uint32_t> added_constant(std::uint32_t variable, ExpressionId sum) const {
    const Expression& e = tree_.expressions[sum];
    const bool is_sum = is_operation(e, Opcode::i32_add), is_difference = is_operation(e, Opcode::i32_sub);
    if (!is_sum && !is_difference) return std::nullopt;
    const Expression& left = tree_.expressions[tree_.operand(e, 0)];
    const Expression& right = tree_.expressions[tree_.operand(e, 1)];
    if (left.kind != ExpressionKind::Variable || left.index != variable || !is_constant(right)) return std::nullopt;
    const auto value = static_cast<std::uint32_t>(right.bits);
    return is_sum ? value : 0 - value;
  }

  /// At an iteration's end.
  LoopVariables variables() const {
    LoopVariables variables{{}, held_, {}};
    for (const auto& [symbol, step] : assigned_) {
      variables.assigned.insert(symbol);
      if (step.is_constant) variables.steps.emplace(symbol, step.sum);
    }
    return variables;
  }

  bool is_untouched(std::uint32_t symbol) const { return !assigned_.contains(symbol); }
  bool is_stepped(std::uint32_t symbol) const {
    const auto place = assigned_.find(symbol);
    return place != assigned_.end() && place->second.is_constant;
  }

  /// Goes through the statements in the order in which they run. What is assigned where control may not come by is not
  /// known afterwards.
  void follow_all(StatementId first, bool is_certain) {
    for (StatementId id = first; id != no_node; id = tree_.statements[id].next) follow(tree_.statements[id], is_certain);
  }

  void follow(const Statement& s, bool is_certain) {
    if (s.value != no_node) note_accesses(s.value);
    if (s.kind == StatementKind::Return)
      for (std::uint32_t i = 0; i < s.count; ++i) note_accesses(tree_.operands[s.first + i]);
    if (s.kind == StatementKind::SetVariable) assign(s.index, s.value, is_certain);
    if (s.kind == StatementKind::SetTemporary) assign(LinearForm::temporary_symbol + s.index, s.value, is_certain);
    if (s.kind == StatementKind::Block) return follow_block(s.body, is_certain);
    follow_branch(s.body.first);
    follow_branch(s.otherwise.first);
    if (s.kind == StatementKind::BranchTable)
      for (std::uint32_t i = 0; i < s.count; ++i) follow_branch(tree_.cases[s.first + i].moves.first);
  }

  /// A block begins with what always runs, up to where it may first be left.
  void follow_block(const Sequence& sequence, bool is_certain) {
    StatementId id = sequence.first;
    for (; id != no_node && is_assignment(tree_.statements[id]); id = tree_.statements[id].next)
      follow(tree_.statements[id], is_certain);
    follow_branch(id);
  }

  static bool is_assignment(const Statement& s) {
    return s.kind == StatementKind::SetVariable || s.kind == StatementKind::SetTemporary || s.kind == StatementKind::Evaluate ||
           s.kind == StatementKind::Drop;
  }

  /// A part, from a statement on, that may be left or passed by: what it assigns is forgotten at its end.
  void follow_branch(StatementId first) {
    if (first == no_node) return;
    const std::map<std::uint32_t, LinearForm> before = held_;
    follow_all(first, false);
    std::erase_if(held_, [&](const auto& entry) {
      const auto old = before.find(entry.first);
      return old == before.end() || old->second.terms != entry.second.terms || old->second.constant != entry.second.constant;
    });
  }

  void assign(std::uint32_t symbol, ExpressionId value, bool is_certain) {
    comparisons_.erase(symbol);
    if (is_certain)
      if (std::optional<Comparison> c = comparison_of(value); c && c->right != no_node) comparisons_.emplace(symbol, std::move(*c));
    if (is_certain && is_stepped(symbol)) {
      moved_[symbol] += *added_constant(symbol, value);
      return;
    }
    const std::optional<LinearForm> form = form_of(value);
    if (form) held_.insert_or_assign(symbol, *form);
    else held_.erase(symbol);
  }

  std::optional<LinearForm> form_of(ExpressionId id) const {
    const Expression& e = tree_.expressions[id];
    if (is_constant(e)) return LinearForm::of_constant(static_cast<std::uint32_t>(e.bits));
    if (e.type.kind != ValueType::I32) return std::nullopt;
    if (e.kind == ExpressionKind::Variable) return form_of_symbol(e.index);
    if (e.kind == ExpressionKind::Temporary) return form_of_symbol(LinearForm::temporary_symbol + e.index);
    if (e.kind != ExpressionKind::Operation || e.operand_count != 2) return std::nullopt;
    const std::optional<LinearForm> left = form_of(tree_.operand(e, 0)), right = form_of(tree_.operand(e, 1));
    if (!left || !right) return std::nullopt;
    const std::optional<LinearForm> form = combined(e.opcode, *left, *right);
    return form && form->terms.size() <= most_terms ? form : std::nullopt;
  }

  std::optional<LinearForm> form_of_symbol(std::uint32_t symbol) const {
    if (const auto held = held_.find(symbol); held != held_.end()) return held->second;
    LinearForm form = LinearForm::of_symbol(symbol);
    if (is_untouched(symbol)) return form;
    if (!is_stepped(symbol)) return std::nullopt;
    if (const auto moved = moved_.find(symbol); moved != moved_.end()) form.constant = moved->second;
    return form;
  }

  static std::optional<LinearForm> combined(Opcode opcode, const LinearForm& left, const LinearForm& right) {
    switch (opcode) {
      case Opcode::i32_add: return left.plus(right);
      case Opcode::i32_sub: return left.plus(right.times(~std::uint32_t{0}));
      case Opcode::i32_mul:
        if (right.terms.empty()) return left.times(right.constant);
        if (left.terms.empty()) return right.times(left.constant);
        return std::nullopt;
      case Opcode::i32_shl:
        if (right.terms.empty()) return left.times(std::uint32_t{1} << (right.constant % 32));
        return std::nullopt;
      default: return std::nullopt;
    }
  }

  // Accesses

  void note_accesses(ExpressionId id) {
    const Expression& e = tree_.expressions[id];
    for (std::uint32_t i = 0; i < e.operand_count; ++i) note_accesses(tree_.operand(e, i));
    if (!may_be_near(e)) return;
    const std::optional<LinearForm> form = form_of(tree_.operand(e, 0));
    if (form) accesses_.push_back({id, *form, e.index, e.bits + info(e.opcode).width});
  }

  /// A load or store of a memory whose guard region takes the place of checks.
  bool may_be_near(const Expression& e) const {
    if (e.kind != ExpressionKind::Operation || info(e.opcode).immediate != Immediate::MemArg) return false;
    const bool is_vector = e.opcode == Opcode::v128_load || e.opcode == Opcode::v128_store;
    return (info(e.opcode).prefix == 0 || is_vector) && memory_handle_type(module_.memories[e.index].type) == "mem32";
  }

  /// Bytes an iteration.
  std::uint32_t step_of(const LinearForm& form) const {
    std::uint32_t step = 0;
    for (const LinearForm::Term& term : form.terms)
      if (const auto place = assigned_.find(term.symbol); place != assigned_.end()) step += term.coefficient * place->second.sum;
    return step;
  }

  /// Addresses that stay where they are only matter beside others. Each is a stream, so that none of them is a sum.
  bool find_streams() {
    for (const Access& access : accesses_) {
      const auto step = static_cast<std::int32_t>(step_of(access.form));
      if (step != 0 && step <= longest_step && step >= -longest_step) add_to_stream(access, step);
    }
    if (streams_.empty()) return false;
    for (const Access& access : accesses_)
      if (step_of(access.form) == 0) add_to_fixed_stream(access);
    for (const Access& access : accesses_) note_place(access);
    return true;
  }

  bool belongs_to(const Access& access, const Stream& stream) const {
    return access.memory == stream.memory && access.form.terms == stream.first.terms;
  }

  void add_to_stream(const Access& access, std::int32_t step) {
    const LinearForm& form = access.form;
    for (Stream& stream : streams_) {
      if (!belongs_to(access, stream)) continue;
      const auto above = static_cast<std::int32_t>(form.constant - stream.first.constant);
      if (above >= 0 && static_cast<std::uint32_t>(above) <= longest_reach) {
        stream.reach = std::max(stream.reach, static_cast<std::uint32_t>(above));
        return;
      }
      const std::uint32_t below = stream.first.constant - form.constant;
      if (above < 0 && below <= longest_reach && stream.reach + below <= longest_reach) {
        stream.first.constant = form.constant;
        stream.reach += below;
        return;
      }
    }
    if (streams_.size() < most_streams) streams_.push_back({access.memory, form, step});
  }

  void add_to_fixed_stream(const Access& access) {
    for (const Stream& stream : streams_)
      if (belongs_to(access, stream) && access.form.constant == stream.first.constant) return;
    if (streams_.size() < most_streams) streams_.push_back({access.memory, access.form});
  }

  void note_place(const Access& access) {
    for (std::size_t i = 0; i < streams_.size(); ++i) {
      Stream& stream = streams_[i];
      const std::uint32_t distance = access.form.constant - stream.first.constant;
      if (!belongs_to(access, stream) || distance > stream.reach) continue;
      places_.emplace(access.id, Place{i, distance});
      stream.extent = std::max(stream.extent, distance + access.end);
      return;
    }
  }

  // How often it runs

  bool find_count() {
    const ExpressionId condition = tree_.statements[loop_.body.last].value;
    if (tree_.expressions[condition].effects != Pure || reads_temporary_of_loop(condition)) return false;
    const std::optional<Comparison> c = comparison_of(condition);
    return c && (set_count(strict(c->opcode), c->left_form, c->right) ||
                 (c->right != no_node && set_count(strict(exchanged(c->opcode)), c->right_form, c->left)));
  }

  /// What a condition compares, here or where a variable that it asks was assigned.
  std::optional<Comparison> comparison_of(ExpressionId condition) const {
    bool is_reversed = false;
    while (tree_.expressions[condition].kind == ExpressionKind::Not || is_operation(tree_.expressions[condition], Opcode::i32_eqz)) {
      condition = tree_.operand(tree_.expressions[condition], 0);
      is_reversed = !is_reversed;
    }
    const Expression& e = tree_.expressions[condition];
    Comparison c;
    if (e.kind == ExpressionKind::Variable) {
      const auto known = comparisons_.find(e.index);
      c = known != comparisons_.end() ? known->second : Comparison{Opcode::i32_ne, condition, no_node, form_of(condition), {}};
    } else if (e.kind == ExpressionKind::Operation && exchanged(e.opcode) != Opcode::unreachable) {
      const ExpressionId left = tree_.operand(e, 0), right = tree_.operand(e, 1);
      c = {e.opcode, left, right, form_of(left), form_of(right)};
    }
    if (is_reversed) c.opcode = reversed_comparison(c.opcode);
    if (!c.left_form && !c.right_form) return std::nullopt;
    return c;
  }

  bool reads_temporary_of_loop(ExpressionId id) const {
    const Expression& e = tree_.expressions[id];
    if (e.kind == ExpressionKind::Temporary || e.kind == ExpressionKind::Result)
      if (assigned_.contains(LinearForm::temporary_symbol + e.index)) return true;
    for (std::uint32_t i = 0; i < e.operand_count; ++i)
      if (reads_temporary_of_loop(tree_.operand(e, i))) return true;
    return false;
  }

  /// True where the comparison is false.
  static Opcode reversed_comparison(Opcode opcode) {
    switch (opcode) {
      case Opcode::i32_eq: return Opcode::i32_ne;
      case Opcode::i32_ne: return Opcode::i32_eq;
      case Opcode::i32_ge_u: return Opcode::i32_lt_u;
      case Opcode::i32_ge_s: return Opcode::i32_lt_s;
      case Opcode::i32_gt_u: return Opcode::i32_le_u;
      case Opcode::i32_gt_s: return Opcode::i32_le_s;
      case Opcode::i32_le_u: return Opcode::i32_gt_u;
      case Opcode::i32_le_s: return Opcode::i32_gt_s;
      case Opcode::i32_lt_u: return Opcode::i32_ge_u;
      case Opcode::i32_lt_s: return Opcode::i32_ge_s;
      default: return Opcode::unreachable;
    }
  }

  /// The comparison with its operands exchanged; of what is none, unreachable.
  static Opcode exchanged(Opcode opcode) {
    switch (opcode) {
      case Opcode::i32_eq: case Opcode::i32_ne: return opcode;
      case Opcode::i32_ge_u: return Opcode::i32_le_u;
      case Opcode::i32_ge_s: return Opcode::i32_le_s;
      case Opcode::i32_gt_u: return Opcode::i32_lt_u;
      case Opcode::i32_gt_s: return Opcode::i32_lt_s;
      case Opcode::i32_le_u: return Opcode::i32_ge_u;
      case Opcode::i32_le_s: return Opcode::i32_ge_s;
      case Opcode::i32_lt_u: return Opcode::i32_gt_u;
      case Opcode::i32_lt_s: return Opcode::i32_gt_s;
      default: return Opcode::unreachable;
    }
  }

  bool set_count(Opcode comparison, const std::optional<LinearForm>& form, ExpressionId end) {
    if (!form || form->terms.size() != 1 || form->terms[0].coefficient != 1) return false;
    const std::uint32_t variable = form->terms[0].symbol;
    if (!is_stepped(variable) || (end != no_node && !is_fixed(end))) return false;
    const auto step = static_cast<std::int32_t>(assigned_.at(variable).sum);
    if (step == 0 || step > longest_step || step < -longest_step || !goes_towards(comparison, step)) return false;
    count_ = {comparison, variable, form->constant - static_cast<std::uint32_t>(step), step, end};
    // Compared before it steps, as in `more = i < n; i += 4`: counting an iteration less, there is no number below 0.
    if (form->constant == 0 && comparison != Opcode::i32_ne) count_.before = 0;
    return true;
  }

  bool is_fixed(ExpressionId id) const {
    const Expression& e = tree_.expressions[id];
    if (e.kind == ExpressionKind::Constant) return true;
    if (e.kind == ExpressionKind::Variable) return is_untouched(e.index);
    return e.kind == ExpressionKind::Temporary && is_untouched(LinearForm::temporary_symbol + e.index);
  }

  /// What counts no iteration too many where a loop goes on by `comparison`: i <= n is true at least as often as i < n.
  static Opcode strict(Opcode comparison) {
    switch (comparison) {
      case Opcode::i32_le_u: return Opcode::i32_lt_u;
      case Opcode::i32_le_s: return Opcode::i32_lt_s;
      case Opcode::i32_ge_u: return Opcode::i32_gt_u;
      case Opcode::i32_ge_s: return Opcode::i32_gt_s;
      default: return comparison;
    }
  }

  static bool goes_towards(Opcode comparison, std::int32_t step) {
    switch (comparison) {
      case Opcode::i32_ne: return true;
      case Opcode::i32_lt_u: case Opcode::i32_lt_s: return step > 0;
      case Opcode::i32_gt_u: case Opcode::i32_gt_s: return step < 0;
      default: return false;
    }
  }

  const Tree& tree_;
  const Module& module_;
  const Statement& loop_;
  unsigned branches_back_ = 0;
  std::size_t nodes_ = 0;
  std::map<std::uint32_t, Step> assigned_;       ///< by symbol
  std::map<std::uint32_t, LinearForm> held_;     ///< by symbol, at the place that the walk has reached
  std::map<std::uint32_t, Comparison> comparisons_; ///< by symbol: what it holds the outcome of, there
  std::map<std::uint32_t, std::uint32_t> moved_; ///< by stepped variable: since the iteration began
  std::vector<Access> accesses_;
  std::vector<Stream> streams_;
  std::map<ExpressionId, Place> places_;
  Count count_;
};

}  // namespace

std::optional<LoopPlan> survey_loop(const Tree& tree, const Module& module, const Statement& loop) {
  return LoopSurvey(tree, module, loop).look();
}

}  // namespace translator

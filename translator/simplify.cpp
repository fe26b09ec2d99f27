// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree's last shape: see simplify.hpp. Depth stays within `maximum_depth`, which is why every rewriting that nests
// statements deeper asks how deep it is.
#include "simplify.hpp"

#include <algorithm>

namespace translator {

namespace {

class Simplifier {
 public:
  explicit Simplifier(Tree& tree) : tree_(tree) {}

  void simplify(Sequence& sequence, unsigned depth) {
    Sequence result;
    for (StatementId id = sequence.first, next = no_node; id != no_node; id = next) {
      next = tree_.statements[id].next;
      tree_.statements[id].next = no_node;
      tree_.append(result, simplify_statement(id, depth));
    }
    sequence = result;
  }

 private:
  Sequence simplify_statement(StatementId id, unsigned depth) {
    Statement& s = tree_.statements[id];
    switch (s.kind) {
      case StatementKind::SetVariable: return simplify_set(id);
      case StatementKind::Block: return simplify_block(id, depth);
      case StatementKind::If:
      case StatementKind::Loop:
      case StatementKind::Try: {
        // References into `statements` do not survive new statements, so bodies are worked on as copies.
        Sequence body = s.body, otherwise = s.otherwise;
        simplify(body, depth + 1);
        simplify(otherwise, depth + 1);
        tree_.statements[id].body = body;
        tree_.statements[id].otherwise = otherwise;
        return {id, id};
      }
      default: return {id, id};
    }
  }

  /// A variable that is never read is not written either; what its value does besides stays, and a load still traps.
  Sequence simplify_set(StatementId id) {
    Statement& s = tree_.statements[id];
    if (tree_.variables[s.index].is_used) return {id, id};
    const std::uint32_t effects = tree_.expressions[s.value].effects;
    if ((effects & ~std::uint32_t{AllReads}) == 0) return {};
    s.kind = (effects & TrapsMemory) && !(effects & AllWrites) ? StatementKind::Drop : StatementKind::Evaluate;
    return {id, id};
  }

  Sequence simplify_block(StatementId id, unsigned depth) {
    const LabelId label = tree_.statements[id].label;
    Sequence body = tree_.statements[id].body;
    absorb_branches(body, label, depth);
    simplify(body, depth + 1);
    if (tree_.labels[label].branches != 0) absorb_branches(body, label, depth);  // blocks inside may be ifs by now
    tree_.statements[id].body = body;
    const bool is_needed = tree_.labels[label].branches != 0 || tree_.statements[id].first != no_node;
    return is_needed ? Sequence{id, id} : body;
  }

  /// Removes branches to `label` from a sequence whose end is where `label` is.
  void absorb_branches(Sequence& sequence, LabelId label, unsigned depth) {
    if (tree_.labels[label].branches == 0) return;
    merge_conditions(sequence, label);
    for (StatementId id = sequence.first, previous = no_node; id != no_node; previous = id, id = tree_.statements[id].next) {
      const StatementId next = tree_.statements[id].next;
      if (next == no_node) {
        if (!is_branch_to(id, label)) return absorb_into_arms(id, label, depth);
        --tree_.labels[label].branches;
        return end_after(sequence, previous);
      }
      if (leaves_by_if(id, label) && depth + 2 < maximum_depth && tree_.labels[label].branches <= 3) {
        Sequence rest{next, sequence.last};
        end_after(sequence, id);
        absorb_branches(rest, label, depth + 1);
        return move_into_if(id, rest, label);
      }
    }
  }

  /// Cuts off what follows `last`, which is no_node for all.
  void end_after(Sequence& sequence, StatementId last) {
    if (last == no_node) return void(sequence = {});
    tree_.statements[last].next = no_node;
    sequence.last = last;
  }

  /// The last statement's own ends are where the label is, too.
  void absorb_into_arms(StatementId id, LabelId label, unsigned depth) {
    const StatementKind kind = tree_.statements[id].kind;
    if (kind != StatementKind::If && kind != StatementKind::Block) return;
    Sequence body = tree_.statements[id].body, otherwise = tree_.statements[id].otherwise;
    absorb_branches(body, label, depth + 1);
    absorb_branches(otherwise, label, depth + 1);
    tree_.statements[id].body = body;
    tree_.statements[id].otherwise = otherwise;
  }

  /// An If without else, whose body ends in a branch to the label.
  bool leaves_by_if(StatementId id, LabelId label) const {
    const Statement& s = tree_.statements[id];
    return s.kind == StatementKind::If && s.otherwise.is_empty() && !s.body.is_empty() &&
           is_branch_to(s.body.last, label);
  }

  void move_into_if(StatementId id, Sequence rest, LabelId label) {
    --tree_.labels[label].branches;
    Sequence body = tree_.statements[id].body;
    if (body.first == body.last) {
      tree_.statements[id].value = negated(tree_.statements[id].value);
      tree_.statements[id].hint = reversed(tree_.statements[id].hint);
      tree_.statements[id].body = rest;
      return;
    }
    tree_.statements[id].body = without_last(body);
    tree_.statements[id].otherwise = rest;
  }

  Sequence without_last(Sequence sequence) {
    StatementId before = sequence.first;
    while (tree_.statements[before].next != sequence.last) before = tree_.statements[before].next;
    end_after(sequence, before);
    return sequence;
  }

  /// if (a) goto L; if (b) goto L;   =>   if (a || b) goto L;
  void merge_conditions(Sequence& sequence, LabelId label) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      while (is_branch_if(id, label)) {
        const StatementId next = tree_.statements[id].next;
        if (next == no_node || !is_branch_if(next, label)) break;
        const ExpressionId a = tree_.statements[id].value, b = tree_.statements[next].value;
        if (std::max(tree_.expressions[a].depth, tree_.expressions[b].depth) + 1u >= maximum_expression_depth) break;
        tree_.statements[id].value = combined(ExpressionKind::Or, {a, b});
        tree_.statements[id].hint = of_either(tree_.statements[id].hint, tree_.statements[next].hint);
        tree_.statements[id].next = tree_.statements[next].next;
        if (sequence.last == next) sequence.last = id;
        --tree_.labels[label].branches;
      }
    }
  }

  static Hint of_either(Hint a, Hint b) {
    return a == Hint::Likely || b == Hint::Likely ? Hint::Likely : a == b ? a : Hint::None;
  }

  bool is_branch_to(StatementId id, LabelId label) const {
    return tree_.statements[id].kind == StatementKind::Branch && tree_.statements[id].label == label;
  }

  bool is_branch_if(StatementId id, LabelId label) const {
    return leaves_by_if(id, label) && tree_.statements[id].body.first == tree_.statements[id].body.last;
  }

  ExpressionId negated(ExpressionId condition) {
    const Expression& e = tree_.expressions[condition];
    if (e.kind == ExpressionKind::Not) return tree_.operand(e, 0);
    return combined(ExpressionKind::Not, {condition});
  }

  ExpressionId combined(ExpressionKind kind, std::initializer_list<ExpressionId> operands) {
    Expression e;
    e.kind = kind;
    e.type = ValueType::I32;
    e.first_operand = static_cast<std::uint32_t>(tree_.operands.size());
    e.operand_count = static_cast<std::uint32_t>(operands.size());
    for (const ExpressionId operand : operands) {
      const Expression& below = tree_.expressions[operand];
      e.effects |= below.effects;
      e.variables_read |= below.variables_read;
      e.depth = std::max<std::uint8_t>(e.depth, static_cast<std::uint8_t>(below.depth + 1));
      tree_.operands.push_back(operand);
    }
    tree_.expressions.push_back(e);
    return static_cast<ExpressionId>(tree_.expressions.size() - 1);
  }

  Tree& tree_;
};

/// Labels at one place, innermost first: links live on the stack of the walk.
struct Labels {
  LabelId label;
  const Labels* outer;

  static bool has(const Labels* labels, LabelId label) {
    while (labels && labels->label != label) labels = labels->outer;
    return labels != nullptr;
  }
};

/// Where control is, in C++'s terms, while a sequence is walked.
struct Surroundings {
  const Labels* falls_to = nullptr;   ///< labels reached by falling off the sequence's end
  LabelId loop = no_node;             ///< the innermost `for`, for `continue`
  const Labels* breaks_to = nullptr;  ///< labels that `break` reaches: those behind the innermost `for` or `switch`
};

class BranchResolver {
 public:
  explicit BranchResolver(Tree& tree) : tree_(tree) {}

  void resolve(const Sequence& sequence, const Surroundings& around) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      const bool is_last = tree_.statements[id].next == no_node;
      resolve_statement(tree_.statements[id], {is_last ? around.falls_to : nullptr, around.loop, around.breaks_to});
    }
  }

 private:
  /// `around`: as far as the statement's own end is concerned.
  void resolve_statement(Statement& s, const Surroundings& around) {
    switch (s.kind) {
      case StatementKind::If:
        resolve(s.body, around);
        resolve(s.otherwise, around);
        break;
      case StatementKind::Block: {
        const Labels own{s.label, around.falls_to};
        resolve(s.body, {&own, around.loop, around.breaks_to});
        break;
      }
      case StatementKind::Loop:
        resolve(s.body, {nullptr, s.label, around.falls_to});
        break;
      case StatementKind::Try:  // what follows is for what was thrown
        resolve(s.body, {nullptr, around.loop, around.breaks_to});
        break;
      case StatementKind::BranchTable:
        for (std::uint32_t i = 0; i < s.count; ++i)
          resolve(tree_.cases[s.first + i].moves, {nullptr, around.loop, around.falls_to});
        break;
      case StatementKind::Branch:
        s.form = form_of(s.label, around);
        if (s.form == BranchForm::Goto) tree_.labels[s.label].needs_goto = true;
        break;
      default: break;
    }
  }

  BranchForm form_of(LabelId label, const Surroundings& around) const {
    if (Labels::has(around.falls_to, label)) return BranchForm::FallThrough;
    if (tree_.labels[label].is_flat) return BranchForm::Goto;
    if (label == around.loop) return BranchForm::Continue;
    return Labels::has(around.breaks_to, label) ? BranchForm::Break : BranchForm::Goto;
  }

  Tree& tree_;
};

}  // namespace

void simplify(Tree& tree) { Simplifier(tree).simplify(tree.body, 0); }

void resolve_branches(Tree& tree) { BranchResolver(tree).resolve(tree.body, {}); }

bool falls_through(const Tree& tree, const Sequence& sequence) {
  if (sequence.is_empty()) return true;
  const Statement& last = tree.statements[sequence.last];
  switch (last.kind) {
    case StatementKind::Branch: return last.form == BranchForm::FallThrough;
    case StatementKind::BranchTable:
    case StatementKind::Return:
    case StatementKind::TailCall:
    case StatementKind::Throw:
    case StatementKind::Trap: return false;
    case StatementKind::If: return falls_through(tree, last.body) || falls_through(tree, last.otherwise);
    case StatementKind::Block: return tree.labels[last.label].branches != 0 || falls_through(tree, last.body);
    default: return true;
  }
}

}  // namespace translator

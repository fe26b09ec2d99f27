// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads into locals that are never read again: see unread_loads.hpp. One walk over the tree notes where each variable is
// read last, and which assignments of loads there are; then the two are compared. Places are counted in statements.
#include "unread_loads.hpp"

#include <algorithm>

namespace translator {

namespace {

class UnreadLoads {
 public:
  explicit UnreadLoads(Tree& tree) : tree_(tree), last_read_(tree.variables.size(), 0) {}

  void force() {
    if (has_flat_loops()) return;  // their backward gotos are not seen as loops here
    walk(tree_.body);
    for (const Assignment& assignment : loads_) {
      Statement& s = tree_.statements[assignment.statement];
      if (last_read_[s.index] < assignment.region_begin) s.kind = StatementKind::Drop;
    }
  }

 private:
  struct Assignment {
    StatementId statement;
    std::uint32_t region_begin;  ///< a read from here on may read what is assigned
  };

  bool has_flat_loops() const {
    return std::any_of(tree_.labels.begin(), tree_.labels.end(),
                       [](const Label& label) { return label.kind == Label::Loop && label.is_flat; });
  }

  void walk(const Sequence& sequence) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      const Statement& s = tree_.statements[id];
      ++place_;
      const bool is_outermost_loop = s.kind == StatementKind::Loop && loop_begin_ == 0;
      if (is_outermost_loop) loop_begin_ = place_;
      note_reads(s);
      if (assigns_load(s)) loads_.push_back({id, loop_begin_ ? loop_begin_ : place_ + 1});
      walk(s.body);
      walk(s.otherwise);
      if (s.kind == StatementKind::BranchTable)
        for (std::uint32_t i = 0; i < s.count; ++i) walk(tree_.cases[s.first + i].moves);
      if (is_outermost_loop) loop_begin_ = 0;
    }
  }

  void note_reads(const Statement& s) {
    if (s.value != no_node) note_reads(s.value);
    if (s.kind == StatementKind::Return)
      for (std::uint32_t i = 0; i < s.count; ++i) note_reads(tree_.operands[s.first + i]);
  }

  void note_reads(ExpressionId id) {
    const Expression& e = tree_.expressions[id];
    if (e.kind == ExpressionKind::Variable) last_read_[e.index] = place_;
    for (std::uint32_t i = 0; i < e.operand_count; ++i) note_reads(tree_.operand(e, i));
  }

  bool assigns_load(const Statement& s) const {
    if (s.kind != StatementKind::SetVariable) return false;
    const std::uint32_t effects = tree_.expressions[s.value].effects;
    return (effects & TrapsMemory) && !(effects & AllWrites);
  }

  Tree& tree_;
  std::vector<Assignment> loads_;
  std::vector<std::uint32_t> last_read_;  ///< by variable; 0 for never
  std::uint32_t place_ = 0;
  std::uint32_t loop_begin_ = 0;          ///< of the outermost loop around; 0 outside of loops
};

}  // namespace

void force_unread_loads(Tree& tree) { UnreadLoads(tree).force(); }

}  // namespace translator

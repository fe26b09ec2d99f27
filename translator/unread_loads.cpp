// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads into locals that are never read again: see unread_loads.hpp. Two walks over the tree, in the same order: the
// first notes where each variable is read last, the second compares. Places are counted in statements.
#include "unread_loads.hpp"

#include <algorithm>

namespace translator {

namespace {

class UnreadLoads {
 public:
  explicit UnreadLoads(Tree& tree) : tree_(tree), last_read_(tree.variables.size(), 0) {}

  void force() {
    if (has_flat_loops()) return;  // their backward gotos are not seen as loops here
    walk(tree_.body, [&](Statement& s) { note_reads(s); });
    place_ = 0;
    walk(tree_.body, [&](Statement& s) { force(s); });
  }

 private:
  bool has_flat_loops() const {
    return std::any_of(tree_.labels.begin(), tree_.labels.end(),
                       [](const Label& label) { return label.kind == Label::Loop && label.is_flat; });
  }

  template <class Visit>
  void walk(const Sequence& sequence, const Visit& visit) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      Statement& s = tree_.statements[id];
      ++place_;
      const bool is_outermost_loop = s.kind == StatementKind::Loop && loop_begin_ == 0;
      if (is_outermost_loop) loop_begin_ = place_;
      visit(s);
      walk(s.body, visit);
      walk(s.otherwise, visit);
      if (s.kind == StatementKind::BranchTable)
        for (std::uint32_t i = 0; i < s.count; ++i) walk(tree_.cases[s.first + i].moves, visit);
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

  void force(Statement& s) const {
    if (s.kind != StatementKind::SetVariable) return;
    const std::uint32_t effects = tree_.expressions[s.value].effects;
    const bool is_load = (effects & TrapsMemory) && !(effects & AllWrites);
    const std::uint32_t region_begin = loop_begin_ ? loop_begin_ : place_ + 1;
    if (is_load && last_read_[s.index] < region_begin) s.kind = StatementKind::Drop;
  }

  Tree& tree_;
  std::vector<std::uint32_t> last_read_;  ///< by variable; 0 for never
  std::uint32_t place_ = 0;
  std::uint32_t loop_begin_ = 0;          ///< of the outermost loop around; 0 outside of loops
};

}  // namespace

void force_unread_loads(Tree& tree) { UnreadLoads(tree).force(); }

}  // namespace translator

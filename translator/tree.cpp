// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree's own operations: building sequences, asking what an expression reads. See tree.hpp.
#include "tree.hpp"

namespace translator {

void Tree::clear() {
  expressions.clear();
  statements.clear();
  operands.clear();
  vectors.clear();
  cases.clear();
  labels.clear();
  temporaries.clear();
  variables.clear();
  body = {};
  caught_variable = region_variable = no_node;
  memories_accessed.clear();
  makes_tail_calls = false;
}

void Tree::append(Sequence& sequence, StatementId statement) {
  append(sequence, Sequence{statement, statement});
}

void Tree::append(Sequence& sequence, Sequence tail) {
  if (tail.is_empty()) return;
  if (sequence.is_empty()) {
    sequence = tail;
    return;
  }
  statements[sequence.last].next = tail.first;
  sequence.last = tail.last;
}

namespace {

bool may_read_variable(const Tree& tree, ExpressionId id, std::uint32_t variable, unsigned& nodes_left) {
  const Expression& e = tree.expressions[id];
  if (!(e.variables_read >> (variable % 64) & 1)) return false;
  if (e.kind == ExpressionKind::Variable) return e.index == variable;
  if (nodes_left == 0) return true;
  --nodes_left;
  for (std::uint32_t i = 0; i < e.operand_count; ++i)
    if (may_read_variable(tree, tree.operand(e, i), variable, nodes_left)) return true;
  return false;
}

}  // namespace

bool may_read_variable(const Tree& tree, ExpressionId id, std::uint32_t variable) {
  unsigned nodes = 100;
  return may_read_variable(tree, id, variable, nodes);
}

bool reads_any_variable(const Tree& tree, ExpressionId id, std::uint32_t first, std::size_t count) {
  const Expression& e = tree.expressions[id];
  if (e.variables_read == 0) return false;
  if (e.kind == ExpressionKind::Variable) return e.index - first < count;
  for (std::uint32_t i = 0; i < e.operand_count; ++i)
    if (reads_any_variable(tree, tree.operand(e, i), first, count)) return true;
  return false;
}

}  // namespace translator

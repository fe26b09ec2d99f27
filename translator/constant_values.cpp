// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What constant expressions are worth: see constant_values.hpp. The lowering makes a tree of each, as of any code.
#include "constant_values.hpp"

namespace translator {

std::optional<std::uint64_t> ConstantValues::number(const ConstantExpression& expression) {
  const Expression& value = tree_.expressions[lowering_.lower_constant(expression)];
  if (value.kind != ExpressionKind::Constant) return std::nullopt;
  return value.bits;
}

std::optional<std::uint32_t> ConstantValues::function(const ConstantExpression& expression) {
  const Expression& value = tree_.expressions[lowering_.lower_constant(expression)];
  if (value.kind == ExpressionKind::Constant) return no_index;
  if (value.kind == ExpressionKind::Operation && value.opcode == Opcode::ref_func) return value.index;
  return std::nullopt;
}

std::optional<std::vector<std::uint32_t>> ConstantValues::functions(const ElementSegment& segment) {
  if (segment.is_function_indices) return segment.functions;
  std::vector<std::uint32_t> functions;
  functions.reserve(segment.size());
  for (const ConstantExpression& expression : segment.expressions) {
    const std::optional<std::uint32_t> known = function(expression);
    if (!known) return std::nullopt;
    functions.push_back(*known);
  }
  return functions;
}

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What constant expressions are worth: see constant_values.hpp. The lowering makes a tree of each, as of any code.
#include "constant_values.hpp"

#include "lowering.hpp"

namespace translator {

std::optional<std::uint64_t> known_number(const Module& module, const ConstantExpression& expression) {
  Tree tree;
  const Expression& value = tree.expressions[FunctionLowering(module, tree).lower_constant(expression)];
  if (value.kind != ExpressionKind::Constant) return std::nullopt;
  return value.bits;
}

std::optional<std::uint32_t> known_function(const Module& module, const ConstantExpression& expression) {
  Tree tree;
  const Expression& value = tree.expressions[FunctionLowering(module, tree).lower_constant(expression)];
  if (value.kind == ExpressionKind::Constant) return no_index;
  if (value.kind == ExpressionKind::Operation && value.opcode == Opcode::ref_func) return value.index;
  return std::nullopt;
}

std::optional<std::vector<std::uint32_t>> known_functions(const Module& module, const ElementSegment& segment) {
  if (segment.is_function_indices) return segment.functions;
  std::vector<std::uint32_t> functions;
  functions.reserve(segment.size());
  for (const ConstantExpression& expression : segment.expressions) {
    const std::optional<std::uint32_t> function = known_function(module, expression);
    if (!function) return std::nullopt;
    functions.push_back(*function);
  }
  return functions;
}

}  // namespace translator

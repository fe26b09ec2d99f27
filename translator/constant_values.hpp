// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What constant expressions (specification, section 3.3.14) are worth, as far as that is known when a module is
// translated. Their value is a matter of the instance in general:
//
//     (i32.const 8)         8
//     (ref.func $f)         the function $f, though the reference to it is another in each instance
//     (ref.null func)       null, told as no_index
//     (global.get $base)    nothing: the instance will know
//
// Whoever can do more with what is known (offsets of segments, elements of tables) asks here; all else is written as
// code that runs at instantiation. Arithmetic on constants is left to that code too: compilers seldom emit any.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "lowering.hpp"

namespace translator {

/// Keeps the memory that one expression needs for the next: a module may have a hundred thousand.
class ConstantValues {
 public:
  explicit ConstantValues(const Module& module) : lowering_(module, tree_) {}
  ConstantValues(const ConstantValues&) = delete;
  ConstantValues& operator=(const ConstantValues&) = delete;

  /// The bits of a number, an i32 zero-extended.
  std::optional<std::uint64_t> number(const ConstantExpression& expression);
  /// The function that a reference is to, or no_index for null.
  std::optional<std::uint32_t> function(const ConstantExpression& expression);
  /// All of a segment's elements as functions, or nothing if one of them is not known.
  std::optional<std::vector<std::uint32_t>> functions(const ElementSegment& segment);

 private:
  Tree tree_;
  FunctionLowering lowering_;
};

}  // namespace translator

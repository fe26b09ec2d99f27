// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit of this implementation: how much a body may grow in translation.
//
// An instruction of two bytes can stand for a thousand values: a call of a function with 1,000 results, a branch to a
// block with 1,000 of them, a br_table that does so for each of its labels. In C++ each value is written out. Code that
// compilers emit stays far below one value a byte; a hostile body could make gigabytes out of a megabyte, and is refused.
#pragma once

#include <cstdint>
#include <vector>

#include "instruction.hpp"
#include "module.hpp"

namespace translator {

/// Counts the values that calls and branches of one body carry.
class ExpansionMeter {
 public:
  ExpansionMeter(const Module& module, std::uint32_t function);

  /// To be called for each instruction of the body, in order, after its validation. Throws `Diagnostic` (Unsupported).
  void count(const Instruction& instruction);

 private:
  std::size_t label_arity(std::uint32_t depth) const;
  void add(std::size_t values, const Instruction& instruction);

  const Module& module_;
  std::size_t limit_;
  std::size_t values_ = 0;
  std::vector<std::uint32_t> label_arities_;  ///< of the open blocks, outermost first
};

}  // namespace translator

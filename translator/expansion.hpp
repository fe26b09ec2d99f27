// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A limit of this implementation: how much a module may grow in translation.
//
// An instruction of two bytes can stand for a thousand values: a call of a function with 1,000 results, a branch to a
// block with 1,000 of them, a br_table that does so for each of its labels, a new structure of 10,000 fields. So can an
// import, a function, a tag or an export of four bytes. In C++ each value is written out, and `inspect` writes out those
// of signatures. A structure type of two bytes becomes a class, and counts as some values. Code that compilers emit carries about one value in ten bytes or more; a hostile module could make
// gigabytes out of a megabyte, and is refused.
//
//     ExpansionMeter meter(module, function);      counts one body, in any thread
//     ExpansionBudget budget(module);              has counted all signatures
//     budget.spend(meter.values(), …);             body by body: all that the module may carry
#pragma once

#include <cstdint>
#include <vector>

#include "instruction.hpp"
#include "module.hpp"

namespace translator {

/// Counts the values that calls, branches, blocks and new structures of one body carry.
class ExpansionMeter {
 public:
  ExpansionMeter(const Module& module, std::uint32_t function);

  /// To be called for each instruction of the body that is not plain, in order, after its validation. Throws `Diagnostic` (Unsupported)
  /// where the body alone is more than the whole module may be.
  void count(const Instruction& instruction);
  std::size_t values() const { return values_; }

 private:
  std::size_t label_arity(std::uint32_t depth) const;
  void add(std::size_t values, const Instruction& instruction);

  const Module& module_;
  std::size_t limit_;
  std::size_t values_ = 0;
  std::vector<std::uint32_t> label_arities_;  ///< of the open blocks, outermost first
};

/// What all bodies and signatures of a module may carry together.
class ExpansionBudget {
 public:
  /// Counts the signatures of functions, tags and exports. Throws `Diagnostic` (Unsupported).
  explicit ExpansionBudget(const Module& module);

  /// `offset` is where to report. Throws `Diagnostic` (Unsupported).
  void spend(std::size_t values, std::size_t offset);

 private:
  void spend_on_signature(const FunctionType& type, std::size_t offset);

  std::size_t limit_;
  std::size_t spent_ = 0;
};

/// Throws `Diagnostic` (Unsupported) for a function that hosts call or provide and that has more results than a C++
/// compiler's std::tuple.
void require_few_public_results(const Module& module);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who calls whom: what the emitter must know of a function beyond its own body.
//
// - Recursion that never ends must trap as exhaustion, but a C++ compiler may turn a call in tail position into a jump,
//   or delete the recursion altogether. Functions that can reach themselves (through direct calls within one strongly
//   connected component, or through a table, a reference or an import, which may lead anywhere) therefore keep their
//   frames: `keeps_frames`.
// - Only functions that make tail calls pay for them: `makes_tail_calls`. A tail call to a function that makes none
//   itself is an ordinary call followed by a return: the stack grows by one frame at most.
//
// The facts of each body are gathered while it is validated (`BodyFacts::note`), the rest is computed once.
#pragma once

#include <cstdint>
#include <vector>

#include "instruction.hpp"
#include "module.hpp"

namespace translator {

/// What one body's instructions say.
struct BodyFacts {
  std::vector<std::uint32_t> calls;       ///< functions called directly, tail calls included; sorted, each once
  std::vector<std::uint32_t> tail_calls;  ///< functions tail-called directly; likewise
  bool calls_unknown = false;             ///< calls through a table, a reference or an import
  bool tail_calls_unknown = false;
  bool uses_data_segments = false;        ///< memory.init, data.drop, ...
  bool uses_element_segments = false;
  bool uses_garbage_collection = false;

  void note(const Module& module, const Instruction& instruction);
  void finish();
};

class CallGraph {
 public:
  /// `facts[i]` is about the i-th defined function.
  CallGraph(const Module& module, std::vector<BodyFacts> facts);

  bool keeps_frames(std::uint32_t function) const { return keeps_frames_[function]; }
  bool makes_tail_calls(std::uint32_t function) const { return makes_tail_calls_[function]; }
  /// The functions called directly, imports included, sorted.
  const std::vector<std::uint32_t>& calls(std::uint32_t function) const;
  bool uses_data_segments() const { return uses_data_segments_; }
  bool uses_element_segments() const { return uses_element_segments_; }
  /// Declarations included: the emitted code needs the heap.
  bool uses_garbage_collection() const { return uses_garbage_collection_; }

 private:
  void find_recursion();
  void find_tail_calls();

  const Module& module_;
  std::vector<BodyFacts> facts_;
  std::vector<bool> keeps_frames_, makes_tail_calls_;
  bool uses_data_segments_ = false, uses_element_segments_ = false, uses_garbage_collection_ = false;
};

}  // namespace translator

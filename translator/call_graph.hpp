// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Who calls whom: what the emitter must know of a function beyond its own body.
//
// - Recursion that never ends must trap as exhaustion, but a C++ compiler may turn a call in tail position into a jump,
//   or delete the recursion altogether. Functions that can reach themselves (through direct calls within one strongly
//   connected component, or through a table, a reference or an import, which may lead anywhere) therefore keep their
//   frames: `keeps_frames`.
// - Only functions that make tail calls pay for them: `makes_tail_calls`. A tail call to a function that makes none
//   itself is an ordinary call followed by a return: the stack grows by one frame at most. But not so in a function that
//   catches exceptions: those of the callee are not for it, so that it must have returned before.
//
// The facts of each body are gathered while it is validated (`BodyFacts::note`), the rest is computed once.
#pragma once

#include <cstdint>
#include <vector>

#include "instruction.hpp"
#include "module.hpp"
#include "reader.hpp"

namespace translator {

/// What a function's own instructions take: the instance; memory 0, where that is a parameter (a `mem32`).
struct StateNeeds {
  bool instance = false;
  bool memory = false;
};

/// What one body's instructions say.
struct BodyFacts {
  std::vector<std::uint32_t> calls;       ///< functions called directly, tail calls included; sorted, each once
  std::vector<std::uint32_t> tail_calls;  ///< functions tail-called directly; likewise
  bool calls_unknown = false;             ///< calls through a table, a reference or an import
  bool tail_calls_unknown = false;
  std::vector<std::uint32_t> dynamic_tables;  ///< read, written or called in ways that want a table at run time; likewise
  bool uses_data_segments = false;        ///< memory.init, data.drop, ...
  bool uses_element_segments = false;
  std::uint32_t features = 0;             ///< bit i: Feature i, in an instruction or a local; Core may be missing
  bool computes_float_vectors = false;    ///< an instruction whose result has f32 or f64 lanes
  bool has_try = false;
  bool makes_references = false;          ///< ref.func
  StateNeeds needs;

  void note(std::span<const LocalRun> locals);
  /// Of an instruction that is not plain: those have no facts.
  void note(const Module& module, const Instruction& instruction);
  void finish();

 private:
  void note_tables(const Module& module, const Instruction& instruction);
  void note_needs(const Module& module, const Instruction& instruction);
};

class CallGraph {
 public:
  /// `facts[i]` is about the i-th defined function.
  CallGraph(const Module& module, LargeVector<BodyFacts> facts);

  bool keeps_frames(std::uint32_t function) const { return keeps_frames_[function]; }
  bool makes_tail_calls(std::uint32_t function) const { return makes_tail_calls_[function]; }
  /// Of a defined function's own instructions, but for its calls.
  StateNeeds needs(std::uint32_t function) const { return facts_[function - module_.imported_functions].needs; }
  /// The functions called directly, imports included, sorted.
  const std::vector<std::uint32_t>& calls(std::uint32_t function) const;
  /// Those that it tail-calls directly, likewise.
  const std::vector<std::uint32_t>& tail_calls(std::uint32_t function) const;
  /// Does an instruction do anything with the table but call through it, by a type without subtypes?
  bool uses_dynamically(std::uint32_t table) const { return uses_dynamically_[table]; }
  bool makes_references() const { return makes_references_; }
  bool uses_data_segments() const { return uses_data_segments_; }
  bool uses_element_segments() const { return uses_element_segments_; }
  /// Whether it is used anywhere in the module, declarations included.
  bool uses(Feature feature) const { return features_ >> static_cast<unsigned>(feature) & 1; }
  bool uses_vectors() const { return uses(Feature::Simd) || uses(Feature::RelaxedSimd); }
  bool uses_exceptions() const { return uses(Feature::Exceptions) || uses(Feature::LegacyExceptions); }
  bool computes_float_vectors() const { return computes_float_vectors_; }
  /// Has the function regions whose exceptions it catches? Its tail calls must leave them first.
  bool has_try(std::uint32_t function) const;

 private:
  void find_recursion();
  void find_tail_calls();

  const Module& module_;
  LargeVector<BodyFacts> facts_;
  std::vector<bool> keeps_frames_, makes_tail_calls_;
  std::vector<bool> uses_dynamically_;  ///< by table
  bool uses_data_segments_ = false, uses_element_segments_ = false, makes_references_ = false;
  std::uint32_t features_ = 0;
  bool computes_float_vectors_ = false;
};

}  // namespace translator

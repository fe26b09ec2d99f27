// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which functions are given the instance, and which memory 0, before their arguments: only those that need them, or call
// what does.
//
//     static u32 fibonacci(u32 n);                            neither: nothing but arithmetic, and calls of itself
//     static u32 checksum(mem32 m, u32 first, u32 count);     loads
//     static void report(state* self, mem32 m, u32 code);     calls an import
//
// Each that is not needed saves a register that would be kept over calls, and its push and pop. A function that is called
// otherwise than by its name, as an export, through a table, by reference or when a function with a try that makes a tail call
// to it has returned, is given both: all those have one signature. If it calls itself and does not need both, it has an entry of
// that signature instead, which calls it:
//
//     static u32 fibonacci_entry(state*, mem32, u32 n) { return fibonacci(n); }
//
// Code that is metered (metering.hpp) asks the instance everywhere.
#pragma once

#include <cstdint>
#include <vector>

#include "call_graph.hpp"
#include "constant_tables.hpp"
#include "metering.hpp"

namespace translator {

class GivenState {
 public:
  /// `slots`: of each function its slot for references, or no_index.
  GivenState(const Module& module, const CallGraph& calls, const ConstantTables& constant_tables, const std::vector<std::uint32_t>& slots,
             const Metering& metering);

  /// Does something else than a direct call name it: the description, a constant table, the initialisation, a tail call
  /// out of a try?
  bool is_named(std::uint32_t function) const { return is_named_[function]; }
  /// Is that named an entry of its, since it calls itself with less?
  bool has_entry(std::uint32_t function) const { return has_entry_[function]; }
  bool has_instance(std::uint32_t function) const { return needs_[function].instance; }
  bool has_memory(std::uint32_t function) const { return needs_[function].memory; }

 private:
  void find_named(const Module& module, const CallGraph& calls, const ConstantTables& constant_tables, const std::vector<std::uint32_t>& slots);
  void find_entries(const Module& module, const CallGraph& calls);
  void pass_on(const Module& module, const CallGraph& calls);

  std::vector<bool> is_named_;     ///< by function
  std::vector<bool> has_entry_;    ///< likewise
  std::vector<StateNeeds> needs_;  ///< likewise
};

}  // namespace translator

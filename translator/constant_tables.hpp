// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Tables that never change, which is what compilers make of C's function pointers and C++'s virtual functions:
//
//     (table 3 funcref)
//     (elem (i32.const 1) func $add $sub)
//     … (call_indirect (type $binary) …)
//
// Nobody but the module's own code can reach such a table, no instruction writes it, and what its active segments put
// into it is known. So no instance needs one of its own. It becomes constant data, of code and a type's number:
//
//     static const constant_element table_0[3] = {{}, {code of add, 1}, {code of sub, 1}};
//
// and a call through it compares the index with a constant and the type's number with another, and runs the code with
// the caller's own instance and memory: nothing is loaded but the element. (A dynamic table costs loads of its address,
// its size and its elements, of the function's record, and of the callee's instance and memory.)
//
// A table stays dynamic if it is imported or exported; if an instruction reads or writes it, asks for its size, calls
// through it by a type that may have subtypes, or makes a tail call; if an active segment's offset or element is known
// only at instantiation, or does not fit, since instantiation traps then; and if it is mostly empty.
#pragma once

#include <cstdint>
#include <vector>

#include "call_graph.hpp"
#include "module.hpp"

namespace translator {

class ConstantTables {
 public:
  ConstantTables(const Module& module, const CallGraph& calls);

  bool is_constant(std::uint32_t table) const { return !elements_[table].empty(); }
  /// Is it for a constant table only that the segment is there?
  bool is_constant(const ElementSegment& segment) const {
    return segment.mode == SegmentMode::Active && is_constant(segment.table);
  }
  /// Of a constant table: its functions, no_index where it is null. There is at least one element.
  const std::vector<std::uint32_t>& elements(std::uint32_t table) const { return elements_[table]; }
  /// Equal types have equal numbers; 0 is none's.
  std::uint32_t type_number(std::uint32_t type) const { return module_.canonical_types[type] + 1; }

 private:
  const Module& module_;
  std::vector<std::vector<std::uint32_t>> elements_;  ///< per table; empty if it is dynamic
};

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions that multiply integers of 128 bits and store the product: compilers to WebAssembly call one (`__multi3`) for
// each product of more than 64 bits, because it had no instruction for that before wide arithmetic. It takes four
// multiplications of halves and a dozen of sums and shifts, for what is one instruction of most processors.
//
//     (func $__multi3 (param $p i32) (param $a i64) (param $a_high i64) (param $b i64) (param $b_high i64) ...)
//
// Such a function is known by what it computes, not by its name: its body is evaluated on symbols, in a normal form of
// sums and products, and compared with the ways of long multiplication that are known. Calls are then written as
//
//     store_product(m, p, a, a_high, b, b_high);
//
// Which half is stored first is part of what is recognised: a trap between the two stores leaves the same bytes.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "metering.hpp"
#include "module.hpp"
#include "tree.hpp"

namespace translator {

enum class WideProduct : std::uint8_t { None, HighFirst, LowFirst };

/// What the tree of a function with the parameters (i32 i64 i64 i64 i64), no results and a 32-bit memory 0 does.
WideProduct recognise_wide_product(const Tree& tree);

class WideProducts {
 public:
  /// None are looked for in metered code, which counts the instructions that stand there.
  WideProducts(const Module& module, const Metering& metering);

  /// The runtime's function that does what `function` does, after its memory 0; null if there is none.
  const char* spelling(std::uint32_t function) const;

 private:
  std::unordered_map<std::uint32_t, WideProduct> products_;
};

}  // namespace translator

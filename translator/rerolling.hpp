// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loops that the compiler of the WebAssembly has unrolled, rolled up again.
//
//     store(p, x * load(q)); store(p + 8, x * load(q + 8)); p += 16; q += 16; i += 2; while (i != n)
//  => store(p, x * load(q)); p += 8; q += 8;                                             twice as often
//
// clang unrolls for a target without vectors what it would vectorise for one that has them, and a C++ compiler that finds
// two accesses to neighbours in an iteration vectorises them with shuffles, or not at all. A strip (strips.hpp) has its
// addresses in variables of its own, so that what is left of an iteration are some statements, then the same again for
// the next place of each stream, and so on: one of each is enough. What the loop did to variables that served addresses
// and its count alone is then done at once, before it.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "linear_form.hpp"
#include "loop_survey.hpp"
#include "tree.hpp"

namespace translator {

/// What a survey knows of a loop's variables and temporaries.
struct LoopVariables {
  std::map<std::uint32_t, std::uint32_t> steps;  ///< of each stepped variable: its sum of an iteration
  std::map<std::uint32_t, LinearForm> held;      ///< at an iteration's end, by what the variables held at its begin
  std::set<std::uint32_t> assigned;              ///< symbols (linear_form.hpp)
};

/// Nothing if the loop is not an unrolled one.
std::optional<Reroll> find_reroll(const Tree& tree, const Statement& loop, const LoopPlan& plan, const LoopVariables& variables);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a loop that counts does, as far as its addresses go: how often it runs at least, and which accesses step through
// memory together. `strips` writes such a loop anew; strips.hpp says which loops and which addresses those are.
//
//     (loop $next                                              count:   $i steps by 1 until it is $n
//       (i32.store (local.get $p) …)                           stream:  first $p, step 8, extent 16
//       (i32.store (i32.add (local.get $p) (i32.const 12)) …)
//       (local.set $p (i32.add (local.get $p) (i32.const 8)))
//       (local.set $i (i32.add (local.get $i) (i32.const 1)))
//       (br_if $next (i32.ne (local.get $i) (local.get $n))))
#pragma once

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "linear_form.hpp"
#include "module.hpp"
#include "tree.hpp"

namespace translator {

/// Accesses to a memory whose addresses go up, or down, together.
struct Stream {
  std::uint32_t memory = 0;
  LinearForm first;         ///< the lowest, in the first iteration
  std::int32_t step = 0;    ///< bytes an iteration; 0 only beside others
  std::uint32_t reach = 0;  ///< from the lowest address to the highest
  std::uint64_t extent = 0; ///< from the lowest address to the end of the last access, offsets included
};

/// An access whose address is the stream's, plus `distance`.
struct Place {
  std::size_t stream = 0;
  std::uint32_t distance = 0;
};

/// While the branch back is taken: `variable + before` steps, and is compared with `end`. It is taken at least as often as
/// that says: an iteration may be left out, which then is not the strip's.
struct Count {
  Opcode comparison = {};         ///< i32_ne, or one of the four strict orders
  std::uint32_t variable = 0;
  std::uint32_t before = 0;       ///< so that `variable + before + step` is what the first iteration compares
  std::int32_t step = 0;
  ExpressionId end = no_node;
};

/// A loop whose body is the same some times over (rerolling.hpp).
struct Reroll {
  std::uint32_t copies = 1;
  std::vector<StatementId> kept;                                ///< one copy's
  std::vector<std::pair<std::uint32_t, std::uint32_t>> steps;   ///< variables, and what an iteration adds to them
  std::vector<std::pair<std::uint32_t, LinearForm>> ends;       ///< others, by what those hold when the loop ends
};

struct LoopPlan {
  Count count;
  std::vector<Stream> streams;           ///< at least one with a step
  std::map<ExpressionId, Place> places;  ///< by access
  std::optional<Reroll> reroll;
};

/// Nothing if it is not such a loop, or has no such address.
std::optional<LoopPlan> survey_loop(const Tree& tree, const Module& module, const Statement& loop);

}  // namespace translator

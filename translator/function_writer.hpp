// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's tree as C++ text:
//
//     // func 2 $sum (i32 i32) -> i32
//     WASM2CPP_GUEST static u32 sum(state* self, mem32 m, u32 a, u32 b) {
//       return a + b;
//     }
//
// A function that makes tail calls is written as two: a body, which returns the body to run next, and a wrapper of the
// ordinary signature that runs bodies until one is the last (the runtime's `run_tail_calls`).
#pragma once

#include <cstdint>

#include "function_heads.hpp"
#include "text.hpp"
#include "tree.hpp"

namespace translator {

/// Appends the function's definition.
void write_function(const EmitContext& context, std::uint32_t function, const Tree& tree, Linkage linkage,
                    Text& out);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counted loops, in strips: how C++ compilers are told that addresses do not wrap.
//
//     (loop $next                                        for (;;) {
//       (f64.store (local.get $p) …)                       f64_store(m, p, …, 0);
//       (local.set $p (i32.add (local.get $p) (i32.const 8)))  p = p + 8;
//       (local.set $i (i32.add (local.get $i) (i32.const 1)))  i = i + 1;
//       (br_if $next (i32.ne (local.get $i) (local.get $n))))  if (i != n) continue; …
//
// p is a number of 32 bits that may wrap, so that the address in C++ is no pointer that goes up by 8: nothing is
// vectorised, and each access extends its index anew. Such a loop is written twice. The first runs for a number of
// iterations that is computed beforehand, so few that no address wraps, and takes its addresses from 64-bit variables;
// the second is the loop as it was, for what is left, nearly always nothing, or the last iteration. The runtime's strip.hpp shows the
// outcome and has the two computations on which safety rests; this file only has to name the first address and the step
// rightly for the program to mean the same.
//
// Which loops: innermost ones without calls that end in a branch back, on a comparison, there or kept in a variable, of
// a variable that the loop steps by a constant with something that the loop leaves alone. Which addresses: sums of such
// variables, times constants, and of variables that the loop leaves alone. Nothing is assumed of what the loop does
// besides: it may be left anywhere, and skip whatever it likes.
#pragma once

#include "module.hpp"
#include "tree.hpp"

namespace translator {

/// Rewrites the loops of a function. To be called between `simplify` and `resolve_branches`.
void strip_loops(Tree& tree, const Module& module);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Between lowering and emitter: the tree is brought into the shape that a person would write.
//
//     block $out; (br_if $out (c)); A; end         =>   if (!c) { A }
//     block $out; if (c) { A; br $out }; B; end    =>   if (c) { A } else { B }
//     (br_if $out (a)); (br_if $out (b))           =>   if (a || b) ... 
//     local.set of a local that is never read      =>   only what the value does besides
//
// and then each branch is given its form: nothing at all where control arrives there anyway, `continue` and `break`
// where C++ has them, else `goto`.
#pragma once

#include "tree.hpp"

namespace translator {

/// Rewrites the tree; its meaning, and the order of its effects, stay.
void simplify(Tree& tree);

/// Decides `Statement::form` of each branch and `Label::needs_goto`. To be called once, after `simplify`.
void resolve_branches(Tree& tree);

/// Can control reach what follows the sequence? True where it is not plainly otherwise.
bool falls_through(const Tree& tree, const Sequence& sequence);

}  // namespace translator

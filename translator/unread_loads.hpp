// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A load whose result is never used must still trap if it is out of bounds, but a C++ compiler removes it. Where the
// module drops the result, the lowering has made a Drop of it, which is forced. This file does the same where the
// result goes to a local that is never read again:
//
//     (local.set $x (i32.load (local.get $p)))  ... no local.get $x after it ...        =>   drop_load(i32_load(m, p, 0));
//
// "After" is in the order of the text, and within a loop it is anywhere in the outermost loop around: where a read may
// follow on some path, the load is live. What a compiler then proves irrelevant may vanish in guard mode; checked mode
// compares first, whatever becomes of the result.
#pragma once

#include "tree.hpp"

namespace translator {

/// Turns each such SetVariable into a Drop.
void force_unread_loads(Tree& tree);

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The custom section metadata.code.branch_hint, once the rest of the module is read; see reader_branch_hints.cpp.
#pragma once

#include "module.hpp"

namespace translator {

/// Fills `module.branch_hints` from the section's contents. Never throws.
void read_branch_hints(Module& module, ByteRange contents);

}  // namespace translator

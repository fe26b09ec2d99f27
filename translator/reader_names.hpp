// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The name section: see reader_names.cpp.
#pragma once

#include "module.hpp"

namespace translator {

/// Takes over what names the custom section "name" of these contents gives. Never throws `Diagnostic`.
void read_names(Module& module, ByteRange contents);

}  // namespace translator

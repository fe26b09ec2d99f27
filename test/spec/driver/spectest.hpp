// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host module "spectest" that the suite's modules import from (FORMAT.md, "Imports given by the host"): what it
// prints goes nowhere.
#pragma once

#include <wasm2cpp/wasm2cpp.hpp>

namespace spec {

/// Defines all of it afresh in the linker's store.
void define_spectest(wasm2cpp::linker& linker);

}  // namespace spec

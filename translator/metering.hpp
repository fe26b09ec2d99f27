// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What emitted code does besides what the module says, because its host asked for it:
//
//     wasm2cpp --interruptible    it checks in loops and functions whether it is to be stopped
//     wasm2cpp --fuel             it counts instructions, and traps when there is no fuel left
//
// metering.cpp writes it into the tree.
#pragma once

namespace translator {

struct Metering {
  bool is_interruptible = false;
  bool counts_fuel = false;
  bool asks_instance() const { return is_interruptible || counts_fuel; }
};

}  // namespace translator

// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lowering of what a module does not say: checks whether the guest is to be stopped (--interruptible), at the begin of
// each function and of each iteration of a loop, and fuel for its instructions (--fuel).
//
// Fuel is the number of instructions executed, those not counted that only say where something begins or ends, so that it
// depends on nothing but the module and its input: no compiler, no mode, none of our own rewritings. Instructions that are
// always executed together are a *run*, and are paid for at its begin:
//
//     i32.const 1; call $f; local.get 0; br_if 0        use_fuel(self, 4); …
//
// A run ends where control may leave it or join it: at a conditional branch, at a loop's begin, at the arms of an `if`, at
// handlers, at the end of a block that something branches to, and where code is unreachable. A call may trap or throw:
// what follows it in its run is paid for all the same.
//
// Whatever waits on the lowering's stack when a run begins has been saved by the branch before, unless it can neither trap
// nor write. So fuel runs out before the run does anything, and after all before it.
#include "lowering.hpp"

namespace translator {

namespace {

/// Instructions that only say where something begins or ends.
bool only_delimits(Opcode opcode) {
  switch (opcode) {
    case Opcode::nop: case Opcode::block: case Opcode::loop: case Opcode::else_: case Opcode::end:
    case Opcode::try_: case Opcode::try_table: case Opcode::catch_: case Opcode::catch_all: case Opcode::delegate: return true;
    default: return false;
  }
}

}  // namespace

void FunctionLowering::lower_metered(const Instruction& instruction) {
  if (!metering_.asks_instance()) return lower_reachable(instruction);
  if (metering_.counts_fuel) charge(instruction);
  const bool is_end_of_run = ends_run(instruction);
  lower_reachable(instruction);
  if (is_end_of_run) charge_ = no_node;
  if (metering_.is_interruptible && instruction.opcode == Opcode::loop) write(new_statement(StatementKind::CheckStop));
}

void FunctionLowering::charge(const Instruction& instruction) {
  if (only_delimits(instruction.opcode)) return;
  if (charge_ == no_node) {
    charge_ = new_statement(StatementKind::UseFuel);
    write(charge_);
  }
  ++tree_.statements[charge_].count;
}

/// Is what follows executed more or less often than what was before?
bool FunctionLowering::ends_run(const Instruction& instruction) const {
  switch (instruction.opcode) {
    case Opcode::loop: case Opcode::if_: case Opcode::else_: case Opcode::try_: case Opcode::try_table:
    case Opcode::catch_: case Opcode::catch_all: case Opcode::delegate: case Opcode::br_if: case Opcode::br_on_null:
    case Opcode::br_on_non_null: case Opcode::br_on_cast: case Opcode::br_on_cast_fail: return true;
    case Opcode::end: {
      const Frame& frame = frames_.back();
      return frame.kind != Frame::Block || tree_.labels[frame.label].branches != 0;
    }
    default: return false;
  }
}

}  // namespace translator

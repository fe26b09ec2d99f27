# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A command with garbage-collected structures: makes 100 trees of 32,767 nodes, one after the other, while a first one
stays, and ends with 67 if it and the last one still have all their nodes."""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "bench")]
from assembler import ADD, I32, Module, REF_AS_NON_NULL, SUB, branch_if, call, get, i32, loop, put, ref_null, tee
from binary_trees import add_trees


def module():
    m = Module()
    exit_ = m.imported("wasi_snapshot_preview1", "proc_exit", [I32], [])
    node, make, check = add_trees(m)
    start = m.declare([], [], name="start", export="_start")
    # locals 0 the tree that stays, 1 nodes of the last one, 2 trees left
    m.define(start, [ref_null(node), I32, I32],
             i32(14) + call(make) + put(0) + i32(100) + put(2) +
             loop(i32(14) + call(make) + call(check) + put(1) + get(2) + i32(1) + SUB + tee(2) + branch_if(0)) +
             get(0) + REF_AS_NON_NULL + call(check) + get(1) + ADD + i32(2 * 32767 - 67) + SUB + call(exit_))
    return m


if __name__ == "__main__":
    module().save(sys.argv[1])

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""binary-trees, as a module with garbage-collected structures:

    node = struct { left, right }          make(depth) -> node         check(node) -> how many nodes
    run(depth) -> the sum of all checks    churn(live, megabytes) -> allocates so much over live trees of depths live, live - 1
"""
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
from assembler import (ADD, CONSTANT, EQZ, I32, LE_S, LT_S, Module, REF_AS_NON_NULL, REF_IS_NULL, SHL, SUB, branch, branch_if,
                       call, get, i32, if_, loop, null, put, ref, ref_null, struct_get, struct_new, tee)


def add_trees(m):
    """The structure, `make` and `check`, exported: their indices."""
    own = ref_null(m.type_count)
    node = m.struct([(own, CONSTANT), (own, CONSTANT)], name="node", fields_names=["left", "right"])
    make = m.declare([I32], [ref(node)], name="make", export="make")
    check = m.declare([ref(node)], [I32], name="check", export="check")
    below = get(0) + i32(1) + SUB + call(make)
    m.define(make, [], get(0) + if_(below + below + struct_new(node),
                                    null(node) + null(node) + struct_new(node), ref(node)))
    side = lambda field: get(0) + struct_get(node, field) + REF_AS_NON_NULL + call(check)
    m.define(check, [], get(0) + struct_get(node, 0) + REF_IS_NULL +
             if_(i32(1), i32(1) + side(0) + ADD + side(1) + ADD, I32))
    return node, make, check


def module():
    m = Module()
    node, make, check = add_trees(m)
    run = m.declare([I32], [I32], name="run", export="run")
    churn = m.declare([I32, I32], [I32], name="churn", export="churn")
    # run: locals 1 long-lived, 2 depth, 3 iterations left, 4 sum
    one_tree = get(4) + get(2) + call(make) + call(check) + ADD + put(4)
    m.define(run, [ref(node), I32, I32, I32],
             get(0) + i32(1) + ADD + call(make) + call(check) + put(4) +
             get(0) + call(make) + put(1) + i32(4) + put(2) +
             loop(i32(1) + get(0) + get(2) + SUB + i32(4) + ADD + SHL + put(3) +
                  loop(one_tree + get(3) + i32(1) + SUB + tee(3) + branch_if(0)) +
                  get(2) + i32(2) + ADD + tee(2) + get(0) + LE_S + branch_if(0)) +
             get(4) + get(1) + call(check) + ADD)
    # churn: a tree of depth 14 is a megabyte of nodes of 32 bytes
    m.define(churn, [ref(node), ref(node), I32], get(0) + call(make) + put(2) + get(0) + i32(1) + SUB + call(make) + put(3) +
             loop(get(4) + i32(14) + call(make) + call(check) + ADD + put(4) +
                  get(1) + i32(1) + SUB + tee(1) + branch_if(0)) +
             get(4) + get(2) + call(check) + ADD + get(3) + call(check) + ADD)
    return m


if __name__ == "__main__":
    module().save(sys.argv[1])

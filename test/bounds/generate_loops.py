# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A module of loops that step through memory, for loops.cpp.

Each is a function of the first address, the counter's first value and the counter's end, whose export's name says what
it does: "plain step=8 add=1 test=ne". The translator writes such loops twice (translator/strips.hpp); what they do where
addresses or counters wrap must not tell.

    loop: accumulator = accumulator * 31 + byte at an address + counter
          leave if the accumulator's lowest byte is 77
          store it at another address (of shape "fixed": at counter END, of "constant": at 40)
          address += step; counter += add; again if counter TEST end
    and the result is accumulator + address + counter.

An "early" one compares before the counter steps. A "chosen" one asks a br_table whether it stores.

An "unrolled" one never leaves, does half a step twice, and keeps the second address for the result:

    loop: store a byte at an address + 64, made of two bytes there; the same half a step further on
          address += step; counter += add; again if counter TEST end

In an "offsets" one the half step is part of the offsets, which do not wrap.

An "apart" one has two addresses that step otherwise, and may meet:

    loop: store at a second address, which begins 512 beyond the first, 7 + byte at the first + counter
          address += step; second address += add; counter += add; again if counter TEST end
    and the result is the sum of the three.
"""
from itertools import product

STORE = "(i32.store8 {} (local.get $a))"
STORE_IF_ODD = "(if (i32.and (local.get $a) (i32.const 1)) (then " + STORE + "))"
STORE_IF_CHOSEN = """(block $done
          (local.set $q {})
          (block $store (br_table $done $store $done (i32.and (local.get $a) (i32.const 3))))
          (i32.store8 (local.get $q) (local.get $a)))"""

# The two addresses, by the address and the counter, the store's with its static offset; the store.
SHAPES = {
    "plain": ("(local.get $p)", "(i32.add (local.get $p) (i32.const 16))", STORE),
    "below": ("(local.get $p)", "(i32.sub (local.get $p) (i32.const 8))", STORE),
    "offset": ("(i32.add (local.get $p) (i32.const 3))", "offset=5 (local.get $p)", STORE),
    "indexed": ("(i32.add (local.get $p) (i32.shl (local.get $i) (i32.const 3)))",
                "(i32.add (local.get $p) (i32.mul (local.get $i) (i32.const 3)))", STORE),
    "skipping": ("(local.get $p)", "(i32.add (local.get $p) (i32.const 4))", STORE_IF_ODD),
    "fixed": ("(local.get $p)", "(local.get $n)", STORE),
    "constant": ("(local.get $p)", "(i32.const 40)", STORE),
    "early": ("(local.get $p)", "(i32.add (local.get $p) (i32.const 4))", STORE),
    "chosen": ("(local.get $p)", "(i32.add (local.get $p) (i32.const 4))", STORE_IF_CHOSEN),
}
STEPS = [1, 8, -1, -8, 24, 4096]
COUNTS = [("ne", 1), ("ne", -1), ("ne", 4), ("ne", 3), ("lt_u", 1), ("lt_s", 1), ("lt_s", 3), ("gt_u", -1), ("gt_s", -2),
          ("le_u", 1), ("ge_s", -1), ("eq", 1)]


def function(shape, step, test, add):
    load, place, store = SHAPES[shape]
    count = f"(local.set $i (i32.add (local.get $i) (i32.const {add})))"
    again = f"(i32.{test} (local.get $i) (local.get $n))"
    if shape == "early":
        count, again = f"(local.set $more {again}) {count}", "(local.get $more)"
    return f"""
  (func (export "{shape} step={step} add={add} test={test}") (param $p i32) (param $i i32) (param $n i32) (result i32)
    (local $a i32) (local $q i32) (local $more i32)
    (block $out
      (loop $next
        (local.set $a (i32.add (i32.add (i32.mul (local.get $a) (i32.const 31)) (i32.load8_u {load})) (local.get $i)))
        (br_if $out (i32.eq (i32.and (local.get $a) (i32.const 255)) (i32.const 77)))
        {store.format(place)}
        (local.set $p (i32.add (local.get $p) (i32.const {step})))
        {count}
        (br_if $next {again})))
    (i32.add (local.get $a) (i32.add (local.get $p) (local.get $i))))"""


def unrolled(step, test, add):
    copy = "(i32.store8 offset=64 {0} (i32.add (i32.const 7) (i32.add (i32.load8_u {0}) (i32.load8_u offset=3 {0}))))"
    return f"""
  (func (export "unrolled step={step} add={add} test={test}") (param $p i32) (param $i i32) (param $n i32) (result i32)
    (local $a i32)
    (loop $next
      {copy.format("(local.get $p)")}
      (local.set $a (i32.add (local.get $p) (i32.const {step // 2})))
      {copy.format("(local.get $a)")}
      (local.set $p (i32.add (local.get $p) (i32.const {step})))
      (local.set $i (i32.add (local.get $i) (i32.const {add})))
      (br_if $next (i32.{test} (local.get $i) (local.get $n))))
    (i32.add (local.get $a) (i32.add (local.get $p) (local.get $i))))"""


def unrolled_by_offsets(step, test, add):
    copy = ("(i32.store8 offset={2} (local.get $p)"
            " (i32.add (i32.const 7) (i32.add (i32.load8_u offset={0} (local.get $p)) (i32.load8_u offset={1} (local.get $p)))))")
    copies = [copy.format(first, first + 3, first + 64) for first in (0, step // 2)]
    return f"""
  (func (export "offsets step={step} add={add} test={test}") (param $p i32) (param $i i32) (param $n i32) (result i32)
    (loop $next
      {copies[0]}
      {copies[1]}
      (local.set $p (i32.add (local.get $p) (i32.const {step})))
      (local.set $i (i32.add (local.get $i) (i32.const {add})))
      (br_if $next (i32.{test} (local.get $i) (local.get $n))))
    (i32.add (local.get $p) (local.get $i)))"""


def apart(step, test, add):
    return f"""
  (func (export "apart step={step} add={add} test={test}") (param $p i32) (param $i i32) (param $n i32) (result i32)
    (local $q i32)
    (local.set $q (i32.add (local.get $p) (i32.const 512)))
    (loop $next
      (i32.store8 (local.get $q) (i32.add (i32.const 7) (i32.add (i32.load8_u (local.get $p)) (local.get $i))))
      (local.set $p (i32.add (local.get $p) (i32.const {step})))
      (local.set $q (i32.add (local.get $q) (i32.const {add})))
      (local.set $i (i32.add (local.get $i) (i32.const {add})))
      (br_if $next (i32.{test} (local.get $i) (local.get $n))))
    (i32.add (local.get $q) (i32.add (local.get $p) (local.get $i))))"""


def write_loops(path):
    functions = [function(shape, step, test, add) for shape, step, (test, add) in product(SHAPES, STEPS, COUNTS)]
    functions += [unrolled(step, test, add) for step, (test, add) in product(STEPS, COUNTS) if step % 2 == 0]
    functions += [unrolled_by_offsets(step, test, add) for step, (test, add) in product([2, 16], COUNTS)]
    functions += [apart(step, test, add) for step, (test, add) in product([*STEPS, 3], COUNTS)]
    path.write_text("(module\n  (import \"host\" \"memory\" (memory 0))" + "".join(functions) + ")\n")

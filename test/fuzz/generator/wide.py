# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The instructions of wide arithmetic as functions of ordinary ones, for engines that do not know the proposal: both are
compared, one translated, one under V8.

    HELPERS["i64_mul_wide_u"]    (locals, instructions) of a function (i64 i64) -> (i64 i64)

128-bit numbers are pairs, low half first. A product is made of four products of halves.
"""
from assembler import u
from constants import i64
from instructions import BY_ID, code

PAIR = ("I", "I")
SIGNATURES = {row.id: (tuple(row.parameters), PAIR) for row in BY_ID.values() if row.feature == "WideArithmetic"}


def get(*locals_):
    return b"".join(code("local_get") + u(local) for local in locals_)


def put(local):
    return code("local_set") + u(local)


def add128():
    """(a, A) + (b, B): locals 0 to 3; the sum of the low halves in 4 is below a if it went over."""
    low = get(0, 2) + code("i64_add") + put(4)
    carry = get(4, 0) + code("i64_lt_u") + code("i64_extend_i32_u")
    return ["I"], low + get(4) + get(1, 3) + code("i64_add") + carry + code("i64_add")


def sub128():
    low = get(0, 2) + code("i64_sub")
    borrow = get(0, 2) + code("i64_lt_u") + code("i64_extend_i32_u")
    return [], low + get(1, 3) + code("i64_sub") + borrow + code("i64_sub")


def half(local, is_high):
    return get(local) + (i64(32) + code("i64_shr_u") if is_high else i64(0xFFFFFFFF) + code("i64_and"))


def product(left, right):
    """The unsigned product of locals 0 and 1, into `left` (low) and `right` (high); 2 to 5 hold the partial ones."""
    done = b""
    for place, (x, y) in enumerate([(False, False), (True, False), (False, True), (True, True)]):
        done += half(0, x) + half(1, y) + code("i64_mul") + put(2 + place)
    middle = half(2, True) + half(3, False) + code("i64_add") + half(4, False) + code("i64_add") + put(6)
    low = get(6) + i64(32) + code("i64_shl") + half(2, False) + code("i64_or") + put(left)
    high = get(5) + half(3, True) + code("i64_add") + half(4, True) + code("i64_add") + half(6, True) + code("i64_add")
    return done + middle + low + high + put(right)


def mul_wide_u():
    return ["I"] * 7, product(7, 8) + get(7, 8)


def mul_wide_s():
    """The unsigned product; its high half less the other factor for each that is negative."""
    correction = b""
    for factor, other in ((0, 1), (1, 0)):
        correction += get(8) + get(factor) + i64(63) + code("i64_shr_s") + get(other) + code("i64_and") + code("i64_sub") + put(8)
    return ["I"] * 7, product(7, 8) + correction + get(7, 8)


HELPERS = {"i64_add128": add128(), "i64_sub128": sub128(), "i64_mul_wide_s": mul_wide_s(), "i64_mul_wide_u": mul_wide_u()}

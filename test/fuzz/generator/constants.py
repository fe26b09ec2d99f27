# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Constants of the kinds that break things: the ends of ranges, powers of two and their neighbours, zeros of both signs,
infinities, NaNs of several kinds, subnormal numbers, what lies just outside of an integer's range.

    constant(dice, "f")     b"\\x43…": an f32.const
"""
import struct

from assembler import s
from instructions import code

FLOATS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 1e10, -1e10, float("inf"), float("-inf"), 2147483647.0,
          2147483648.0, -2147483649.0, 4294967295.0, 4294967296.0, 9223372036854775808.0, -9223372036854777856.0,
          18446744073709551616.0, 16777217.0, 9007199254740993.0, 1e-40, 5e-324, 1.1754943508222875e-38]
F32_BITS = [0x7FC00000, 0xFFC00000, 0x7F800001, 0xFFA12345, 0x7FFFFFFF, 0x00000001, 0x807FFFFF, 0x7F7FFFFF, 0x3F7FFFFF]
F64_BITS = [0x7FF8000000000000, 0xFFF8000000000000, 0x7FF0000000000001, 0xFFF4000000000123, 0x0000000000000001,
            0x800FFFFFFFFFFFFF, 0x7FEFFFFFFFFFFFFF, 0x3FEFFFFFFFFFFFFF]


def signed(number, bits):
    number &= (1 << bits) - 1
    return number - (1 << bits) if number >> (bits - 1) else number


def integer(dice, bits):
    kind = dice.below(5)
    if kind == 0:
        return dice.between(-3, 70)
    if kind == 1:
        return signed((1 << dice.below(bits)) + dice.between(-1, 1), bits)
    if kind == 2:
        return signed(-(1 << dice.below(bits)) + dice.between(-1, 1), bits)
    if kind == 3:
        return signed(dice.bits(), bits)
    return dice.between(0, 65600)


def float_bits(dice, kind):
    width, pool = (32, F32_BITS) if kind == "f" else (64, F64_BITS)
    choice = dice.below(10)
    if choice < 3:
        return dice.pick(pool)
    if choice < 4:
        return dice.bits() >> (64 - width)
    number = dice.pick(FLOATS) if choice < 8 else float(dice.between(-1000, 1000))
    return int.from_bytes(struct.pack("<f" if kind == "f" else "<d", number), "little")


def constant(dice, kind, small=False):
    if kind == "i":
        return code("i32_const") + s(dice.between(0, 9) if small else integer(dice, 32))
    if kind == "I":
        return code("i64_const") + s(dice.between(0, 9) if small else integer(dice, 64))
    if kind == "V":
        return code("v128_const") + vector_bytes(dice)
    width = 4 if kind == "f" else 8
    return code("f32_const" if kind == "f" else "f64_const") + float_bits(dice, kind).to_bytes(width, "little")


def vector_bytes(dice):
    lane = dice.pick([1, 2, 4, 8])
    if lane >= 4 and dice.chance(60):
        kind = "f" if lane == 4 else "F"
        return b"".join(float_bits(dice, kind).to_bytes(lane, "little") for _ in range(16 // lane))
    return b"".join((integer(dice, 8 * lane) & ((1 << 8 * lane) - 1)).to_bytes(lane, "little") for _ in range(16 // lane))


def i32(number):
    return code("i32_const") + s(signed(number, 32))


def i64(number):
    return code("i64_const") + s(signed(number, 64))


def splat(number, width):
    """A vector whose lanes, of so many bytes, are all this number."""
    return code("v128_const") + number.to_bytes(width, "little") * (16 // width)

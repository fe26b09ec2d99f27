# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Loops that count and step through memory, of the shapes that the translator writes twice (translator/strips.hpp) or rolls
up (translator/rerolling.hpp): that is where a bug of optimisation would be.

    p = an address; i = a number; n = i + trips * step
    loop: accesses at sums of p, multiples of i, and constants; an accumulator of any type; perhaps a way out
          p += stride; i += step; again if i TEST n

The first address is mostly inside, at times near the memory's end or near 2^32, so that addresses run out or wrap; an
access may be under a condition, so that those which would trap are skipped. `n` is exact for `ne`, around it for others,
and such that no test needs i to wrap; so every loop ends within its trips.
"""
from constants import i32
from instructions import BY_ID, accesses, code
from assembler import u

VOID = b"\x40"
UP = ["i32_lt_s", "i32_lt_u", "i32_le_s", "i32_le_u"]
DOWN = ["i32_gt_s", "i32_gt_u", "i32_ge_s", "i32_ge_u"]


def get(local):
    return code("local_get") + u(local)


def put(local):
    return code("local_set") + u(local)


class Loops:
    """Part of Body (bodies.py)."""

    def counted_loop(self, size):
        if self.counted_depth >= 2:
            return self.set_local(size)
        index = self.dice.below(len(self.plan.memories))
        p, i, n = self.new_local("i"), self.new_local("i"), self.new_local("i")
        self.counted_depth += 1
        self.protected.update((p, i, n))
        stride = self.dice.weighted([(12, self.dice.pick([1, 2, 4, 8, 16])), (4, -self.dice.pick([1, 4, 8])),
                                     (4, self.dice.between(-40, 40)), (1, self.dice.pick([4096, 32768, 65536, -32768]))])
        step = self.dice.weighted([(6, 1), (4, -1), (3, self.dice.pick([2, 3, 4, -2, 8])), (1, self.dice.between(-9, 9) or 1)])
        start, test = self.counter(i, n, step)
        done = self.first_address() + put(p) + start
        with self.label(()), self.label(None):  # a branch back from elsewhere would not count
            if self.dice.chance(30):
                inner = self.unrolled(p, index, stride)
            else:
                inner = self.one_copy(p, i, index, size) + get(p) + i32(stride) + code("i32_add") + put(p)
            inner += get(i) + i32(step) + code("i32_add") + put(i)
        again = get(i) + get(n) + code(test)
        done += code("block") + VOID + code("loop") + VOID + inner + again + code("br_if") + u(0) + code("end") + code("end")
        self.counted_depth -= 1
        self.protected.difference_update((p, i, n))
        return done

    def first_address(self):
        choice = self.dice.below(10)
        if choice < 6:
            return i32(self.dice.between(1000, 0xC000))
        if choice < 9:
            return self.value("i", 4) + i32(0x7FFF) + code("i32_and") + i32(0x400) + code("i32_or")
        edge = self.dice.pick([0x10000, 0x20000, 0x30000, 0, 0x80000000])  # 0: around 2^32
        return i32(edge - self.dice.between(-8, 200))

    def counter(self, i, n, step):
        """Instructions that set i and n, and the test."""
        trips = self.dice.weighted([(8, self.dice.between(1, 20)), (2, self.dice.between(20, 70)), (1, 1)])
        first = self.dice.weighted([(8, self.dice.pick([0, 0, 0, 1, 5, 30])), (1, self.dice.pick([-1, -50, 100, 0x7FFFFF00])),
                                    (1, self.dice.between(-30000, 30000))])
        test = self.dice.weighted([(5, "i32_ne"), (5, self.dice.pick(UP if step > 0 else DOWN)), (1, "i32_eq")])
        if test.endswith("_u"):
            first = abs(first) + 1000
        if test != "i32_ne":
            trips = min(trips, 12)
        bound = first + step * trips
        if test not in ("i32_ne", "i32_eq"):
            bound += self.dice.between(-2, 2)
        dynamic = test == "i32_ne" and self.dice.chance(40)
        if not dynamic:
            return i32(first) + put(i) + i32(bound) + put(n), test
        some = self.value("i", 4) + i32(31) + code("i32_and") + i32(1) + code("i32_add") + i32(step) + code("i32_mul")
        return i32(first) + put(i) + some + get(i) + code("i32_add") + put(n), test

    def near(self, p, i, memory):
        """An address by p, or by p and i."""
        choice = self.dice.below(8)
        address = get(p)
        if choice == 5:
            address += i32(self.dice.between(-16, 64)) + code("i32_add")
        if choice == 6 and i is not None:
            address += get(i) + i32(self.dice.below(4)) + code("i32_shl") + code("i32_add")
        if choice == 7 and i is not None:
            address += get(i) + i32(self.dice.between(-3, 9)) + code("i32_mul") + code("i32_add")
        return address + self.extended(memory)

    def offset(self):
        return self.dice.weighted([(50, 0), (45, self.dice.below(40)), (1, self.dice.pick([0xFFFF, 0x8000, 0xFFFFFFF0]))])

    def loop_row(self, results):
        plain = self.plan.features - {"Threads"}
        rows = [r for r in accesses(results, plain) if r.immediate == "MemArg"]
        return self.dice.pick(rows)

    def load_near(self, p, i, index, kind):
        row = self.loop_row(kind)
        return self.near(p, i, self.plan.memories[index]) + row.code + self.memory_argument(row, index, self.offset(), False)

    def store_near(self, p, i, index, make):
        """make(kind): the value to store."""
        row = self.loop_row("")
        content = make(row.parameters[1])
        address = self.near(p, i, self.plan.memories[index])
        return address + content + row.code + self.memory_argument(row, index, self.offset(), False)

    def one_copy(self, p, i, index, size):
        done = b""
        for _ in range(self.dice.between(1, 3)):
            choice = self.dice.below(10)
            if choice < 4:
                done += self.accumulate(p, i, index)
            elif choice < 7:
                done += self.store_near(p, i, index, lambda kind: self.stored(p, i, index, kind))
            elif choice == 7:
                with self.label(()):
                    inner = self.store_near(p, i, index, lambda kind: self.stored(p, i, index, kind))
                done += self.value("i", 5) + code("if_") + VOID + inner + code("end")
            elif choice == 8:
                done += self.value("i", 5) + i32(self.dice.between(0, 200)) + code("i32_eq") + code("br_if") + u(1)
            else:
                done += self.statement(min(size, 8))
        return done

    def stored(self, p, i, index, kind):
        choice = self.dice.below(4)
        if choice == 0:
            loaded = self.load_near(p, i, index, kind)
        elif choice == 1 and kind == "i":
            loaded = get(i)
        else:
            loaded = self.value(kind, 4)
        return self.steady(kind, loaded) if kind in "fF" else loaded

    def accumulate(self, p, i, index):
        kind = self.dice.pick([k for k in self.plan.numbers if k != "V"] + (["V"] if self.plan.has("Simd") else []))
        locals_ = self.writable_locals(kind)
        if not locals_:
            return b""
        local = self.dice.pick(locals_)
        join = {"i": "i32_add", "I": "i64_xor", "f": "f32_add", "F": "f64_max", "V": "i32x4_add"}[kind]
        return get(local) + self.load_near(p, i, index, kind) + code(join) + put(local)

    def unrolled(self, p, index, stride):
        """The same a few times over, each time a part of the stride further on: by offsets, or by stepping p."""
        copies = self.dice.pick([2, 2, 3, 4, 8])
        part = stride // copies if stride % copies == 0 else stride
        by_stepping = self.dice.chance(50) or part < 0
        kind = self.dice.pick("iIfF")
        load = self.dice.pick([r for r in accesses(kind, frozenset({"Core"}))])
        store = BY_ID[{"i": "i32_store", "I": "i64_store", "f": "f32_store", "F": "f64_store"}[kind]]
        at, to, memory = self.dice.below(40), self.dice.below(40), self.plan.memories[index]
        changes = {"i": ["i32_add", "i32_mul"], "I": ["i64_add", "i64_xor"], "f": ["f32_add"], "F": ["f64_mul"]}
        change = self.dice.pick(changes[kind])
        other = self.leaf(kind)
        done = b""
        for copy in range(copies):
            further = 0 if by_stepping else part * copy
            address = get(p) + self.extended(memory)
            value = address + load.code + self.memory_argument(load, index, at + further, False) + other + code(change)
            value = self.steady(kind, value) if kind in "fF" else value
            done += address + value + store.code + self.memory_argument(store, index, to + further, False)
            if by_stepping:
                done += get(p) + i32(part) + code("i32_add") + put(p)
        return done if by_stepping else done + get(p) + i32(stride) + code("i32_add") + put(p)

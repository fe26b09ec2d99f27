# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Expressions that give a number or a vector: constants, variables, the table's instructions, accesses to memory, selects,
blocks, calls.

    code = body.value("i", 20)       about 20 instructions that leave one i32

`size` bounds an expression; what is left of the function's budget bounds it too. Traps are meant to be rare, else little
runs: most addresses are masked into the first page, most divisors are odd.

The bits of a NaN that an operation gives are the engine's choice (section 4.3.3). Where bits become visible (a store, a
reinterpretation, a sign that is copied, a lane), `steady` replaces such a NaN by the canonical one; operations on vectors
of floats are made steady at once. A number that comes from memory, a constant or an integer keeps its bits, and is now
and then stored without that, so that what must be kept is seen to be.
"""
from constants import constant, i32, i64, splat
from instructions import BY_ID, accesses, code, doubles, plain
from assembler import s, u
from value_types import Ref, encode_type

CANONICAL = {"f": (0x7FC00000, 4, "f32_eq"), "F": (0x7FF8000000000000, 8, "f64_eq")}
OBSERVES_SIGN = ("f32_copysign", "f64_copysign")
OBSERVES = ("i32_reinterpret_f32", "i64_reinterpret_f64", "f32x4_splat", "f64x2_splat", "f32x4_replace_lane",
            "f64x2_replace_lane")
KEEPS_LANES = ("abs", "neg", "splat", "replace_lane", "pmin", "pmax", "convert_i32x4_s", "convert_i32x4_u",
               "convert_low_i32x4_s", "convert_low_i32x4_u", "eq", "ne", "lt", "gt", "le", "ge")
CAN_TRAP = {"div_s", "div_u", "rem_s", "rem_u"}


class Values:
    """Part of Body (bodies.py)."""

    def value(self, kind, size):
        """Instructions that leave one value of this type."""
        if isinstance(kind, Ref):
            return self.reference(kind, size)
        self.budget -= 1
        if size <= 1 or self.budget <= 0:
            return self.leaf(kind)
        return self.dice.weighted(self.ways[kind])(kind, size - 1)

    def values(self, kinds, size):
        return b"".join(self.value(kind, size // max(1, len(kinds))) for kind in kinds)

    def ways_of(self, kind):
        """[(weight, method)] for a type of number."""
        ways = [(22, self.leaf), (120 if kind == "V" else 50, self.operation), (12, self.load), (6, self.select),
                (4, self.tee), (4, self.block_value), (4, self.if_value), (4, self.call_value), (2, self.branched_value)]
        if kind == "i":
            ways += [(6, self.condition), (2, self.size_of_something)]
        if kind in "iIF":
            ways.append((1, self.ask))
        if kind == "I" and self.plan.has("WideArithmetic"):
            ways.append((12, self.wide))
        if kind == "V" and self.plan.has("RelaxedSimd"):
            ways.append((12, self.relaxed))
        if kind in "iI":
            ways.append((2, self.two_results))
        if self.plan.has("FunctionReferences"):
            ways.append((8, self.out_of_reference))
        return ways

    def leaf(self, kind, size=0):
        locals_ = self.locals_of(kind)
        if locals_ and self.dice.chance(60):
            return code("local_get") + u(self.dice.pick(locals_))
        globals_ = [i for i, g in enumerate(self.plan.globals) if g.kind == kind and i != self.plan.fuel]
        if globals_ and self.dice.chance(30):
            return code("global_get") + u(self.dice.pick(globals_))
        return constant(self.dice, kind)

    def tee(self, kind, size):
        locals_ = self.writable_locals(kind)
        return self.value(kind, size) + (code("local_tee") + u(self.dice.pick(locals_)) if locals_ else b"")

    # The table's instructions

    def operation(self, kind, size):
        row = self.dice.pick(plain(kind, self.plain_features))
        return self.apply(row, size)

    def apply(self, row, size):
        share = size // max(1, len(row.parameters))
        operands = [self.value(letter, share) for letter in row.parameters]
        if row.id.split("_", 1)[1] in CAN_TRAP and not self.dice.chance(8):
            one = i32(1) if row.parameters[0] == "i" else i64(1)
            operands[1] += one + code("i32_or" if row.parameters[0] == "i" else "i64_or")
        if "Traps" in row.effects and "_trunc_" in row.id and not self.dice.chance(8):
            operands[0] = self.small_float(row.parameters[0], share)
        if row.id in OBSERVES:
            operands[-1] = self.steady(row.parameters[-1], operands[-1])
        if row.id in OBSERVES_SIGN:
            operands[1] = self.steady(row.parameters[1], operands[1])
        return self.steady_lanes(row, b"".join(operands) + row.code + self.lane_immediates(row))

    def small_float(self, kind, size):
        """Within the range of every integer type: of both signs would trap half of the time where it goes to u32."""
        bounded = self.value("i", size) + i32(0xFFFF) + code("i32_and")
        return bounded + code("f32_convert_i32_s" if kind == "f" else "f64_convert_i32_s")

    def lane_immediates(self, row):
        if row.immediate == "Lane":
            lanes = {"i8x16": 16, "i16x8": 8, "i32x4": 4, "i64x2": 2, "f32x4": 4, "f64x2": 2}[row.text.split(".")[0]]
            return bytes([self.dice.below(lanes)])
        if row.immediate == "Shuffle":
            return bytes(self.dice.below(32) for _ in range(16))
        return b""

    def steady(self, kind, operand):
        bits, width, equals = CANONICAL[kind]
        local = self.scratch(kind)
        constant_code = code("f32_const" if kind == "f" else "f64_const") + bits.to_bytes(width, "little")
        read = code("local_get") + u(local)
        return operand + code("local_tee") + u(local) + constant_code + read + read + code(equals) + code("select")

    def steady_lanes(self, row, operand):
        shape, _, name = row.id.partition("_")
        if shape not in ("f32x4", "f64x2") or row.results != "V" or name in KEEPS_LANES:
            return operand
        local = self.scratch("V")
        read = code("local_get") + u(local)
        nan = splat(0x7FC00000, 4) if shape == "f32x4" else splat(0x7FF8000000000000, 8)
        return operand + code("local_tee") + u(local) + nan + read + read + code(f"{shape}_eq") + code("v128_bitselect")

    def wide(self, kind, size):
        row = self.dice.pick(doubles(self.plan.features))
        operands = self.values(row.parameters, size)
        instruction = code("call") + u(self.wide_helpers[row.id]) if self.expands_wide else row.code
        return operands + instruction + self.dice.pick([code("drop"), code("i64_xor"), code("i64_add")])

    def relaxed(self, kind, size):
        """Operands for which every implementation of a relaxed instruction gives the same (section 4.3.3 of the relaxed
        proposal): indices and masks in range, small whole numbers, whose products and sums are exact."""
        row = self.dice.pick([r for r in BY_ID.values() if r.feature == "RelaxedSimd"])
        share = size // len(row.parameters)
        name = row.id
        narrow = lambda width, mask: self.value("V", share) + splat(mask, width) + code("v128_and")
        if "swizzle" in name:
            operands = [self.value("V", share), narrow(1, 15)]
        elif "trunc_f32x4" in name:
            operands = [narrow(4, 0xFFFFF) + code("f32x4_convert_i32x4_s")]
        elif "trunc_f64x2" in name:
            operands = [narrow(4, 0xFFFFF) + code("f64x2_convert_low_i32x4_s")]
        elif "laneselect" in name:
            mask = self.value("V", share) + self.value("V", share) + code(name.split("_")[0] + "_gt_s")
            operands = [self.value("V", share), self.value("V", share), mask]
        elif "q15mulr" in name:
            operands = [narrow(2, 0x7FFF), narrow(2, 0x7FFF)]
        elif "dot" in name:
            operands = [self.value("V", share), narrow(1, 0x7F)] + [self.value("V", share)] * (len(row.parameters) - 2)
        else:  # madd, nmadd, min, max
            convert = code("f32x4_convert_i32x4_s" if name.startswith("f32x4") else "f64x2_convert_low_i32x4_s")
            operands = [narrow(4, 0x7F) + convert for _ in row.parameters]
        return b"".join(operands) + row.code

    # Memory

    def load(self, kind, size):
        rows = accesses(kind, self.plan.features)
        index = self.dice.below(len(self.plan.memories))
        return self.access(self.dice.pick(rows), index, size)

    def access(self, row, index, size):
        """Address, other operands, instruction."""
        memory = self.plan.memories[index]
        share = size // len(row.parameters)
        is_atomic = row.feature == "Threads"
        address, offset = self.address(memory, row.width, is_atomic, share)
        operands = [self.bits_for_memory(letter, share) for letter in row.parameters[1:]]
        lane = bytes([self.dice.below(16 // row.width)]) if row.immediate == "MemArgLane" else b""
        return address + b"".join(operands) + row.code + self.memory_argument(row, index, offset, is_atomic) + lane

    def bits_for_memory(self, letter, size):
        if letter not in "fF":
            return self.value(letter, size)
        if self.dice.chance(25):
            rows = [BY_ID["f32_load"] if letter == "f" else BY_ID["f64_load"]]
            return self.access(rows[0], 0, size)
        return self.steady(letter, self.value(letter, size))

    def memory_argument(self, row, index, offset, is_atomic):
        natural = row.width.bit_length() - 1
        align = natural if is_atomic else self.dice.below(natural + 1)
        return (u(align | 0x40) + u(index) if index else u(align)) + u(offset)

    def address(self, memory, width, is_aligned, size):
        """An address and a static offset; one in fifty may be anything."""
        raw = self.value("i", size)
        if self.dice.chance(2):
            return self.wild_address(memory, raw)
        step = width if is_aligned and not self.dice.chance(3) else 1
        masked = raw + i32(0x3FF8 if step > 1 else 0x3FFF) + code("i32_and")
        offset = self.dice.weighted([(5, 0), (4, self.dice.below(64)), (1, self.dice.below(0x4000))]) // step * step
        return masked + (code("i64_extend_i32_u") if memory.is_64 else b""), offset

    def wild_address(self, memory, raw):
        edge = self.dice.pick([0x10000, 0x20000, 0x30000]) - self.dice.below(20)
        if memory.is_64:
            address = self.dice.pick([raw + code("i64_extend_i32_s"), self.leaf("I"), i64(edge), i64(-edge)])
            return address, self.dice.pick([0, 1, 0xFFFFFFFF, 1 << 32, (1 << 64) - 1, (1 << 64) - edge])
        return self.dice.pick([raw, i32(edge), i32(-edge)]), self.dice.pick([0, 1, 0xFFFF, edge, 0xFFFFFFFF, 0xFFFF0000])

    # Control that gives values

    def select(self, kind, size):
        operands = self.value(kind, size // 3) + self.value(kind, size // 3) + self.value("i", size // 3)
        if self.dice.chance(20):
            return operands + code("select_t") + u(1) + encode_type(kind)
        return operands + code("select")

    def block_value(self, kind, size):
        with self.label((kind,)):
            inner = self.statements(size // 2) + self.value(kind, size // 2)
        return code("block") + encode_type(kind) + inner + code("end")

    def if_value(self, kind, size):
        condition = self.value("i", size // 3)
        with self.label((kind,)):
            then, otherwise = self.value(kind, size // 3), self.value(kind, size // 3)
        return condition + code("if_") + encode_type(kind) + then + code("else_") + otherwise + code("end")

    def branched_value(self, kind, size):
        """A value that br_if carries to its label or leaves here."""
        depth = self.label_of((kind,))
        if depth is None:
            return self.leaf(kind)
        return self.value(kind, size // 2) + self.value("i", size // 2) + code("br_if") + u(depth)

    def two_results(self, kind, size):
        """Through a block whose type has parameters and several results."""
        type_index = self.plan.function_type((kind,), (kind, kind))
        before = self.value(kind, size // 3)
        with self.label((kind, kind)):
            inner = code("local_tee") + u(self.scratch(kind)) + self.value(kind, size // 3)
        join = {"i": ["i32_add", "i32_xor", "i32_sub"], "I": ["i64_add", "i64_xor", "i64_sub"]}[kind]
        return before + code("block") + s(type_index) + inner + code("end") + code(self.dice.pick(join))

    def call_value(self, kind, size):
        call = self.call_with_result(kind, size)
        return call if call is not None else self.leaf(kind)

    def ask(self, kind, size):
        name = {"i": "ask_i32", "I": "ask_i64", "F": "ask_f64"}[kind]
        index = next(i for i, f in enumerate(self.plan.functions) if f.imported == name)
        return code("call") + u(index)

    # i32 only

    def condition(self, kind, size):
        if self.plan.has("FunctionReferences") and self.dice.chance(50):
            return self.out_of_reference("i", size)
        wanted = self.dice.pick(self.plan.references)
        return self.reference(wanted, size) + code("ref_is_null")

    def size_of_something(self, kind, size):
        choice = self.dice.below(3)
        if choice == 0:
            index = self.dice.below(len(self.plan.tables))
            return self.as_i32(self.plan.tables[index], code("table_size") + u(index))
        index = self.dice.below(len(self.plan.memories))
        memory = self.plan.memories[index]
        if choice == 1:
            return self.as_i32(memory, code("memory_size") + u(index))
        pages = self.value("i", size) + i32(1) + code("i32_and") if self.dice.chance(80) else i32(self.dice.pick([-1, 65536, 4]))
        return self.as_i32(memory, pages + self.extended(memory) + code("memory_grow") + u(index))

    def as_i32(self, thing, instructions):
        return instructions + (code("i32_wrap_i64") if thing.is_64 else b"")

    def extended(self, thing):
        return code("i64_extend_i32_u") if thing.is_64 else b""

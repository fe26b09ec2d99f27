# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The bodies of a generated module: each function, its wrapper, and the functions that stand for wide arithmetic.

    module = generate_module(seed)
    module.code         the module
    module.reference    the same for an engine that knows no wide arithmetic: calls take the place of its instructions

A function starts by taking fuel, and without any gives the shortest results at once; but for leaves, which compute values
and call nothing: many of them touch neither memory nor globals. A function's wrapper is what is exported: it fills up the
fuel, makes arguments that JavaScript cannot pass out of ones that it can, and numbers out of results that cannot be
compared.
"""
from contextlib import contextmanager
from dataclasses import dataclass

import wide
from assembler import u
from constants import i32
from dice import Dice
from encoding import encode
from instructions import code
from loops import Loops
from module_plan import Plan
from references import References
from statements import Statements
from value_types import Ref, encode_heap, encode_type, hierarchy
from values import Values

FUEL = 120
BUDGET = 75  # instructions of a body, about
LEAVES = 20  # per cent of the functions
VOID = b"\x40"


@dataclass
class Module:
    seed: int
    features: frozenset
    code: bytes
    reference: bytes


def generate_module(seed):
    features, module = write_module(seed, False)
    is_wide = "WideArithmetic" in features
    return Module(seed, features, module, write_module(seed, True)[1] if is_wide else module)


def write_module(seed, expands_wide):
    dice = Dice(seed)
    plan = Plan(dice)
    plan.tables_are_private = dice.chance(40)  # a table that never changes is constant data, if nobody else sees it
    bodies = [Body(plan, index, expands_wide).write() for index in range(plan.first_defined, len(plan.functions))]
    count = len(bodies)
    names = []
    for position in range(count):
        names.append((f"call {position}", len(plan.functions) + position))
        bodies.append(wrapper(plan, plan.first_defined + position))
    if plan.has("WideArithmetic"):
        bodies += [(plan.function_type(*wide.SIGNATURES[row]), locals_, instructions)
                   for row, (locals_, instructions) in wide.HELPERS.items()]
    return plan.features, encode(plan, bodies, names)


class Body(Values, References, Statements, Loops):
    def __init__(self, plan, index, expands_wide):
        self.plan, self.dice, self.expands_wide = plan, plan.dice, expands_wide
        self.function, self.index = plan.functions[index], index
        self.results = self.function.results
        self.budget = BUDGET
        self.labels = [self.results]
        self.local_types = list(self.function.parameters)
        self.ready = set(range(len(self.local_types)))
        self.protected, self.scratches, self.counted_depth = set(), {}, 0
        self.is_leaf = self.dice.chance(LEAVES)
        self.calls_left = 0 if self.is_leaf else 6
        helpers = len(plan.functions) + (len(plan.functions) - plan.first_defined)
        self.wide_helpers = {row: helpers + place for place, row in enumerate(wide.HELPERS)}
        # Relaxed instructions and wide arithmetic have ways of their own.
        self.plain_features = frozenset(plan.features - {"RelaxedSimd", "WideArithmetic"})
        self.ways = {kind: self.ways_of(kind) for kind in "iIfFV"}
        self.statement_ways = self.ways_of_statements()

    def write(self):
        """(type index, locals, instructions)"""
        if self.is_leaf:
            inner = self.values(self.results, BUDGET // 3)
            return self.plan.type_of_function(self.index), self.local_types[len(self.function.parameters):], inner
        kinds = [self.dice.pick(self.plan.numbers) for _ in range(self.dice.between(2, 5))]
        kinds += [self.dice.pick(self.plan.references) for _ in range(self.dice.between(0, 3))]
        start = self.take_fuel() + code("if_") + VOID
        start += b"".join(self.minimal(kind) for kind in self.results) + code("return_") + code("end")
        for kind in kinds:
            local = self.new_local(kind)
            if isinstance(kind, Ref) and not kind.nullable:
                start += self.minimal(kind) + code("local_set") + u(local)
            self.ready.add(local)
        inner = self.statements(BUDGET * 2 // 3)
        self.budget = max(self.budget, 12)
        inner += self.values(self.results, 12)
        type_index = self.plan.type_of_function(self.index)
        return type_index, self.local_types[len(self.function.parameters):], start + inner

    # Locals

    def new_local(self, kind):
        self.local_types.append(kind)
        if not isinstance(kind, Ref) or kind.nullable:
            self.ready.add(len(self.local_types) - 1)
        return len(self.local_types) - 1

    def scratch(self, kind):
        """A local that is read right after it is set, so that one is enough."""
        if kind not in self.scratches:
            self.scratches[kind] = self.new_local(kind)
        return self.scratches[kind]

    def is_ready(self, local):
        return local in self.ready

    def locals_of(self, kind):
        return [i for i, t in enumerate(self.local_types) if t == kind and self.is_ready(i) and i not in self.scratches.values()]

    def is_writable(self, local):
        return self.is_ready(local) and local not in self.protected and local not in self.scratches.values()

    def writable_locals(self, kind):
        return [i for i in self.locals_of(kind) if self.is_writable(i)]

    # Labels and calls

    @contextmanager
    def label(self, kinds):
        """Types of what a branch carries there; None if nothing may branch there."""
        self.labels.append(kinds if kinds is None else tuple(kinds))
        yield
        self.labels.pop()

    def label_of(self, kinds):
        fitting = [depth for depth, types in enumerate(reversed(self.labels)) if types == tuple(kinds)]
        return self.dice.pick(fitting) if fitting else None

    def may_call(self):
        """A few calls a body, and none in loops that count: what is called takes fuel, but they do not."""
        self.calls_left -= 1
        return self.calls_left >= 0 and self.counted_depth == 0


def wrapper(plan, index):
    """What is exported for a function."""
    function, dice = plan.functions[index], plan.dice
    passed = [kind if kind in ("i", "I", "f", "F") else "I" for kind in function.parameters]
    returned = [kind if kind in ("i", "I", "f", "F") else "I" if kind == "V" else "i" for kind in function.results]
    instructions = i32(FUEL) + code("global_set") + u(plan.fuel)
    maker = Body(plan, index, False)  # for minimal references
    for local, kind in enumerate(function.parameters):
        read = code("local_get") + u(local)
        if kind == "V":
            instructions += read + code("i64x2_splat")
        elif isinstance(kind, Ref):
            is_i31 = plan.has("GarbageCollection") and kind.heap in ("any", "eq", "i31") and dice.chance(60)
            instructions += read + code("i32_wrap_i64") + code("ref_i31") if is_i31 else maker.minimal(kind)
        else:
            instructions += read
    instructions += code("call") + u(index)
    locals_ = list(returned) + ([Ref("any")] if plan.has("GarbageCollection") else [])
    first = len(passed)
    for position in reversed(range(len(returned))):
        kind = function.results[position]
        if kind == "V":
            instructions += code("i64x2_extract_lane") + bytes([dice.below(2)])
        elif isinstance(kind, Ref):
            instructions += digest_of_reference(plan, kind, first + len(returned))
        instructions += code("local_set") + u(first + position)
    instructions += b"".join(code("local_get") + u(first + position) for position in range(len(returned)))
    return plan.function_type(passed, returned), locals_, instructions


def digest_of_reference(plan, kind, local):
    """An i32 that tells references apart as far as both sides can: an i31's value, else -2 for null and -1 for the rest.
    `local` is an anyref to keep it in."""
    if not plan.has("GarbageCollection") or hierarchy(plan.types, kind.heap) != "any":
        return code("ref_is_null")
    read = code("local_get") + u(local)
    number = read + code("ref_cast") + encode_heap("i31") + code("i31_get_s")
    other = i32(-1) + read + code("ref_is_null") + code("i32_sub")
    is_i31 = code("local_set") + u(local) + read + code("ref_test") + encode_heap("i31")
    return is_i31 + code("if_") + encode_type("i") + number + code("else_") + other + code("end")

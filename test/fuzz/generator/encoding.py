# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A plan and its bodies in the binary format (section 5.5), with what only the format wants: initial values, segments,
exports.

    encode(plan, bodies)     bodies: (type index, locals, code) of each function that the plan defines, wrappers after them
"""
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assembler import section, text, u, vector
from constants import constant
from instructions import code
from value_types import Ref, encode_heap, encode_type, encode_types

FUNCTION, TABLE, MEMORY, GLOBAL, TAG = range(5)


def encode(plan, bodies, names):
    initials = [initial_value(plan, index) for index in range(len(plan.globals))]
    parts = [
        (2, imports(plan)),
        (3, [u(type_index) for type_index, _, _ in bodies]),
        (4, [table_type(t) for t in plan.tables if not t.imported]),
        (5, [memory_type(m) for m in plan.memories if not m.imported]),
        (13, [b"\0" + u(plan.function_type(tag, ())) for tag in plan.tags]),
        (6, [global_type(g) + init + code("end") for g, init in zip(plan.globals, initials) if not g.imported]),
        (7, exports(plan, names)),
        (9, element_segments(plan)),
        (12, None),
        (10, [body(locals_, instructions) for _, locals_, instructions in bodies]),
        (11, data_segments(plan)),
    ]
    out = b"\0asm\1\0\0\0" + section(1, encode_types(plan.groups))
    for number, items in parts:
        out += data_count(plan) if number == 12 else section(number, items)
    return out


def body(locals_, instructions):
    content = vector([u(1) + encode_type(kind) for kind in locals_]) + instructions + code("end")
    return u(len(content)) + content


def limits(thing):
    flags = 1 | (2 if getattr(thing, "is_shared", False) else 0) | (4 if thing.is_64 else 0)
    return bytes([flags]) + u(thing.minimum) + u(thing.maximum)


def memory_type(memory):
    return limits(memory)


def table_type(table):
    return encode_type(table.element) + limits(table)


def global_type(item):
    return encode_type(item.kind) + (b"\1" if item.mutable else b"\0")


def imports(plan):
    items = []

    def add(name, kind, description):
        items.append(text("host") + text(name) + bytes([kind]) + description)

    for function in plan.functions[:plan.first_defined]:
        add(function.imported, FUNCTION, u(plan.function_type(function.parameters, function.results)))
    for table in plan.tables:
        if table.imported:
            add(f"table {table.minimum} {table.maximum}", TABLE, table_type(table))
    for memory in plan.memories:
        if memory.imported:
            add(f"memory {memory.minimum} {memory.maximum}{' shared' * memory.is_shared}", MEMORY, memory_type(memory))
    for item in plan.globals:
        if item.imported:
            add(f"global {item.kind}{' mutable' * item.mutable}", GLOBAL, global_type(item))
    return items


def exports(plan, names):
    items = [text(name) + bytes([FUNCTION]) + u(index) for name, index in names]
    items += [text(f"memory {i}") + bytes([MEMORY]) + u(i) for i in range(len(plan.memories))]
    items += [text(f"global {i}") + bytes([GLOBAL]) + u(i) for i, g in enumerate(plan.globals) if g.kind != "V"]
    items += [text(f"tag {i}") + bytes([TAG]) + u(i) for i in range(len(plan.tags))]
    if not plan.tables_are_private:
        items += [text(f"table {i}") + bytes([TABLE]) + u(i) for i in range(len(plan.tables))]
    return items


def initial_value(plan, index):
    """A constant expression (section 3.4.7), extended ones too."""
    kind, dice = plan.globals[index].kind, plan.dice
    if isinstance(kind, Ref):
        return constant_reference(plan, kind)
    imported = [i for i, g in enumerate(plan.globals[:index]) if g.kind == kind and not g.mutable]
    if imported and dice.chance(50):
        first = code("global_get") + u(dice.pick(imported))
    else:
        first = constant(dice, kind)
    if kind in "iI" and dice.chance(50):
        operation = {"i": "i32", "I": "i64"}[kind] + dice.pick(["_add", "_sub", "_mul"])
        return first + constant(dice, kind) + code(operation)
    return first


def constant_reference(plan, kind):
    dice = plan.dice
    if dice.chance(60):
        if plan.subtype(Ref("i31", False), kind) and plan.has("GarbageCollection"):
            return constant(dice, "i") + code("ref_i31")
        fitting = [i for i in range(len(plan.functions)) if plan.subtype(Ref(plan.type_of_function(i), False), kind)]
        if fitting:
            return code("ref_func") + u(dice.pick(fitting))
        if isinstance(kind.heap, int) and all(not isinstance(f.storage, Ref) or f.storage.nullable
                                              for f in plan.types[kind.heap].fields):
            if plan.types[kind.heap].kind == "struct":
                return code("struct_new_default") + u(kind.heap)
            return constant(dice, "i", small=True) + code("array_new_default") + u(kind.heap)
    return code("ref_null") + encode_heap(kind.heap)


def element_segments(plan):
    """The passive ones, which table.init and array.new_elem use; a declarative one that names every function; and an active
    one for the table of functions."""
    items = [u(5) + encode_type(kind) + vector([constant_reference(plan, kind) + code("end") for _ in range(count)])
             for kind, count in plan.element_segments]
    functions = range(len(plan.functions))
    items.append(u(3) + b"\0" + vector([u(i) for i in functions]))
    at = code("i64_const" if plan.tables[0].is_64 else "i32_const") + u(plan.table_start)
    items.append(u(0) + at + code("end") + vector([u(index) for index in plan.table_functions]))
    return items


def data_segments(plan):
    dice = plan.dice
    items = [u(1) + vector([bytes([dice.below(256)]) for _ in range(size)]) for size in plan.data_sizes]
    for index, memory in enumerate(plan.memories):
        if memory.minimum:
            at = code("i64_const" if memory.is_64 else "i32_const") + u(dice.below(64))
            content = vector([bytes([dice.below(256)]) for _ in range(dice.between(20, 200))])
            items.append(u(2) + u(index) + at + code("end") + content)
    return items


def data_count(plan):
    content = u(len(plan.data_sizes) + sum(1 for memory in plan.memories if memory.minimum))
    return b"\x0c" + u(len(content)) + content

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Types, as the generator has them: a number type or v128 is the letter that instructions.def has for it ("i", "I", "f",
"F", "V"), a reference type is a `Ref`, and what a module defines is a `Definition`.

    Ref("any", True)        anyref
    Ref(3, False)           (ref 3)
    matches(module, Ref(3, False), Ref("struct", True))

Subtyping is section 3.3 of the specification, as far as the generator makes use of it: each recursive group of a module is
different from the others, so that two type indices are equal only if they are the same.
"""
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assembler import s, sub, u, vector

LETTERS = {"i": b"\x7f", "I": b"\x7e", "f": b"\x7d", "F": b"\x7c", "V": b"\x7b"}
PACKED = {"i8": b"\x78", "i16": b"\x77"}
HEAPS = {"func": b"\x70", "extern": b"\x6f", "any": b"\x6e", "eq": b"\x6d", "i31": b"\x6c", "struct": b"\x6b",
         "array": b"\x6a", "exn": b"\x69", "none": b"\x71", "noextern": b"\x72", "nofunc": b"\x73", "noexn": b"\x74"}
SUPERTYPES = {"i31": ("eq", "any"), "struct": ("eq", "any"), "array": ("eq", "any"), "eq": ("any",),
              "none": ("i31", "struct", "array", "eq", "any"), "nofunc": ("func",), "noextern": ("extern",),
              "noexn": ("exn",)}


@dataclass(frozen=True)
class Ref:
    heap: object  # an abstract heap type's name, or a type index
    nullable: bool = True


@dataclass(frozen=True)
class Field:
    storage: object  # a value type, "i8" or "i16"
    mutable: bool

    @property
    def value(self):
        return "i" if self.storage in PACKED else self.storage


@dataclass
class Definition:
    kind: str                # "func", "struct" or "array"
    parameters: tuple = ()   # of a function
    results: tuple = ()
    fields: list = field(default_factory=list)  # of a structure; of an array exactly one
    supertype: object = None
    is_final: bool = True


def encode_heap(heap):
    return HEAPS[heap] if isinstance(heap, str) else s(heap)


def encode_type(kind):
    if isinstance(kind, Ref):
        return (b"\x63" if kind.nullable else b"\x64") + encode_heap(kind.heap)
    return LETTERS.get(kind) or PACKED[kind]


def encode_field(item):
    return encode_type(item.storage) + (b"\x01" if item.mutable else b"\x00")


def encode_definition(definition):
    if definition.kind == "func":
        body = b"\x60" + vector([encode_type(t) for t in definition.parameters]) + vector(
            [encode_type(t) for t in definition.results])
    elif definition.kind == "struct":
        body = b"\x5f" + vector([encode_field(f) for f in definition.fields])
    else:
        body = b"\x5e" + encode_field(definition.fields[0])
    return sub(body, definition.supertype, definition.is_final)


def encode_types(groups):
    """The type section's items: each group is a list of definitions."""
    return [encode_definition(group[0]) if len(group) == 1 else
            b"\x4e" + u(len(group)) + b"".join(encode_definition(d) for d in group) for group in groups]


def heap_matches(types, heap, wanted):
    if heap == wanted:
        return True
    if isinstance(heap, str):
        if heap == "none" and isinstance(wanted, int):
            return types[wanted].kind != "func"
        if heap == "nofunc" and isinstance(wanted, int):
            return types[wanted].kind == "func"
        return wanted in SUPERTYPES.get(heap, ())
    definition = types[heap]
    if isinstance(wanted, str):
        return wanted == definition.kind or wanted in SUPERTYPES.get(definition.kind, ())
    return definition.supertype is not None and heap_matches(types, definition.supertype, wanted)


def matches(types, kind, wanted):
    if not isinstance(kind, Ref) or not isinstance(wanted, Ref):
        return kind == wanted
    return (wanted.nullable or not kind.nullable) and heap_matches(types, kind.heap, wanted.heap)


def hierarchy(types, heap):
    """The top of a heap type's hierarchy."""
    if isinstance(heap, int):
        return "func" if types[heap].kind == "func" else "any"
    return {"func": "func", "nofunc": "func", "extern": "extern", "noextern": "extern", "exn": "exn", "noexn": "exn"}.get(
        heap, "any")

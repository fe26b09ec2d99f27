# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes WebAssembly modules with garbage-collected types, which Debian's wat2wasm cannot assemble.

    m = Module()
    node = m.struct([(ref_null(0), MUTABLE)], name="node", fields=["next"])
    f = m.function([I32], [ref(node)], [], ref_null_value(node) + struct_new(node), name="make", export="make")
    m.save("list.wasm")

A body is a byte string: instructions are functions of this file, or constants, joined by `+`. What it does not do: check
anything; the translator does.
"""

I32, I64, F32, F64 = b"\x7f", b"\x7e", b"\x7d", b"\x7c"
I8, I16 = b"\x78", b"\x77"
ANYREF, EXTERNREF, FUNCREF, EQREF, I31REF, STRUCTREF, ARRAYREF = b"\x6e", b"\x6f", b"\x70", b"\x6d", b"\x6c", b"\x6b", b"\x6a"
ANY, EXTERN, EQ, I31, STRUCT, ARRAY, NONE = b"\x6e", b"\x6f", b"\x6d", b"\x6c", b"\x6b", b"\x6a", b"\x71"
CONSTANT, MUTABLE = b"\x00", b"\x01"
EMPTY = b"\x40"


def u(number):
    """Unsigned LEB128."""
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def s(number):
    """Signed LEB128."""
    out = bytearray()
    while True:
        byte = number & 0x7F
        number >>= 7
        if number == (-1 if byte & 0x40 else 0):
            return bytes(out) + bytes([byte])
        out.append(byte | 0x80)


def vector(items):
    return u(len(items)) + b"".join(items)


def text(string):
    data = string.encode()
    return u(len(data)) + data


def heap(type_index):
    return type_index if isinstance(type_index, bytes) else s(type_index)


def ref(heap_type):
    return b"\x64" + heap(heap_type)


def ref_null(heap_type):
    return b"\x63" + heap(heap_type)


# Instructions

def op(code, *indices):
    return code + b"".join(u(index) for index in indices)


def gc(code, *indices):
    return b"\xfb" + u(code) + b"".join(u(index) for index in indices)


def i32(number):
    return b"\x41" + s(number)


def i64(number):
    return b"\x42" + s(number)


def get(local):
    return op(b"\x20", local)


def put(local):
    return op(b"\x21", local)


def tee(local):
    return op(b"\x22", local)


def global_get(index):
    return op(b"\x23", index)


def global_set(index):
    return op(b"\x24", index)


def table_get(index):
    return op(b"\x25", index)


def table_set(index):
    return op(b"\x26", index)


def call(function):
    return op(b"\x10", function)


def call_ref(type_index):
    return op(b"\x14", type_index)


def branch(depth):
    return op(b"\x0c", depth)


def branch_if(depth):
    return op(b"\x0d", depth)


def block(body, result=EMPTY):
    return b"\x02" + result + body + b"\x0b"


def loop(body, result=EMPTY):
    return b"\x03" + result + body + b"\x0b"


def if_(then, otherwise=b"", result=EMPTY):
    return b"\x04" + result + then + (b"\x05" + otherwise if otherwise else b"") + b"\x0b"


def null(heap_type):
    return b"\xd0" + heap(heap_type)


def ref_func(function):
    return op(b"\xd2", function)


def ref_test(heap_type):
    return b"\xfb\x14" + heap(heap_type)


def ref_cast(heap_type):
    return b"\xfb\x16" + heap(heap_type)


def ref_cast_null(heap_type):
    return b"\xfb\x17" + heap(heap_type)


def br_on_cast(depth, source, target, flags=3):
    return b"\xfb\x18" + bytes([flags]) + u(depth) + heap(source) + heap(target)


def struct_new(index):
    return gc(0, index)


def struct_get(index, field):
    return gc(2, index, field)


def struct_get_s(index, field):
    return gc(3, index, field)


def struct_set(index, field):
    return gc(5, index, field)


def array_new(index):
    return gc(6, index)


def array_new_default(index):
    return gc(7, index)


def array_new_fixed(index, length):
    return gc(8, index, length)


def array_get(index):
    return gc(11, index)


def array_get_u(index):
    return gc(13, index)


def array_set(index):
    return gc(14, index)


ARRAY_LEN = gc(15)
REF_I31, I31_GET_S = gc(0x1C), gc(0x1D)
ANY_CONVERT_EXTERN, EXTERN_CONVERT_ANY = gc(0x1A), gc(0x1B)
REF_IS_NULL, REF_EQ, REF_AS_NON_NULL = b"\xd1", b"\xd3", b"\xd4"
DROP, RETURN = b"\x1a", b"\x0f"
ADD, SUB, MUL, AND, SHL, SHR_U, XOR = b"\x6a", b"\x6b", b"\x6c", b"\x71", b"\x74", b"\x76", b"\x73"
EQZ, LT_S, LE_S, LT_U = b"\x45", b"\x48", b"\x4c", b"\x49"


class Module:
    """Types are groups of their own; `rec` makes a group of several."""

    def __init__(self):
        self.types, self.functions, self.exports, self.globals, self.tables = [], [], [], [], []
        self.imports = []
        self.names, self.type_names, self.field_names = {}, {}, {}
        self.type_count = 0

    def _type(self, encoded, name=None, fields=()):
        self.types.append(encoded)
        index = self.type_count
        self.type_count += 1
        if name:
            self.type_names[index] = name
        if fields:
            self.field_names[index] = fields
        return index

    def struct(self, fields, name=None, fields_names=(), supertype=None, is_final=True):
        body = b"\x5f" + vector([kind + mutability for kind, mutability in fields])
        return self._type(sub(body, supertype, is_final), name, fields_names)

    def array(self, kind, mutability=MUTABLE, name=None):
        return self._type(b"\x5e" + kind + mutability, name)

    def signature(self, parameters, results):
        return self._type(b"\x60" + vector(parameters) + vector(results))

    def imported(self, module, name, parameters, results):
        """To be called before any function is defined."""
        self.imports.append(text(module) + text(name) + b"\x00" + u(self.signature(parameters, results)))
        return len(self.imports) - 1

    def declare(self, parameters, results, name=None, export=None):
        """A function whose body comes later, so that it may call itself."""
        self.functions.append([self.signature(parameters, results), b""])
        index = len(self.imports) + len(self.functions) - 1
        if name:
            self.names[index] = name
        if export:
            self.exports.append(text(export) + b"\x00" + u(index))
        return index

    def define(self, function, locals_, body):
        runs = vector([u(1) + kind for kind in locals_])
        self.functions[function - len(self.imports)][1] = runs + body + b"\x0b"

    def function(self, parameters, results, locals_, body, name=None, export=None):
        index = self.declare(parameters, results, name, export)
        self.define(index, locals_, body)
        return index

    def add_global(self, kind, initial, export=None):
        self.globals.append(kind + MUTABLE + initial + b"\x0b")
        if export:
            self.exports.append(text(export) + b"\x03" + u(len(self.globals) - 1))
        return len(self.globals) - 1

    def add_table(self, kind, size, export=None):
        self.tables.append(kind + b"\x00" + u(size))
        if export:
            self.exports.append(text(export) + b"\x01" + u(len(self.tables) - 1))
        return len(self.tables) - 1

    def encode(self):
        out = b"\0asm\1\0\0\0"
        out += section(1, self.types) + section(2, self.imports)
        out += section(3, [u(kind) for kind, _ in self.functions])
        out += section(4, self.tables) + section(6, self.globals) + section(7, self.exports)
        out += section(10, [u(len(body)) + body for _, body in self.functions])
        return out + self._name_section()

    def _name_section(self):
        def subsection(number, content):
            return bytes([number]) + u(len(content)) + content

        def name_map(names):
            return vector([u(index) + text(name) for index, name in sorted(names.items())])

        fields = vector([u(index) + name_map(dict(enumerate(names))) for index, names in sorted(self.field_names.items())])
        body = text("name") + subsection(1, name_map(self.names)) + subsection(4, name_map(self.type_names))
        body += subsection(10, fields)
        return b"\0" + u(len(body)) + body

    def save(self, path):
        with open(path, "wb") as file:
            file.write(self.encode())


def sub(body, supertype, is_final):
    if is_final and supertype is None:
        return body
    return (b"\x4f" if is_final else b"\x50") + vector([] if supertype is None else [u(supertype)]) + body


def section(number, items):
    if not items:
        return b""
    content = vector(items)
    return bytes([number]) + u(len(content)) + content

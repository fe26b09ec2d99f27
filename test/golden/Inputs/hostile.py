#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Small modules that ask for much: `hostile.py NAME` writes one to standard output. Each is valid (but for `supertypes`),
# and made so that a translator that is quadratic somewhere, or writes out what the module only mentions, shows it.
import sys

I32 = b"\x7f"


def leb(value):
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes(out) + bytes([value])


def vector(items):
    return leb(len(items)) + b"".join(items)


def module(types, functions=(), bodies=(), imports=(), exports=()):
    sections = [(1, types), (2, imports), (3, [leb(f) for f in functions]), (7, exports), (10, bodies)]
    out = b"\0asm\1\0\0\0"
    for number, items in sections:
        if items:
            contents = vector(items)
            out += bytes([number]) + leb(len(contents)) + contents
    return out


def function_type(parameters, results=0):
    return b"\x60" + leb(parameters) + I32 * parameters + leb(results) + I32 * results


def body(code, locals=()):
    contents = vector(locals) + code + b"\x0b"
    return leb(len(contents)) + contents


def supertypes():
    """10,000 fields whose types are at the end of a long chain of supertypes."""
    fields, length = 10_000, 100_000
    def struct_of(heap_type):
        return b"\x5f" + leb(fields) + (b"\x63" + leb(heap_type) + b"\0") * fields
    group = [b"\x50\0" + struct_of(2), b"\x50\1\0" + struct_of(length + 1), b"\x50\0\x5f\0"]
    group += [b"\x50\1" + leb(i + 2) + b"\x5f\0" for i in range(length - 1)]
    return module([b"\x4e" + vector(group)])


def locals_in_runs():
    """Each of 50,000 locals declared in a run of its own, in ten functions."""
    reads = b"".join(b"\x20" + leb(i) + b"\x1a" for i in range(50_000))
    return module([function_type(0)], [0] * 10, [body(reads, [b"\1\x7f", b"\1\x7e"] * 25_000)] * 10)


def branches():
    """Branches that carry a thousand values each, in fifty functions."""
    code = b"\x02\1" + b"\x20\0" * 1000 + b"\x20\0\x0d\0" * 190 + b"\x0b" + b"\x1a" * 1000
    return module([function_type(1), function_type(0, 1000)], [0] * 50, [body(code)] * 50)


def block_parameters():
    """Nested blocks with a thousand parameters each."""
    code = b"\x41\0" * 1000 + b"\x02\1" * 100_000 + b"\x1a" * 1000 + b"\x0b" * 100_000
    return module([function_type(0), function_type(1000)], [0], [body(code)])


def functions():
    """Functions with a thousand parameters each, in four bytes."""
    return module([function_type(1000)], [0] * 50_000, [body(b"")] * 50_000)


def exports():
    """One function with a thousand parameters, exported again and again."""
    names = [str(i).encode() for i in range(50_000)]
    return module([function_type(1000)], [0], [body(b"")], exports=[leb(len(n)) + n + b"\0\0" for n in names])


def imports():
    """An import with a thousand parameters, again and again."""
    return module([function_type(1000)], imports=[b"\1a\1b\0\0"] * 50_000)


def tags():
    """An imported tag with a thousand parameters, again and again."""
    return module([function_type(1000)], imports=[b"\1a\1b\4\0\0"] * 50_000)


def long_name():
    """An import whose name has 10,000 characters that need an escape, called 20,000 times."""
    name = "\u00e9".encode() * 10_000
    return module([function_type(0)], [0], [body(b"\x10\0" * 20_000)], imports=[b"\1a" + leb(len(name)) + name + b"\0\0"])


def results():
    """A function for hosts to call, with more results than std::tuple takes."""
    return module([function_type(0, 300)], [0], [body(b"\x41\0" * 300)], exports=[b"\1a\0\0"])


sys.stdout.buffer.write(globals()[sys.argv[1]]())

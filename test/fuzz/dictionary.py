# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Dictionaries for the fuzzing engines: byte strings worth inserting, a line each, in the form that both engines read.

    op_i32_trunc_sat_f32_s="\\xfc\\x00"

For modules these are the instructions of the table, types, section heads, and LEB128 numbers at the edges of their ranges;
for paths, what has a meaning in them.
"""
import assembler
from instruction_table import read_table

TYPES = ["I32", "I64", "F32", "F64", "I8", "I16", "ANYREF", "EXTERNREF", "FUNCREF", "EQREF", "I31REF", "STRUCTREF", "ARRAYREF",
         "NONE"]
# What opens types: v128, ref, ref null, func, struct, array, sub, sub final, rec, exnref, and the other bottoms.
FORMS = [b"\x7b", b"\x64", b"\x63", b"\x60", b"\x5f", b"\x5e", b"\x50", b"\x4f", b"\x4e", b"\x69", b"\x71", b"\x72", b"\x73", b"\x74"]
EDGES = [0x7F, 0x80, 0x3FFF, 0x4000, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 1 << 32, (1 << 64) - 1]
CUSTOM = ["name", "metadata.code.branch_hint", "producers", "target_features"]
PATHS = ["..", "../", ".", "./", "/", "//", "\t", "\n", "file", "folder", "folder/", "deep", "link", "out", "out/secret", "../outside",
         "s ", "or ", "opf ", "owc ", "owcx ", "ord ", "opd ", "owt ", "m ", "u ", "ud ", "n "]


def module_entries():
    yield "magic", b"\0asm\1\0\0\0"
    for row in read_table():
        yield f"op_{row.id}", row.encoding
    for name in TYPES:
        yield f"type_{name}", getattr(assembler, name)
    for form in FORMS:
        yield f"form_{form.hex()}", form
    for number in range(14):
        yield f"section_{number}", bytes([number, 2, 1])
    for number in EDGES:
        yield f"number_{number:x}", assembler.u(number)
        yield f"signed_{number:x}", assembler.s(-number)
    for name in CUSTOM:
        yield f"name_{name}", assembler.text(name)
    for number in range(12):  # subsections of the name section
        yield f"names_{number}", bytes([number, 3, 1, 0, 1])


def path_entries():
    for number, word in enumerate(PATHS):
        yield f"word_{number}", word.encode()


def write_dictionary(kind, path):
    """`kind` is "modules" or "paths"."""
    entries = module_entries() if kind == "modules" else path_entries()
    lines = [f'{name.replace(".", "_")}="' + "".join(f"\\x{byte:02x}" for byte in data) + '"\n' for name, data in entries]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(lines))

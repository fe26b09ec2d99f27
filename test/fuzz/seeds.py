# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The inputs that fuzzing starts from. None is committed as bytes; they are made of text that is here anyway:

    modules   every .wat of the tests and examples, also those that are wrong on purpose; the modules with garbage-collected
              types that goldens make; one module per feature with each plain instruction of the table in a function of its own;
              some that are refused for rare reasons
    paths     seeds/paths

The specification's suite has thousands of modules more, which are seeds too where it is.
"""
import re
import subprocess
import sys

from assembler import I8, I32, I64, F32, F64, MUTABLE, Module, get, op, ref, section, struct_get, u, vector
from instruction_table import read_table
from toolchain import ROOT, digest

V128 = b"\x7b"
HERE = ROOT / "test" / "fuzz"
LETTERS = {"i": I32, "I": I64, "f": F32, "F": F64, "V": V128, "m": I32, "t": I32, "r": b"\x70"}
REFERENCES = re.compile(r"Inputs/references (\w+)")


def write_seeds(kind, folder, longest, suite):
    """Fills `folder` anew with what is not longer than `longest`; gives how many there are. `suite` may be None, or not be
    there."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    made = assembled_texts() + references() + instruction_modules() + refused() if kind == "modules" else path_texts()
    for data in made + ([path.read_bytes() for path in suite.rglob("*.wasm")] if suite else []):
        if len(data) <= longest:
            (folder / digest(data)).write_bytes(data)
    return len(list(folder.iterdir()))


def path_texts():
    return [path.read_bytes() for path in sorted((HERE / "seeds" / "paths").iterdir())]


def assembled_texts():
    """What wat2wasm makes of the .wat files; it does not check them, so that invalid modules are seeds too."""
    texts = sorted([*(ROOT / "test").rglob("*.wat"), *(ROOT / "examples").rglob("*.wat")])
    modules = [assembled(text) for text in texts]
    for text, module in zip(texts, modules):
        if not module:
            print(f"{text.relative_to(ROOT)} is no seed: wat2wasm cannot assemble it")
    return [module for module in modules if module]


def assembled(text):
    done = subprocess.run(["wat2wasm", "--enable-all", "--no-check", "--debug-names", "--output=-", "--", str(text)],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout if done.returncode == 0 else None


def references():
    golden = ROOT / "test" / "golden"
    names = sorted({name for test in golden.rglob("*.test") for name in REFERENCES.findall(test.read_text())})
    return [subprocess.run([sys.executable, str(golden / "Inputs" / "references"), name], stdout=subprocess.PIPE, check=True).stdout
            for name in names]


def refused():
    """What the others do not have: a component, too many parameters, a packed field that is read as if it were none."""
    many, packed = Module(), Module()
    many.signature([I32] * 1001, [])
    record = packed.struct([(I8, MUTABLE)])
    packed.function([ref(record)], [I32], [], get(0) + struct_get(record, 0))
    return [b"\0asm\x0d\0\1\0", many.encode(), packed.encode()]


# One function for each plain instruction -----------------------------------------------------------------------------

# What follows the instruction: indices and lanes that are 0, constants of any value.
IMMEDIATES = {"None": b"", "Memory": b"\0", "Table": b"\0", "MemoryMemory": b"\0\0", "Element": b"\0", "Data": b"\0", "Lane": b"\0",
              "I32": b"\x2a", "I64": b"\x2a", "F32": bytes(4), "F64": bytes(8), "V128": bytes(16), "Shuffle": bytes(range(16)),
              "ZeroByte": b"\0"}


def immediate(row):
    """None for one that needs more of the module than there is."""
    if row.immediate in ("MemArg", "MemArgLane"):
        align = max(row.width, 1).bit_length() - 1
        return u(align) + u(16) + (b"\0" if row.immediate == "MemArgLane" else b"")
    return IMMEDIATES.get(row.immediate)


def instruction_modules():
    by_feature = {}
    for row in read_table():
        if row.signature != "*" and immediate(row) is not None:
            by_feature.setdefault(row.feature, []).append(row)
    return [module_of(rows) for rows in by_feature.values()]


def module_of(rows):
    signatures = [row.signature.split(":") for row in rows]
    types = [b"\x60" + vector([LETTERS[letter] for letter in takes]) + vector([LETTERS[letter] for letter in gives])
             for takes, gives in signatures]
    bodies = [vector([]) + b"".join(op(b"\x20", i) for i in range(len(takes))) + row.encoding + immediate(row) + b"\x0b"
              for row, (takes, _) in zip(rows, signatures)]
    return b"".join([b"\0asm\1\0\0\0", section(1, types), section(3, [u(i) for i in range(len(rows))]),
                     section(4, [b"\x70\x00" + u(8)]), section(5, [b"\x03" + u(1) + u(4)]),
                     section(7, [export(row, i) for i, row in enumerate(rows)]),
                     section(9, [b"\x01\x00" + u(1) + u(0)]), b"\x0c\x01\x01", section(10, [u(len(b)) + b for b in bodies]),
                     section(11, [b"\x01" + u(4) + b"data"])])


def export(row, index):
    return u(len(row.text)) + row.text.encode() + b"\x00" + u(index)

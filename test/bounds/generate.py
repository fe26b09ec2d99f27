# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes the modules of the bounds test: one exported function for each load and store at each static offset.

    (module (import "host" "memory" (memory 0))
      (func (export "i32.load8_s offset=65535") (param i32) (result i32) local.get 0  i32.load8_s offset=65535)
      (func (export "i64.store16 offset=1") (param i32 i64) local.get 0  local.get 1  i64.store16 offset=1) ...)

An export's name says all that the driver needs. The modules are written in the binary format, because the versions of
WABT that distributions carry do not all know 64-bit memories. A module for each way in which emitted code reaches a
memory: one of 32 and one of 64 bits, one that is the second of its module, shared ones (with the atomic loads and
stores, too), and one whose pages have one byte.
"""
import re

I32, I64, F32, F64, V128 = 0x7F, 0x7E, 0x7D, 0x7C, 0x7B

LOADS = {
    "i32.load": (0x28, I32), "i64.load": (0x29, I64), "f32.load": (0x2A, F32), "f64.load": (0x2B, F64),
    "i32.load8_s": (0x2C, I32), "i32.load8_u": (0x2D, I32), "i32.load16_s": (0x2E, I32), "i32.load16_u": (0x2F, I32),
    "i64.load8_s": (0x30, I64), "i64.load8_u": (0x31, I64), "i64.load16_s": (0x32, I64), "i64.load16_u": (0x33, I64),
    "i64.load32_s": (0x34, I64), "i64.load32_u": (0x35, I64),
}
STORES = {
    "i32.store": (0x36, I32), "i64.store": (0x37, I64), "f32.store": (0x38, F32), "f64.store": (0x39, F64),
    "i32.store8": (0x3A, I32), "i32.store16": (0x3B, I32),
    "i64.store8": (0x3C, I64), "i64.store16": (0x3D, I64), "i64.store32": (0x3E, I64),
}
# Opcodes after the prefix 0xfd. Of a lane access the last lane is meant: its vector is an operand, also of a load.
VECTOR_LOADS = {
    "v128.load": 0x00, "v128.load8x8_s": 0x01, "v128.load8x8_u": 0x02, "v128.load16x4_s": 0x03, "v128.load16x4_u": 0x04,
    "v128.load32x2_s": 0x05, "v128.load32x2_u": 0x06, "v128.load8_splat": 0x07, "v128.load16_splat": 0x08,
    "v128.load32_splat": 0x09, "v128.load64_splat": 0x0A, "v128.load32_zero": 0x5C, "v128.load64_zero": 0x5D,
}
VECTOR_LANE_LOADS = {"v128.load8_lane": 0x54, "v128.load16_lane": 0x55, "v128.load32_lane": 0x56, "v128.load64_lane": 0x57}
VECTOR_STORES = {"v128.store": 0x0B}
VECTOR_LANE_STORES = {"v128.store8_lane": 0x58, "v128.store16_lane": 0x59, "v128.store32_lane": 0x5A,
                      "v128.store64_lane": 0x5B}
LANES = {"8": 16, "1": 8, "3": 4, "6": 2}  # by the first digit of a lane's width
ATOMIC_LOADS = {
    "i32.atomic.load": (0x10, I32), "i64.atomic.load": (0x11, I64), "i32.atomic.load8_u": (0x12, I32),
    "i32.atomic.load16_u": (0x13, I32), "i64.atomic.load8_u": (0x14, I64), "i64.atomic.load16_u": (0x15, I64),
    "i64.atomic.load32_u": (0x16, I64),
}
ATOMIC_STORES = {
    "i32.atomic.store": (0x17, I32), "i64.atomic.store": (0x18, I64), "i32.atomic.store8": (0x19, I32),
    "i32.atomic.store16": (0x1A, I32), "i64.atomic.store8": (0x1B, I64), "i64.atomic.store16": (0x1C, I64),
    "i64.atomic.store32": (0x1D, I64),
}
OFFSETS_32 = [0, 1, 65535, 2**31, 2**32 - 1]
OFFSETS_64 = OFFSETS_32 + [2**32, 2**63, 2**64 - 8, 2**64 - 1]
MODULES = {
    "bounds32": {"address": I32, "offsets": OFFSETS_32, "memory": 0},
    "bounds64": {"address": I64, "offsets": OFFSETS_64, "memory": 0},
    "second32": {"address": I32, "offsets": OFFSETS_32, "memory": 1},
    "sharing32": {"address": I32, "offsets": OFFSETS_32, "memory": 0, "is_shared": True},
    "sharing64": {"address": I64, "offsets": OFFSETS_64, "memory": 0, "is_shared": True},
    "bytes32": {"address": I32, "offsets": OFFSETS_32, "memory": 0, "has_bytes_as_pages": True},
}


def leb(number):
    encoded = b""
    while number > 0x7F:
        encoded += bytes([number & 0x7F | 0x80])
        number >>= 7
    return encoded + bytes([number])


def vector(items):
    return leb(len(items)) + b"".join(items)


def sized(content):
    return leb(len(content)) + content


def section(number, items):
    return bytes([number]) + sized(vector(items))


class Access:
    """One load or store: its name, the bytes of its opcode and lane, and the types of its function."""

    def __init__(self, name, opcode, value, is_store, has_lane=False, align=0):
        self.name, self.opcode, self.is_store, self.align = name, opcode, is_store, align
        self.lane = bytes([LANES[name.split("load")[-1].split("store")[-1][0]] - 1]) if has_lane else b""
        self.operands = [value] if is_store or has_lane else []
        self.results = [] if is_store else [value]

    def body(self, memory, offset):
        operands = b"\x20\x00" + (b"\x20\x01" if self.operands else b"")
        mem_arg = leb(self.align | 0x40) + leb(memory) if memory else leb(self.align)
        return sized(b"\x00" + operands + self.opcode + mem_arg + leb(offset) + self.lane + b"\x0b")


def natural_alignment(name):
    """log2 of an access's width."""
    narrow = re.search(r"(?:load|store)(\d+)", name)
    return (int(narrow[1] if narrow else name[1:3]) // 8).bit_length() - 1


def all_accesses(is_shared):
    """Loads first: the driver knows what they must find as long as nothing has been stored between the edges."""
    return sorted(each_access(is_shared), key=lambda access: access.is_store)


def each_access(is_shared):
    for table, is_store in ((LOADS, False), (STORES, True)):
        yield from (Access(name, bytes([code]), value, is_store) for name, (code, value) in table.items())
    for table, is_store, has_lane in ((VECTOR_LOADS, False, False), (VECTOR_LANE_LOADS, False, True),
                                      (VECTOR_STORES, True, False), (VECTOR_LANE_STORES, True, True)):
        yield from (Access(name, b"\xfd" + leb(code), V128, is_store, has_lane) for name, code in table.items())
    if is_shared:
        for table, is_store in ((ATOMIC_LOADS, False), (ATOMIC_STORES, True)):
            yield from (Access(name, bytes([0xFE, code]), value, is_store, align=natural_alignment(name))
                        for name, (code, value) in table.items())


def limits(address, is_shared, has_bytes_as_pages):
    """No pages at least; a shared memory must have a maximum."""
    flags = (4 if address == I64 else 0) | (3 if is_shared else 0) | (8 if has_bytes_as_pages else 0)
    return bytes([flags, 0]) + (leb(65536) if is_shared else b"") + (b"\0" if has_bytes_as_pages else b"")


def module(address, offsets, memory, is_shared=False, has_bytes_as_pages=False):
    """The bytes of a module that imports `memory` + 1 memories, all as "host" "memory"."""
    accesses = [(access, offset) for access in all_accesses(is_shared) for offset in offsets]
    memory_type = limits(address, is_shared, has_bytes_as_pages)
    types, imports, functions, exports, bodies = [], [], [], [], []
    for _ in range(memory + 1):
        imports.append(sized(b"host") + sized(b"memory") + b"\x02" + memory_type)
    for index, (access, offset) in enumerate(accesses):
        types.append(b"\x60" + sized(bytes([address, *access.operands])) + sized(bytes(access.results)))
        functions.append(leb(index))
        exports.append(sized(f"{access.name} offset={offset}".encode()) + b"\x00" + leb(index))
        bodies.append(access.body(memory, offset))
    return b"\0asm\x01\0\0\0" + section(1, types) + section(2, imports) + section(3, functions) + \
        section(7, exports) + section(10, bodies)


def write_modules(folder):
    """Writes FOLDER/NAME.wasm for each of MODULES; gives the paths by name."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {name: folder / f"{name}.wasm" for name in MODULES}
    for name, path in paths.items():
        path.write_bytes(module(**MODULES[name]))
    return paths

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rule 15: no module, however small, makes the translator allocate out of proportion, and no nesting exhausts its stack.

Modules are made byte by byte here. The translator runs with a stack of 512 KiB (its threads too) and an address space of
2 GiB; what it took is asked of the system. A module that is refused is refused with its offset.
"""
import os
import subprocess
import tempfile
from pathlib import Path

ONCE = True  # the compiler does not matter

SECONDS = 20  # of the processor
LIMITS = f'ulimit -s 512; ulimit -v {2 << 20}; ulimit -t {SECONDS}; ulimit -c 0; exec "$0" "$@"'
MEGABYTES = 120  # of which about 30 are those of this interpreter, which the system adds
DEPTH = 150_000

I32, FUNC, VOID, END = 0x7F, 0x60, 0x40, 0x0B
TYPE, IMPORT, FUNCTION, TABLE, MEMORY, GLOBAL, EXPORT, START, ELEMENT, CODE, DATA, COUNT, TAG = range(1, 14)
HUGE = bytes([0xFF, 0xFF, 0xFF, 0xFF, 0x0F])  # 2^32 - 1
MILLIONS = bytes([0x80, 0xC2, 0xD7, 0x2F])    # 100,000,000


def number(n):
    out = bytearray()
    while n >= 0x80:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    return bytes(out + bytes([n]))


def section(identity, *payload):
    content = b"".join(payload)
    return bytes([identity]) + number(len(content)) + content


def module(*sections):
    return b"\0asm\1\0\0\0" + b"".join(sections)


def function(*code, locals_=b"\0", signature=b"\0\0"):
    """A module of one function, () -> () unless said otherwise."""
    body = locals_ + b"".join(code) + bytes([END])
    return module(section(TYPE, b"\1", bytes([FUNC]), signature), section(FUNCTION, b"\1\0"),
                  section(CODE, b"\1", number(len(body)), body))


def claims(program):
    with tempfile.TemporaryDirectory() as folder:
        translator = Translator(program.tools.translator, Path(folder))
        for name, bytes_ in huge_counts():
            yield f"a_huge_count_is_refused_before_anything_is_allocated ({name})", translator.must_refuse(bytes_)
        for name, bytes_ in deep_nesting():
            yield f"nesting_is_no_matter_of_the_stack ({name})", translator.must_survive(bytes_, {0})
        for name, bytes_ in odd_nesting():
            yield f"nesting_that_may_be_refused_is_survived ({name})", translator.must_survive(bytes_, {0, 1})
        for name, bytes_ in many_declarations():
            yield f"what_is_declared_takes_no_more_than_its_share ({name})", translator.must_survive(bytes_, {0, 1})
        for name, bytes_ in large_bodies():
            yield f"a_body_is_translated_in_proportion ({name})", translator.must_survive(bytes_, {0})
        for name, bytes_ in large_promises():
            yield f"what_a_module_promises_costs_nothing ({name})", translator.must_survive(bytes_, {0})


class Translator:
    def __init__(self, program, folder):
        self.program, self.input, self.output = program, folder / "in.wasm", folder / "out.cpp"

    def must_refuse(self, bytes_):
        status, said, complaint = self._run("validate", bytes_)
        if complaint or status != 1:
            return complaint or f"exit status {status}: {said}"
        return "" if ":0x" in said else f"the message has no offset: {said}"

    def must_survive(self, bytes_, statuses):
        for command in ("validate", "translate"):
            status, said, complaint = self._run(command, bytes_)
            if complaint or status not in statuses:
                return f"{command}: " + (complaint or f"exit status {status}: {said}")
        return ""

    def _run(self, command, bytes_):
        """Exit status, message, and what was out of proportion."""
        self.input.write_bytes(bytes_)
        arguments = ["sh", "-c", LIMITS, str(self.program), command, str(self.input)]
        if command == "translate":
            arguments += ["-o", str(self.output)]
        process = subprocess.Popen(arguments, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.PIPE)
        said = process.stderr.read().decode("utf-8", "replace").strip()
        process.stderr.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        megabytes, seconds = usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime
        complaint = ""
        if process.returncode < 0:
            complaint = f"signal {-process.returncode}"
        elif megabytes > MEGABYTES + 100 * len(bytes_) / (1 << 20):
            complaint = f"{megabytes:.0f} MB for {len(bytes_)} bytes"
        elif seconds > SECONDS:
            complaint = f"{seconds:.0f} s"
        return process.returncode, said[:300], complaint


def huge_counts():
    names = {TYPE: "types", IMPORT: "imports", FUNCTION: "functions", TABLE: "tables", MEMORY: "memories",
             GLOBAL: "globals", EXPORT: "exports", ELEMENT: "element segments", CODE: "bodies", DATA: "data segments",
             TAG: "tags"}
    type_ = section(TYPE, b"\1", bytes([FUNC]), b"\0\0")
    for count, size in ((HUGE, "2^32 - 1"), (MILLIONS, "100,000,000")):
        for identity, name in names.items():
            yield f"{size} {name}", module(section(identity, count, b"\0\0\0"))
            yield f"{size} {name}, alone", module(section(identity, count))
        vectors = {
            "parameters": section(TYPE, b"\1", bytes([FUNC]), count, bytes([I32, I32])),
            "results": section(TYPE, b"\1", bytes([FUNC]), b"\0", count, bytes([I32])),
            "types of a recursive group": section(TYPE, b"\1\x4e", count, bytes([FUNC]), b"\0\0"),
            "fields": section(TYPE, b"\1\x5f", count, bytes([I32, 0])),
            "supertypes": section(TYPE, b"\1\x50", count, bytes([FUNC]), b"\0\0"),
            "bytes of a module's name": section(IMPORT, b"\1", count, b"abc"),
            "bytes of an export's name": section(EXPORT, b"\1", count, b"abc"),
            "bytes of a custom section's name": section(0, count, b"abc"),
            "bytes of data": section(MEMORY, b"\1\0\1") + section(DATA, b"\1\0\x41\0\x0b", count, b"abc"),
            "elements": type_ + section(TABLE, b"\1\x70\0\1") + section(ELEMENT, b"\1\0\x41\0\x0b", count, b"\0"),
            "expressions of elements": section(TABLE, b"\1\x70\0\1") +
                section(ELEMENT, b"\1\4\x41\0\x0b", count, b"\xd0\x70\x0b"),
            "bytes of a body": type_ + section(FUNCTION, b"\1\0") + section(CODE, b"\1", count, b"\0\x0b"),
            "bytes of a section": bytes([TYPE]) + count + b"\1\x60\0\0",
        }
        for name, sections in vectors.items():
            yield f"{size} {name}", module(sections)
        yield f"{size} groups of locals", function(locals_=count + b"\1\x7f")
        yield f"{size} locals", function(locals_=b"\1" + count + bytes([I32]))
        yield f"{size} locals in each of 200 groups", function(locals_=number(200) + (count + bytes([I32])) * 200)
        yield f"{size} labels", function(b"\x41\0\x0e", count, b"\0\0")
        yield f"{size} types of a select", function(b"\x41\0\x41\0\x41\0\x1c", count, bytes([I32]), b"\x1a")
        yield f"{size} handlers", function(b"\x1f\x40", count, b"\2\0\x0b")


def deep_nesting():
    n = DEPTH
    yield "blocks", function(bytes([2, VOID]) * n, bytes([END]) * n)
    yield "loops", function(bytes([3, VOID]) * n, bytes([END]) * n)
    yield "ifs", function(bytes([0x41, 0, 4, VOID]) * n, bytes([END]) * n)
    yield "ifs in elses", function(bytes([0x41, 0, 4, VOID, 5]) * n, bytes([END]) * n)
    yield "blocks that are left by branches", function(bytes([2, VOID]) * n, b"\x0c\0\x0b" * n)
    yield "loops with a way out to all", function(bytes([3, VOID, 0x41, 0, 0x0D, 0]) * n, bytes([END]) * n)
    yield "blocks in unreachable code", function(b"\0", bytes([2, VOID]) * n, bytes([END]) * n)
    yield "blocks with a result", function(bytes([2, I32]) * n, b"\x41\1", bytes([END]) * n, b"\x1a")
    yield "operators on the left", function(b"\x41\1", b"\x41\1\x6a" * n, b"\x1a")
    yield "operators on the right", function(b"\x41\1" * (n + 1), b"\x6a" * n, b"\x1a")
    yield "unary operators", function(b"\x41\1", b"\x45" * n, b"\x1a")
    yield "loads of loads", module(
        section(TYPE, b"\1", bytes([FUNC]), b"\0\0"), section(FUNCTION, b"\1\0"), section(MEMORY, b"\1\0\1"),
        section(CODE, b"\1", number(3 * n + 5), b"\0\x41\0", b"\x28\2\0" * n, b"\x1a\x0b"))
    yield "a constant expression", module(
        section(GLOBAL, b"\1", bytes([I32]), b"\0", b"\x41\1", b"\x41\1\x6a" * n, b"\x0b"))


def odd_nesting():
    """What this version does not translate, or limits of its own."""
    yield "try_tables", function(b"\x1f\x40\0" * DEPTH, bytes([END]) * DEPTH)
    chain = b"".join(b"\x50\1" + number(i) + b"\x5f\0" for i in range(50_000))
    yield "a chain of 50,000 subtypes", module(section(TYPE, number(50_001), b"\x50\0\x5f\0", chain))
    links = b"".join(b"\x5f\1\x63" + number(i) + b"\0" for i in range(50_000))
    yield "a chain of 50,000 references", module(section(TYPE, number(50_001), b"\x5f\0", links))
    group = b"".join(b"\x5f\1\x63" + number((i + 1) % 50_000) + b"\0" for i in range(50_000))
    yield "a circle of 50,000 references", module(section(TYPE, b"\1\x4e", number(50_000), group))


def many_declarations():
    n = 250_000
    type_ = section(TYPE, b"\1", bytes([FUNC]), b"\0\0")
    yield "structures of a group", module(section(TYPE, b"\1\x4e", number(2 * n), b"\x5f\0" * (2 * n)))
    yield "arrays", module(section(TYPE, number(n), b"\x5e\x7f\0" * n))
    yield "imported functions", module(type_, section(IMPORT, number(n), b"\0\0\0\0" * n))
    yield "imported globals", module(section(IMPORT, number(n), b"\0\0\3\x7f\0" * n))
    yield "functions", module(type_, section(FUNCTION, number(n), b"\0" * n), section(CODE, number(n), b"\2\0\x0b" * n))
    yield "tables", module(section(TABLE, number(n), b"\x70\0\0" * n))
    yield "memories", module(section(MEMORY, number(n), b"\0\0" * n))
    yield "globals", module(section(GLOBAL, number(n), b"\x7f\0\x41\0\x0b" * n))
    yield "tags", module(type_, section(TAG, number(n), b"\0\0" * n))
    yield "element segments", module(section(ELEMENT, number(n), b"\1\0\0" * n))
    yield "data segments", module(section(DATA, number(2 * n), b"\1\0" * (2 * n)))


def large_bodies():
    sums = 16 * (b"\x20\0" * 4096 + b"\x6a" * 4095)  # they wait, and read a variable; others are set
    parameters = bytes([FUNC]) + number(65) + bytes([I32]) * 65 + b"\0"
    body = b"\0" + sums + b"\x41\0\x21\x40" * 200_000 + b"\x6a" * 15 + b"\x1a" + bytes([END])
    yield "200,000 assignments above sums that wait", module(
        section(TYPE, b"\1", parameters), section(FUNCTION, b"\1\0"), section(CODE, b"\1", number(len(body)), body))
    n = 200_000
    loads = b"".join(b"\x41\0\x28\x42" + number(i) + b"\0\x1a" for i in reversed(range(n)))
    body = b"\0" + loads + bytes([END])
    yield "200,000 memories, the last one first", module(
        section(TYPE, b"\1", bytes([FUNC]), b"\0\0"), section(FUNCTION, b"\1\0"), section(MEMORY, number(n), b"\0\0" * n),
        section(CODE, b"\1", number(len(body)), body))


def large_promises():
    most_locals = b"\1" + number(50_000) + bytes([I32])
    body = number(len(most_locals) + 1) + most_locals + bytes([END])
    yield "a memory of 4 GiB", module(section(MEMORY, b"\1\0", number(65536)))
    yield "a table of 10,000,000 elements", module(section(TABLE, b"\1\x70\0", number(10_000_000)))
    yield "2,000 functions of 50,000 locals", module(
        section(TYPE, b"\1", bytes([FUNC]), b"\0\0"), section(FUNCTION, number(2000), b"\0" * 2000),
        section(CODE, number(2000), body * 2000))
    yield "a branch of 200,000 equal ways", function(b"\x41\0\x0e", number(200_000), b"\0" * 200_001)

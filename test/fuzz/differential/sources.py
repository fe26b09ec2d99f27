# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Where the modules come from that are compared. Each source gives, for a seed, a module and the form of it that V8 gets:

    generated(7)      ours (test/fuzz/generator)
    binaryen(7)       Binaryen's fuzzer, wasm-opt --translate-to-fuzz, with the features of 3.0 that V8 has
    csmith(7)         a C program of csmith's, compiled by clang to WebAssembly at a level that the seed chooses

`Unavailable` says that a tool is not there; None that the tool made nothing of this seed, with the reason printed.
"""
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bodies import generate_module
from dice import Dice
from engines import NODE_PACKAGE, WORK
from modules import Packages
from toolchain import BUILD

BINARYEN_PACKAGE = "binaryen@132.0.0"
# Of 3.0 without relaxed vectors, whose results are the engine's choice; and no proposals that have not shipped.
BINARYEN_WITHOUT = ["custom-descriptors", "strings", "stack-switching", "shared-everything", "fp16", "multibyte",
                    "acquire-release-atomics", "custom-page-sizes", "wide-arithmetic", "compact-imports", "relaxed-atomics",
                    "relaxed-simd"]
CSMITH = ["--no-argc", "--no-packed-struct", "--no-volatiles", "--no-volatile-pointers", "--max-funcs", "4",
          "--max-block-depth", "3", "--max-block-size", "3", "--max-expr-complexity", "6", "--no-float"]
CSMITH_HEADERS = "/usr/include/csmith"
SECONDS = 30


class Unavailable(Exception):
    """A tool is not installed."""


@dataclass
class Sample:
    name: str           # for messages: "generated 7"
    module: bytes
    reference: bytes    # what V8 gets: the same, but for wide arithmetic


def generated(seed):
    made = generate_module(seed)
    return Sample(f"generated {seed}", made.code, made.reference)


class Binaryen:
    def __init__(self):
        packages = Packages(BUILD / "packages")
        self.node = packages.fetch(NODE_PACKAGE) / "bin" / "node"
        self.tools = packages.fetch(BINARYEN_PACKAGE) / "bin"
        self.flags = ["-all", *[f"--disable-{feature}" for feature in BINARYEN_WITHOUT]]

    def __call__(self, seed):
        dice = Dice(seed)
        folder = WORK / "binaryen"
        folder.mkdir(parents=True, exist_ok=True)
        noise, made = folder / f"{seed}.bytes", folder / f"{seed}.wasm"
        noise.write_bytes(bytes(dice.below(256) for _ in range(dice.between(150, 1500))))
        levels = [[], ["-O1"], ["-O3"]][dice.below(3)]
        done = subprocess.run([str(self.node), str(self.tools / "wasm-opt"), str(noise), "-ttf", *self.flags, "--denan",
                               *levels, "-o", str(made)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                              text=True)
        module = made.read_bytes() if done.returncode == 0 else None
        noise.unlink()
        made.unlink(missing_ok=True)
        if module is None:
            print(f"Binaryen makes nothing of seed {seed}: {done.stdout.strip().splitlines()[:1]}")
            return None
        return Sample(f"Binaryen {seed}", module, module)


class Csmith:
    def __init__(self):
        self.compiler = shutil.which("clang-22")
        if not shutil.which("csmith") or not self.compiler or not Path("/usr/lib/wasm32-wasi/libc.a").exists():
            raise Unavailable("csmith, clang-22 or wasi-libc is not installed")

    def __call__(self, seed):
        folder = WORK / "csmith"
        folder.mkdir(parents=True, exist_ok=True)
        source, made = folder / f"{seed}.c", folder / f"{seed}.wasm"
        with open(source, "w") as file:
            subprocess.run(["csmith", *CSMITH, "--seed", str(seed)], stdout=file, check=True, timeout=SECONDS)
        sample = self.compile(source, made, f"O{seed % 4}", f"csmith {seed}")
        source.unlink()
        return sample

    def compile(self, source, made, level, name):
        """A reactor that exports `checksum`: main's printed result."""
        done = subprocess.run([self.compiler, "--target=wasm32-wasi", f"-{level}", "-w", f"-I{CSMITH_HEADERS}",
                               "-include", str(Path(__file__).resolve().parent / "checksum.h"), "-nostartfiles",
                               "-Wl,--no-entry", "-Wl,--export=checksum", "-Wl,--export-memory", "-Wl,--strip-all",
                               "-Wl,-zstack-size=16384", str(source), "-o", str(made)],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode:
            print(f"{name} does not compile: {done.stdout.strip().splitlines()[:2]}")
            return None
        module = made.read_bytes()
        made.unlink()
        return Sample(f"{name} -{level}", module, module)

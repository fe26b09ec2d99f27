# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The fuzz targets, and where their things are.

    target = TARGETS["validate"]
    target.program("libfuzzer")       build/fuzz/libfuzzer/test/fuzz/fuzz_validate

`build/fuzz/ENGINE` is a CMake build for each engine; all else that runs make is below `build/test/fuzz`: seeds and
dictionaries (made anew each time), corpora (which grow), findings (to be looked at), totals.
"""
import os
import re
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from dictionary import write_dictionary
from seeds import write_seeds
from toolchain import BUILD, ROOT, must_run

WORK = BUILD / "fuzz"
REGRESSIONS = ROOT / "test" / "fuzz" / "regressions"
SUITE = Path(os.environ.get("WASM2CPP_SPEC_SUITE", ROOT / ".." / "shared" / "spec"))
SANITIZERS = "-fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer"
CHECKS = "-O1 -g -D_GLIBCXX_ASSERTIONS"  # and asserts, since the build type is Debug


@dataclass(frozen=True)
class Engine:
    compiler: str
    flags: str
    package: str  # Debian's


ENGINES = {"libfuzzer": Engine("clang++", f"{CHECKS} {SANITIZERS} -fsanitize=fuzzer-no-link", "clang"),
           "afl": Engine("afl-clang-fast++", f"{CHECKS} {SANITIZERS}", "afl++"),
           # No engine of its own: libFuzzer runs a corpus once, and what was reached is noted.
           "coverage": Engine("clang++", "-O1 -g -fprofile-instr-generate -fcoverage-mapping", "clang")}


@dataclass(frozen=True)
class Target:
    name: str
    kind: str         # of input: modules, paths
    longest: int      # input, in bytes
    short_runs: int   # beyond the seeds, in the short mode

    @property
    def seeds(self):
        return WORK / "seeds" / self.kind

    @property
    def dictionary(self):
        return WORK / f"{self.kind}.dict"

    @property
    def corpus(self):
        return WORK / "corpus" / self.name

    def program(self, engine):
        return ROOT / "build" / "fuzz" / engine / "test" / "fuzz" / f"fuzz_{self.name}"

    def regressions(self):
        return sorted((REGRESSIONS / self.name).glob("*")) if (REGRESSIONS / self.name).exists() else []



TARGETS = {target.name: target for target in [
    Target("validate", "modules", 16384, 40000),
    Target("translate", "modules", 16384, 2000),
    Target("inspect", "modules", 16384, 8000),
    Target("paths", "paths", 2048, 12000),
]}


def suite_is_missing(targets):
    return any(target.kind == "modules" for target in targets) and not SUITE.exists()


def prepare(targets):
    """Makes seeds and dictionaries of the kinds that these targets need."""
    if suite_is_missing(targets):
        print(f"NO SUITE IN {SUITE}: ITS MODULES ARE NOT AMONG THE SEEDS", flush=True)
    for kind in sorted({target.kind for target in targets}):
        longest = max(target.longest for target in TARGETS.values() if target.kind == kind)
        count = write_seeds(kind, WORK / "seeds" / kind, longest, SUITE if kind == "modules" else None)
        write_dictionary(kind, WORK / f"{kind}.dict")
        print(f"{count} seeds of kind {kind}", flush=True)
    for target in targets:
        target.corpus.mkdir(parents=True, exist_ok=True)


def build(engine, targets):
    """Configures and builds these targets for an engine."""
    how = ENGINES[engine]
    if not shutil.which(how.compiler):
        sys.exit(f"{how.compiler} is not installed (Debian: apt install {how.package})")
    folder = ROOT / "build" / "fuzz" / engine
    launcher = ["-DCMAKE_CXX_COMPILER_LAUNCHER=ccache"] if shutil.which("ccache") else []
    must_run(["cmake", "-S", str(ROOT), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", *launcher,
              f"-DCMAKE_CXX_COMPILER={how.compiler}", f"-DCMAKE_CXX_FLAGS={how.flags}", "-DWASM2CPP_BUILD_FUZZ_TARGETS=ON"])
    must_run(["cmake", "--build", str(folder), "--parallel", str(os.cpu_count()),
              "--target", *[f"fuzz_{target.name}" for target in targets]])


def bytes_of_regression(path):
    """A regression is text: hexadecimal digits, and comments behind #. Those of paths are inputs as they are."""
    if path.suffix != ".hex":
        return path.read_bytes()
    return bytes.fromhex(re.sub(r"#.*", "", path.read_text()))

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The largest and most awkward modules: do they translate, and does the emitted code compile without a warning?

esbuild has 98,450 data segments, blocks nested 3,290 deep and a br_table of 5,490 entries; the powershell grammar one
function of 372 kB with blocks nested 1,894 deep. dart_fmt is Dart's (garbage collection, exceptions, 3,814 imports);
wllama has a 64-bit memory that threads share, vectors and exceptions, litert relaxed vectors. They are compiled in
shards, as a build of such a module would be.
"""
import shutil
import time

from outcome import Failure, Skip
from modules import Unreachable
from toolchain import Toolchain

SHARDS = 8
BIG_MODULES = {
    "esbuild": ("esbuild-wasm@0.28.2", "esbuild.wasm"),
    "dart_fmt": ("@wasm-fmt/dart_fmt@0.4.0", "dart_fmt.wasm"),
    "litert": ("@litertjs/core@2.5.3", "wasm/litert_wasm_internal.wasm"),
    "wllama": ("@wllama/wllama@3.8.1", "esm/wasm/wllama.wasm"),
    "tree-sitter-powershell": ("@vscode/tree-sitter-wasm@0.3.1", "wasm/tree-sitter-powershell.wasm"),
}


def big_module(name, packages):
    package, path = BIG_MODULES[name]
    try:
        return packages.fetch(package) / path
    except Unreachable as why:
        raise Skip(str(why))


def big_checks(tools, packages, build, compile_too):
    """(name, function) pairs: each module translates, and with `compile_too` compiles with each compiler there is."""
    checks = [(f"{name}, translated", lambda n=name: translate_big(tools, n, packages, build)) for name in BIG_MODULES]
    if compile_too:
        compilers = [cxx for cxx in ("g++", "clang++") if shutil.which(cxx)]
        checks += [(f"{name}, compiled by {cxx} -O1", lambda n=name, c=cxx: compile_big(c, n, build))
                   for name in BIG_MODULES for cxx in compilers]
    return checks


def translate_big(tools, name, packages, build):
    home = build / name
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir(parents=True)
    arguments = ["translate", str(big_module(name, packages)), "-o", str(home / "big.cpp"), "--shards", str(SHARDS)]
    start = time.monotonic()
    [(status, message)] = tools.run_all([arguments], 1)
    if status != 0:
        raise Failure(f"exit status {status}: {message}")
    return f"{time.monotonic() - start:.1f} s, {sum(path.stat().st_size for path in home.iterdir()):,} bytes"


def compile_big(cxx, name, build):
    tools = Toolchain(cxx, "O1", "guard")
    sources = sorted((build / name).glob("big*.cpp"))
    if not sources:
        raise Skip("it was not translated")
    start = time.monotonic()
    for source in sources:
        complaint = tools.compile(source, build / name / f"{cxx}-{source.stem}.o", [], [build / name / "big.hpp"])
        if complaint:
            raise Failure(complaint[:2000])
    return f"{time.monotonic() - start:.0f} s"

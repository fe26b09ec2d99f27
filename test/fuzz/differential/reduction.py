# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What becomes of a module that differs: it is kept with what was found, and made smaller by Binaryen's wasm-reduce.

    build/test/differential/failures/m_….wasm            the module (and .reference.wasm, what V8 got, if not the same)
    build/test/differential/failures/m_….txt             where it is from, which engine, what differs
    build/test/differential/failures/m_….reduced.wasm    the smallest that still differs

A module with wide arithmetic is not reduced: two forms of it would have to shrink together.
"""
import os
import subprocess
import sys
from pathlib import Path

from engines import FOLDER
from modules import Packages, Unreachable
from toolchain import BUILD

FAILURES = FOLDER / "failures"
SECONDS = int(os.environ.get("WASM2CPP_REDUCE_SECONDS", "300"))
reduced = set()


def keep(sample, symbol, engine, outcome):
    FAILURES.mkdir(parents=True, exist_ok=True)
    path = FAILURES / f"{symbol}.wasm"
    path.write_bytes(sample.module)
    if sample.reference != sample.module:
        path.with_suffix(".reference.wasm").write_bytes(sample.reference)
    with open(path.with_suffix(".txt"), "a") as file:
        file.write(f"{sample.name}, {engine}: {outcome.why}\n")
    return path


def reduce_module(path, engine):
    """Once for each module; does what it can in the time that there is."""
    if path in reduced or path.with_suffix(".reference.wasm").exists() or SECONDS == 0:
        return
    reduced.add(path)
    from sources import BINARYEN_PACKAGE
    try:
        tools = Packages(BUILD / "packages").fetch(BINARYEN_PACKAGE) / "bin"
    except Unreachable as missing:
        print(f"{path} is not reduced: {missing}")
        return
    name = "-".join(engine.rsplit("-", 2))
    check = f"{sys.executable} {Path(__file__).resolve().parent / 'run'} --engine {name} --check {path.with_suffix('.trial.wasm')}"
    try:
        subprocess.run(["node", str(tools / "wasm-reduce"), str(path), "-all", f"--command={check}", "-b", str(tools),
                        "-t", str(path.with_suffix(".trial.wasm")), "-w", str(path.with_suffix(".reduced.wasm"))],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        pass  # the smallest so far is in .reduced.wasm
    print(f"kept: {path}, smaller: {path.with_suffix('.reduced.wasm')}")

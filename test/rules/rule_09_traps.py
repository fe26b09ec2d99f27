# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rule 9 in a program that is compiled with the address sanitizer, whose handlers were there before ours: what is the
host's own fault it still reports, and what is a guest's trap is a trap. The host is sanitized_host.cpp.
"""
import os
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULES = ["rule_09_traps", "rule_16_stopping_at_start"]
TRAPS = ["out of bounds memory access", "call stack exhausted", "unreachable"] * 3


def claims(program):
    if program.tools.bounds == "checked" or program.tools.opt == "O0":
        return  # the handlers are the same
    host, complaint = build(program)
    if complaint:
        yield "it_builds_with_the_address_sanitizer", complaint[-1500:]
        return
    yield "under_the_address_sanitizer_traps_are_traps", difference(run(host, "traps"), 0, "")
    yield "the_address_sanitizer_reports_the_hosts_fault", difference(run(host, "faults"), 1, "AddressSanitizer: SEGV")
    yield "the_address_sanitizer_reports_the_hosts_overflow", difference(run(host, "overflows"), 1, "heap-buffer-overflow")
    yield "under_the_address_sanitizer_a_guest_is_stopped", difference(run(host, "stops"), 0, "", ["interrupted"])


def build(program):
    """The program, and what the compiler complains of."""
    folder = program.build / "sanitized"
    folder.mkdir(exist_ok=True)
    parts = [*(emitted(program, module) for module in MODULES), HERE / "sanitized_host.cpp"]
    source = folder / "all.cpp"
    text = "".join(f'#include "{part}"\n' for part in parts)
    if not source.exists() or source.read_text() != text:
        source.write_text(text)
    flags = ["-fsanitize=address", "-O1", f"-I{program.emitted}"]
    complaint = program.tools.compile(source, folder / "all.o", flags, parts)
    return folder / "host", complaint or program.tools.link([folder / "all.o"], folder / "host", ["-fsanitize=address"])


def emitted(program, module):
    """The module, which may be another rule's."""
    target = program.emitted / f"{module}.cpp"
    status, message = program.tools.run_all([["translate", str(HERE / f"{module}.wat"), "-o", str(target)]], 1)[0]
    assert status == 0, message
    return target


def run(host, what):
    environment = {name: content for name, content in os.environ.items() if name != "ASAN_OPTIONS"}
    return subprocess.run([str(host), what], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace",
                          timeout=60, env=environment)


def difference(done, status, report, more=()):
    """What is wrong about a run; empty if nothing is."""
    if (done.returncode != 0) != (status != 0):
        return f"exit status {done.returncode}: {done.stderr[-800:]}"
    if done.stdout.splitlines() != [*TRAPS, *more]:
        return f"it printed: {done.stdout[-800:]}"
    return "" if report in done.stderr else f"the report is not there: {done.stderr[-800:]}"

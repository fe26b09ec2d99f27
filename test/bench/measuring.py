# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs programs side by side and compares them.

    measured = Measured()
    measure({"nbody": {"native clang++-22": [["…/nbody"]], …}}, "native clang++-22", rounds=5, measured, progress)
    measured.ratio("nbody", "wasm2cpp g++ guard", "native clang++-22")     # median over the rounds
    measured.geometric_mean("wasm2cpp g++ guard", "native clang++-22")

User time of the process (wait4's), not the clock's: others may use the machine. Round after round everything runs once,
every other round in reverse, so that a machine that slows down or heats up treats all alike; a ratio is that of two runs
of the same round (with several layouts: of the medians over them), and what is reported is the median of the rounds'
ratios. Every output must be the base's, to the byte: what differs is not measured, but a failure.
"""
import os
import statistics
import subprocess
from dataclasses import dataclass, field

MOST_SECONDS = 300
SMALLEST_SECONDS = 1e-6  # a run may be shorter than the kernel tells


@dataclass
class Measured:
    seconds: dict = field(default_factory=dict)   # (program, build) -> [[user seconds of each layout] of each round]
    failures: dict = field(default_factory=dict)  # (program, build) -> what is wrong
    holes: dict = field(default_factory=dict)     # (program, build) -> why it could not be built

    def of_rounds(self, program, build):
        return [statistics.median(layouts) for layouts in self.seconds.get((program, build), [])]

    def ratio(self, program, build, base):
        """None where either was not measured."""
        pairs = list(zip(self.of_rounds(program, build), self.of_rounds(program, base)))
        return statistics.median(ours / reference for ours, reference in pairs) if pairs else None

    def geometric_mean(self, build, base):
        """With over how many programs it goes; (None, 0) if nothing was measured."""
        ratios = [self.ratio(program, build, base) for program in self.programs()]
        ratios = [ratio for ratio in ratios if ratio is not None]
        return (statistics.geometric_mean(ratios), len(ratios)) if ratios else (None, 0)

    def programs(self):
        return list(dict.fromkeys(program for program, _ in self.seconds))


def run(command):
    """User seconds, exit status and what was printed."""
    process = subprocess.Popen([str(word) for word in ["timeout", MOST_SECONDS, *command]], stdin=subprocess.DEVNULL,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    output = process.stdout.read()
    process.stdout.close()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return max(used.ru_utime, SMALLEST_SECONDS), process.returncode, output


def measure(commands, base, rounds, measured, progress):
    """Measures `commands`, which is {program: {build: [command of each layout]}}. Runs each build of each program in each
    round. What fails once does not run again."""
    for number in range(rounds):
        for program, builds in commands.items():
            measure_round(program, builds, base, measured, is_reversed=number % 2 == 1)
            progress(number, program)


def measure_round(program, builds, base, measured, is_reversed):
    order = [build for build in builds if (program, build) not in measured.failures]
    if is_reversed:
        order.reverse()
    results = {build: [run(command) for command in builds[build]] for build in order}
    _, *expected = results[base][0] if base in results else (0, 0, None)
    for build, layouts in results.items():
        wrong = [each for each in layouts if each[1] != 0 or list(each[1:]) != expected]
        if wrong:
            measured.failures[program, build] = complaint(*wrong[0][1:], expected[1])
            measured.seconds.pop((program, build), None)
        else:
            measured.seconds.setdefault((program, build), []).append([seconds for seconds, _, _ in layouts])


def complaint(status, output, expected):
    if status == 124:
        return f"still running after {MOST_SECONDS} s"
    if status != 0:
        return f"exit status {status}: {output.decode(errors='replace')[-300:]}"
    if expected is None:
        return "there is nothing to compare it with: the base failed"
    return f"prints {output.decode(errors='replace')!r:.300}, not {expected.decode(errors='replace')!r:.300}"

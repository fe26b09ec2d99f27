# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what was measured as text: a summary for the terminal, a table in Markdown, raw figures as CSV.

A cell is the median ratio of user time to the base; `-` is a program that a build does not have, `FAIL` one whose output is
not the base's. The rows at the end are geometric means: to the base, and, for what a reader asks next, of ours by g++ to
native g++, and of checked to guard mode.
"""
import statistics

FOOTER = "geometric mean"


def cell(measured, program, build, base):
    if (program, build) in measured.failures:
        return "FAIL"
    ratio = measured.ratio(program, build, base)
    return "-" if ratio is None else f"{ratio:.2f}"


def mean_cell(measured, build, base):
    mean, count = measured.geometric_mean(build, base)
    if mean is None:
        return "-"
    return f"{mean:.3f}" if count == len(measured.programs()) else f"{mean:.3f} (of {count})"


def rows(measured, base, builds):
    """A heading, a row for each program, and the means."""
    yield ["program", f"{base}, s", *builds[1:]]
    for program in measured.programs():
        seconds = measured.of_rounds(program, base)
        yield [program, f"{statistics.median(seconds):.2f}" if seconds else "FAIL",
               *(cell(measured, program, build, base) for build in builds[1:])]
    yield [FOOTER, "1", *(mean_cell(measured, build, base) for build in builds[1:])]


def comparisons(measured, builds):
    """(what, mean, worst program, its ratio) of ours to what it is to be held against, apart from the base."""
    pairs = [(each, "native g++") for each in builds if each.startswith("wasm2cpp g++") and "native g++" in builds]
    pairs += [(each, each.replace("checked", "guard")) for each in builds if each.endswith("checked")]
    for build, other in pairs:
        ratios = {program: measured.ratio(program, build, other) for program in measured.programs()}
        known = {program: ratio for program, ratio in ratios.items() if ratio is not None}
        if known:
            worst = max(known, key=known.get)
            yield f"{build} to {other}", statistics.geometric_mean(known.values()), worst, known[worst]


def comparison_lines(measured, builds):
    return [f"{what}: geometric mean {mean:.3f}; worst {worst}, {ratio:.2f}"
            for what, mean, worst, ratio in comparisons(measured, builds)]


def summary(measured, base, builds):
    table = list(rows(measured, base, builds))
    widths = [max(len(row[column]) for row in table) for column in range(len(table[0]))]
    lines = ["  ".join(text.ljust(width) if column == 0 else text.rjust(width)
                       for column, (text, width) in enumerate(zip(row, widths))) for row in table]
    return "\n".join([f"user time, relative to {base}", *lines, *comparison_lines(measured, builds)])


def markdown(measured, base, description):
    builds = list(description.builds)
    heading, *body = rows(measured, base, builds)
    lines = ["# Speed of emitted code", "", "Made by `test/bench/run`; see [README.md](../README.md). User time, relative to "
             f"{base}: below 1 is quicker. Medians of the rounds' ratios.", ""]
    lines += [f"- {line}" for line in description.lines()]
    lines += ["", "| " + " | ".join(heading) + " |", "|---" + "|---:" * (len(heading) - 1) + "|"]
    lines += ["| " + " | ".join(row) + " |" for row in body]
    lines += ["", *(f"- {line}" for line in comparison_lines(measured, builds)), "", "## Builds", ""]
    lines += [f"- **{name}**: {text}" for name, text in description.builds.items()]
    if description.absent:
        lines += ["", "Not measured, because it is not there:", ""]
        lines += [f"- **{name}**: {why}" for name, why in description.absent.items()]
    if measured.holes or measured.failures:
        lines += ["", "Not measured of single programs:", ""]
        lines += [f"- {program} by {build}: {why}" for (program, build), why in {**measured.holes, **measured.failures}.items()]
    return "\n".join(lines) + "\n"


def csv(measured):
    """A line for each run."""
    lines = ["program,build,round,layout,user_seconds"]
    for (program, build), rounds in measured.seconds.items():
        lines += [f"{program},{build},{number},{layout},{seconds:.6f}" for number, layouts in enumerate(rounds, 1)
                  for layout, seconds in enumerate(layouts)]
    return "\n".join(lines) + "\n"

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the commands' outcomes add up to: a table for people, and JSON for programs.

    core/i32                               374 passed      0 failed      0 skipped      86 not applicable
    core/ref_null                           12 passed      0 failed     22 skipped      0 not applicable  (SIMD 22)

Every command is counted once, as one of the four. A skip is never a pass: it names the feature it waits for.
"""
import json
from collections import Counter

STATUSES = ("pass", "fail", "skip", "not applicable")
WORDS = {"pass": "passed", "fail": "failed", "skip": "skipped", "not applicable": "not applicable"}


def print_report(suite, outcomes, most_failures):
    total = Counter()
    skips = Counter()
    width = max([len(script.name) for script in suite.scripts] + [5])
    for script in suite.scripts:
        counts = Counter(outcome.status for outcome in outcomes[script.name])
        reasons = Counter(outcome.reason for outcome in outcomes[script.name] if outcome.status == "skip")
        total += counts
        skips += reasons
        print(row(script.name, counts, reasons, width))
    print_failures(suite, outcomes, most_failures)
    print(row("total", total, skips, width))
    print(f"not applicable (text format, or contradicts 3.0): {total['not applicable']}")
    print(f"spec: {total['pass']} passed, {total['fail']} failed, {total['skip']} skipped")
    return total


def row(name, counts, reasons, width):
    columns = " ".join(f"{counts[status]:7d} {WORDS[status]}" for status in STATUSES)
    why = ", ".join(f"{reason} {count}" for reason, count in reasons.most_common())
    return f"{name:{width}} {columns}" + (f"  ({why})" if why else "")


def print_failures(suite, outcomes, most):
    """The failures, those of a script for the same reason as one."""
    failures = {}
    for script in suite.scripts:
        for command, outcome in zip(script.commands, outcomes[script.name]):
            if outcome.status == "fail":
                failures.setdefault((script.name, outcome.reason), []).append(command)
    for (name, reason), commands in list(failures.items())[:most]:
        others = f" (and {len(commands) - 1} more for this reason)" if len(commands) > 1 else ""
        print(f"FAIL {name}.wast:{commands[0]['line']} {commands[0]['type']}: {reason}{others}")
    if len(failures) > most:
        print(f"... and {len(failures) - most} more failures (all are in the --report)")


def write_json(suite, outcomes, options, file):
    """Totals, counts per file, and each command that did not pass with its line and reason."""
    files = []
    for script in suite.scripts:
        counts = Counter(outcome.status for outcome in outcomes[script.name])
        others = [{"line": command["line"], "type": command["type"], "status": outcome.status, "reason": outcome.reason}
                  for command, outcome in zip(script.commands, outcomes[script.name]) if outcome.status != "pass"]
        files.append({"name": script.name, **{WORDS[s]: counts[s] for s in STATUSES}, "others": others})
    total = {WORDS[s]: sum(entry[WORDS[s]] for entry in files) for s in STATUSES}
    with open(file, "w", encoding="utf-8") as out:
        json.dump({"options": options, "total": total, "files": files}, out, indent=1)

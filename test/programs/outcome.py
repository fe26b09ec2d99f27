# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""How a check of a program ends other than well: raised where it is found out, counted in one place (`report`)."""

WORDS = {"passed": "PASS", "failed": "FAIL", "skipped": "SKIP"}


class Skip(Exception):
    """Why a program is not run; never counted as a pass."""


class Failure(Exception):
    """What is wrong."""


def report(checks):
    """Runs the (name, function) pairs, prints a line for each and the totals; gives the exit status."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for name, check in checks:
        outcome, why = "passed", ""
        try:
            why = check() or ""
        except Skip as reason:
            outcome, why = "skipped", str(reason)
        except Failure as reason:
            outcome, why = "failed", str(reason)
        counts[outcome] += 1
        print(f"{WORDS[outcome]} {name}" + (f": {why}" if why else ""), flush=True)
    print("programs: {passed} passed, {failed} failed, {skipped} skipped".format(**counts))
    return 1 if counts["failed"] else 0

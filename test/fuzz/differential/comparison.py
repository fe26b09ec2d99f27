# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether two reports say the same, and which differences have an explanation.

    judge(wanted, found, "guard", module)     Outcome("same"), Outcome("explained", "rule 10"), or Outcome("different", …)

In guard mode the state right after a trap (lines that begin with "~") is not compared: section 4, rule 10 of the design lets
memory and globals be a little earlier or later there. EXPLAINED lists the other differences that are no bugs, each with its
reason. What follows an explained difference in a report is not compared.
"""
import re
from dataclasses import dataclass

# Only where optimised, and if the same compiler and level in checked mode says what V8 says: run asks that, too.
RULE_10 = "rule 10: in guard mode a load whose value proves irrelevant may vanish, and its trap with it"

EXHAUSTED = "how deep calls may nest and how much memory there is: our limit was met first"

ARRAY_COPY = b"\xfb\x11"  # its opcode

# (pattern of V8's line, pattern of ours, modes, bytes that the module has, reason)
EXPLAINED = [
    (r"trap (stack|resources)", r".*", ("guard", "checked"), b"",
     "how deep calls may nest and how much memory there is are limits of the implementation (section 7.2, "
     "\"Implementation Limitations\")"),
    (r".*", r"trap (stack|resources)", ("guard", "checked"), b"", EXHAUSTED),
    (r"trap memory", r"trap unaligned", ("guard", "checked"), b"",
     "an atomic access that is out of bounds and unaligned: the threads proposal says that it traps, not which check is first"),
    (r"trap array", r"trap null", ("guard", "checked"), ARRAY_COPY,
     "array.copy beyond the end of the destination, from null: the specification looks for null first, V8 for the end"),
    (r"trap memory", r"(?!.*(ended by|hangs|error)).*", ("guard",), b"", RULE_10),
]


@dataclass
class Outcome:
    status: str  # "same", "explained", "different"
    why: str = ""


def judge(wanted, found, bounds, module):
    kept_wanted, kept_found = compared(wanted, bounds), compared(found, bounds)
    for place in range(max(len(kept_wanted), len(kept_found))):
        left = kept_wanted[place] if place < len(kept_wanted) else "(nothing)"
        right = kept_found[place] if place < len(kept_found) else "(nothing)"
        if left != right:
            return explain(left, right, bounds, module, kept_wanted[:place])
    return Outcome("same")


def compared(report, bounds):
    return [line for line in report if bounds == "checked" or not line.startswith("~")]


def explain(left, right, bounds, module, before):
    for pattern_left, pattern_right, modes, needed, reason in EXPLAINED:
        if bounds in modes and needed in module and re.fullmatch(pattern_left, left) and re.fullmatch(pattern_right, right):
            return Outcome("explained", reason)
    call = next((line for line in reversed(before) if line.startswith("call ")), "instantiation")
    return Outcome("different", f"in {call}: V8 {left[:200]}; emitted {right[:200]}")

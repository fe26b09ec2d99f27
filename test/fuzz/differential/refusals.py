# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules that are mostly invalid: the translator and V8 must agree on which.

    count, failures = compare_refusals(seed, 2000, node, tools, jobs)

A module of the generator is changed in a byte or a few: flipped, replaced by one that means something (an opcode, a type),
removed, doubled, cut off. EXPLAINED lists the disagreements that are no bugs, each with its reason.
"""
import re

from bodies import generate_module
from dice import Dice
from engines import FOLDER, WORK

# (who refuses, pattern of its message, reason)
EXPLAINED = [
    ("V8", "module uses a mix of legacy and new exception handling instructions",
     "V8 refuses both kinds of exceptions in one module; no specification has them apart"),
    ("V8", r"exceeds? (the )?(internal )?(limit|maximum)|is larger than implementation limit|maximum .* is",
     "V8's limits on how many and how large (section 7.2)"),
]
MEANINGFUL = [0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0B, 0x0C, 0x10, 0x1A, 0x1F, 0x20, 0x21, 0x40, 0x41, 0x4E, 0x4F, 0x50,
              0x5E, 0x5F, 0x60, 0x63, 0x64, 0x69, 0x6A, 0x6E, 0x6F, 0x70, 0x71, 0x7B, 0x7C, 0x7D, 0x7E, 0x7F, 0x80, 0xD0, 0xD2,
              0xFB, 0xFC, 0xFD, 0xFE, 0xFF]
PER_MODULE = 50


def mutate(module, dice):
    changed = bytearray(module)
    for _ in range(dice.weighted([(6, 1), (2, 2), (1, 4)])):
        at = dice.between(8, len(changed) - 1)
        choice = dice.below(10)
        if choice < 3:
            changed[at] ^= 1 << dice.below(8)
        elif choice < 6:
            changed[at] = dice.pick(MEANINGFUL)
        elif choice == 6:
            changed[at] = (changed[at] + dice.pick([1, -1])) & 0xFF
        elif choice == 7:
            del changed[at]
        elif choice == 8:
            changed.insert(at, dice.pick(MEANINGFUL))
        else:
            del changed[at:]
        if len(changed) <= 9:
            return bytes(changed)
    return bytes(changed)


def compare_refusals(seed, count, node, tools, jobs):
    """How many agree or are explained, and the failures, as text."""
    folder = WORK / "refusals"
    folder.mkdir(parents=True, exist_ok=True)
    agreed, failures, explained = 0, [], {}
    for start in range(0, count, 1000):
        files = write_mutants(folder, seed + start // PER_MODULE, min(1000, count - start))
        theirs = node.validate(files)
        ours = [message if status else "" for status, message in tools.run_all([["validate", str(f)] for f in files], jobs)]
        for file, v8, own in zip(files, theirs, ours):
            reason = "" if bool(v8) == bool(own) else explain(v8, own)
            if reason is None:
                kept = FOLDER / "failures" / f"refusal-{file.name}"
                kept.parent.mkdir(exist_ok=True)
                file.replace(kept)
                failures.append(f"{kept.name}: V8 {v8 or 'takes it'}; the translator {own or 'takes it'}")
                print(f"FAIL {failures[-1]}", flush=True)
                continue
            agreed += 1
            if reason:
                explained[reason] = explained.get(reason, 0) + 1
    for reason, times in sorted(explained.items()):
        print(f"explained, {times} times: {reason}")
    print(f"refusals: {agreed} of {count} mutated modules have one verdict")
    return agreed, failures


def write_mutants(folder, seed, count):
    files = []
    for number in range(count):
        if number % PER_MODULE == 0:
            module_seed = seed + number // PER_MODULE
            dice, module = Dice(module_seed), generate_module(module_seed).reference
        files.append(folder / f"{module_seed}-{number % PER_MODULE}.wasm")
        files[-1].write_bytes(mutate(module, dice))
    return files


def explain(v8, own):
    for side, pattern, reason in EXPLAINED:
        message = v8 if side == "V8" else own
        if message and re.search(pattern, message):
            return reason
    return None

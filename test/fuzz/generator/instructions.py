# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The translator's instruction table, translator/instructions.def, read for the generator: a new row there is generated
without a change here, if it is an ordinary instruction.

    BY_ID["i32_add"].code              b"\\x6a"
    BY_ID["i32_load"].signature        "m:i"      (the letters are explained in translator/instruction.hpp)
    plain("i", {"Core"})               the instructions that take values only and give one i32
    accesses("i", {"Core"})            the loads, and what else has an address, that give one i32

Instructions whose signature is "*" have rules of their own, which the generator writes out: control and calls, variables,
references, and what mixes address types.
"""
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from assembler import u

TABLE = Path(__file__).resolve().parents[3] / "translator" / "instructions.def"
ROW = re.compile(r'^OP\((\w+), (\w+), (\w+), "([^"]+)", (\w+), "([^"]+)", (\d+), ([^,]+), (\w+), "([^"]*)"\)$', re.MULTILINE)
FREE_OF_IMMEDIATES = ("None", "Lane", "Shuffle")


@dataclass(frozen=True)
class Instruction:
    id: str
    code: bytes
    text: str
    immediate: str
    signature: str
    width: int
    effects: str
    feature: str

    @property
    def parameters(self):
        return self.signature.partition(":")[0]

    @property
    def results(self):
        return self.signature.partition(":")[2]


def read_table():
    rows = {}
    text = TABLE.read_text()
    for row_id, prefix, code, name, immediate, signature, width, effects, feature, _ in ROW.findall(text):
        encoded = bytes([int(code, 0)]) if prefix == "0" else bytes([int(prefix, 0)]) + u(int(code, 0))
        rows[row_id] = Instruction(row_id, encoded, name, immediate, signature, int(width), effects, feature)
    if len(rows) != len(re.findall(r"^OP\(", text, re.MULTILINE)):
        raise SystemExit(f"{TABLE}: a row is not understood")
    return rows


BY_ID = read_table()


def code(row_id):
    return BY_ID[row_id].code


@lru_cache(maxsize=None)
def plain(result, features):
    """Value to value, with one result of that type."""
    return [row for row in BY_ID.values()
            if row.immediate in FREE_OF_IMMEDIATES and row.results == result and row.parameters
            and row.feature in features]


@lru_cache(maxsize=None)
def accesses(results, features):
    """With a memory argument, and these results ("" for stores). Waiting has rules of its own."""
    return [row for row in BY_ID.values()
            if row.immediate in ("MemArg", "MemArgLane") and row.results == results and row.feature in features
            and "wait" not in row.id]


@lru_cache(maxsize=None)
def doubles(features):
    """With two results of type i64."""
    return [row for row in BY_ID.values() if row.results == "II" and row.feature in features]

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The translator's instruction table, read as text: seeds and dictionaries are made of it.

    for row in read_table():
        row.text, row.encoding, row.signature      # "i32.trunc_sat_f32_s", b"\\xfc\\x00", "f:i"

A row of translator/instructions.def is OP(id, prefix, code, "text", immediate, "signature", width, effects, feature, …).
"""
import re
import sys
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from assembler import u
from toolchain import ROOT

TABLE = ROOT / "translator" / "instructions.def"
ROW = re.compile(r'^OP\((?P<id>\w+), (?P<prefix>\w+), (?P<code>\w+), "(?P<text>[^"]*)", (?P<immediate>\w+), '
                 r'"(?P<signature>[^"]*)", (?P<width>\d+), [^,]*, (?P<feature>\w+),', re.M)


@dataclass(frozen=True)
class Row:
    id: str
    text: str
    encoding: bytes
    immediate: str
    signature: str
    width: int
    feature: str


def read_table():
    source = TABLE.read_text()
    rows = [Row(row["id"], row["text"], encoding(int(row["prefix"], 0), int(row["code"], 0)), row["immediate"],
                row["signature"], int(row["width"]), row["feature"]) for row in ROW.finditer(source)]
    written = len(re.findall(r"^OP\(", source, re.M))
    if len(rows) != written:
        sys.exit(f"{TABLE}: {written} rows, of which {len(rows)} are understood")
    return rows


def encoding(prefix, code):
    return bytes([prefix]) + u(code) if prefix else bytes([code])

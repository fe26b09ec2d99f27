# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Modules of the rules that are too long to write by hand."""
import random

RESULTS, CALLS = 250, 48  # of 8 bytes: a frame of 96 KB, beyond a guard page and the slack below it


def write_modules(folder):
    """Gives name -> path."""
    modules = {"rule_03_recursion_large_frames": large_frames(), "rule_04_integers_constants": integer_constants(),
               "rule_12_instances_large_data": large_data(), "rule_17_limits_large_data": large_data(), "rule_16_stopping_paths": counted_paths()}
    paths = {}
    for name, text in modules.items():
        paths[name] = folder / f"{name}.wat"
        if not paths[name].exists() or paths[name].read_text() != text:
            paths[name].write_text(text)
    return paths


def large_frames():
    """A function that calls another one CALLS times for many results each, which only its frame can hold, and then
    itself. (As many locals would do, but compilers take minutes over them.)"""
    results = " ".join(f"(i64.add (local.get 0) (i64.const {i}))" for i in range(RESULTS))
    calls = "".join(
        f"(call $results (i64.load offset={8 * i} (i32.const 0))) {'(drop) ' * (RESULTS - 2)}"
        f"(local.set {2 * i + 1}) (local.set {2 * i + 2})\n" for i in range(CALLS))
    stores = "".join(
        f"(i64.store offset={8 * i} (i32.const 0) (i64.add (local.get {2 * i + 1}) (local.get {2 * i + 2})))\n"
        for i in range(CALLS))
    return f"""(module
  (memory 1)
  (global $calls (export "calls") (mut i32) (i32.const 0))
  (func $results (param i64) (result {"i64 " * RESULTS}) {results})
  (func $f (export "recurse") (param i32) (result i32) (local {"i64 " * (2 * CALLS)})
    (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
    {calls}
    (local.set 0 (call $f (i32.add (local.get 0) (i32.const 1))))
    {stores}
    (local.get 0)))
"""


DATA_PLACE, DATA_BYTES = 1000, 600_000  # more than is copied; the same are in rule_12_instances.cpp


def large_data():
    """A segment that is mapped into memory, whose byte k is k % 251, a small one over it, and a start that writes there."""
    data = "".join(f"\\{k % 251:02x}" for k in range(DATA_BYTES))
    return f"""(module
  (memory (export "memory") 10 20)
  (data (i32.const {DATA_PLACE}) "{data}")
  (data (i32.const 8192) "over")
  (start $start)
  (func $start (i32.store8 (i32.const 300000) (i32.const 255)))
  (func (export "store") (param i32 i32) (i32.store8 (local.get 0) (local.get 1)))
  (func (export "load") (param i32) (result i32) (i32.load8_u (local.get 0))))
"""


# Rule 4 --------------------------------------------------------------------------------------------------------------

ARITHMETIC = ["add", "sub", "mul", "div_s", "div_u", "rem_s", "rem_u", "shl", "shr_s", "shr_u", "rotl", "rotr"]
COMPARISONS = ["lt_s", "lt_u", "gt_s", "gt_u", "le_s", "le_u", "ge_s", "ge_u"]


def edges(bits):
    """The same list, in the same order, is in rule_04_integers.cpp."""
    return [0, 1, -1, -(1 << (bits - 1)), (1 << (bits - 1)) - 1, bits, bits + 1]


def integer_constants():
    """For each operation of both widths the exports
        "i32.add left"   (which, x)  -> edge + x
        "i32.add right"  (which, x)  -> x + edge
    and for arithmetic "i32.add both" (which) -> edge + edge, where `which` counts all pairs."""
    functions = []
    for bits in (32, 64):
        constants = [f"(i{bits}.const {edge})" for edge in edges(bits)]
        for operation in ARITHMETIC + COMPARISONS:
            op = f"i{bits}.{operation}"
            result = "i32" if operation in COMPARISONS else f"i{bits}"
            variable = ("(local.get 1)", f"(param i32 i{bits})")
            functions.append(chosen(f"{op} left", variable[1], result, [f"({op} {c} {variable[0]})" for c in constants]))
            functions.append(chosen(f"{op} right", variable[1], result, [f"({op} {variable[0]} {c})" for c in constants]))
            if operation in ARITHMETIC:
                pairs = [f"({op} {a} {b})" for a in constants for b in constants]
                functions.append(chosen(f"{op} both", "(param i32)", result, pairs))
    return "(module\n" + "\n".join(functions) + ")\n"


def chosen(name, parameters, result, expressions):
    """A function that gives the expression that its first parameter tells."""
    depth = len(expressions)
    table = " ".join(str(i) for i in range(depth))
    body = f"(br_table {table} {depth - 1} (local.get 0))"
    for expression in expressions:
        body = f"(block {body}) (return {expression})"
    return f'(func (export "{name}") {parameters} (result {result}) {body} (unreachable))'


# Rule 16 -------------------------------------------------------------------------------------------------------------

DELIMITERS = {"block", "loop", "else", "end", "try", "catch_all"}  # which cost no fuel
PATHS = 80


def counted_paths():
    """Functions f0, f1, …: i32 -> i32, whose argument's bits say which way they go, and c0, c1, …: the same, but that each
    instruction that costs fuel adds one to `counted` before."""
    functions = []
    for i in range(PATHS):
        code = [*statements(random.Random(i), 4, 0), "local.get 2"]
        functions.append(path(f"f{i}", code))
        functions.append(path(f"c{i}", [counting(op) for op in code]))
    return (";; translated with --fuel\n(module (tag $oops) (global $counted (export \"counted\") (mut i32) (i32.const 0))\n" +
            "\n".join(functions) + ")\n")


def path(name, code):
    return f'(func (export "{name}") (param i32) (result i32) (local i32 i32) {" ".join(code)})'


def counting(op):
    count = "" if op.split()[0] in DELIMITERS else "global.get $counted i32.const 1 i32.add global.set $counted "
    return count + op


def statements(rng, depth, labels):
    """Some, which leave the stack as it was. What follows a branch is not reachable, and is there all the same."""
    return [op for _ in range(rng.randint(0, 3) if depth else 1) for op in statement(rng, depth, labels)]


def statement(rng, depth, labels):
    bit = ["local.get 0", f"i32.const {rng.randint(0, 5)}", "i32.shr_u", "i32.const 1", "i32.and"]
    body = lambda: statements(rng, depth - 1, labels + 1)
    kinds = ["add", "return"] + ["br", "br_if", "br_if", "br_table"] * (labels > 0) + ["block", "block", "if", "if_else", "loop", "try"] * (depth > 0)
    kind = rng.choice(kinds)
    if kind == "add":
        return ["local.get 2", f"i32.const {rng.randint(1, 9)}", "i32.add", "local.set 2"]
    if kind == "return":
        return ["local.get 2", "return"]
    if kind == "br":
        return [f"br {rng.randrange(labels)}"]
    if kind == "br_if":
        return [*bit, f"br_if {rng.randrange(labels)}"]
    if kind == "br_table":
        return ["local.get 0", "i32.const 3", "i32.and", "br_table " + " ".join(str(rng.randrange(labels)) for _ in range(3))]
    if kind == "block":
        return ["block", *body(), "end"]
    if kind == "if":
        return [*bit, "if", *body(), "end"]
    if kind == "if_else":
        return [*bit, "if", *body(), "else", *body(), "end"]
    if kind == "loop":  # not for ever
        often = ["local.get 1", "i32.const 1", "i32.add", "local.tee 1", "i32.const 9", "i32.gt_u"]
        return ["loop", *often, "if", "local.get 2", "return", "end", *body(), "end"]
    thrown = [[], ["throw $oops"], [*bit, "if", "throw $oops", "end"]]
    return ["try", *body(), *rng.choice(thrown), *body(), "catch_all", *body(), "end"]

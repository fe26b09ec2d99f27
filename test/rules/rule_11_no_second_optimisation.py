# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rule 11: guest functions are not inlined into each other, live loads are not forced, no flag or barrier stands in
the way of vectorisation, and a trap is no way to a handler of exceptions. Looks at the emitted text, the flags, and (on
x86-64) the machine code of the compiled module.
"""
import platform
import re
import shutil
import subprocess

MODULE = "rule_11_no_second_optimisation"
FUNCTIONS = ["tiny_leaf", "tiny_middle", "tiny_setter", "tiny_getter", "calls", "scale", "combine", "straight", "only_traps"]
CALLS = [("calls", "tiny_setter"), ("calls", "tiny_middle"), ("calls", "tiny_getter"), ("tiny_middle", "tiny_leaf")]
COSTLY = ["-frounding-math", "-fsignaling-nans", "-fno-tree-vectorize", "-fno-vectorize", "-fwrapv", "-ffloat-store",
          "-fno-strict-aliasing", "-fno-optimize-sibling-calls", "-fno-inline", "-O0"]


def claims(program):
    text = (program.emitted / f"{MODULE}.cpp").read_text()
    flags = program.tools.flags_of_emitted_code()
    yield "no_flag_costs_speed", ", ".join(sorted(set(flags) & set(COSTLY)))
    yield "live_loads_are_not_forced", "drop_load or asm is written" if re.search(r"drop_load|\basm\b", text) else ""
    yield "the_memory_is_a_parameter_and_is_not_read_again", rereads(text)
    if not shutil.which("objdump"):
        return
    code = disassemble(program)
    absent = [name for name in FUNCTIONS if name not in code]
    yield "guest_functions_stay_functions", f"not in the object: {', '.join(absent)}" if absent else ""
    if absent or platform.machine() != "x86_64":
        return
    inlined = [f"{callee} into {caller}" for caller, callee in CALLS if not calls(code[caller], callee)]
    yield "guest_functions_are_not_inlined", ", ".join(inlined)
    if program.tools.opt != "O0":
        yield "traps_lead_to_no_handler", "there is one" if "__cxa_begin_catch" in code["only_traps"] else ""
    if program.tools.opt != "O0" and program.tools.bounds == "guard" and vectorises(program.tools):
        plain = [name for name, packed in [("scale", r"\bv?mulpd\b"), ("combine", r"\bv?paddd\b")]
                 if not re.search(packed, code[name])]
        yield "loops_become_vectors", f"no packed instruction in {', '.join(plain)}" if plain else ""
        yield "four_loads_are_four_instructions", too_many_reads(code["straight"])


def vectorises(tools):
    """g++ 12 sees no vector where an index may wrap, and clang++ does at -O2 already."""
    return "clang" in tools.cxx


def rereads(text):
    """In these functions, which call nothing, nothing but the parameter m and a global may be read of the instance."""
    found = []
    for name in ("scale", "combine", "straight"):
        body = re.search(rf"^WASM2CPP_GUEST static \w+ {name}\(state\* self, mem32 m\b[^)]*\) {{\n(.*?)^}}", text, re.M | re.S)
        if not body:
            return f"{name} is not found with `mem32 m` as a parameter"
        found += [f"{name}: {use}" for use in re.findall(r"self->\w+|memory_of|memory_space", body[1]) if use != "self->g"]
    return ", ".join(found)


def too_many_reads(code):
    """$straight reads [p + 4], [p + 12] and, if the compiler does not know better, [p] and [p + 8]; never its base."""
    reads = re.findall(r"^\s*[0-9a-f]+:\s+mov\s+[^,]*\(%r\w+(?:,%r\w+(?:,\d)?)?\),%\w+", code, re.M)
    return f"{len(reads)} loads:\n" + "\n".join(reads) if len(reads) > 4 else ""


def disassemble(program):
    """The code of each guest function of the module, by its name."""
    command = ["objdump", "-d", "-r", "-C", "--no-show-raw-insn", str(program.guest_object)]
    text = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    parts = re.split(rf"^[0-9a-f]+ <(.*)>:\n", text, flags=re.M)
    code = {}
    for name, body in zip(parts[1::2], parts[2::2]):
        found = re.match(rf"{MODULE}::code::(\w+)\(", name)
        if found:
            code[found[1]] = code.get(found[1], "") + body  # and what is cold of it
    return code


def calls(code, callee):
    return re.search(rf"\b(call|jmp)q?\b.*\b{callee}\(|R_X86_64_P\w+32\s+{MODULE}::code::{callee}\(", code) is not None

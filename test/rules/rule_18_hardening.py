# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rule 18, of what compilers and linkers make: nothing is writable and executable, what is constant in a module is read-only,
and code that masks its indices (-DWASM2CPP_MASK_INDICES) does, and is right.
"""
import platform
import re
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODULE = "rule_18_hardening"
WRITABLE = {"types", "registered"}  # of a module: filled once, before its first instance
SEEN = {"types", "registered", "table_1", "data_0", "name_list_0", "type_list", "module_"}


def claims(program):
    yield "no_segment_is_writable_and_executable", writable_and_executable(segments_of(program.path))
    yield "a_modules_constants_are_read_only", writable_constants(program.guest_object)
    yield "guest_code_is_in_a_section_of_its_own", misplaced_functions(program.guest_object)
    yield "security_md_names_tests_that_are_there", unknown_tests(HERE.parent.parent / "SECURITY.md")
    if program.tools.opt == "O0":
        return
    host, complaint = build_masked(program)
    yield "masked_code_builds", complaint[-1500:]
    if not complaint:
        yield "masked_code_is_right", complaint_of_run(host)
        if platform.machine() == "x86_64":
            yield "masked_code_masks", missing_masks(program, host.with_name("guest.o"))


def output_of(*command):
    return subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, text=True, check=True).stdout


def segments_of(program):
    """(type, flags) of each, such as ("LOAD", "R E")."""
    pattern = r"^ +([A-Z_]+) +(?:0x[0-9a-f]+ +){5}([RWE ]{3})"
    return re.findall(pattern, output_of("readelf", "-lW", program), re.MULTILINE)


def writable_and_executable(segments):
    kinds = [kind for kind, _ in segments]
    if "LOAD" not in kinds or "GNU_STACK" not in kinds or "GNU_RELRO" not in kinds:
        return f"not all segments are there: {kinds}"
    return " ".join(f"{kind} {flags}" for kind, flags in segments if "W" in flags and "E" in flags)


def symbols_of(guest_object):
    """(name, section) of what is in the module's namespace."""
    pattern = rf"^[0-9a-f]+ .{{7}} (\S+)\t[0-9a-f]+ +(?:\.hidden )?{MODULE}::code::(\w+)"
    return [(name, section) for section, name in
            re.findall(pattern, output_of("objdump", "-tC", guest_object), re.MULTILINE)]


def writable_constants(guest_object):
    symbols = symbols_of(guest_object)
    missing = SEEN - {name for name, _ in symbols}
    if missing:
        return f"not found: {missing}"
    return " ".join(f"{name} is in {section}" for name, section in symbols
                    if name not in WRITABLE and section.startswith((".data", ".bss")) and ".data.rel.ro" not in section)


def misplaced_functions(guest_object):
    sections = {name.rstrip("_"): section for name, section in symbols_of(guest_object)}
    return " ".join(f"{name} is in {sections.get(name)}" for name in ("one", "two", "call", "load", "fill")
                    if sections.get(name) != "wasm2cpp_guest")


def unknown_tests(page):
    """Names of rules and of their claims; and there must be many."""
    files = list(HERE.glob("rule_*"))
    there = {path.stem for path in files}
    there.update(name for path in files if path.suffix == ".cpp" for name in re.findall(r"^CLAIM\((\w+)\)", path.read_text(), re.M))
    named = set(re.findall(r"`((?:rule_\d\d|[a-z]+_[a-z]+_[a-z]+)_[a-z_0-9]+)`", page.read_text()))
    return "it names hardly any" if len(named) < 20 else " ".join(sorted(named - there))


def build_masked(program):
    """The claims of this rule, with a module that masks."""
    folder = program.build / "masked"
    folder.mkdir(exist_ok=True)
    objects = [folder / "guest.o", folder / "host.o"]
    headers = [program.emitted / f"{MODULE}.hpp"]
    sources = [program.emitted / f"{MODULE}.cpp", folder / "host.cpp"]
    sources[1].write_text(f'#include "{HERE}/claims.cpp"\n#include "{HERE}/{MODULE}.cpp"\n')
    depends = [HERE / "claims.cpp", HERE / "claims.hpp", HERE / f"{MODULE}.cpp", *headers]
    flags = [[f"-I{program.emitted}", f"-I{HERE}", "-DWASM2CPP_MASK_INDICES"], [f"-I{program.emitted}", f"-I{HERE}", "-O0"]]
    for source, target, more in zip(sources, objects, flags):
        complaint = program.tools.compile(source, target, more, depends)
        if complaint:
            return None, complaint
    return folder / "claims", program.tools.link(objects, folder / "claims")


def complaint_of_run(host):
    done = subprocess.run([str(host), MODULE], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120)
    return done.stdout if done.returncode or not re.search(r"[1-9]\d* passed, 0 failed\n$", done.stdout) else ""


def missing_masks(program, guest_object):
    """In an indirect call, and in checked mode a load, a mask is made of a comparison's flags."""
    code = output_of("objdump", "-dC", "--no-show-raw-insn", guest_object)
    wanted = ["call", *(["load"] if program.tools.bounds == "checked" else [])]
    complaints = []
    for name in wanted:
        body = re.search(rf"<{MODULE}::code::{name}_?\([^\n]*>:\n(.*?)\n\n", code, re.DOTALL)
        if not body or "sbb" not in body[1]:
            complaints.append(f"no mask in {name}: {body[1] if body else 'not found'}")
    return "\n".join(complaints)

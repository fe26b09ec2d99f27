# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rule 14: emitted code and the runtime's headers refuse, by an #error, flags that would break them and can be seen, and
emitted code refuses to be compiled without the flags that it needs. Others do no harm.
"""
import platform
import subprocess

MODULE = "rule_14_hostile_flags"

# Flags that break floating point, with the macro by which a compiler shows it. (clang++ 14 shows the last three not.)
PARTS = {
    "-ffinite-math-only": "__FINITE_MATH_ONLY__ 1",
    "-freciprocal-math": "__RECIPROCAL_MATH__",
    "-funsafe-math-optimizations": "__ASSOCIATIVE_MATH__",
    "-fno-signed-zeros": "__NO_SIGNED_ZEROS__",
}
HARMLESS = ["-fwrapv", "-fno-strict-aliasing", "-funsigned-char", "-fshort-enums", "-fvisibility=hidden", "-fPIC", "-g",
            "-fno-exceptions", "-fno-rtti", "-fno-math-errno"]


def claims(program):
    if program.tools.bounds == "checked" or program.tools.opt == "O0":
        return  # they do not depend on it
    tools, emitted = program.tools, program.emitted / f"{MODULE}.cpp"
    yield "without_hostile_flags_it_compiles", complaints(tools, emitted)[-500:]
    for flag in ("-ffast-math", "-Ofast"):
        yield f"emitted_code_refuses {flag}", must_refuse(tools, emitted, [flag], "-ffast-math")
    header = source(program, "header", "#include <wasm2cpp/config.hpp>\n")
    yield "the_runtime_compiles", complaints(tools, header)[-500:]
    for flag in ["-ffast-math", *visible_parts(tools)]:
        yield f"the_runtime_refuses {flag}", must_refuse(tools, header, [flag], "wasm2cpp")
    if platform.machine() == "x86_64" and "g++" in tools.cxx and "clang" not in tools.cxx:
        yield "the_runtime_refuses -mfpmath=387", must_refuse(tools, header, ["-mfpmath=387"], "wasm2cpp")
    yield "emitted_code_refuses_to_do_without_its_flags", must_refuse_without_flags(tools, emitted)
    yield "harmless_flags_do_no_harm", complaints(tools, emitted, HARMLESS)[-500:]
    yield "emitted_code_refuses_another_version_of_the_runtime", refusal_of_another_version(program, emitted)


def source(program, name, text):
    path = program.build / f"{MODULE}_{name}.cpp"
    path.write_text(text)
    return path


def complaints(tools, path, more=(), flags=None):
    """What the compiler says, up to the first error."""
    flags = tools.flags if flags is None else flags
    command = [tools.cxx, *flags, *more, f"-I{path.parent}", "-w", "-Wfatal-errors", "-fsyntax-only", str(path)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.stdout or f"exit status {done.returncode}" if done.returncode else ""


def must_refuse(tools, path, more, word):
    said = complaints(tools, path, more)
    if "error" not in said:
        return "it compiles"
    return "" if word in said else f"it is refused for another reason:\n{said[-500:]}"


def must_refuse_without_flags(tools, path):
    needed = set(tools.flags_of_emitted_code())
    said = complaints(tools, path, flags=[flag for flag in tools.flags if flag not in needed])
    return "" if "wasm2cpp flags" in said else f"it does not name them: {said[-500:] or 'it compiles'}"


def visible_parts(tools):
    """The flags of PARTS that this compiler shows by its macro."""
    seen = []
    for flag, macro in PARTS.items():
        command = [tools.cxx, "-O2", flag, "-dM", "-E", "-x", "c++", "/dev/null"]
        if macro in subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout:
            seen.append(flag)
    return seen


def refusal_of_another_version(program, emitted):
    header = (program.emitted / f"{MODULE}.hpp").read_text()
    older = header.replace("WASM2CPP_VERSION != ", "WASM2CPP_VERSION != 9")
    if older == header:
        return "the header compares no version"
    return must_refuse(program.tools, source(program, "other_version", older), [], "needs the runtime of that version")

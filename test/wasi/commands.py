# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Makes one program of WASI commands, the WASI host and driver/, and runs commands in it.

    driver = build_commands(tools, {"lseek": Path("lseek.wasm")}, build, jobs=2)
    ended = run_command(driver, "lseek", Configuration(argv=["lseek"]), build / "lseek", seconds=60)
    ended.status, ended.stdout, ended.stderr

The modules are compiled in groups, since parsing the headers costs more than compiling a small module; a large one is cut into
shards. What a module imports apart from WASI is defined too: `bench.start` and `bench.end` do nothing, the rest ends the
command when it is called (real modules carry imports that they never call).
"""
import json
import re
import resource
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from toolchain import ROOT, must_run, wasi_library

DRIVER = Path(__file__).resolve().parent / "driver"
RUNTIME = ROOT / "runtime"
GROUP_BYTES = 2_000_000   # of emitted code that are compiled together
SHARD_BYTES = 1_000_000   # of a module, for each of its shards
WASI_MODULES = ("wasi_snapshot_preview1", "wasi_unstable")
SPELLING = {"i32": "std::uint32_t", "i64": "std::uint64_t", "f32": "float", "f64": "double"}


class BuildFailure(Exception):
    """Why there is no program."""


@dataclass
class Configuration:
    """What a command is to see: see driver.cpp."""
    argv: list
    env: dict = field(default_factory=dict)
    preopens: list = field(default_factory=list)  # [guest, host] pairs
    resolver: str = ""


@dataclass
class Ended:
    status: int
    stdout: bytes
    stderr: bytes


def build_commands(tools, modules, build, jobs, host=None, main=DRIVER / "driver.cpp"):
    """Translates, compiles and links the modules, given by the name that they are run by; gives the program. The object of
    `main` is kept in the folder `host`, for several programs. The WASI host is the library that CMake has built, as users
    link it, but for other flags than the usual: for those its objects are made, and kept, too."""
    build.mkdir(parents=True, exist_ok=True)
    namespaces = {name: "command_" + re.sub(r"\W", "_", name) for name in modules}
    emitted = translate_all(tools, modules, namespaces, build, jobs)
    table = build / "programs.cpp"
    write_if_changed(table, program_table(namespaces, other_imports(tools, modules.values())))
    headers = sorted([*DRIVER.glob("*.hpp"), *RUNTIME.rglob("*.hpp"), *RUNTIME.rglob("*.def")])
    own = {table: headers, **grouped(emitted, build)}
    is_usual = tools.opt == "O1" and not tools.more_flags
    library = wasi_library() if is_usual else None
    kept = {source: headers for source in [main, *([] if library else sorted((RUNTIME / "wasi").glob("*.cpp")))]}
    work = [(source, depends, build) for source, depends in own.items()]
    work += [(source, depends, host or build / "host") for source, depends in kept.items()]
    with ThreadPoolExecutor(jobs) as pool:
        objects = list(pool.map(lambda each: compiled(tools, *each), work))
    program = build / "driver"
    complaint = tools.link([*objects, *([library] if library else [])], program)
    if complaint:
        raise BuildFailure(f"does not link:\n{complaint[:2000]}")
    return program


def translate_all(tools, modules, namespaces, build, jobs):
    """Lists of the emitted .cpp files, one for each module."""
    commands, emitted = [], []
    for name, module in modules.items():
        stem = build / namespaces[name]
        shards = module.stat().st_size // SHARD_BYTES
        commands.append(["translate", str(module), "-o", f"{stem}.cpp", "--name", namespaces[name]])
        if shards:
            commands[-1] += ["--shards", str(shards)]
        emitted.append([Path(f"{stem}{shard}.cpp") for shard in ["", *(f".{i + 1}" for i in range(shards))]])
    for command, (status, message) in zip(commands, tools.run_all(commands, jobs)):
        if status != 0:
            raise BuildFailure(f"{command[1]}: the translator ended with exit status {status}: {message}")
    return emitted


def grouped(emitted, build):
    """Sources that include small modules' code, and the shards of large ones, each with the files that it depends on."""
    sources, group, size = {}, [], 0

    def close_group():
        if group:
            source = build / f"group_{group[0].stem}_{len(group)}.cpp"
            write_if_changed(source, "".join(f'#include "{path.name}"\n' for path in group))
            sources[source] = [path.with_suffix(suffix) for path in group for suffix in (".cpp", ".hpp")]
            group.clear()

    for files in emitted:
        if len(files) > 1:
            header = files[0].with_suffix(".hpp")
            sources |= {path: [header] for path in files}
            continue
        if size + files[0].stat().st_size > GROUP_BYTES:
            close_group()
            size = 0
        group.append(files[0])
        size += files[0].stat().st_size
    close_group()
    return sources


def compiled(tools, source, depends, folder):
    target = folder / f"{source.stem}.o"
    includes = [f"-I{DRIVER}", f"-I{RUNTIME / 'include'}"]
    complaint = tools.compile(source, target, includes, depends)
    if complaint:
        raise BuildFailure(f"{source.name} does not compile:\n{complaint[:2000]}")
    return target


def program_table(namespaces, others):
    declarations = "".join(f"namespace {each} {{\nconst wasm2cpp::module_description& description() noexcept;\n}}\n"
                           for each in namespaces.values())
    rows = "".join(f'    {{"{name}", &{namespace}::description}},\n' for name, namespace in namespaces.items())
    return f"""#include "programs.hpp"
#include <stdexcept>
{declarations}
namespace commands {{
const Program programs[] = {{
{rows}    {{nullptr, nullptr}},
}};
void define_others([[maybe_unused]] wasm2cpp::linker& linker) {{
{"".join(definition(*each) for each in others)}}}
}}
"""


def other_imports(tools, modules):
    """(module, name, type) of each imported function that is not WASI's, once."""
    known = set(re.findall(r"^WASI_FUNCTION\((\w+)\)", (RUNTIME / "wasi" / "functions.def").read_text(), re.M))
    found = {}
    for module in modules:
        described = json.loads(must_run([str(tools.translator), "inspect", "--json", str(module)]))
        for each in described["imports"]:
            if each["kind"] == "func" and not (each["module"] in WASI_MODULES and each["name"] in known):
                found[each["module"], each["name"]] = each["type"]
    return [(*key, wasm_type) for key, wasm_type in sorted(found.items())]


def definition(module, name, wasm_type):
    parameters, results = (side.strip("() ").split() for side in wasm_type.split("->"))
    if any(value not in SPELLING for value in parameters + results) or len(results) > 1:
        raise BuildFailure(f"no host function of type {wasm_type} for {module}.{name}")
    result = SPELLING[results[0]] if results else "void"
    types = ", ".join(SPELLING[value] for value in parameters)
    body = "" if module == "bench" else f'throw std::runtime_error("called the import {module}.{name}");'
    return f'  linker.define<{result}({types})>("{module}", "{name}", []({types}) -> {result} {{ {body} }});\n'


def write_if_changed(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def allow_deep_stack():
    """Interpreters recurse deep, and frames are large without optimisation."""
    _, most = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = 512 << 20
    resource.setrlimit(resource.RLIMIT_STACK, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def run_command(driver, name, configuration, folder, seconds, stdin=subprocess.DEVNULL):
    """Gives how the command ended; TimeoutExpired after `seconds`."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "configuration.json"
    file.write_text(json.dumps(configuration.__dict__))
    done = subprocess.run([str(driver), name, str(file)], stdin=stdin, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=seconds, preexec_fn=allow_deep_stack)
    return Ended(done.returncode, done.stdout, done.stderr)

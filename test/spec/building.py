# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles the emitted code of thousands of modules into one driver program, quickly.

Parsing the runtime's headers costs more than compiling a typical module of the suite, so modules are compiled in
groups: one source that includes the emitted .cpp of many (each module has a namespace of its own) and ends with a
table of their descriptions, which the driver looks up by name. A large module makes a group alone.

Code that does not compile must not hide the rest: modules that the compiler complains about (warnings too) are taken
out, reported, and the group is compiled without them.
"""
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

GROUPS = 12        # about so many for the whole suite
FEWEST_BYTES = 100_000  # of emitted code that make a group worth its headers
DRIVER = Path(__file__).resolve().parent / "driver"
# The driver is no emitted code: it is compiled the same way whatever is tested.
DRIVER_FLAGS = ["-O1"]


@dataclass
class Group:
    symbols: list
    size: int
    faults: dict = field(default_factory=dict)  # symbol -> the compiler's complaint

    @property
    def name(self):
        return f"{self.symbols[0]}_{len(self.symbols)}"


@dataclass
class Program:
    path: Path
    faults: dict  # symbol -> why the module is not in it


def build_driver(tools, code, symbols, jobs, build, driver=None, groups=GROUPS):
    """Compiles the modules `symbols`, whose emitted files are in the folder `code`, and the driver; links. Another driver
    than this suite's is given as (toolchain, folder of its objects, sources), and has this one's registry."""
    build.mkdir(parents=True, exist_ok=True)
    groups = sorted(grouped(code, symbols, groups), key=lambda group: -group.size)
    driver_tools, driver_build, sources = driver or (tools, build, sorted(DRIVER.glob("*.cpp")))
    with ThreadPoolExecutor(jobs) as pool:
        own = [pool.submit(compile_driver, driver_tools, source, driver_build) for source in sources]
        objects = list(pool.map(lambda group: compile_group(tools, code, group, build), groups))
        objects = [path for path in objects if path] + [job.result() for job in own]
    program = build / "driver"
    complaint = tools.link(objects, program)
    if complaint:
        raise SystemExit(f"the driver does not link:\n{complaint}")
    return Program(program, {symbol: why for group in groups for symbol, why in group.faults.items()})


def grouped(code, symbols, count):
    sizes = [(code / f"{s}.cpp").stat().st_size + (code / f"{s}.hpp").stat().st_size for s in symbols]
    enough = max(sum(sizes) // count, FEWEST_BYTES)
    groups = []
    for symbol, size in zip(symbols, sizes):
        if not groups or groups[-1].size + size > enough:
            groups.append(Group([], 0))
        groups[-1].symbols.append(symbol)
        groups[-1].size += size
    return groups


def compile_driver(tools, source, build):
    target = build / f"{source.stem}.o"
    headers = sorted({*DRIVER.glob("*.hpp"), *source.parent.glob("*.hpp")})
    complaint = tools.compile(source, target, [*DRIVER_FLAGS, f"-I{DRIVER}"], headers)
    if complaint:
        raise SystemExit(f"the driver does not compile:\n{complaint}")
    return target


def compile_group(tools, code, group, build):
    """The group's object, without the modules that do not compile; None if none does."""
    name, members = group.name, list(group.symbols)
    while members:
        source, target = build / f"{name}.cpp", build / f"{name}.o"
        source.write_text(group_source(members))
        emitted = [code / f"{symbol}{suffix}" for symbol in members for suffix in (".hpp", ".cpp")]
        complaint = tools.compile(source, target, [f"-I{code}", f"-I{DRIVER}"], [*emitted, DRIVER / "registry.hpp"])
        if not complaint:
            return target
        blamed = blame(complaint, members) or blame_each(tools, code, members, build)
        if not blamed:
            raise SystemExit(f"a group of modules does not compile, though each does alone:\n{complaint}")
        group.faults.update(blamed)
        members = [symbol for symbol in members if symbol not in blamed]
    return None


def group_source(symbols):
    includes = "".join(f'#include "{symbol}.cpp"\n' for symbol in symbols)
    entries = "".join(f'    {{"{symbol}", &{symbol}::description}},\n' for symbol in symbols)
    return f"""#include "registry.hpp"
{includes}
namespace {{
const spec::Registration registrations[] = {{
{entries}}};
}}
"""


def blame(complaint, symbols):
    """The modules in whose files the compiler reports something, with its first line about each."""
    found = {}
    for line in complaint.splitlines():
        match = re.match(r"\S*?(m_[0-9a-f]{12})\.[hc]pp:\d+:\d+: (?:fatal )?(?:error|warning): (.*)", line)
        if match and match.group(1) in symbols:
            found.setdefault(match.group(1), "the emitted code does not compile: " + match.group(2))
    return found


def blame_each(tools, code, symbols, build):
    """Compiles each module alone, for complaints that name only the runtime's headers."""
    found = {}
    for symbol in symbols:
        complaint = tools.compile(code / f"{symbol}.cpp", build / "alone.o", [f"-I{code}"], [code / f"{symbol}.hpp"])
        if complaint:
            lines = [line for line in complaint.splitlines() if re.search(r"error|warning", line)] or [complaint[:200]]
            found[symbol] = "the emitted code does not compile: " + lines[0]
    return found

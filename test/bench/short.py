# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""All modules in one program, for the short mode: `PROGRAM NAME ARGUMENTS…` runs the command NAME.

`wasm2cpp build` reads the library's headers for each program anew, which for two compilers and 23 small modules is most of
five minutes. Here a few files include all modules, and the WASI host is the one that CMake has built. Flags are those that
are measured; what a program prints must be equal, however it was linked.
"""
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from builds import BUILD, OPTIMIZATION, ROOT, CannotBuild, Translated, first_error
from toolchain import Toolchain, wasi_library

# Other suites compile emitted code with all warnings; over many modules at -O3, g++ 12 invents some (its bug 105651).
FLAGS = [f"-I{ROOT / 'runtime' / 'include'}", "-w"]


def namespace_of(program):
    return "guest_" + re.sub(r"\W", "_", program.name)


class Together(Translated):
    """Ours, all programs at once."""
    has_layouts = False

    def __init__(self, workshop, cxx, bounds):
        super().__init__(workshop, cxx, bounds)
        self.program, self.why_not = None, ""

    @property
    def folder(self):
        return BUILD / "bench" / "short" / self.name.replace(" ", "-")

    def build(self, programs, jobs):
        """Makes the program, or throws CannotBuild."""
        tools = Toolchain(self.cxx, OPTIMIZATION[1:], self.bounds)
        self.folder.mkdir(parents=True, exist_ok=True)
        self._translate(tools, programs, jobs)
        with ThreadPoolExecutor(jobs) as pool:
            objects = list(pool.map(lambda source: self._compile(tools, *source), self._sources(programs, jobs)))
        target = self.folder / "all"
        host = wasi_library()
        if host is None:
            raise CannotBuild("CMake has not built the WASI host")
        complaint = tools.link([*objects, host], target)
        if complaint:
            raise CannotBuild(f"does not link: {first_error(complaint)}")
        self.program = target

    def make(self, program, arguments, layout):
        if not self.program:
            raise CannotBuild(self.why_not)
        return [self.program, program.name, *arguments]

    def _emitted(self, program):
        return self.folder / f"{namespace_of(program)}.cpp"

    def _translate(self, tools, programs, jobs):
        commands = [["translate", str(self.workshop.module(program)), "-o", str(self._emitted(program)), "--name",
                     namespace_of(program)] for program in programs]
        for program, (status, message) in zip(programs, tools.run_all(commands, jobs)):
            if status != 0:
                raise CannotBuild(f"{program.name}: the translator ended with exit status {status}: {message}")

    def _sources(self, programs, jobs):
        """Files, each with what it includes: one with main, and as many of the rest as there are jobs."""
        main = self.folder / "main.cpp"
        main.write_text(main_text(programs))
        by_size = sorted(programs, key=lambda program: -self._emitted(program).stat().st_size)
        sources = [(main, [])]
        for job in range(jobs):
            group = by_size[job::jobs]
            source = self.folder / f"group_{job}.cpp"
            source.write_text("".join(f'#include "{self._emitted(program).name}"\n' for program in group))
            depends = [self._emitted(program).with_suffix(suffix) for program in group for suffix in (".cpp", ".hpp")]
            sources.append((source, depends))
        return sources

    def _compile(self, tools, source, depends):
        target = source.with_suffix(".o")
        complaint = tools.compile(source, target, FLAGS, depends)
        if complaint:
            raise CannotBuild(f"{source.name} does not compile: {first_error(complaint)}")
        return target


def main_text(programs):
    declarations = "".join(f"namespace {namespace_of(each)} {{\nconst wasm2cpp::module_description& description() noexcept;\n}}\n"
                           for each in programs)
    choices = "".join(f'  if (name == "{each.name}") return run({namespace_of(each)}::description(), argc - 1, argv + 1);\n'
                      for each in programs)
    return f"""#include <string_view>
#include <wasm2cpp/command.hpp>
{declarations}
static int run(const wasm2cpp::module_description& module, int argc, char** argv) {{
  wasm2cpp::command command(module);
  return command.run(argc, argv);
}}

int main(int argc, char** argv) {{
  const std::string_view name = argc > 1 ? argv[1] : "";
{choices}  return 2;
}}
"""

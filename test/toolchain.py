# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What the test runners (spec, programs, bounds) share: the translator's executable, and compilers.

    tools = Toolchain("clang++", "O1", "guard")
    tools.run_all([["validate", "a.wasm"], ["validate", "b.wasm"]], jobs=2)   # -> [(0, ""), (1, "a.wasm:0x8: ...")]
    tools.compile(source, object_file)                                        # does nothing if nothing changed

The translator is `$WASM2CPP`, or is built with CMake in build/ first. A suite has thousands of modules, and starting
a process from Python costs more than translating most of them: `run_all` writes one shell script per job instead.
An object is compiled again only when its key, a hash of the command and of everything that it reads, has changed.
"""
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = Path(os.environ.get("WASM2CPP_TEST_BUILD", ROOT / "build" / "test"))
WARNINGS = ["-Wall", "-Wextra", "-Werror"]
MODULE_SECONDS = 20  # of CPU, for the translator on one module
COLLECTOR = ["-Wl,--push-state,--as-needed", "-lgc", "-Wl,--pop-state"]  # for modules that use garbage collection
MARK = "\x1e"        # separates the records of a batch's output


def find_translator():
    """The translator to test: $WASM2CPP, else the one that CMake builds from this tree."""
    if os.environ.get("WASM2CPP"):
        return Path(os.environ["WASM2CPP"]).resolve()
    build = ROOT / "build"
    if not (build / "CMakeCache.txt").exists():
        must_run(["cmake", "-S", str(ROOT), "-B", str(build), "-DCMAKE_BUILD_TYPE=Release"])
    must_run(["cmake", "--build", str(build), "--target", "wasm2cpp", "--parallel", str(os.cpu_count())])
    found = [path for path in build.rglob("wasm2cpp") if path.is_file() and os.access(path, os.X_OK)]
    if not found:
        sys.exit(f"the build in {build} made no executable wasm2cpp")
    return found[0]


def wasi_library():
    """The WASI host that CMake has built, beside the translator; None if it has not."""
    build = Path(os.environ["WASM2CPP"]).resolve().parent if os.environ.get("WASM2CPP") else ROOT / "build"
    return next(iter(sorted(build.rglob("libwasm2cpp_wasi.a"))), None)


def keep_copy(program):
    """A copy that a build meanwhile does not replace, and its key."""
    key = digest(program)
    copy = BUILD / "translators" / f"wasm2cpp-{key}"
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copy2(program, unfinished)
        unfinished.rename(copy)
    return copy, key


def must_run(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        sys.exit(f"{shlex.join(command)}\n{done.stdout}\nexit status {done.returncode}")
    return done.stdout


def digest(*parts):
    """A short hash of strings, bytes and files' contents."""
    state = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "little") + data)
    return state.hexdigest()[:20]


class Toolchain:
    """One translator, one compiler, one set of flags."""

    def __init__(self, cxx, opt, bounds, more_flags=()):
        self.translator, self.translator_key = keep_copy(find_translator())
        self.cxx, self.opt, self.bounds, self.more_flags = cxx, opt, bounds, list(more_flags)
        self.flags = ["-std=c++20", f"-{opt}", f"-I{ROOT / 'include'}", *self.flags_of_emitted_code(), *self.more_flags]
        if bounds == "checked":
            self.flags.append("-DWASM2CPP_CHECKED")
        version = must_run([cxx, "--version"])
        headers = sorted(path for path in (ROOT / "include").rglob("*") if path.is_file())
        self.key = digest(version, *self.flags, *(str(h) for h in headers), *headers)

    def flags_of_emitted_code(self):
        """Asks the translator, as a build without CMake would; include paths are given by this tree."""
        printed = shlex.split(must_run([str(self.translator), "flags", "--cxx", self.cxx]))
        return [flag for flag in printed if not flag.startswith(("-I", "-std"))]

    @property
    def name(self):
        return "".join([f"{Path(self.cxx).name}-{self.opt}-{self.bounds}", *self.more_flags]).replace("/", "_")

    def run_all(self, commands, jobs):
        """Runs the translator with each list of arguments; gives (exit status, output) for each, in order."""
        jobs = max(1, min(jobs, len(commands)))
        with ThreadPoolExecutor(jobs) as pool:
            shares = list(pool.map(lambda j: self._run_share(range(j, len(commands), jobs), commands), range(jobs)))
        outcomes = {index: outcome for share in shares for index, outcome in share.items()}
        return [outcomes[index] for index in range(len(commands))]

    def _run_share(self, indices, commands):
        translator = shlex.quote(str(self.translator))
        lines = [f"ulimit -t {MODULE_SECONDS}; ulimit -c 0"]
        lines += [f"{translator} {shlex.join(commands[i])} </dev/null; printf '\\036%d %d\\036' {i} $?" for i in indices]
        shell = subprocess.run(["sh"], input="\n".join(lines).encode(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        fields = shell.stdout.decode("utf-8", "replace").split(MARK)
        outcomes = {}
        for message, record in zip(fields[0::2], fields[1::2]):
            index, status = map(int, record.split())
            outcomes[index] = (status, message.strip())
        return outcomes

    def compile(self, source, target, extra=(), depends=(), flags=None):
        """Compiles `source` to the object `target` unless its key is unchanged. Gives the compiler's complaints, or ''.
        `depends` are the files that it includes, apart from the runtime."""
        command = [self.cxx, *(self.flags if flags is None else flags), *WARNINGS, *extra]
        key = digest(self.key, *command, source, *depends)
        stamp = Path(str(target) + ".key")
        if target.exists() and stamp.exists() and stamp.read_text() == key:
            return ""
        target.parent.mkdir(parents=True, exist_ok=True)
        stamp.unlink(missing_ok=True)
        done = subprocess.run([*command, "-c", str(source), "-o", str(target)], stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, errors="replace")
        if done.returncode:
            return done.stdout or f"exit status {done.returncode}"
        stamp.write_text(key)
        return ""

    def link(self, objects, program, extra=()):
        """Links unless the program is newer than all of `objects`. Gives the linker's complaints, or ''."""
        command = [self.cxx, *map(str, objects), "-pthread", *self.more_flags, *COLLECTOR, *extra]
        key = digest(*command)
        stamp = Path(str(program) + ".key")
        newest = max(path.stat().st_mtime_ns for path in objects)
        if program.exists() and program.stat().st_mtime_ns > newest and stamp.exists() and stamp.read_text() == key:
            return ""
        done = subprocess.run([*command, "-o", str(program)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        stamp.write_text(key)
        return "" if done.returncode == 0 else done.stdout or f"exit status {done.returncode}"


def feature_of_refusal(message):
    """The feature that the translator says it does not translate, or None if it refused for another reason."""
    found = re.search(r"uses (\w[^(\n]*?) \(.*\), which this version does not translate", message)
    return found.group(1) if found else None

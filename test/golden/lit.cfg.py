# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# Golden tests: a .wat or .test file whose RUN lines are shell commands that must succeed.
#
#     /usr/lib/llvm-14/build/utils/lit/lit.py -v test/golden               all of them
#     /usr/lib/llvm-14/build/utils/lit/lit.py -v test/golden/errors/x.wat  one
#
#     %wasm2cpp      the translator: $WASM2CPP, else build/wasm2cpp
#     %FileCheck     LLVM's FileCheck
#     %emit FILE     translates FILE (with namespace `golden`), compiles what comes out, and prints header and source
#     %not N COMMAND succeeds if the command ends with exit status N; its standard error goes to standard output
import os
import shutil
import subprocess

import lit.formats

here = os.path.dirname(os.path.abspath(__file__))
root = os.path.dirname(os.path.dirname(here))

config.name = "golden"
config.test_format = lit.formats.ShTest(execute_external=True)
config.suffixes = [".wat", ".test"]
config.excludes = ["Inputs"]
config.test_source_root = here
config.test_exec_root = os.path.join(root, "build", "test", "golden")

translator = os.path.abspath(os.environ.get("WASM2CPP", os.path.join(root, "build", "wasm2cpp")))
filecheck = shutil.which("FileCheck-14") or shutil.which("FileCheck") or "FileCheck-14"
config.substitutions += [
    ("%wasm2cpp", translator),
    ("%FileCheck", filecheck),
    ("%emit", os.path.join(here, "emit")),
    ("%not", os.path.join(here, "not")),
]
config.environment["WASM2CPP"] = translator
config.environment["CXX"] = os.environ.get("CXX", "g++")
config.environment["LC_ALL"] = "C"
for name in ("HOME", "CCACHE_DIR", "TMPDIR", "ASAN_OPTIONS", "UBSAN_OPTIONS"):
    if name in os.environ:
        config.environment[name] = os.environ[name]
if "ASAN_OPTIONS" in os.environ:  # the translator is compiled with sanitizers
    config.available_features.add("sanitized")


def precompile_runtime(cxx):
    """The runtime's headers cost %emit more than what is emitted. Gives the options that include them precompiled."""
    if "clang" in cxx or cxx == "none":
        return ""
    header = os.path.join(config.test_exec_root, "precompiled", "wasm2cpp.hpp")
    os.makedirs(os.path.dirname(header), exist_ok=True)
    with open(header, "w") as file:
        file.write("#include <wasm2cpp/wasm2cpp.hpp>\n")
    flags = subprocess.run([translator, "flags", "--cxx", cxx], stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    temporary = f"{header}.{os.getpid()}"
    subprocess.run([cxx, *flags, "-x", "c++-header", header, "-o", temporary], check=True)
    os.rename(temporary, header + ".gch")
    return f"-include {header}"


config.environment["PRECOMPILED"] = precompile_runtime(config.environment["CXX"])

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The converted suite as data: which .json files there are, which commands they hold, and which of those apply.

A folder of the suite's format holds .json files, however deep, each a list of commands about modules in the folder of
the .json (FORMAT.md, beside the suite). A module is named here by the hash of its bytes: a suite has many copies of
the same module, and each is translated and compiled once.

Two kinds of commands are *not applicable*: modules in the text format, which a translator of binaries does not read,
and eight of proposals/threads, which come from a fork of an older specification and contradict 3.0.
"""
import fnmatch
import json
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from toolchain import digest

REFUSALS = ("assert_malformed", "assert_invalid")
CUSTOM = ("assert_malformed_custom", "assert_invalid_custom")
# Refused by the older specification that proposals/threads was forked from; valid since multi-memory.
CONTRADICTS_3_0 = {("threads", "imports", line) for line in (310, 314, 318, 405, 409, 413)} | {
    ("threads", "memory", line) for line in (14, 15)}


@dataclass
class Script:
    """One .json file."""
    path: Path
    name: str  # relative to the suite, without ".json"
    commands: list
    symbols: dict = field(default_factory=dict)  # module file name -> symbol

    def module_path(self, command):
        return self.path.parent / command["filename"]

    def why_not_applicable(self, command):
        if command.get("module_type") == "text":
            return "text format"
        proposal = self.path.parent.parent.name
        if command["type"] == "assert_invalid" and (proposal, self.path.stem, command["line"]) in CONTRADICTS_3_0:
            return "contradicts 3.0"
        return None


@dataclass
class Suite:
    scripts: list
    modules: dict  # symbol -> a path that holds it

    @cached_property
    def executed(self):
        """Symbols of modules that some command instantiates or at least compiles, in the suite's order."""
        return self._symbols(lambda kind: kind not in REFUSALS + CUSTOM)

    @cached_property
    def judged(self):
        """Symbols of modules on which only the verdict is asked for."""
        return self._symbols(lambda kind: kind in REFUSALS + CUSTOM)

    def _symbols(self, wanted):
        found = {}
        for script in self.scripts:
            for command in script.commands:
                if "filename" in command and wanted(command["type"]) and command.get("module_type") != "text":
                    found[script.symbols[command["filename"]]] = None
        return list(found)


def selected(name, patterns):
    """Whether a script is asked for: by its stem, its path in the suite, or a pattern of either."""
    names = (name, Path(name).name)
    return not patterns or any(fnmatch.fnmatch(n, p) for p in patterns for n in names) or \
        any(name.startswith(p.rstrip("/") + "/") for p in patterns)


def read_suite(folder, patterns):
    scripts, modules = [], {}
    for path in sorted(Path(folder).rglob("*.json")):
        name = path.relative_to(folder).with_suffix("").as_posix()
        if not selected(name, patterns):
            continue
        content = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or "commands" not in content:
            continue
        script = Script(path, name, content["commands"])
        for command in script.commands:
            if "filename" in command and command.get("module_type") != "text":
                symbol = "m_" + digest(script.module_path(command))[:12]
                script.symbols[command["filename"]] = symbol
                modules.setdefault(symbol, script.module_path(command))
        scripts.append(script)
    return Suite(scripts, modules)

# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the translator on every module of a suite and keeps its verdicts.

    verdict = translate(...)["m_0123456789ab"]
    verdict.status    0 translated, 1 refused; anything else is a fault of the translator
    verdict.feature   the unsupported feature that it was refused for, or None

Modules to run go through `translate`, those that must be refused through `validate`, which knows all of 3.0. A module
refused for an unsupported feature is validated too, because a valid module must at least be found valid. Verdicts and
emitted files stay in the build folder for the next run, as long as the translator is the same.
"""
import fcntl
import json
from contextlib import contextmanager
from dataclasses import dataclass

from toolchain import feature_of_refusal


@dataclass
class Verdict:
    status: int
    message: str

    @property
    def feature(self):
        return feature_of_refusal(self.message) if self.status == 1 else None

    @property
    def fault(self):
        """What is wrong with the translator's behaviour, whatever the module; None if nothing."""
        if self.status not in (0, 1):
            return f"the translator ended with exit status {self.status}: {self.message[-300:]}"
        if self.status == 1 and not self.message:
            return "refused without a message"
        return None


class Verdicts:
    """Verdicts by command ("translate" or "validate") and symbol, kept in verdicts.json."""

    def __init__(self, tools, folder):
        self.tools, self.folder = tools, folder
        self.file = folder / "verdicts.json"
        self.known = {"translate": {}, "validate": {}}
        if self.file.exists():
            kept = json.loads(self.file.read_text())
            if kept.pop("translator") == tools.translator_key:
                self.known = kept

    def get(self, command, symbol):
        return Verdict(*self.known[command][symbol])

    def ask(self, command, symbols, arguments, jobs):
        """Runs the translator on those of `symbols` whose verdict is not known."""
        new = [symbol for symbol in symbols if symbol not in self.known[command]]
        outcomes = self.tools.run_all([[command, *arguments(symbol)] for symbol in new], jobs) if new else []
        self.known[command].update(zip(new, outcomes))

    def save(self):
        """Faults are not kept: the next run asks again."""
        kept = {command: {symbol: outcome for symbol, outcome in outcomes.items() if outcome[0] in (0, 1)}
                for command, outcomes in self.known.items()}
        self.file.write_text(json.dumps({"translator": self.tools.translator_key, **kept}))


@contextmanager
def only_one(folder):
    """Runs of different compilers share the emitted code: one translates at a time."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def translate(suite, tools, folder, jobs):
    """Emits FOLDER/SYMBOL.hpp and .cpp for each module that translates; gives all verdicts."""
    with only_one(folder):
        verdicts = Verdicts(tools, folder)
        paths = suite.modules
        verdicts.ask("translate", suite.executed,
                     lambda s: [str(paths[s]), "-o", str(folder / f"{s}.cpp"), "--name", s], jobs)
        refused = [s for s in suite.executed if verdicts.get("translate", s).status != 0]
        verdicts.ask("validate", suite.judged + refused, lambda s: [str(paths[s])], jobs)
        verdicts.save()
    return verdicts

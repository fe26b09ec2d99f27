# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs every command of every script, and gives an outcome for each.

Commands that only ask for a verdict (malformed, invalid) are decided here, from the translator's verdict. The others
are run by the driver, one process for a script, so that a crash or a hang is the failure of that script alone: its
commands without an outcome fail with the signal's name. The driver is told for each module which description to use,
or why there is none: a module refused for an unsupported feature makes its commands skips, with the feature as reason.
"""
import json
import re
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from suite import CUSTOM, REFUSALS

SCRIPT_SECONDS = 60


@dataclass
class Outcome:
    status: str  # "pass", "fail", "skip", "not applicable"
    reason: str = ""


def run_scripts(suite, verdicts, program, build, jobs):
    """Gives {script name: [Outcome of each command]}."""
    with ThreadPoolExecutor(jobs) as pool:
        outcomes = pool.map(lambda script: run_script(script, verdicts, program, build), suite.scripts)
        return {script.name: of_script for script, of_script in zip(suite.scripts, outcomes)}


def run_script(script, verdicts, program, build):
    plan = {"script": str(script.path), "modules": plan_modules(script, verdicts, program)}
    outcomes, end = drive(plan, script, program, build)
    for index, command in enumerate(script.commands):
        reason = script.why_not_applicable(command)
        if reason:
            outcomes[index] = Outcome("not applicable", reason)
        elif command["type"] in REFUSALS + CUSTOM:
            outcomes[index] = judge(command, verdicts.get("validate", script.symbols[command["filename"]]))
        elif index not in outcomes:
            outcomes[index] = Outcome("fail", end)
    return [outcomes[index] for index in range(len(script.commands))]


def judge(command, verdict):
    """A command that asks for a verdict: assert_malformed and assert_invalid want a refusal; the custom sections that
    assert_..._custom are about are ignored by this translator, so that it must accept their modules."""
    if verdict.fault:
        return Outcome("fail", verdict.fault)
    if verdict.feature:
        return Outcome("skip", verdict.feature)
    if (verdict.status == 1) == (command["type"] in REFUSALS):
        return Outcome("pass")
    text = command.get("text", "")
    return Outcome("fail", f"accepted: {text}" if verdict.status == 0 else f"refused: {verdict.message}")


def plan_modules(script, verdicts, program):
    """For the driver: what each module file of the script has become."""
    plan = {}
    for command in script.commands:
        if "filename" not in command or command["type"] in REFUSALS + CUSTOM or command["module_type"] == "text":
            continue
        symbol = script.symbols[command["filename"]]
        plan[command["filename"]] = plan_module(symbol, verdicts, program)
    return plan


def plan_module(symbol, verdicts, program):
    verdict = verdicts.get("translate", symbol)
    if symbol in program.faults:
        return {"fail": program.faults[symbol]}
    if verdict.status == 0:
        return {"symbol": symbol}
    if not verdict.feature:
        return {"fail": verdict.fault or f"refused: {verdict.message}"}
    validation = verdicts.get("validate", symbol)
    if validation.status != 0 and not validation.feature:
        return {"fail": validation.fault or f"refused: {validation.message}"}
    return {"skip": verdict.feature}


def drive(plan, script, program, build):
    """Runs the driver on a plan. Gives its outcomes by command, and how it ended (for commands without one)."""
    plan_file = build / "plans" / (script.name.replace("/", "_") + ".json")
    plan_file.parent.mkdir(exist_ok=True)
    plan_file.write_text(json.dumps(plan))
    try:
        done = subprocess.run([str(program.path), str(plan_file)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              timeout=SCRIPT_SECONDS)
        printed, end, report = done.stdout, describe_end(done), sanitizer_report(done.stderr)
    except subprocess.TimeoutExpired as expired:
        printed, end, report = expired.stdout or b"", f"the driver hung: over {SCRIPT_SECONDS} s", ""
    outcomes = {}
    for line in printed.decode("utf-8", "replace").splitlines():
        if line.startswith("{") and line.endswith("}"):
            record = json.loads(line)
            outcomes[record["index"]] = Outcome(record["status"], record.get("why", ""))
    if report and outcomes:  # which command it is about is not known, or it is about none: a leak is found at the end
        outcomes[max(outcomes)] = Outcome("fail", report)
    return outcomes, end


def sanitizer_report(printed):
    """The first line in which a sanitizer complains (they let the driver go on, or complain when it ends), or ''."""
    found = re.search(r".*(?:runtime error: |ERROR: \w+Sanitizer|WARNING: \w+Sanitizer).*", printed.decode("utf-8", "replace"))
    return found.group(0) if found else ""


def describe_end(done):
    how = f"exit status {done.returncode}"
    if done.returncode < 0:
        how = signal.Signals(-done.returncode).name
    return f"the driver ended by {how} {done.stderr.decode('utf-8', 'replace').strip()[-300:]}".strip()

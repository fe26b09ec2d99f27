# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One session of a fuzzing engine on a target: some runs, or some seconds.

    session = short(target)                 libFuzzer, a fixed seed and number of runs; nothing is kept but findings
    session = long(target, "afl", 3600)     an hour; the corpus grows
    session.executions, session.cpu_seconds, session.findings

Limits are the same for both engines: 10 seconds and 2 GB for an input of 16 KiB, a quarter of a GB for one allocation. What is
beyond is a finding, as is whatever the sanitizers or a target's own claims object to. Findings are kept in
build/test/fuzz/findings, named for the target, what kind they are, and a hash of the input.
"""
import ctypes
import os
import re
import resource
import shutil
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from targets import WORK
from toolchain import digest

FINDINGS = WORK / "findings"
SECONDS, MEGABYTES, ALLOCATION = 10, 2048, 256
MOST_FINDINGS = 20  # a session that finds more ends: they are most likely the same


@dataclass
class Session:
    executions: int = 0
    cpu_seconds: float = 0
    findings: list = field(default_factory=list)


@contextmanager
def scratch():
    """A folder for what targets write (`paths` does), in memory where there is such a place; and the environment for it."""
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="wasm2cpp-fuzz-", dir=memory) as folder:
        yield {**os.environ, "TMPDIR": folder}


def run(command, environment, log):
    """Runs it with its output in `log`; gives the exit status and the seconds of CPU that it took, children included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    adopt_orphans()
    with log.open("a") as out:
        status = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT).returncode
    with suppress(ChildProcessError):
        while os.waitpid(-1, 0):
            pass
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return status, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def adopt_orphans():
    """afl-fuzz ends without waiting for the process that it forks targets from, where nearly all time goes: it becomes a child
    of this one, so that its time is counted."""
    pr_set_child_subreaper = 36
    ctypes.CDLL(None).prctl(pr_set_child_subreaper, 1, 0, 0, 0)


def log_of(target, engine):
    path = WORK / "log" / f"{target.name}-{engine}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("")
    return path


def keep(target, kind, data):
    FINDINGS.mkdir(parents=True, exist_ok=True)
    path = FINDINGS / f"{target.name}-{kind}-{digest(data)}"
    path.write_bytes(data)
    return path


def reproduces(target, path):
    """Runs one input; gives what the target says, or None if it has no objection."""
    with scratch() as environment:
        done = subprocess.run([str(target.program("libfuzzer")), f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}",
                               f"-malloc_limit_mb={ALLOCATION}", str(path)],
                              env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    return done.stdout if done.returncode else None


# libFuzzer -------------------------------------------------------------------------------------------------------------

def libfuzzer(target, folders, options, log):
    """One process, which ends at a finding. The first folder is its corpus."""
    artifacts = WORK / "artifacts" / target.name
    shutil.rmtree(artifacts, ignore_errors=True)
    artifacts.mkdir(parents=True)
    begin = log.stat().st_size
    with scratch() as environment:
        status, cpu = run([str(target.program("libfuzzer")), *map(str, folders), *options, f"-max_len={target.longest}",
                           f"-timeout={SECONDS}", f"-rss_limit_mb={MEGABYTES}", f"-malloc_limit_mb={ALLOCATION}",
                           f"-dict={target.dictionary}", f"-artifact_prefix={artifacts}/", "-print_final_stats=1"], environment, log)
    with log.open(errors="replace") as text:
        text.seek(begin)
        said = text.read()
    executions = re.search(r"stat::number_of_executed_units: *(\d+)", said)
    session = Session(int(executions[1]) if executions else 0, cpu)
    kept = [path for path in artifacts.iterdir() if not path.name.startswith("slow-unit")]  # slower than others, within the limit
    for path in kept:
        if not is_haste(target, path):
            session.findings.append(keep(target, path.name.split("-")[0], path.read_bytes()))
    if status and not kept:
        session.findings.append(keep(target, "without-input", said.encode()))
    return session


def is_haste(target, path):
    """Time is the clock's, so that a busy machine makes timeouts: one that does not come again is none."""
    return path.name.startswith("timeout") and reproduces(target, path) is None


def short(target):
    with tempfile.TemporaryDirectory() as corpus:
        # libFuzzer counts the runs of the seeds too.
        count = len(list(target.seeds.iterdir()))
        return libfuzzer(target, [corpus, target.seeds], ["-seed=1", f"-runs={count + target.short_runs}"], log_of(target, "libfuzzer"))


def long_libfuzzer(target, seconds, log):
    take_over_seeds(target, log)
    total, end = Session(), time.monotonic() + seconds
    while time.monotonic() < end and len(total.findings) < MOST_FINDINGS:
        one = libfuzzer(target, [target.corpus], [f"-max_total_time={max(1, int(end - time.monotonic()))}", "-reload=0"], log)
        total.executions += one.executions
        total.cpu_seconds += one.cpu_seconds
        total.findings += one.findings
        if not one.executions:  # it does not come beyond its seeds
            break
    return total


def take_over_seeds(target, log):
    """Of thousands of seeds some hundreds reach all that they all reach. They are chosen once, and again if seeds change."""
    key = digest(*sorted(path.name for path in target.seeds.iterdir()))
    stamp = WORK / "corpus" / f"{target.name}.seeds"
    if not stamp.exists() or stamp.read_text() != key:
        if merge(target, target.seeds, log):
            stamp.write_text(key)


def merge(target, folder, log):
    """Takes over into the corpus what reaches more than it does; gives whether that went well."""
    with scratch() as environment:
        status, _ = run([str(target.program("libfuzzer")), "-merge=1", f"-timeout={SECONDS}", f"-max_len={target.longest}",
             f"-rss_limit_mb={MEGABYTES}", str(target.corpus), str(folder)], environment, log)
    if status:
        print(f"{target.name}: could not merge {folder}: see {log}", flush=True)
    return status == 0


# AFL++ -------------------------------------------------------------------------------------------------------------------

def long_afl(target, seconds, log):
    """Goes on from where the last session ended; what it has reached becomes part of the corpus."""
    take_over_seeds(target, log)
    state = WORK / "afl" / target.name
    state.mkdir(parents=True, exist_ok=True)
    environment_of_afl = {"AFL_NO_UI": "1", "AFL_SKIP_CPUFREQ": "1", "AFL_NO_AFFINITY": "1", "AFL_AUTORESUME": "1", "AFL_FAST_CAL": "1",
                          "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES": "1", "AFL_FORKSRV_INIT_TMOUT": "60000",
                          "ASAN_OPTIONS": f"abort_on_error=1:symbolize=0:detect_leaks=0:hard_rss_limit_mb={MEGABYTES}:"
                                          f"max_allocation_size_mb={ALLOCATION}:allocator_may_return_null=0",
                          "UBSAN_OPTIONS": "abort_on_error=1:halt_on_error=1:symbolize=0"}
    before = afl_statistics(state)
    with scratch() as environment:
        _, cpu = run(["afl-fuzz", "-i", str(target.corpus), "-o", str(state / "out"), "-x", str(target.dictionary), "-m", "none",
                      "-t", str(1000 * SECONDS), "-G", str(target.longest), "-V", str(int(seconds)), "--", str(target.program("afl"))],
                     {**environment, **environment_of_afl}, log)
    after = afl_statistics(state)
    session = Session(after.get("execs_done", 0) - before.get("execs_done", 0), cpu)
    for kind in ("crashes", "hangs"):
        for path in sorted((state / "out" / "default" / kind).glob("id:*")):
            if kind == "crashes" or reproduces(target, path):
                session.findings.append(keep(target, kind, path.read_bytes()))
            path.unlink()
    if session.executions:
        merge(target, state / "out" / "default" / "queue", log)
    return session


def afl_statistics(state):
    path = state / "out" / "default" / "fuzzer_stats"
    if not path.exists():
        return {}
    return {key: int(value) for key, value in re.findall(r"^(\w+) *: (\d+)$", path.read_text(), re.M)}


LONG = {"libfuzzer": long_libfuzzer, "afl": long_afl}


def long(target, engine, seconds):
    return LONG[engine](target, seconds, log_of(target, engine))

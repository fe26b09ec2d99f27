# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""What a measurement was made with: the machine, the builds with their versions and flags, what was absent, how long it took.

    description = Description(options, start, programs=23, of=23)
    description.builds["native g++"] = "g++ (Debian 12.2.0-14) 12.2.0; -O3"
    description.lines()      # ["2026-11-26; 23 programs; rounds: 5; …", "AMD EPYC, 2 cores, Linux 6.1", …]
"""
import datetime
import os
import platform
import re
import sys
import time
from pathlib import Path


class Description:
    def __init__(self, options, start, programs, of):
        self.options, self.start = options, start
        self.extent = f"{programs} programs" if programs == of else f"{programs} of {of} programs"
        self.builds = {}  # name -> version and flags
        self.absent = {}  # name -> why
        self.date = datetime.date.today().isoformat()

    @property
    def processor(self):
        found = re.search(r"^model name\s*: (.*)", Path("/proc/cpuinfo").read_text(), re.M)
        return f"{found.group(1) if found else platform.machine()}, {os.cpu_count()} cores"

    @property
    def target(self):
        return f"-march={self.options.march}" if self.options.march else "the architecture's baseline"

    @property
    def method(self):
        layouts = f", {self.options.layouts} layouts of native code and ours" if self.options.layouts > 1 else ""
        return f"rounds: {self.options.rounds}{layouts}; code for {self.target}"

    def lines(self):
        load = os.getloadavg()[0]
        return [f"{self.date}; {self.extent}; {self.method}; made in {(time.monotonic() - self.start) / 60:.0f} minutes",
                f"{self.processor}, Linux {platform.release()}, load {load:.1f} at the end"]

    def progress(self, number, program):
        print(f"round {number + 1}: {program} ({time.monotonic() - self.start:.0f} s)", file=sys.stderr, flush=True)

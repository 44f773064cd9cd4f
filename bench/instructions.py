#!/usr/bin/env python3
"""Counts the instructions that the server executes for each kind of request, and compares them with
those in bench/instructions.json: a change that makes requests dearer does not pass unseen.

    ./dev bench instructions              measure and compare; fails if one is above its limit
    ./dev bench instructions --update     keep what was measured as the new baseline

Instructions can be counted on a machine that others use: they hardly change from run to run, while
times do by half. The server runs under callgrind (which has no kernel in it, and executes one
thread at a time); one connection sends one request after another, the same ones each time. The
processor that callgrind shows has no instructions for SHA-256, so signatures weigh more in it.

Threads in the background must not be counted by chance: the server is left alone until they have
nothing to do, its buffers are large enough for all writes, and a count is made again if threads
other than the two that serve requests, the connection's and the committer's, had a part in it.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "client_view"))

from load import Load  # noqa: E402
from servers import Stator, cores  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
BASELINE = REPOSITORY / "bench" / "instructions.json"
KINDS = ["get", "put", "update", "query10", "transact"]
ITEMS, PARTITIONS = 2000, 200
REQUESTS = 1000  # of a kind; opening the connection, which is counted, too, does not show then
QUIET_SECONDS = 0.5
QUIET_INSTRUCTIONS = 50_000  # of periodic looks at the clock in that time
LOOKS_MAX = 100
COUNTS_MAX = 5
BACKGROUND_SHARE_MAX = 0.001
# Of nine runs of the same binary on one machine, with other work beside them, eight were within
# 0.15 %, and one was lower by up to 1.2 % where items that were just written are read (the heights of
# RocksDB's skip lists are drawn anew, perhaps). More than twice that is a change.
TOLERANCE = 0.03


class Callgrind(Stator):
    """The server under callgrind."""

    def __init__(self, binaries, folder, data):
        super().__init__(binaries, folder, data, cores())
        self.counts = folder / "counts"
        self.dumps = 0
        self.command = ["valgrind", "--tool=callgrind", "--separate-threads=yes", "-q",
                        f"--callgrind-out-file={self.counts}", *self.command]

    def metrics(self):
        """Nothing: what it takes to answer with them would be counted, too."""
        return {}

    def tell(self, command):
        done = subprocess.run(["vgdb", f"--pid={self.pid}", command], capture_output=True,
                              text=True, check=False)
        if done.returncode != 0:
            raise SystemExit(f"vgdb {command}: {done.stderr}")

    def zero(self):
        self.tell("zero")

    def count(self):
        """Instructions since `zero`, by thread, the busiest first."""
        self.dumps += 1
        self.tell("dump")
        counts = []
        for path in self.counts.parent.glob(f"{self.counts.name}.{self.dumps}-*"):
            counts.append(int(re.search(r"^summary: (\d+)$", path.read_text(), re.MULTILINE)[1]))
            path.unlink()
        return sorted(counts, reverse=True)

    def await_quiet(self):
        for _ in range(LOOKS_MAX):
            self.zero()
            time.sleep(QUIET_SECONDS)
            if sum(self.count()) < QUIET_INSTRUCTIONS:
                return
        raise SystemExit("the server's background threads do not come to rest")


class Gate:
    def __init__(self, binaries, folder):
        self.load = Load(binaries, cores(), items=ITEMS, partitions=PARTITIONS)
        # Loaded by a server that runs as it does always, since that is many times faster, and in
        # one order, for the same tables each time.
        with Stator(binaries, folder, folder / "data", cores()) as server:
            self.load.set_up(server, connections=1)
        self.server = Callgrind(binaries, folder, folder / "data")

    def send(self, kind):
        figures = self.load.run(self.server, kind, connections=1, prepared=REQUESTS,
                                count=REQUESTS)
        if figures["errors"] or figures["conflicts"] or figures["requests"] != REQUESTS:
            raise SystemExit(f"{kind}: wrong answers, there is nothing to count")

    def count(self, kind):
        """Instructions per request."""
        for _ in range(COUNTS_MAX):
            self.server.zero()
            self.send(kind)
            counts = self.server.count()
            if sum(counts[2:]) <= BACKGROUND_SHARE_MAX * sum(counts):
                return round(sum(counts) / REQUESTS)
            self.server.await_quiet()
        raise SystemExit(f"{kind}: background threads disturb each count")

    def measure(self):
        with self.server:
            # Once all that is counted later: what it sets off in the background ends before that,
            # and caches hold what they will.
            for kind in KINDS:
                self.send(kind)
            self.server.await_quiet()
            counts = {}
            for kind in KINDS:
                self.send(kind)
                counts[kind] = self.count(kind)
            return counts


def compare(counts, baseline):
    """Prints a line a kind; returns whether all are within their limits."""
    passed, lower = True, False
    print(f"{'instructions a request':24}{'baseline':>10}{'now':>10}")
    for kind, now in counts.items():
        before = baseline.get(kind)
        change = now / before - 1 if before else 0
        above, below = before is None or change > TOLERANCE, change < -TOLERANCE
        passed, lower = passed and not above, lower or below
        remark = "  ABOVE ITS LIMIT" if above else "  well below" if below else ""
        print(f"{kind:24}{before or 0:10,}{now:10,}{change:+9.2%}{remark}")
    if lower:
        print("Keep what was gained: ./dev bench instructions --update, and commit the file.")
    if not passed:
        print(f"More than {TOLERANCE:.0%} above {BASELINE.relative_to(REPOSITORY)}. If it is worth "
              "that: ./dev bench instructions --update, and say why in the commit.")
    return passed


def main():
    parser = argparse.ArgumentParser(prog="./dev bench instructions")
    parser.add_argument("--update", action="store_true", help="make this the baseline")
    parser.add_argument("--binaries", type=pathlib.Path, default=REPOSITORY / "build/release")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=REPOSITORY / "build", prefix="instructions-") as folder:
        counts = Gate(options.binaries, pathlib.Path(folder)).measure()
    if options.update:
        BASELINE.write_text(json.dumps(counts, indent=1) + "\n")
        print(f"{BASELINE.relative_to(REPOSITORY)}: {counts}")
        return 0
    return 0 if compare(counts, json.loads(BASELINE.read_text())) else 1


if __name__ == "__main__":
    sys.exit(main())

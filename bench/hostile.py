#!/usr/bin/env python3
"""Runs each request of bench/hostile.cc at two sizes, and holds what it costs against its budget:
instructions, counted by callgrind, and bytes allocated at a time, for each byte of work; and that
twice the work takes about twice as many instructions.

    ./dev test hostile            all kinds
    bench/hostile.py TEXT        those with TEXT in their names

What is counted does not depend on the machine's speed, nor on what else it does.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[1]
# n log n is allowed, and what is linear has constant parts; what is quadratic quadruples.
GROWTH_MAX = 2.4
# What does not depend on the size: finding the operation, the answer, its headers.
INSTRUCTIONS_ANYWAY = 400_000
ALLOCATED_ANYWAY = 400_000


def instructions_of(path):
    """The name that a dump was given, and its instructions."""
    text = path.read_text(errors="replace")
    name = re.search(r"^desc: Trigger: Client Request: (.*)$", text, re.MULTILINE)
    total = re.search(r"^(?:summary|totals): (\d+)", text, re.MULTILINE)
    return (name[1], int(total[1])) if name and total else None


def measure(program, only):
    """By name: a pair of (work, instructions, allocated), one for each size."""
    with tempfile.TemporaryDirectory(prefix="hostile-") as folder:
        command = ["valgrind", "--tool=callgrind", "-q", "--instr-atstart=no",
                   f"--callgrind-out-file={folder}/counts", program]
        printed = subprocess.run(command + ([only] if only else []), check=True, text=True,
                                 stdout=subprocess.PIPE).stdout
        dumps = sorted(pathlib.Path(folder).glob("counts.*"),
                       key=lambda path: int(path.name.split(".")[1]))
        counts = [count for count in map(instructions_of, dumps) if count]
    lines = [line.split("\t") for line in printed.splitlines()]
    if [line[0] for line in lines] != [name for name, _ in counts]:
        raise SystemExit("callgrind's dumps are not those of the requests")
    figures = {}
    for (name, work, allocated), (_, count) in zip(lines, counts):
        figures.setdefault(name, []).append((int(work), count, int(allocated)))
    return figures


def growth(small, large, work_growth):
    """What instructions grow by when the work doubles."""
    return large / max(small, INSTRUCTIONS_ANYWAY / 2) / work_growth * 2


def main():
    parser = argparse.ArgumentParser(prog="./dev test hostile", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("only", nargs="?", help="text in the names of the kinds that are run")
    parser.add_argument("--program", default=REPOSITORY / "build/release/hostile")
    options = parser.parse_args()
    budgets = {}
    printed = subprocess.run([options.program, "budgets"], check=True, text=True,
                             stdout=subprocess.PIPE).stdout
    for line in printed.splitlines():
        name, instructions, allocated = line.split("\t")
        budgets[name] = float(instructions), float(allocated)

    failed = 0
    print(f"{'for each byte of work':60}{'instructions':>20}{'growth':>8}{'allocated':>20}")
    for name, (small, large) in measure(options.program, options.only).items():
        instructions_max, allocated_max = budgets[name]
        work = large[0]
        instructions = max(0, large[1] - INSTRUCTIONS_ANYWAY) / work
        allocated = max(0, large[2] - ALLOCATED_ANYWAY) / work
        grown = growth(small[1], large[1], work / small[0])
        bad = (instructions > instructions_max or allocated > allocated_max or
               grown > GROWTH_MAX)
        failed += bad
        print(f"{name:60}{instructions:10.1f} of {instructions_max:6g}{grown:8.2f}"
              f"{allocated:10.1f} of {allocated_max:6g}"
              f"{'  TOO MUCH' if bad else ''}", flush=True)
    if failed:
        print(f"{failed} kinds of requests cost more than they may, or grow too fast "
              "(bench/hostile.cc)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

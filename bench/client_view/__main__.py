"""What a client sees of stator, held against the least that an HTTP server can cost.

    ./dev bench client                       the quick cases, some minutes
    ./dev bench client --cases pairs --operations get,put --rounds 5
    ./dev bench client --cases all --items 10000,10000000 --record NAME

bench/README.md says how to read it.
"""

import argparse
import datetime
import json
import pathlib
import platform
import subprocess
import sys
import tempfile

from bench import Bench
from cases import CASES, QUICK
from plot import plots
from servers import Endpoint, Others, cores

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
RESULTS = REPOSITORY / "bench" / "results"


def names(text):
    return text.split(",")


def numbers(text):
    return [int(part) for part in text.split(",")]


def endpoint(text):
    name, _, address = text.rpartition("=")
    host, _, port = address.rpartition(":")
    return Endpoint(name or address, host, int(port))


def parse():
    parser = argparse.ArgumentParser(
        prog="./dev bench client", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=names, default=QUICK,
                        help=f"of {', '.join(CASES)}; or all [{','.join(QUICK)}]")
    parser.add_argument("--operations", type=names, help="of the case pairs, only these")
    parser.add_argument("--rounds", type=int, default=3, help="of each pair [3]")
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement [2]")
    parser.add_argument("--latency-minutes", type=float, default=0.5, help="of open loop [0.5]")
    parser.add_argument("--items", type=numbers, default=[10_000, 1_000_000],
                        help="sizes of the case sizes [10000,1000000]")
    parser.add_argument("--scan-items", type=int, default=200_000,
                        help="of the table that the case large scans [200000]")
    parser.add_argument("--peer", type=endpoint, action="append", default=[],
                        metavar="NAME=HOST:PORT", help="another server, for the case peers")
    parser.add_argument("--record", metavar="NAME", help="write bench/results/NAME.md, .json, .svg")
    parser.add_argument("--binaries", type=pathlib.Path, default=REPOSITORY / "build/release")
    parser.add_argument("--data", type=pathlib.Path, default=REPOSITORY / "build",
                        help="where the stores are made; this disk is measured [build]")
    options = parser.parse_args()
    if options.cases == ["all"]:
        options.cases = [name for name in CASES if name != "peers" or options.peer]
    for name in options.cases:
        if name not in CASES:
            parser.error(f"no case {name}")
    if "peers" in options.cases and not options.peer:
        parser.error("the case peers needs --peer")
    return options


def machine():
    """What the figures are of."""
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo", encoding="ascii")
                  if line.startswith("model name")), "unknown processor")
    commit = subprocess.run(["git", "describe", "--always", "--dirty"], cwd=REPOSITORY,
                            capture_output=True, text=True, check=False).stdout.strip()
    return {"date": datetime.date.today().isoformat(), "commit": commit, "processor": model,
            "kernel": platform.release()}


def record(name, about, sections):
    RESULTS.mkdir(exist_ok=True)
    links = []
    for suffix, svg in plots(sections):
        (RESULTS / f"{name}-{suffix}.svg").write_text(svg)
        links.append(f"![{suffix}]({name}-{suffix}.svg)\n")
    head = [f"# {name}\n", f"{about['date']}, commit {about['commit']}, {about['processor']}, "
            f"Linux {about['kernel']}; others took {about['others']} of the two processors "
            f"meanwhile. Made by `./dev bench client {' '.join(sys.argv[1:])}`; "
            "how to read it: [bench/README.md](../README.md).\n"]
    (RESULTS / f"{name}.md").write_text(
        "\n".join(head + [s.markdown() for s in sections.values()] + links))
    (RESULTS / f"{name}.json").write_text(json.dumps(
        {"about": about, **{case: s.figures for case, s in sections.items()}}, indent=1) + "\n")


def main():
    options = parse()
    about = machine()
    others = Others(cores())
    sections = {}
    options.data.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.data, prefix="bench-") as folder:
        with Bench(options, pathlib.Path(folder)) as bench:
            for name in options.cases:
                sections[name] = CASES[name](bench)
                print(sections[name].text(), flush=True)
    about["others"] = f"{others.share():.0%}"
    print(f"\nOthers took {about['others']} of the two processors meanwhile.")
    if options.record:
        record(options.record, about, sections)
    wrong = any("wrong" in note for section in sections.values() for note in section.notes)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

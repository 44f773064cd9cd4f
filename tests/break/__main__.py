"""Attacks the server in many ways for as long as one says, and counts what went wrong.

Each round of each kind has a random of its own, made of the seed, the kind and the round's number:
`--seed S --only KIND --from ROUND --rounds 1` repeats one.
"""

import argparse
import itertools
import pathlib
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

# pylint: disable=wrong-import-position
import damaged_files  # noqa: E402
import few_descriptors  # noqa: E402
import forged_requests  # noqa: E402
import full_disk  # noqa: E402
import greedy_requests  # noqa: E402
import killed  # noqa: E402
import mutated_requests  # noqa: E402
import slow_readers  # noqa: E402
import table_races  # noqa: E402
from faults import WRONG, Over, Report  # noqa: E402

KINDS = {
    "killed": killed.attack,
    "full-disk": full_disk.attack,
    "damaged-files": damaged_files.attack,
    "greedy-requests": greedy_requests.attack,
    "slow-readers": slow_readers.attack,
    "few-descriptors": few_descriptors.attack,
    "forged-requests": forged_requests.attack,
    "table-races": table_races.attack,
    "mutated-requests": mutated_requests.attack,
}
SECONDS = 60


def arguments():
    parser = argparse.ArgumentParser(prog="./dev break", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float,
                        help=f"no round but the first begins after so many ({SECONDS} without "
                             "--rounds)")
    parser.add_argument("--rounds", type=int, help="rounds of each kind, at most")
    parser.add_argument("--from", dest="first", type=int, default=1,
                        help="the first round's number")
    parser.add_argument("--seed", type=int, help="of the random choices; a new one each time")
    parser.add_argument("--only", nargs="+", choices=KINDS, metavar="KIND",
                        help="of " + ", ".join(KINDS))
    parser.add_argument("--place", type=pathlib.Path,
                        help="where the data lies; what went wrong is kept there")
    given = parser.parse_args()
    if given.seconds is None and given.rounds is None:
        given.seconds = SECONDS
    if given.seed is None:
        given.seed = random.SystemRandom().randrange(1_000_000)
    return given


def attack(kind, report, number, place):
    """One round. Its data is kept if anything went wrong."""
    chance = random.Random(f"{report.seed} {kind} {number}")
    here = place / f"{kind}-{number}"
    here.mkdir()
    before, report.round = report.wrong, number
    try:
        KINDS[kind](chance, here, report)
    except Over:
        pass
    except Exception:  # pylint: disable=broad-except
        report.fault(WRONG, traceback.format_exc())
    if report.wrong == before:
        shutil.rmtree(here)


def rounds(given):
    """Kinds and numbers of rounds, round robin, until there were enough; each kind has one."""
    deadline = None if given.seconds is None else time.monotonic() + given.seconds
    numbers = itertools.count(given.first)
    if given.rounds is not None:
        numbers = range(given.first, given.first + given.rounds)
    for number in numbers:
        for kind in given.only or KINDS:
            late = deadline is not None and time.monotonic() >= deadline
            if late and number > given.first:
                return
            yield kind, number


def main():
    given = arguments()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # servers end, disks are unmounted
    place = given.place or pathlib.Path(tempfile.mkdtemp(prefix="stator-break-"))
    place.mkdir(parents=True, exist_ok=True)
    print(f"seed {given.seed}, in {place}", flush=True)
    reports = {kind: Report(kind, given.seed) for kind in given.only or KINDS}
    try:
        for kind, number in rounds(given):
            if not reports[kind].skipped:
                attack(kind, reports[kind], number, place)
    except KeyboardInterrupt:
        print("interrupted")
    for report in reports.values():
        print(report.line())
    wrong = sum(report.wrong for report in reports.values())
    print(f"{sum(report.tries for report in reports.values())} tries, {wrong} went wrong"
          + (f"; what is left of them: {place}" if wrong else ""))
    if not wrong and given.place is None:
        shutil.rmtree(place)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

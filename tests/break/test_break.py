"""One round of each attack (./dev break makes more, with other choices)."""

import os
import pathlib
import re
import subprocess
import sys

import pytest

pytestmark = pytest.mark.own_server

SEED = 14
KINDS = ["killed", "full-disk", "damaged-files", "greedy-requests", "slow-readers",
         "few-descriptors", "forged-requests", "table-races", "mutated-requests"]


def run(*arguments, **options):
    """A process of its own: some attacks need many threads, and some limits are a process's."""
    return subprocess.run([sys.executable, pathlib.Path(__file__).parent, *map(str, arguments)],
                          capture_output=True, text=True, check=False, **options)


@pytest.mark.parametrize("kind", KINDS)
def test_one_round(kind, tmp_path):
    finished = run("--only", kind, "--rounds", 1, "--seed", SEED, "--place", tmp_path)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    counts = finished.stdout.splitlines()[-2]
    if "left out" in counts:
        pytest.skip(counts)
    assert int(counts.split()[1]) > 0, counts  # it did try


def test_each_kind_is_here():
    offered = run("--help", env={**os.environ, "COLUMNS": "1000"}).stdout
    assert re.search(r"KIND \.\.\.\]\s+of (.*)", offered)[1].split(", ") == KINDS

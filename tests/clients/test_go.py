"""Runs the tests of Go's clients, in go/, against the server under test."""

import os
import pathlib
import re
import shutil
import subprocess

import pytest

DIRECTORY = pathlib.Path(__file__).parent / "go"
RUN_SECONDS_MAX = 900  # the first run compiles the SDK


def version():
    """Of Go that is installed; (0, 0) if there is none."""
    if shutil.which("go") is None:
        return 0, 0
    told = subprocess.run(["go", "env", "GOVERSION"], capture_output=True, text=True, check=True,
                          env={**os.environ, "GOTOOLCHAIN": "local"}, cwd="/")
    return tuple(int(part) for part in re.findall(r"\d+", told.stdout)[:2])


def test_guregu_dynamo(endpoint):
    wanted = tuple(map(int, re.search(r"^go (\d+)\.(\d+)", (DIRECTORY / "go.mod").read_text(),
                                      re.MULTILINE).groups()))
    if version() < wanted:
        pytest.skip(f"guregu/dynamo needs Go {wanted[0]}.{wanted[1]}, which Debian 12 lacks")
    finished = subprocess.run(
        ["go", "test", "-count=1", "./..."], cwd=DIRECTORY, capture_output=True, text=True,
        timeout=RUN_SECONDS_MAX, check=False,
        env={**os.environ, "STATOR_ENDPOINT": endpoint, "GOTOOLCHAIN": "local"})
    assert finished.returncode == 0, finished.stdout + finished.stderr

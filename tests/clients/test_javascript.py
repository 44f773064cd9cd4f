"""Runs the tests of the AWS SDK for JavaScript, in js/, against the server under test."""

import os
import pathlib
import shutil
import subprocess

import pytest

DIRECTORY = pathlib.Path(__file__).parent / "js"
INSTALL_SECONDS_MAX = 300
RUN_SECONDS_MAX = 300

pytestmark = pytest.mark.skipif(shutil.which("npm") is None, reason="Node.js is not installed")


@pytest.fixture(scope="module")
def packages():
    """What package-lock.json pins, installed beside it unless it is there already."""
    pinned = DIRECTORY / "package-lock.json"
    installed = DIRECTORY / "node_modules/.package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < pinned.stat().st_mtime:
        subprocess.run(["npm", "ci"], cwd=DIRECTORY, check=True, timeout=INSTALL_SECONDS_MAX)


def test_javascript_sdk(endpoint, packages):
    finished = subprocess.run(
        ["node", "--test", "--test-reporter=tap"], cwd=DIRECTORY, capture_output=True, text=True,
        timeout=RUN_SECONDS_MAX, check=False, env={**os.environ, "STATOR_ENDPOINT": endpoint})
    assert finished.returncode == 0, finished.stdout + finished.stderr

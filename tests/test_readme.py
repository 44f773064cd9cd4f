"""The README's commands, run in its order as a reader would, against a server that `./dev serve` starts."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.request

import pytest

from support import process

BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
JAVASCRIPT = process.REPOSITORY / "tests/clients/js"
READMES_ADDRESS = "127.0.0.1:8000"
START_SECONDS_MAX = 600  # `./dev serve` builds what is not built yet
RUN_SECONDS_MAX = 300
POLL_SECONDS = 0.1
INSTALLS = re.compile(r"^(apt-get|python3 -m venv) .*\n", re.MULTILINE)  # `./dev` has done these

pytestmark = [pytest.mark.own_server,
              pytest.mark.skipif(not (shutil.which("aws") and shutil.which("node")),
                                 reason="the AWS command line or Node.js is not installed")]


def blocks():
    return BLOCK.findall((process.REPOSITORY / "README.md").read_text())


@pytest.fixture
def address(tmp_path):
    """Of a server started by the README's first command, but for its port and its directory."""
    if process.binary() != process.REPOSITORY / "build/release/stator":
        pytest.skip("`./dev serve` serves build/release/stator")
    address = f"127.0.0.1:{process.free_port()}"
    with (tmp_path / "log").open("w") as log:
        server = subprocess.Popen(["./dev", "serve", "--data", tmp_path / "data", "--listen", address],
                                  cwd=process.REPOSITORY, stdout=log, stderr=log)
    try:
        deadline = time.monotonic() + START_SECONDS_MAX
        while not ready(address):
            assert server.poll() is None and time.monotonic() < deadline, (
                tmp_path / "log").read_text()
            time.sleep(POLL_SECONDS)
        yield address
    finally:
        server.terminate()
        assert server.wait(process.STOP_SECONDS_MAX) == 0, (tmp_path / "log").read_text()


def ready(address):
    try:
        return urllib.request.urlopen(f"http://{address}/-/ready").status == 200
    except OSError:
        return False


def run(command, text, cwd, home):
    """Runs the program `text`; returns what it prints."""
    path = os.pathsep.join(["/usr/bin", "/bin", os.environ["PATH"]])  # Debian's command line first
    environment = {"PATH": path, "HOME": str(home), "AWS_EC2_METADATA_DISABLED": "true",
                   "LC_ALL": "C.UTF-8"}
    finished = subprocess.run(command, input=text, cwd=cwd, env=environment, capture_output=True,
                              text=True, timeout=RUN_SECONDS_MAX, check=False)
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def test_the_readme_names_what_dev_does():
    (language, first), *rest = blocks()
    assert language == "sh"
    assert [line.split("#")[0].strip() for line in first.splitlines()] == ["./dev serve", "./dev test"]
    assert READMES_ADDRESS in first
    assert f"--listen {READMES_ADDRESS}" in (process.REPOSITORY / "dev").read_text()
    assert [language for language, _ in rest] == ["sh", "python", "js", "sh", "python"]


def test_every_command_of_the_readme(address, tmp_path):
    (_, table), (_, boto3), (_, javascript), (_, cities), (_, vectors) = [
        (language, text.replace(READMES_ADDRESS, address)) for language, text in blocks()[1:]]

    shell = ["bash", "-e", "-O", "expand_aliases"]
    answers = run(shell, table, tmp_path, tmp_path)
    for part in ('"Plays": {', '"N": "2"', '"Song": {', "Rainy Day", '"N": "8"', '"TableStatus"'):
        assert part in answers, answers

    assert run([sys.executable, "-"], boto3, tmp_path, tmp_path) == (
        "{'Artist': 'Acme Band', 'Plays': Decimal('1')}\n")
    assert run(["node", "--input-type=module", "-"], javascript, JAVASCRIPT, tmp_path) == (
        "[ 'Music' ]\n")

    (command,) = INSTALLS.sub("", cities).splitlines()
    command = command.split("#")[0].replace(".venv/bin/python", sys.executable)
    found = run(shell, f"{command} --endpoint http://{address} --limit 300", process.REPOSITORY,
                tmp_path)
    assert "Countries with the most cities:" in found

    assert "'Song': {'S': 'Happy Day'}" in run([sys.executable, "-"], vectors, tmp_path, tmp_path)

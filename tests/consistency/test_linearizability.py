"""Many clients, a server that is killed again and again, and a checker that must find an order.

The clients and the checker are one Go program, beside this file; the checker is Porcupine.
"""

import json
import os
import pathlib
import random
import subprocess

import pytest

from support import process, tables
from support.clients import make_client

HERE = pathlib.Path(__file__).parent
ANSWERS_BEFORE_KILL = (20, 4000)
ANSWERS_AT_THE_END = 2000

pytestmark = pytest.mark.own_server


def go(*arguments, **options):
    finished = subprocess.run(["go", *arguments], cwd=HERE, check=False, text=True,
                              capture_output=True, **options)
    assert finished.returncode == 0, finished.stdout + finished.stderr


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    built = tmp_path_factory.mktemp("consistency") / "consistency"
    go("build", "-buildvcs=false", "-o", str(built), ".")
    return built


class Recorder:
    """The clients, all in one process. They outlive the servers they talk to."""

    def __init__(self, program, url, table, path, seed):
        self.answers = 0
        self.process = subprocess.Popen(
            [program, "record", "-endpoint", url, "-table", table, "-history", path,
             "-seed", str(seed)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def wait_for(self, answers):
        """Returns once there were so many answers more."""
        wanted = self.answers + answers
        while self.answers < wanted:
            line = self.process.stdout.readline()
            assert line, f"the clients stopped: {self.process.communicate()[1]}"
            self.answers = int(line)

    def finish(self):
        output, errors = self.process.communicate()
        assert self.process.returncode == 0, errors
        return int(output.split()[-1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()


def record(program, data, path, kills):
    """Writes a history with so many kills; returns how many transactions were sent again."""
    chance = random.Random(kills)
    with process.Server(data) as server:
        table = tables.create(make_client(server.url), range_type="S")
        with Recorder(program, server.url, table, path, kills) as recorder:
            for _ in range(kills):
                recorder.wait_for(chance.randint(*ANSWERS_BEFORE_KILL))
                server.kill()
                server.start()
            recorder.wait_for(ANSWERS_AT_THE_END)
            return recorder.finish()


def check(program, path):
    drawing = os.environ.get("STATOR_DRAWING", path.with_suffix(".html"))
    finished = subprocess.run([program, "check", "-drawing", drawing, path], check=False,
                              capture_output=True, text=True)
    assert finished.returncode == 0, f"{finished.stderr}\nhistory: {path}, drawing: {drawing}"
    return json.loads(finished.stdout)


def check_directory(data):
    finished = process.run("check", data)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_the_checker_finds_what_it_is_shown():
    """Among its own tests are histories that are wrong: stale, lost, half."""
    go("test", "./...")


def test_operations_are_linearizable_through_kills(request, program, tmp_path):
    kills = request.config.getoption("--kills")
    data, path = tmp_path / "data", tmp_path / "history.jsonl"
    insisted = record(program, data, path, kills)
    check_directory(data)
    seen = check(program, path)
    for operation in ("GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem",
                      "BatchWriteItem", "TransactGetItems", "TransactWriteItems"):
        assert seen[operation].get("done"), f"no {operation} was done: {seen}"
    for operation in ("PutItem", "UpdateItem", "TransactWriteItems"):
        assert seen[operation].get("refused"), f"no {operation} was refused: {seen}"
        assert seen[operation].get("unknown") or kills < 10, f"no {operation} in doubt: {seen}"
    assert insisted > 0 or kills < 10, "no transaction was sent again"

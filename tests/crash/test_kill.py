"""Kills the server again and again under load: what was acknowledged is there, nothing is half."""

import concurrent.futures
import random

import pytest

from support import process, tables
from support.clients import make_client
from support.ledger import Ledger, Writer, check, stored

pytestmark = pytest.mark.own_server

WRITERS = 8
ACKNOWLEDGED_BEFORE_KILL = (1, 1500)  # early kills catch the start, late ones a running store


def check_directory(data):
    finished = process.run("check", data)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_acknowledged_writes_survive_kills(request, tmp_path):
    kills = request.config.getoption("--kills")
    chance = random.Random(kills)
    ledger, data = Ledger(), tmp_path / "data"
    with process.Server(data) as server:
        table = tables.create(make_client(server.url))
    for round_number in range(1, kills + 1):
        server = process.Server(data).start()
        ledger.begin_round(chance.randint(*ACKNOWLEDGED_BEFORE_KILL))
        with concurrent.futures.ThreadPoolExecutor(WRITERS) as threads:
            running = [threads.submit(Writer(number, round_number, server.url, table, ledger).run)
                       for number in range(WRITERS)]
            try:
                while not ledger.target.wait(timeout=1):
                    for writer in running:  # a writer that failed otherwise would leave us waiting
                        assert not writer.done() or writer.result(), "a writer stopped too early"
            finally:
                server.kill()  # which is what ends the writers, and the pool waits for them
        for writer in running:
            writer.result()
        check_directory(data)
        with process.Server(data) as server:
            check(ledger, stored(make_client(server.url), table))
        check_directory(data)
    assert sum(count for count, _ in ledger.counters.values()) > 0
    assert ledger.created

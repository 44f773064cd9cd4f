"""Kills the server again and again while clients run transactions: each is there whole or not at
all, and once, however often it is sent with its token.
"""

import concurrent.futures
import random

import pytest

from support import process, tables
from support.clients import make_client
from support.transfers import Client, Round, check

pytestmark = pytest.mark.own_server

CLIENTS = 6
DONE_BEFORE_KILL = (1, 300)


def test_transactions_survive_kills_whole_and_once(request, tmp_path):
    kills = request.config.getoption("--kills")
    chance = random.Random(kills)
    data = tmp_path / "data"
    with process.Server(data) as server:
        table, notes = (tables.create(make_client(server.url)) for _ in range(2))
    clients = [Client(number, table, notes) for number in range(CLIENTS)]
    for _ in range(kills):
        server = process.Server(data).start()
        this_round = Round(chance.randint(*DONE_BEFORE_KILL))
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as threads:
            running = [threads.submit(one.run, server.url, this_round) for one in clients]
            try:
                while not this_round.reached.wait(timeout=1):
                    for client in running:  # one that failed otherwise would leave us waiting
                        assert not client.done() or client.result(), "a client stopped too early"
            finally:
                server.kill()  # which is what ends the clients, and the pool waits for them
        for client in running:
            client.result()
        with process.Server(data) as server:
            check(make_client(server.url), table, notes, clients)
    finished = process.run("check", data)
    assert finished.returncode == 0, finished.stdout + finished.stderr

"""Writers, indexes that come and go, kills: once it is quiet, each index is what the items imply."""

import concurrent.futures
import random
import threading
import time

import pytest

import index_model
from index_writer import UNREACHABLE, Writer, random_item
from support import process, tables
from support.clients import make_client

pytestmark = pytest.mark.own_server

WRITERS = 8
LOADED = 6000  # items before the first kill: an index takes a moment to build
ACKNOWLEDGED_BEFORE_KILL = (1, 1200)
ACKNOWLEDGED_INTO_A_BUILD = (0, 40)
QUERIES = 8  # of each index, when all is compared
ROUNDS_BETWEEN_COMPARISONS = 4


class Round:
    """Tells when it is time to kill. Safe from any thread."""

    def __init__(self, acknowledged, into_a_build):
        self._lock = threading.Lock()
        self._left = acknowledged
        self._into_a_build = into_a_build  # so many after one began; None: whenever
        self.over = threading.Event()

    def acknowledge(self):
        with self._lock:
            self._left -= 1
            if self._left <= 0:
                self.over.set()

    def build_began(self):
        with self._lock:
            if self._into_a_build is not None:
                self._left = min(self._left, self._into_a_build)


def describe(client, table):
    """The table, and the state of each of its global indexes."""
    description = client.describe_table(TableName=table)["Table"]
    states = {index["IndexName"]: index["IndexStatus"]
              for index in description.get("GlobalSecondaryIndexes", [])}
    return description, states


class Administrator:
    """Adds and removes indexes, one after the other."""

    def __init__(self, seed, url, table):
        self.table = table
        self.client = make_client(url)
        self.chance = random.Random(seed)
        self.builds = 0

    def run(self, build_began):
        """Goes on until the server does not answer any more."""
        try:
            while True:
                settle(self.client, self.table)
                self.change(build_began)
        except UNREACHABLE:
            return

    def change(self, build_began):
        _, states = describe(self.client, self.table)
        index = self.chance.choice(index_model.LATER)
        if index.name in states:
            self.client.update_table(TableName=self.table, GlobalSecondaryIndexUpdates=[
                {"Delete": {"IndexName": index.name}}])
            return
        self.client.update_table(
            TableName=self.table, AttributeDefinitions=index_model.definitions(index),
            GlobalSecondaryIndexUpdates=[{"Create": index.request}])
        self.builds += 1
        build_began()


def settle(client, table):
    """Waits until no index is being made or removed."""
    deadline = time.monotonic() + tables.STATE_SECONDS_MAX
    while True:
        description, states = describe(client, table)
        if description["TableStatus"] == "ACTIVE" and set(states.values()) <= {"ACTIVE"}:
            return
        assert time.monotonic() < deadline, f"the indexes never settled: {states}"
        time.sleep(tables.POLL_SECONDS)


def load(client, table):
    """Fills the table before anything else happens."""
    chance = random.Random(0)
    items = {}
    while len(items) < LOADED:
        item = random_item(chance)
        items[index_model.key_of(item)] = {"PutRequest": {"Item": item}}
    requests = list(items.values())
    with concurrent.futures.ThreadPoolExecutor(WRITERS) as threads:
        answers = threads.map(
            lambda start: client.batch_write_item(
                RequestItems={table: requests[start:start + 25]}),
            range(0, len(requests), 25))
        assert not any(answer["UnprocessedItems"] for answer in answers)


def scan(client, table, **index):
    pages = client.get_paginator("scan").paginate(TableName=table, **index)
    return index_model.by_key(item for page in pages for item in page["Items"])


def check_queries(client, table, index, entries, chance):
    """A query gives the entries of one hash key, in the order of their range keys."""
    groups = {}
    for key, entry in entries.items():
        groups.setdefault(index.hash_of(entry), {})[key] = entry
    for group in chance.sample(sorted(groups), min(QUERIES, len(groups))):
        expected = groups[group]
        some = next(iter(expected.values()))
        forward = chance.random() < 0.5
        pages = client.get_paginator("query").paginate(
            TableName=table, IndexName=index.name, ScanIndexForward=forward,
            KeyConditionExpression=" AND ".join(f"{name} = :{name}" for name in index.hashes),
            ExpressionAttributeValues={f":{name}": some[name] for name in index.hashes},
            PaginationConfig={"PageSize": chance.choice([7, 1000])})
        found = [item for page in pages for item in page["Items"]]
        assert index_model.by_key(found) == expected, f"{index.name}, {group}"
        order = [index.range_of(entry) for entry in found]
        assert order == sorted(order, reverse=not forward), f"{index.name}, {group}"


def compare(client, table, chance):
    """Compares all that the indexes hold with what the items imply."""
    settle(client, table)
    items = scan(client, table, ConsistentRead=True)
    _, states = describe(client, table)
    for name in [*(index.name for index in index_model.LOCAL), *states]:
        index = index_model.ALL[name]
        expected, found = index_model.implied(index, items), scan(client, table, IndexName=name)
        wrong = {key: (expected.get(key), found.get(key)) for key in expected.keys() | found.keys()
                 if expected.get(key) != found.get(key)}
        assert not wrong, f"{name}: expected and found: {wrong}"
        assert expected, f"{name} is empty: nothing was tested"
        check_queries(client, table, index, expected, chance)


def check_directory(data):
    finished = process.run("check", data)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def kill_in_mid_work(server, this_round, writers, administrator):
    with concurrent.futures.ThreadPoolExecutor(len(writers) + 1) as threads:
        running = [threads.submit(writer.run, this_round.acknowledge) for writer in writers]
        running.append(threads.submit(administrator.run, this_round.build_began))
        try:
            while not this_round.over.wait(timeout=1):
                for each in running:  # one that failed would leave us waiting
                    assert not each.done() or each.result(), "a client stopped before the kill"
        finally:
            server.kill()
    for each in running:
        each.result()


def test_indexes_are_what_the_items_imply(request, tmp_path):
    kills = request.config.getoption("--kills")
    chance = random.Random(kills)
    data = tmp_path / "data"
    with process.Server(data) as server:
        client = make_client(server.url)
        table = index_model.create_table(client)
        load(client, table)
    # The clients are there before a server is: they write while it still takes up what was cut off.
    writers = [Writer(f"{kills} {i}", server.url, table) for i in range(WRITERS)]
    administrator = Administrator(kills, server.url, table)
    for number in range(1, kills + 1):
        into_a_build = chance.randint(*ACKNOWLEDGED_INTO_A_BUILD) if number % 2 else None
        this_round = Round(chance.randint(*ACKNOWLEDGED_BEFORE_KILL), into_a_build)
        server.start()
        kill_in_mid_work(server, this_round, writers, administrator)
        check_directory(data)
        if number % ROUNDS_BETWEEN_COMPARISONS == 0 or number == kills:
            with server:
                compare(client, table, chance)
            check_directory(data)
    assert administrator.builds > 0

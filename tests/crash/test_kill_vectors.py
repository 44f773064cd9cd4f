"""Kills the server again and again while vectors are written, and while lists are divided: each
acknowledged write is in the index, each delete is one, and nothing is built anew.
"""

import concurrent.futures
import random

import pytest
from botocore.exceptions import (
    ConnectionClosedError, EndpointConnectionError, HTTPClientError)

from support import process, tables
from support.clients import make_client
from support.indexes import KEYS_ONLY
from support.values import S
from support.vectors import create_action, descriptions, index, nearest, query, vector, \
    wait_for_index

pytestmark = pytest.mark.own_server

DIMENSIONS = 4
ITEMS = 9000  # more than a group has undivided (src/table/vector/cache.h)
BATCH = 25
WRITERS = 4
BATCHES_BEFORE_KILL = (1, 200)
UNREACHABLE = (ConnectionClosedError, EndpointConnectionError, HTTPClientError)


def random_vector(numbers):
    return [numbers.randrange(-1000, 1000) for _ in range(DIMENSIONS)]


class Writer:
    """Writes and deletes keys of its own, and knows what must be there: a value, None for nothing,
    or, of what was under way, either."""

    def __init__(self, number):
        self.number = number
        self.random = random.Random(number)
        self.known = {}  # key: the vectors that it may have
        self.batches_left = 0

    def run(self, url, table):
        client = make_client(url)
        while self.batches_left > 0:
            self.batches_left -= 1
            keys = self.random.sample(range(ITEMS // WRITERS), BATCH)
            wanted = {f"{self.number}-{key}":
                      None if self.random.random() < 0.2 else random_vector(self.random)
                      for key in keys}
            for key, one in wanted.items():
                self.known.setdefault(key, [None]).append(one)
            requests = [{"DeleteRequest": {"Key": {"pk": S(key)}}} if one is None else
                        {"PutRequest": {"Item": {"pk": S(key), "v": vector(one)}}}
                        for key, one in wanted.items()]
            try:
                client.batch_write_item(RequestItems={table: requests})
            except UNREACHABLE:
                return
            for key, one in wanted.items():
                self.known[key] = [one]


def check(client, table, known):
    """The index has what the table has, and the table what was acknowledged."""
    items = {}
    for page in client.get_paginator("scan").paginate(TableName=table):
        for item in page["Items"]:
            items[item["pk"]["S"]] = [int(number["N"]) for number in item["v"]["L"]]
    for key, vectors in known.items():
        assert items.get(key) in vectors, f"{key} is {items.get(key)}, not among {vectors}"
        known[key] = [items.get(key)]
    assert descriptions(client, table)["vectors"]["ItemCount"] == len(items)
    numbers = random.Random(len(items))
    found, wanted = 0, 0
    for _ in range(10):
        near = random_vector(numbers)
        answer = client.search_vectors(TableName=table, IndexName="vectors", TopK=20,
                                       SearchVector=query(near))["SearchResults"]
        keys = {one["Item"]["pk"]["S"] for one in answer}
        assert keys <= items.keys()
        exact = {key for _, key in nearest("EUCLIDEAN", near, items, 20)}
        found += len(keys & exact)
        wanted += len(exact)
    assert found >= 0.95 * wanted


def test_the_index_survives_kills(tmp_path, request):
    data = tmp_path / "data"
    server = process.Server(data)
    server.start()
    client = make_client(server.url)
    table = tables.create(client, VectorIndexes=[index(dimensions=DIMENSIONS,
                                                       projection=KEYS_ONLY)])
    writers = [Writer(number) for number in range(WRITERS)]
    numbers = random.Random(1)
    try:
        for _ in range(request.config.getoption("--kills")):
            for writer in writers:
                writer.batches_left = 10_000
            with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
                runs = [pool.submit(writer.run, server.url, table) for writer in writers]
                target = numbers.randrange(*BATCHES_BEFORE_KILL)
                while sum(10_000 - writer.batches_left for writer in writers) < target:
                    assert not all(run.done() for run in runs)
                server.kill()
                for run in runs:
                    run.result()
            checked = process.run("check", data)
            assert checked.returncode == 0, checked.stdout + checked.stderr
            server = process.Server(data)
            server.start()
            client = make_client(server.url)
            known = {}
            for writer in writers:
                known.update(writer.known)
            check(client, table, known)
            for writer in writers:
                writer.known = {key: known[key] for key in writer.known}
        server.stop()
        checked = process.run("check", data)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        if server.process.poll() is None:
            server.kill()


def test_a_build_goes_on_after_a_kill(tmp_path):
    data = tmp_path / "data"
    server = process.Server(data)
    server.start()
    client = make_client(server.url)
    table = tables.create(client)
    numbers = random.Random(2)
    items = {str(i): random_vector(numbers) for i in range(ITEMS)}
    keys = list(items)
    for start in range(0, ITEMS, BATCH):
        client.batch_write_item(RequestItems={table: [
            {"PutRequest": {"Item": {"pk": S(key), "v": vector(items[key])}}}
            for key in keys[start:start + BATCH]]})
    try:
        client.update_table(TableName=table, VectorIndexUpdates=create_action(
            dimensions=DIMENSIONS))
        for _ in range(3):
            server.kill()
            server = process.Server(data)
            server.start()
        client = make_client(server.url)
        wait_for_index(client, table)
        check(client, table, {key: [one] for key, one in items.items()})
        server.stop()
        checked = process.run("check", data)
        assert checked.returncode == 0, checked.stdout + checked.stderr
    finally:
        if server.process.poll() is None:
            server.kill()

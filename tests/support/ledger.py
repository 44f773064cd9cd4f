"""Writers of a server that is killed, and what they know.

They note what they sent and what was acknowledged. An operation whose answer never came is in
doubt: it may have happened or not, but not in part.
"""

import random
import threading

from botocore.exceptions import (
    ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError)

from support.clients import make_client
from support.values import N, S

COUNTERS = 3  # few, so that writers contend for them
CONTESTED = 20  # keys that several writers race to create, per round
UNREACHABLE = (ConnectionClosedError, EndpointConnectionError, HTTPClientError)
PAYLOAD = "x" * 300


class Ledger:
    """What the writers know, over all rounds. Safe from any thread."""

    def __init__(self):
        self._lock = threading.Lock()
        self.target = threading.Event()  # enough was acknowledged in this round
        self.acknowledged_left = 0
        self.items = {}  # key -> [acknowledged value or None, values in doubt after it]
        self.counters = {i: [0, 0] for i in range(COUNTERS)}  # acknowledged, in doubt
        self.created = {}  # contested key -> writers told that they created it
        self.creations_in_doubt = {}  # contested key -> writers that never heard

    def begin_round(self, acknowledged):
        self.acknowledged_left = acknowledged
        self.target.clear()

    def _acknowledge(self):
        self.acknowledged_left -= 1
        if self.acknowledged_left <= 0:
            self.target.set()

    def item(self, key, value, acknowledged):
        with self._lock:
            known = self.items.setdefault(key, [None, []])
            if acknowledged:
                known[0], known[1] = value, []
                self._acknowledge()
            else:
                known[1].append(value)

    def counter(self, number, acknowledged):
        with self._lock:
            self.counters[number][0 if acknowledged else 1] += 1
            if acknowledged:
                self._acknowledge()

    def creation(self, key, writer, acknowledged):
        with self._lock:
            known = self.created if acknowledged else self.creations_in_doubt
            known.setdefault(key, []).append(writer)
            if acknowledged:
                self._acknowledge()


def item_of(key, value):
    """An item whose parts must agree: a torn one would not."""
    return {"pk": S(key), "value": N(value), "again": N(value), "payload": S(f"{value}{PAYLOAD}")}


class Writer:
    """One client. Runs until the server does not answer any more."""

    def __init__(self, number, round_number, url, table, ledger):
        self.number, self.round, self.table, self.ledger = number, round_number, table, ledger
        self.client = make_client(url)
        self.random = random.Random(f"{number} {round_number}")
        self.done = 0

    def run(self):
        work = [self.put, self.put_pair, self.count, self.create]
        while True:
            try:
                self.random.choice(work)()
            except UNREACHABLE:
                return

    def fresh_value(self):
        self.done += 1
        return self.round * 1_000_000 + self.done

    def put(self):
        """Overwrites one of this writer's own keys."""
        key, value = f"own-{self.number}-{self.random.randrange(50)}", self.fresh_value()
        try:
            self.client.put_item(TableName=self.table, Item=item_of(key, value))
        except UNREACHABLE:
            self.ledger.item(key, value, acknowledged=False)
            raise
        self.ledger.item(key, value, acknowledged=True)

    def put_pair(self):
        value = self.fresh_value()
        keys = [f"pair-{self.number}-{self.round}-{self.done}-{side}" for side in "ab"]
        try:
            answer = self.client.batch_write_item(RequestItems={
                self.table: [{"PutRequest": {"Item": item_of(key, value)}} for key in keys]})
        except UNREACHABLE:
            for key in keys:
                self.ledger.item(key, value, acknowledged=False)
            raise
        left = [each["PutRequest"]["Item"]["pk"]["S"]
                for each in answer["UnprocessedItems"].get(self.table, [])]
        for key in keys:
            if key not in left:
                self.ledger.item(key, value, acknowledged=True)

    def count(self):
        number = self.random.randrange(COUNTERS)
        try:
            self.client.update_item(
                TableName=self.table, Key={"pk": S(f"counter-{number}")},
                UpdateExpression="ADD n :one", ExpressionAttributeValues={":one": N(1)})
        except UNREACHABLE:
            self.ledger.counter(number, acknowledged=False)
            raise
        self.ledger.counter(number, acknowledged=True)

    def create(self):
        key = f"contested-{self.round}-{self.random.randrange(CONTESTED)}"
        try:
            self.client.put_item(TableName=self.table,
                                 Item={**item_of(key, self.number), "writer": N(self.number)},
                                 ConditionExpression="attribute_not_exists(pk)")
        except UNREACHABLE:
            self.ledger.creation(key, self.number, acknowledged=False)
            raise
        except ClientError as error:
            assert error.response["Error"]["Code"] == "ConditionalCheckFailedException", error
            return
        self.ledger.creation(key, self.number, acknowledged=True)


def stored(client, table):
    found = {}
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        for item in page["Items"]:
            assert item["pk"]["S"] not in found, "a scan gave one item twice"
            found[item["pk"]["S"]] = item
    return found


def check_whole(item):
    if item["pk"]["S"].startswith("counter-"):
        return
    value = item["value"]["N"]
    assert item["again"]["N"] == value, item
    assert item["payload"]["S"] == f"{value}{PAYLOAD}", item


def check(ledger, found):
    """Compares what the store holds with what the ledger knows. What is read settles doubts."""
    for item in found.values():
        check_whole(item)
    for key, known in ledger.items.items():
        acknowledged, doubts = known
        item = found.get(key)
        value = None if item is None else int(item["value"]["N"])
        assert value in [acknowledged, *doubts], (
            f"{key} holds {value}; acknowledged was {acknowledged}, in doubt were {doubts}")
        known[0], known[1] = value, []  # acknowledged by being read: it may not change any more
    for number, known in ledger.counters.items():
        acknowledged, doubts = known
        count = int(found.get(f"counter-{number}", {"n": N(0)})["n"]["N"])
        assert acknowledged <= count <= acknowledged + doubts, (
            f"counter {number} is {count}; {acknowledged} were acknowledged, {doubts} in doubt")
        known[0], known[1] = count, 0
    for key, writers in ledger.created.items():
        assert len(writers) == 1, f"{key} was created by writers {writers}"
        assert found[key]["writer"] == N(writers[0]), key
    for key, writers in ledger.creations_in_doubt.items():
        if key not in ledger.created and key in found:
            assert int(found[key]["writer"]["N"]) in writers, key
    strangers = [key for key in found if key not in ledger.items and key not in ledger.created
                 and key not in ledger.creations_in_doubt and not key.startswith("counter-")]
    assert strangers == []

"""Tables of the same few names are created, changed and deleted by many at once, with writes beside
them: only errors that the API documents, nothing lost of a table that is left alone, and a store
that is sound.
"""

import random
import threading
import time

import watched
from faults import LOST, REFUSED, UNANSWERED
from support import tables
from support.clients import make_client
from support.indexes import KEYS_ONLY, definitions, index
from support.values import N, S
from support.wire import Wire

NAMES = ["race-1", "race-2", "race-3"]
RACERS = 6
REQUESTS = 250  # of each racer
KEYS = 50
EXPECTED = {
    "CreateTable": ("ResourceInUseException", "LimitExceededException"),
    "DeleteTable": ("ResourceInUseException", "ResourceNotFoundException",
                    "LimitExceededException"),
    "UpdateTable": ("ResourceInUseException", "ResourceNotFoundException", "LimitExceededException",
                    "ValidationException"),  # an index that is there, or is not
    "DescribeTable": ("ResourceNotFoundException",),
    "ListTables": (),
    "TagResource": ("ResourceNotFoundException", "ResourceInUseException"),
    "UpdateTimeToLive": ("ResourceNotFoundException", "ResourceInUseException",
                         "ValidationException", "LimitExceededException"),
    "PutItem": ("ResourceNotFoundException", "TransactionConflictException"),
    "BatchWriteItem": ("ResourceNotFoundException",),
    "TransactWriteItems": ("ResourceNotFoundException", "TransactionCanceledException"),
    "Query": ("ResourceNotFoundException", "ValidationException"),  # an index that is not there
    "Scan": ("ResourceNotFoundException",),
}


def attack(chance, place, report):
    data = place / "data"
    with watched.running(report, data) as server:
        left_alone = tables.create(make_client(server.url))
        racers = [Racer(server, chance.random(), left_alone, number, report)
                  for number in range(RACERS)]
        threads = [threading.Thread(target=racer.run) for racer in racers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        watched.check_alive(report, server)
        if chance.random() < 0.5:
            settle(make_client(server.url), report)
        if chance.random() < 0.5:
            server.kill()
    watched.check_sound(report, data)
    with watched.running(report, data) as server:
        client = make_client(server.url)
        settle(client, report)
        found = {item["pk"]["S"] for page in client.get_paginator("scan").paginate(
            TableName=left_alone) for item in page["Items"]}
        lost = {key for racer in racers for key in racer.written} - found
        if lost:
            report.fault(LOST, f"{len(lost)} items of the table that was left alone")
    watched.check_sound(report, data)


def settle(client, report):
    """Whatever was under way comes to its end."""
    deadline = time.monotonic() + watched.SECONDS_MAX
    for name in NAMES:
        while (status := tables.status(client, name)) not in (None, "ACTIVE"):
            if time.monotonic() > deadline:
                report.over(UNANSWERED, f"{name} stays {status}")
            time.sleep(watched.POLL_SECONDS)


class Racer:
    """One client, and what it was told is in the table that is left alone."""

    def __init__(self, server, seed, left_alone, number, report):
        self.server, self.left_alone, self.number, self.report = server, left_alone, number, report
        self.wire = Wire(server.url)
        self.chance = random.Random(seed)
        self.written = []

    def run(self):
        requests = [self.create, self.create, self.delete, self.update, self.read, self.write,
                    self.write, self.settings, self.write_left_alone]
        for _ in range(REQUESTS):
            operation, request = self.chance.choice(requests)(self.chance.choice(NAMES))
            self.report.tried()
            try:
                answer = self.wire.call(operation, request)
            except OSError as error:
                if not self.server.ended_by_itself:
                    self.report.fault(UNANSWERED, f"{operation}: {error!r}")
                return
            if answer.status != 200 and answer.error not in EXPECTED[operation]:
                self.report.fault(REFUSED, f"{operation}: {answer.status} {answer.body[:300]} for "
                                           f"{request}")
            elif operation == "PutItem" and request["TableName"] == self.left_alone:
                self.written.append(request["Item"]["pk"]["S"])

    def create(self, name):
        if self.chance.random() < 0.5:
            return "CreateTable", tables.create_request(name)
        return "CreateTable", tables.create_request(
            name, AttributeDefinitions=definitions(pk="S", n="N"),
            GlobalSecondaryIndexes=[index("numbers", ["n"])])

    def delete(self, name):
        return "DeleteTable", {"TableName": name}

    def update(self, name):
        change = self.chance.choice([
            {"Create": index("later", ["m"], projection=KEYS_ONLY)},
            {"Create": index("numbers", ["n"])},
            {"Delete": {"IndexName": "later"}}, {"Delete": {"IndexName": "numbers"}}])
        return "UpdateTable", {"TableName": name, "GlobalSecondaryIndexUpdates": [change],
                               "AttributeDefinitions": definitions(pk="S", n="N", m="N")}

    def settings(self, name):
        return self.chance.choice([
            ("TagResource", {"ResourceArn": f"arn:aws:dynamodb:us-east-1:000000000000:table/{name}",
                             "Tags": [{"Key": "a", "Value": "b"}]}),
            ("UpdateTimeToLive", {"TableName": name, "TimeToLiveSpecification": {
                "AttributeName": "n", "Enabled": self.chance.random() < 0.5}})])

    def read(self, name):
        return self.chance.choice([
            ("DescribeTable", {"TableName": name}), ("ListTables", {}),
            ("Scan", {"TableName": name}),
            ("Query", {"TableName": name, "IndexName": "numbers",
                       "KeyConditionExpression": "n = :n",
                       "ExpressionAttributeValues": {":n": N(self.chance.randrange(9))}})])

    def item(self):
        return {"pk": S(str(self.chance.randrange(KEYS))), "n": N(self.chance.randrange(9)),
                "m": N(self.chance.randrange(9))}

    def write(self, name):
        return self.chance.choice([
            ("PutItem", {"TableName": name, "Item": self.item()}),
            ("BatchWriteItem", {"RequestItems": {name: [{"PutRequest": {"Item": self.item()}}]}}),
            ("TransactWriteItems", {"TransactItems": [
                {"Put": {"TableName": name, "Item": self.item()}}]})])

    def write_left_alone(self, _):
        key = f"{self.number}-{len(self.written)}"
        return "PutItem", {"TableName": self.left_alone, "Item": {"pk": S(key)}}

"""Random items, and a client that writes them in all the ways there are."""

import random

from botocore.exceptions import (
    ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError)

import index_model
from support.clients import make_client
from support.values import B, N, NS, S

PARTITIONS = 30
SORT_KEYS = 300
INDEXED = ("a", "b", "c", "d", "e", "mixed")
OTHERS = ("payload", "extra", "tags")
REFUSALS = ("None", "TransactionConflict", "TransactionConflictException",
            "ConditionalCheckFailed", "ValidationError", "ValidationException")
MIXED_REFUSED = (  # by puts and by updates
    "Type mismatch for Index Key mixed",
    "The update expression attempted to update the secondary index key to unsupported type")
UNREACHABLE = (ConnectionClosedError, EndpointConnectionError, HTTPClientError)


def random_key(chance):
    return {"pk": S(f"p{chance.randrange(PARTITIONS)}"), "sk": N(chance.randrange(SORT_KEYS))}


def random_attribute(chance, name):
    kind = index_model.TYPES.get(name)
    if name == "mixed" and chance.random() < 0.3:
        return N(chance.randrange(5))
    if kind == "N":
        return N(chance.randrange(-50, 50))
    if kind == "B":
        return B(chance.choice([b"\x00", b"\x00\xff", b"\x7f", b"\x80", b"\xff" * 3]))
    if name == "tags":
        return NS(*{chance.randrange(9) for _ in range(3)})
    return S(chance.choice(["a", "aa", "b", "é", "z", "\U0001f600"]) + str(chance.randrange(4)))


def random_item(chance):
    names = [name for name in (*INDEXED, *OTHERS) if chance.random() < 0.75]
    return {**random_key(chance), **{name: random_attribute(chance, name) for name in names}}


def random_update(chance):
    """SET, REMOVE and ADD of different attributes."""
    names = chance.sample([*INDEXED, *OTHERS], 4)
    update = {"UpdateExpression": f"SET {names[0]} = :v0, {names[1]} = :v1 REMOVE {names[2]}",
              "ExpressionAttributeValues": {
                  f":v{i}": random_attribute(chance, names[i]) for i in range(2)}}
    if "d" not in names:
        update["UpdateExpression"] += " ADD d :one"
        update["ExpressionAttributeValues"][":one"] = N(1)
    return update


class Writer:
    """One client, of all the servers there are, one after the other."""

    def __init__(self, seed, url, table):
        self.table = table
        self.client = make_client(url)
        self.chance = random.Random(seed)

    def run(self, acknowledge):
        """Writes until the server does not answer any more."""
        work = [self.put, self.put, self.update, self.update, self.update, self.delete,
                self.batch, self.transact]
        while True:
            try:
                self.chance.choice(work)()
            except UNREACHABLE:
                return
            except ClientError as error:
                self.check_refusal(error.response)
            acknowledge()

    def check_refusal(self, response):
        """Refused are false conditions, items in use, and a `mixed` of the wrong type."""
        error = response["Error"]
        reasons = [error]
        if error["Code"] == "TransactionCanceledException":
            reasons = response["CancellationReasons"]
        for reason in reasons:
            assert reason["Code"] in REFUSALS, response
            if reason["Code"].startswith("Validation"):
                assert any(text in reason["Message"] for text in MIXED_REFUSED), response

    def put(self):
        self.client.put_item(TableName=self.table, Item=random_item(self.chance))

    def update(self):
        self.client.update_item(TableName=self.table, Key=random_key(self.chance),
                                **random_update(self.chance))

    def delete(self):
        self.client.delete_item(TableName=self.table, Key=random_key(self.chance))

    def batch(self):
        requests = {}
        for _ in range(self.chance.randint(2, 10)):
            item = random_item(self.chance)
            key = {name: item[name] for name in index_model.KEYS}
            requests[str(key)] = ({"DeleteRequest": {"Key": key}} if self.chance.random() < 0.3
                                  else {"PutRequest": {"Item": item}})
        self.client.batch_write_item(RequestItems={self.table: list(requests.values())})

    def transact(self):
        actions = {}
        for _ in range(self.chance.randint(2, 4)):
            item = random_item(self.chance)
            key = {name: item[name] for name in index_model.KEYS}
            actions[str(key)] = self.chance.choice([
                {"Put": {"TableName": self.table, "Item": item}},
                {"Delete": {"TableName": self.table, "Key": key}},
                {"Update": {"TableName": self.table, "Key": key, **random_update(self.chance)}},
                {"Update": {"TableName": self.table, "Key": key, **random_update(self.chance),
                            "ConditionExpression": "attribute_exists(pk)"}}])
        self.client.transact_write_items(TransactItems=list(actions.values()))

"""Clients that move units between accounts, of a server that is killed: each transaction is there
whole or not at all, and once, however often it is sent with its token.

A client whose answer never came sends the same request again to the server that comes after.
"""

import random
import threading

from botocore.exceptions import (
    ClientError, ConnectionClosedError, EndpointConnectionError, HTTPClientError)

from support.clients import make_client
from support.values import N, S

ACCOUNTS = 4  # few, so that transactions meet
REPEATED = 5  # transactions that each client sends again though it knows that they are done
UNREACHABLE = (ConnectionClosedError, EndpointConnectionError, HTTPClientError)


class Round:
    """Tells when enough was done to kill the server."""

    def __init__(self, enough):
        self.left, self.lock, self.reached = enough, threading.Lock(), threading.Event()

    def count(self):
        with self.lock:
            self.left -= 1
            if self.left <= 0:
                self.reached.set()


class Client:
    """Moves one unit between two accounts and leaves a note, in one transaction, again and again."""

    def __init__(self, number, table, notes):
        self.number, self.table, self.notes = number, table, notes
        self.random = random.Random(number)
        self.done = []  # every request that was answered
        self.in_doubt = None
        self.made = 0

    def new_request(self):
        self.made += 1
        token = f"{self.number}-{self.made}"
        source, to = self.random.sample(range(ACCOUNTS), 2)

        def add(account, amount):
            return {"Update": {"TableName": self.table, "Key": {"pk": S(f"account-{account}")},
                               "UpdateExpression": "ADD n :n",
                               "ExpressionAttributeValues": {":n": N(amount)}}}

        note = {"pk": S(token), "from": N(source), "to": N(to)}
        return {"ClientRequestToken": token, "TransactItems": [
            add(source, -1), {"Put": {"TableName": self.notes, "Item": note}}, add(to, 1)]}

    def send(self, client, request):
        """Until it is not cancelled by others who are at the same accounts."""
        self.in_doubt = request
        while True:
            try:
                client.transact_write_items(**request)
                self.in_doubt = None
                return
            except ClientError as error:
                reasons = error.response.get("CancellationReasons")
                assert reasons, error
                assert {reason["Code"] for reason in reasons} == {"None", "TransactionConflict"}

    def run(self, url, this_round):
        client = make_client(url)
        try:
            if self.in_doubt:
                request = self.in_doubt
                self.send(client, request)
                self.done.append(request)
            for request in self.done[-REPEATED:]:
                client.transact_write_items(**request)
            while True:
                request = self.new_request()
                self.send(client, request)
                self.done.append(request)
                this_round.count()
        except UNREACHABLE:
            return


def items_of(client, table):
    found = {}
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        found |= {item["pk"]["S"]: item for item in page["Items"]}
    return found


def check(client, table, notes, clients):
    """The accounts are what the notes say, and the notes what was answered, or in doubt."""
    noted, balances = items_of(client, notes), [0] * ACCOUNTS
    for note in noted.values():
        balances[int(note["from"]["N"])] -= 1
        balances[int(note["to"]["N"])] += 1
    accounts = items_of(client, table)
    found = [int(accounts.get(f"account-{i}", {"n": N(0)})["n"]["N"]) for i in range(ACCOUNTS)]
    assert found == balances, "a transaction is half there, or there twice"
    answered = {request["ClientRequestToken"] for one in clients for request in one.done}
    in_doubt = {one.in_doubt["ClientRequestToken"] for one in clients if one.in_doubt}
    assert answered <= set(noted) <= answered | in_doubt

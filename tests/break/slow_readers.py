"""Many clients that take large answers slowly: small requests, health and metrics are answered with
200 all the while, and once they are gone large answers are given again.
"""

import contextlib
import json
import socket
import time

import watched
from faults import REFUSED, UNANSWERED
from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Wire

READERS = (66, 100)
ITEMS = 40
TEXT_BYTES = 390_000
RECEIVE_BUFFER_BYTES = 4096
BYTES_AT_A_TIME = (0, 20_000)  # none: some only wait
ROUNDS = 15
PAUSE_SECONDS = 0.1
AGAIN_TRIES_MAX = 300  # until the memory of connections that were closed is free


def attack(chance, place, report):
    with watched.running(report, place / "data") as server:
        client, wire = make_client(server.url), Wire(server.url)
        table = tables.create(client)
        for number in range(ITEMS):
            client.put_item(TableName=table, Item={"pk": S(str(number)), "v": S("x" * TEXT_BYTES)})
        keys = [{"pk": S(str(number))} for number in range(ITEMS)]
        large = ("BatchGetItem", {"RequestItems": {table: {"Keys": keys}}})
        data = wire.request_bytes(*large)
        with contextlib.ExitStack() as stack:
            readers = [stack.enter_context(slow_reader(wire, data))
                       for _ in range(chance.randint(*READERS))]
            for _ in range(ROUNDS):
                for reader in readers:
                    take(reader, chance.randint(*BYTES_AT_A_TIME))
                small_requests(wire, table, len(readers), report)
                watched.check_alive(report, server)
                time.sleep(PAUSE_SECONDS)
        until_given(wire, large, report)


def slow_reader(wire, data):
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    connection.connect((wire.host, wire.port))
    connection.sendall(data)
    connection.setblocking(False)
    return connection


def take(reader, size):
    try:
        reader.recv(size)
    except (BlockingIOError, ConnectionError):
        pass  # nothing yet, or refused and closed


def small_requests(wire, table, readers, report):
    """Everything that takes no room, each over a connection of its own."""
    get = {"TableName": table, "Key": {"pk": S("nothing")}}
    put = {"TableName": table, "Item": {"pk": S("small"), "v": S("x")}}
    for name, send in {
            "GetItem": lambda: wire.call("GetItem", get),
            "PutItem": lambda: wire.call("PutItem", put),
            "/-/ready": lambda: wire.send("GET", "/-/ready"),
            "/-/metrics": lambda: wire.send("GET", "/-/metrics")}.items():
        report.tried()
        try:
            answer = send()
        except TimeoutError:
            report.over(UNANSWERED, f"{name} beside {readers} slow readers")
        if answer.status != 200:
            report.over(REFUSED, f"{name} beside {readers} slow readers: {answer.status} "
                                 f"{answer.body[:200]}")


def until_given(wire, large, report):
    for _ in range(AGAIN_TRIES_MAX):
        report.tried()
        answer = wire.call(*large)
        if answer.status == 200:
            json.loads(answer.body)
            return
        time.sleep(PAUSE_SECONDS)
    report.fault(REFUSED, f"a large answer, the slow readers gone: {answer.status} "
                          f"{answer.body[:200]}")

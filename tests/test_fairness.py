"""Greedy clients: many large requests, large answers that nobody takes. The memory of all of them is
bounded by memory_mb, and everybody else is served."""

import json
import re
import socket
import time

import pytest

from support import process, tables
from support.clients import TIMEOUT_SECONDS, make_client
from support.values import S
from support.wire import Wire, read_answer

pytestmark = pytest.mark.own_server

MIB = 1 << 20
MEMORY_MB = 256
# The store's caches and write buffers, were they full; requests and answers: 128 MiB at least, and a
# quarter more in need; the process itself, and what a thread needs for an answer that it makes.
RESIDENT_MAX = (MEMORY_MB * 7 // 8 + 128 * 5 // 4 + 64) * MIB
ITEM_BYTES = 380_000
ITEMS = 42  # 16 MB
GREEDY = 66
OTHER_ADDRESS = "127.0.0.2"


@pytest.fixture
def server(server_of_own, tmp_path):
    configuration = tmp_path / "stator.toml"
    configuration.write_text(f"[store]\nmemory_mb = {MEMORY_MB}\n")
    return server_of_own("--config", configuration, "--threads", "2")


@pytest.fixture
def wire(server):
    return Wire(server.url)


@pytest.fixture
def filled(server):
    """A table of which one BatchGetItem gets 16 MB."""
    client = make_client(server.url)
    name = tables.create(client)
    for key in range(ITEMS):
        client.put_item(TableName=name, Item={"pk": S(str(key)), "v": S("x" * ITEM_BYTES)})
    return name


def connect(wire, address="127.0.0.1", receive_bytes=None):
    """A connection from `address`, all of 127.0.0.0/8 being this machine."""
    connection = socket.socket()
    connection.settimeout(TIMEOUT_SECONDS)
    if receive_bytes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.bind((address, 0))
    connection.connect((wire.host, wire.port))
    return connection


def ask_for_much(wire, name, **options):
    """Asks for 16 MB and takes nothing of it."""
    connection = connect(wire, receive_bytes=4096, **options)
    connection.sendall(wire.request_bytes("BatchGetItem", {"RequestItems": {name: {
        "Keys": [{"pk": S(str(key))} for key in range(ITEMS)]}}}))
    return connection


def take_much(wire, name, **options):
    with connect(wire, **options) as connection:
        connection.sendall(wire.request_bytes("BatchGetItem", {"RequestItems": {name: {
            "Keys": [{"pk": S(str(key))} for key in range(ITEMS)]}}}))
        with connection.makefile("rb") as stream:
            return read_answer(stream)


def begin_large(wire, name, body_bytes, **options):
    """Sends a request of so many bytes but for its last one."""
    items = [{"PutRequest": {"Item": {"pk": S(f"w{key}"), "v": S("y" * (body_bytes // 25))}}}
             for key in range(25)]
    data = wire.request_bytes("BatchWriteItem", {"RequestItems": {name: items}})
    connection = connect(wire, **options)
    try:
        connection.sendall(data[:-1])
    except OSError:
        pass  # refused before all of it was sent
    return connection


def metric(wire, name):
    text = wire.send("GET", "/-/metrics").body.decode()
    return float(re.search(rf"^stator_{name} (\S+)$", text, re.MULTILINE)[1])


def resident_max(server):
    status = open(f"/proc/{server.process.pid}/status", encoding="ascii").read()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) * 1024


def others_are_served(wire, name):
    assert wire.send("GET", "/-/ready").status == 200
    assert wire.send("GET", "/").status == 200
    assert wire.call("GetItem", {"TableName": name, "Key": {"pk": S("small")}}).status == 200
    put = {"TableName": name, "Item": {"pk": S("small"), "v": S("v")}, "ReturnValues": "ALL_OLD"}
    assert wire.call("PutItem", put).status == 200
    assert wire.call("Query", {
        "TableName": name, "KeyConditionExpression": "pk = :p",
        "ExpressionAttributeValues": {":p": S("small")}}).status == 200


def test_memory_of_requests_and_answers_follows_memory_mb(server, wire, filled):
    held = []
    for number in range(GREEDY):
        address = f"127.0.0.{number % 3 + 1}"
        held.append(begin_large(wire, filled, 9_500_000 if number % 2 else 15_000_000,
                                address=address))
        held.append(ask_for_much(wire, filled, address=address))
        if number % 20 == 0:
            others_are_served(wire, filled)
    assert metric(wire, "http_requests_refused_for_memory_total") > 0
    bound = metric(wire, "http_request_memory_max_bytes")
    assert bound == 128 * MIB
    assert metric(wire, "http_request_memory_bytes") <= bound * 5 / 4
    others_are_served(wire, filled)
    for connection in held:
        connection.close()
    while metric(wire, "http_request_memory_bytes") > 0:
        time.sleep(process.POLL_SECONDS)
    assert take_much(wire, filled).status == 200
    assert resident_max(server) < RESIDENT_MAX


def test_slow_readers_of_one_address_leave_half_to_others(wire, filled):
    slow = [ask_for_much(wire, filled, address=OTHER_ADDRESS) for _ in range(GREEDY)]
    while metric(wire, "http_requests_refused_for_memory_total") == 0:
        time.sleep(process.POLL_SECONDS)
    others_are_served(wire, filled)
    answer = take_much(wire, filled)
    assert answer.status == 200
    assert len(answer.json["Responses"][filled]) == ITEMS
    for connection in slow:
        connection.close()


def test_slow_readers_lose_what_others_of_their_address_want(server, wire, filled):
    slow = [ask_for_much(wire, filled) for _ in range(GREEDY)]
    while metric(wire, "http_requests_refused_for_memory_total") == 0:
        time.sleep(process.POLL_SECONDS)
    while (answer := take_much(wire, filled)).status != 200:
        assert (answer.status, "memory" in answer.json["message"]) == (503, True)
        others_are_served(wire, filled)
        time.sleep(process.POLL_SECONDS)
    assert metric(wire, "http_cut_for_memory_total") > 0
    client = make_client(server.url)
    keys = [{"pk": S(str(key))} for key in range(ITEMS)]
    got = client.batch_get_item(RequestItems={filled: {"Keys": keys}})
    assert len(got["Responses"][filled]) == ITEMS
    for connection in slow:
        connection.close()


def test_slow_writers_lose_what_others_want(wire, filled):
    slow = [begin_large(wire, filled, 15_000_000) for _ in range(20)]
    assert metric(wire, "http_requests_refused_for_memory_total") > 0
    body = json.dumps({"RequestItems": {filled: [
        {"PutRequest": {"Item": {"pk": S(f"n{key}"), "v": S("z" * 390_000)}}}
        for key in range(25)]}})
    while True:
        others_are_served(wire, filled)
        try:
            answer = wire.post(body, "BatchWriteItem")
        except OSError:
            continue  # refused, and closed before all of the body was sent
        if answer.status == 200:
            break
        assert answer.status == 503, answer.body
        time.sleep(process.POLL_SECONDS)
    assert metric(wire, "http_cut_for_memory_total") > 0
    for connection in slow:
        connection.close()

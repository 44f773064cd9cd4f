"""Requests made to be dear: what they take in memory, and that others are served meanwhile.

What they cost in instructions is held against budgets in bench/hostile.cc.
"""

import json
import pathlib
import re
import select
import socket

import pytest

from support import tables
from support.clients import make_client
from support.values import S
from support.wire import Wire, read_answer

pytestmark = pytest.mark.own_server

BODY_BYTES = 15 << 20  # a little less than a request may have
TEXT_BYTES = 390_000
# Each looks for a part that the text of all items nearly has, everywhere.
NEARLY = {":part": S("a" * 190_000 + "b")}
CONTAINS_150 = " OR ".join(["contains(t, :part)"] * 150)


@pytest.fixture
def one_thread(server_of_own):
    """A server with one thread: what holds it up holds up everybody."""
    server = server_of_own("--threads", 1)
    return server, make_client(server.url), Wire(server.url)


def resident_bytes_max(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)[1]) << 10


def lists_of(element, head, tail="]}"):
    """A request's body of as many elements as fit."""
    count = (BODY_BYTES - len(head)) // (len(element) + 1)
    return head + ",".join([element] * count) + tail


def table_of_texts(client):
    table = tables.create(client)
    for i in range(3):  # as many as a page has
        client.put_item(TableName=table, Item={"pk": S(str(i)), "t": S("a" * TEXT_BYTES)})
    return table


def dear_scan(client):
    return "Scan", json.dumps({"TableName": table_of_texts(client), "FilterExpression": CONTAINS_150,
                               "ExpressionAttributeValues": NEARLY})


def dear_write(client):
    return "PutItem", json.dumps({"TableName": table_of_texts(client), "Item": {"pk": S("0")},
                                  "ConditionExpression": CONTAINS_150,
                                  "ExpressionAttributeValues": NEARLY})


def dear_transaction(client):
    table = table_of_texts(client)
    condition = " OR ".join(["contains(t, :part)"] * 50)
    return "TransactWriteItems", json.dumps({"TransactItems": [
        {"ConditionCheck": {"TableName": table, "Key": {"pk": S(str(i))},
                            "ConditionExpression": condition,
                            "ExpressionAttributeValues": NEARLY}} for i in range(3)]})


def long_list(_):
    return "CreateTable", lists_of("{}", '{"TableName":"abc","GlobalSecondaryIndexes":[')


def long_map(_):
    names = ",".join(f'"{i:07}":{{"NULL":true}}' for i in range(600_000, 0, -1))
    return "PutItem", '{"TableName":"abc","Item":{' + names + "}}"


@pytest.mark.parametrize("make", [dear_scan, dear_write, dear_transaction, long_list, long_map])
def test_others_are_served_meanwhile(one_thread, make):
    _, client, wire = one_thread
    small = tables.create(client)
    operation, body = make(client)
    headers = wire.signed_headers(body.encode(), operation)
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    with wire.socket() as dear:
        dear.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        dear.sendall(f"POST / HTTP/1.1\r\n{head}Content-Length: {len(body)}\r\n\r\n".encode()
                     + body.encode())
        # Until the dear one is answered, each of these begins and ends while it is under way.
        served = 0
        while not select.select([dear], [], [], 0)[0]:
            client.get_item(TableName=small, Key={"pk": S("x")})
            served += 1
        assert read_answer(dear.makefile("rb")).status in (200, 400)
    # One may be answered before the dear one is begun, and one after it has ended.
    assert served > 5


@pytest.mark.parametrize("operation, head, tail", [
    ("CreateTable", '{"TableName":"abc","GlobalSecondaryIndexes":[', "]}"),
    ("CreateTable", '{"TableName":"abc","AttributeDefinitions":[', "]}"),
    ("UpdateTable", '{"TableName":"abc","GlobalSecondaryIndexUpdates":[', "]}"),
    ("TransactWriteItems", '{"TransactItems":[', "]}"),
    ("TransactGetItems", '{"TransactItems":[', "]}"),
    ("BatchWriteItem", '{"RequestItems":{"abc":[', "]}}"),
    ("BatchGetItem", '{"RequestItems":{"abc":{"Keys":[', "]}}}"),
    ("BatchExecuteStatement", '{"Statements":[', "]}"),
    ("ExecuteStatement", '{"Statement":"SELECT * FROM abc WHERE a=?","Parameters":[', "]}"),
    ("PutItem", '{"TableName":"abc","Item":{"a":{"L":[', "]}}}"),
])
def test_lists_of_millions_take_no_more_than_their_bytes(one_thread, operation, head, tail):
    server, client, wire = one_thread
    client.list_tables()
    before = resident_bytes_max(server)
    answer = wire.post(lists_of("{}", head, tail), operation)
    assert answer.status == 400 and answer.error == "ValidationException"
    # The body itself; the parser's places of what is in it, four bytes for each of its bytes, and
    # its buffer; and as much again for what is being made of it.
    assert resident_bytes_max(server) - before < 12 * BODY_BYTES


def test_of_too_many_elements_the_service_tells_as_of_a_few_too_many(wire_of_table):
    wire, table = wire_of_table
    projection = '"Projection":{"ProjectionType":"ALL"}'
    keys = '"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]'
    indexes = ",".join(f'{{"IndexName":"index{i}",{projection},{keys}}}' for i in range(100_000))
    answer = wire.post('{"TableName":"abc","BillingMode":"PAY_PER_REQUEST",' + keys +
                       ',"AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],'
                       '"GlobalSecondaryIndexes":[' + indexes + "]}", "CreateTable")
    assert answer.message == ("One or more parameter values were invalid: GlobalSecondaryIndex "
                              "count exceeds the per-table limit of 20")
    tags = ",".join(f'{{"Key":"tag{i}","Value":""}}' for i in range(80_000))
    answer = wire.post('{"ResourceArn":"' + table + '","Tags":[' + tags + "]}", "TagResource")
    assert answer.message == ("One or more parameter values were invalid: Number of Tags exceed "
                              "the current limit for the provided ResourceArn")
    values = ",".join(f'":v{i:06}":{{"N":"1"}}' for i in range(80_000, 0, -1))
    answer = wire.post('{"TableName":"abc","Key":{"pk":{"S":"x"}},"ConditionExpression":"a = :a",'
                       '"ExpressionAttributeValues":{' + values + "}}", "DeleteItem")
    assert answer.message == ("1 validation error detected: Invalid ConditionExpression: An "
                              "expression attribute value used in expression is not defined; "
                              "attribute value: :a")


@pytest.fixture
def wire_of_table(one_thread):
    _, client, wire = one_thread
    table = tables.create(client)
    return wire, client.describe_table(TableName=table)["Table"]["TableArn"]


def test_a_page_ends_when_its_filter_has_taken_long_enough(one_thread):
    _, client, wire = one_thread
    table = tables.create(client)
    count = 2_000
    for start in range(0, count, 25):
        client.batch_write_item(RequestItems={table: [
            {"PutRequest": {"Item": {"pk": S(str(i))}}} for i in range(start, start + 25)]})
    conditions = {f"x{i}": {"ComparisonOperator": "NOT_NULL"} for i in range(100_000)}
    request = {"TableName": table, "ScanFilter": conditions, "ConditionalOperator": "OR"}
    first = wire.call("Scan", request).json
    assert 0 < first["ScannedCount"] < count
    rest = wire.call("Scan", {**request, "ExclusiveStartKey": first["LastEvaluatedKey"]}).json
    assert first["ScannedCount"] + rest["ScannedCount"] == count
    assert "LastEvaluatedKey" not in rest

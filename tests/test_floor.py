"""bench/floor_server, the yardstick that does the same work as the server: its answers are right."""

import concurrent.futures
import json
import os
import pathlib
import sys

import pytest
from botocore.exceptions import ClientError

from support import process, tables
from support.clients import make_client
from support.wire import Wire

BENCH = pathlib.Path(__file__).resolve().parents[1] / "bench"
sys.path[:0] = [str(BENCH / "client_view")]

from servers import Floor  # noqa: E402

pytestmark = pytest.mark.own_server
ACCOUNT = {"access_key_id": "loadAccessKeyId", "secret_access_key": "loadSecretAccessKey"}
CLIENTS = 8
UPDATES = 25  # of each
ITEM = {
    "pk": {"S": "a"}, "sk": {"S": "1"}, "text": {"S": 'quoted ", \\, \n, é, \u20ac'}, "": {"S": ""},
    "n": {"N": "-12.5e3"}, "yes": {"BOOL": True}, "no": {"BOOL": False}, "none": {"NULL": True},
    "list": {"L": [{"S": "x"}, {"L": []}, {"M": {"a": {"N": "1"}, "b": {"M": {}}}}]}}


@pytest.fixture(scope="module")
def floor(tmp_path_factory):
    folder = tmp_path_factory.mktemp("floor")
    with Floor(process.binary().parent, folder, folder / "data",
               sorted(os.sched_getaffinity(0))) as server:
        yield server


@pytest.fixture(scope="module")
def floor_client(floor):
    return make_client(f"http://127.0.0.1:{floor.port}", connections=CLIENTS, **ACCOUNT)


@pytest.fixture
def ordered(floor_client):
    """The name of a table with a partition key and a sort key."""
    return tables.create(floor_client, hash_type="S", range_type="S")


def key(partition, sort):
    return {"pk": {"S": partition}, "sk": {"S": sort}}


def read(client, table, of):
    return client.get_item(TableName=table, Key=of, ConsistentRead=True).get("Item")


def add(client, table, of, number):
    client.update_item(TableName=table, Key=of, UpdateExpression="SET n = n + :1",
                       ExpressionAttributeValues={":1": {"N": str(number)}})


def test_a_get_returns_what_was_put(floor_client, ordered):
    floor_client.put_item(TableName=ordered, Item=ITEM)
    assert read(floor_client, ordered, key("a", "1")) == ITEM
    assert read(floor_client, ordered, key("a", "2")) is None
    replaced = {**key("a", "1"), "other": {"S": "x" * 100_000}}
    floor_client.put_item(TableName=ordered, Item=replaced)
    assert read(floor_client, ordered, key("a", "1")) == replaced
    assert floor_client.describe_table(TableName=ordered)["Table"]["ItemCount"] == 1


@pytest.mark.parametrize("change, error", [
    ({"Authorization": None}, "MissingAuthenticationTokenException"),
    ({"X-Amz-Target": "DynamoDB_20120810.DeleteTable"}, "InvalidSignatureException"),
    ({"X-Amz-Date": "20200101T000000Z"}, "InvalidSignatureException")])
def test_what_is_not_signed_as_it_is_sent_is_refused(floor, floor_client, ordered, change, error):
    wire = Wire(f"http://127.0.0.1:{floor.port}", **ACCOUNT)
    body = json.dumps({"TableName": ordered, "Item": ITEM})
    headers = {**wire.signed_headers(body.encode(), "PutItem"), **change}
    answer = wire.send("POST", "/", body, {name: value for name, value in headers.items() if value})
    assert (answer.status, answer.error) == (400, error)
    assert read(floor_client, ordered, key("a", "1")) is None


def test_another_body_or_secret_is_refused(floor, floor_client, ordered):
    wire = Wire(f"http://127.0.0.1:{floor.port}", **ACCOUNT)
    signed, sent = (json.dumps({"TableName": ordered, "Item": key("a", sort)}) for sort in "12")
    answer = wire.send("POST", "/", sent, wire.signed_headers(signed.encode(), "PutItem"))
    assert answer.error == "InvalidSignatureException"
    stranger = make_client(wire.url, "loadAccessKeyId", "another secret")
    with pytest.raises(ClientError, match="InvalidSignatureException"):
        stranger.put_item(TableName=ordered, Item=key("a", "1"))
    assert [read(floor_client, ordered, key("a", sort)) for sort in "12"] == [None, None]


def test_updates_that_share_a_commit_all_count(floor, floor_client, ordered):
    floor_client.put_item(TableName=ordered, Item=ITEM | {"n": {"N": "7"}})
    before = floor.metrics()

    def update(_):
        for _ in range(UPDATES):
            add(floor_client, ordered, key("a", "1"), 3)
    with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
        list(clients.map(update, range(CLIENTS)))
    item = read(floor_client, ordered, key("a", "1"))
    assert item == ITEM | {"n": {"N": str(7 + 3 * CLIENTS * UPDATES)}}
    after = floor.metrics()
    commits, syncs = (after[name] - before[name]
                      for name in ("stator_commits_total", "stator_wal_syncs_total"))
    assert commits == CLIENTS * UPDATES
    assert commits / CLIENTS <= syncs <= commits  # each client waits for its own


def test_a_query_returns_its_partition_in_order(floor_client, ordered):
    for partition, sort in ("a", "2"), ("a", "10"), ("aa", "1"), ("a", "1"), ("b", "0"):
        floor_client.put_item(TableName=ordered, Item=key(partition, sort))
    answer = floor_client.query(TableName=ordered, KeyConditionExpression="pk = :p",
                                ExpressionAttributeValues={":p": {"S": "a"}})
    assert answer["Items"] == [key("a", sort) for sort in ("1", "10", "2")]
    assert answer["Count"] == 3


@pytest.mark.parametrize("second, written", [
    (key("b", "2"), True), (key("a", "1"), False), ({"pk": {"S": "b"}}, False),
    ({**key("b", "2"), "n": {"N": "twelve"}}, False)])
def test_a_transaction_writes_all_or_nothing(floor_client, ordered, second, written):
    def transact():
        floor_client.transact_write_items(TransactItems=[
            {"Put": {"TableName": ordered, "Item": item}} for item in (key("a", "1"), second)])
    if written:
        transact()
    else:
        with pytest.raises(ClientError, match="ValidationException"):
            transact()
    # Whatever waits to be committed is, with this.
    floor_client.put_item(TableName=ordered, Item=key("c", "3"))
    found = [read(floor_client, ordered, of) for of in (key("a", "1"), key("b", "2"))]
    assert found == ([key("a", "1"), key("b", "2")] if written else [None, None])

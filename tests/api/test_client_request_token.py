"""ClientRequestToken, which makes TransactWriteItems idempotent.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
"""

import pytest

from support import tables
from support.clients import make_client
from support.errors import cases, fails, invalid, violation
from support.sizes import padded
from support.transactions import (FAILED, MISMATCH, cancelled, check, delete, new_keys, put, stored,
                                  update, write)
from support.values import N, S, unique


def test_a_repeated_request_does_nothing_again(client, table):
    key, = new_keys(1)
    actions = [update(table, key, "ADD n :n", ExpressionAttributeValues={":n": N(1)})]
    token = unique()
    for _ in range(3):
        write(client, *actions, ClientRequestToken=token)
    assert stored(client, table, key) == {**key, "n": N(1)}
    write(client, *actions, ClientRequestToken=unique())
    assert stored(client, table, key) == {**key, "n": N(2)}


def test_without_a_token_nothing_is_known_of_it(wire, table):
    key, = new_keys(1)
    action = update(table, key, "ADD n :n", ExpressionAttributeValues={":n": N(1)})
    for _ in range(2):
        assert wire.call("TransactWriteItems", {"TransactItems": [action]}).status == 200
    item = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).json
    assert item["Item"]["n"] == N(2)


def test_a_repeated_request_costs_reads(client, table, ranged):
    one, other = new_keys(2)
    actions = [put(table, padded(one, 4097)), put(ranged, {**other, "sk": S("s")})]
    token = unique()
    first = write(client, *actions, ClientRequestToken=token, ReturnConsumedCapacity="TOTAL")
    assert [entry["WriteCapacityUnits"] for entry in first["ConsumedCapacity"]] == [10.0, 2.0]
    again = write(client, *actions, ClientRequestToken=token, ReturnConsumedCapacity="TOTAL")
    assert again["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0},
        {"TableName": ranged, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}]


@pytest.mark.parametrize("change", cases(
    ("item", lambda table, key: [put(table, {**key, "a": N(2)})]),
    ("condition", lambda table, key: [
        put(table, {**key, "a": N(1)}, ConditionExpression="attribute_exists(pk)")]),
    ("kind", lambda table, key: [delete(table, key)]),
    ("one more", lambda table, key: [put(table, {**key, "a": N(1)}),
                                     delete(table, {"pk": S("another")})]),
))
def test_a_token_is_of_one_content(client, table, change):
    key, = new_keys(1)
    token = unique()
    write(client, put(table, {**key, "a": N(1)}), ClientRequestToken=token)
    response = fails(client.transact_write_items, MISMATCH, TransactItems=change(table, key),
                     ClientRequestToken=token)
    assert response["Error"]["Message"]
    assert stored(client, table, key) == {**key, "a": N(1)}


def test_the_order_of_members_is_no_content(wire, table):
    key, = new_keys(1)
    token = unique()
    names = [("#a", "a"), ("#b", "b")]
    for order in (names, names[::-1]):
        action = update(table, key, "SET #a = :v, #b = :v",
                        ExpressionAttributeValues={":v": N(1)},
                        ExpressionAttributeNames=dict(order))
        action["Update"] = dict(sorted(action["Update"].items(), reverse=order is names))
        answer = wire.call("TransactWriteItems",
                           {"TransactItems": [action], "ClientRequestToken": token})
        assert answer.status == 200, answer.body


def test_a_cancelled_request_leaves_its_token_free(client, table):
    key, = new_keys(1)
    token = unique()
    action = update(table, key, "ADD n :n", ExpressionAttributeValues={":n": N(1)},
                    ConditionExpression="attribute_exists(pk)")
    cancelled(client, action, reasons=[FAILED], ClientRequestToken=token)
    client.put_item(TableName=table, Item=key)
    write(client, action, ClientRequestToken=token)
    write(client, action, ClientRequestToken=token)
    assert stored(client, table, key) == {**key, "n": N(1)}


def test_a_repeated_request_meets_no_condition_again(client, table):
    key, = new_keys(1)
    token = unique()
    action = put(table, key, ConditionExpression="attribute_not_exists(pk)")
    write(client, action, ClientRequestToken=token)
    write(client, action, ClientRequestToken=token)
    cancelled(client, action, reasons=[FAILED], ClientRequestToken=unique())


@pytest.mark.parametrize("filler", ["x", "ä"])
def test_may_have_36_characters(client, table, filler):
    token = unique().ljust(36, filler)
    write(client, put(table, new_keys(1)[0]), ClientRequestToken=token)
    fails(client.transact_write_items, MISMATCH, ClientRequestToken=token,
          TransactItems=[put(table, new_keys(1)[0])])


@pytest.mark.parametrize("token, message", [
    ("", violation("clientRequestToken",
                   "Member must have length greater than or equal to 1")),
    ("a" * 37, violation("clientRequestToken",
                         "Member must have length less than or equal to 36"))])
def test_has_one_to_36_characters(client, table, token, message):
    invalid(client.transact_write_items, message, ClientRequestToken=token,
            TransactItems=[put(table, {"pk": S("a")})])


@pytest.mark.own_server
def test_survives_a_restart(server_of_own):
    server = server_of_own()
    own = make_client(server.url)
    name = tables.create(own)
    key, token = {"pk": S("a")}, unique()
    action = update(name, key, "ADD n :n", ExpressionAttributeValues={":n": N(1)})
    write(own, action, ClientRequestToken=token)
    server.stop()
    own = make_client(server_of_own().url)
    write(own, action, ClientRequestToken=token)
    assert stored(own, name, key)["n"] == N(1)

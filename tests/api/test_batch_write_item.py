"""BatchWriteItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html"""

import re

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import ITEM_BYTES_MAX, padded, write_units
from support.values import L, N, S, SS, unique

REQUESTS_MAX = 25


def put(item):
    return {"PutRequest": {"Item": item}}


def delete(key):
    return {"DeleteRequest": {"Key": key}}


def write(client, items, **members):
    answer = client.batch_write_item(RequestItems=items, **members)
    assert answer["UnprocessedItems"] == {}
    return answer


def stored(client, table, key):
    return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def new_keys(count):
    return [{"pk": S(unique("batch"))} for _ in range(count)]


def test_puts_and_deletes(client, table):
    old, new = new_keys(2)
    client.put_item(TableName=table, Item={**old, "a": N(1)})
    write(client, {table: [delete(old), put({**new, "l": L(S("x"))})]})
    assert stored(client, table, old) is None
    assert stored(client, table, new) == {**new, "l": L(S("x"))}


def test_puts_replace(client, table):
    key, = new_keys(1)
    client.put_item(TableName=table, Item={**key, "a": N(1)})
    write(client, {table: [put({**key, "b": N(2)})]})
    assert stored(client, table, key) == {**key, "b": N(2)}


def test_takes_twenty_five_requests(client, table):
    keys = new_keys(REQUESTS_MAX)
    write(client, {table: [put(key) for key in keys]})
    assert all(stored(client, table, key) == key for key in keys)
    write(client, {table: [delete(key) for key in keys]})
    assert all(stored(client, table, key) is None for key in keys)


def test_writes_several_tables(client, table, ranged):
    key, = new_keys(1)
    sorted_key = {**key, "sk": S("s")}
    write(client, {table: [put(key)], ranged: [put(sorted_key), delete({**key, "sk": S("t")})]})
    assert stored(client, table, key) == key
    assert stored(client, ranged, sorted_key) == sorted_key


def test_one_key_in_two_tables_is_no_duplicate(client, make_table, table):
    key, = new_keys(1)
    other = make_table()
    write(client, {table: [put(key)], other: [put(key)]})
    assert stored(client, table, key) == stored(client, other, key) == key


def test_takes_an_arn_for_a_name(client, table):
    key, = new_keys(1)
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    answer = write(client, {arn: [put(key)]}, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"][0]["TableName"] == arn
    assert stored(client, table, key) == key


def test_takes_items_of_the_full_size(client, table):
    items = [padded(key, ITEM_BYTES_MAX) for key in new_keys(REQUESTS_MAX)]
    write(client, {table: [put(item) for item in items]})
    assert stored(client, table, {"pk": items[-1]["pk"]}) == items[-1]
    write(client, {table: [delete({"pk": item["pk"]}) for item in items]})


class TestConsumedCapacity:
    def test_is_rounded_up_for_each_item(self, client, table):
        sizes = [100, 1024, 1025, 3000]
        items = [padded(key, size) for key, size in zip(new_keys(4), sizes)]
        answer = write(client, {table: [put(item) for item in items]},
                       ReturnConsumedCapacity="TOTAL")
        units = sum(map(write_units, sizes))
        assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": units}]
        answer = write(client, {table: [delete({"pk": item["pk"]}) for item in items]},
                       ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": units}]

    def test_is_told_for_each_table(self, client, table, ranged):
        one, other = new_keys(2)
        answer = write(client, {table: [put(one), delete(other)],
                                ranged: [put({**one, "sk": S("s")})]},
                       ReturnConsumedCapacity="INDEXES")
        units = {entry["TableName"]: (entry["CapacityUnits"], entry["Table"]["CapacityUnits"])
                 for entry in answer["ConsumedCapacity"]}
        assert units == {table: (2.0, 2.0), ranged: (1.0, 1.0)}


def test_item_collection_metrics_need_a_local_index(client, table):
    answer = write(client, {table: [put(key) for key in new_keys(1)]},
                   ReturnItemCollectionMetrics="SIZE")
    assert answer.get("ItemCollectionMetrics", {}) == {}


NOT_THE_SCHEMA = "The provided key element does not match the schema"
ONE_DATATYPE = ("Supplied AttributeValue has more than one datatypes set, must contain exactly one "
                "of the supported datatypes")

INVALID = cases(
    ("put twice", [put({"pk": S("a")}), put({"pk": S("a"), "v": N(1)})],
     "Provided list of item keys contains duplicates"),
    ("put and delete", [put({"pk": S("a")}), delete({"pk": S("a")})],
     "Provided list of item keys contains duplicates"),
    ("put without key", [put({"v": S("a")})], NOT_THE_SCHEMA),
    ("put with a key of another type", [put({"pk": N(1)})], NOT_THE_SCHEMA),
    ("put with an empty key", [put({"pk": S("")})],
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("delete without key", [delete({})], NOT_THE_SCHEMA),
    ("delete with a key of another type", [delete({"pk": N(1)})], NOT_THE_SCHEMA),
    ("delete with one too many", [delete({"pk": S("a"), "v": S("b")})], NOT_THE_SCHEMA),
    ("key too long", [put({"pk": S("a" * 2049)})],
     has("Size of hashkey has exceeded the maximum size limit of2048 bytes")),
    ("item too large", [put(padded({"pk": S("a")}, ITEM_BYTES_MAX + 1))],
     "Item size has exceeded the maximum allowed size"),
    ("value malformed", [put({"pk": S("a"), "n": N("one")})],
     "The parameter cannot be converted to a numeric value: one"),
    ("set with duplicates", [put({"pk": S("a"), "s": SS("x", "x")})],
     "One or more parameter values were invalid: Input collection [x, x] contains duplicates."),
    ("neither put nor delete", [{}], ONE_DATATYPE),
    ("both put and delete", [put({"pk": S("a")}) | delete({"pk": S("b")})], ONE_DATATYPE),
    ("no requests", [], has("Member must have length greater than or equal to 1")),
    ("twenty-six requests", [put({"pk": S(str(i))}) for i in range(REQUESTS_MAX + 1)],
     re.compile("Member must have length less than or equal to 25|Too many items requested")),
    ("put without item", [{"PutRequest": {}}], has("Member must not be null")),
    ("delete without key member", [{"DeleteRequest": {}}], has("Member must not be null")),
)


@pytest.mark.parametrize("requests, message", INVALID)
def test_refuses(client, table, requests, message):
    invalid(client.batch_write_item, message, RequestItems={table: requests})


def test_refuses_more_than_twenty_five_over_all_tables(client, table, ranged):
    invalid(client.batch_write_item, "Too many items requested for the BatchWriteItem call",
            RequestItems={table: [put({"pk": S(str(i))}) for i in range(13)],
                          ranged: [put({"pk": S(str(i)), "sk": S("s")}) for i in range(13)]})


def test_a_refused_batch_writes_nothing(client, table):
    key, = new_keys(1)
    invalid(client.batch_write_item, RequestItems={table: [put(key), put({"pk": N(1)})]})
    fails(client.batch_write_item, NOT_FOUND, "Requested resource not found",
          RequestItems={table: [put(key)], unique("absent"): [put(key)]})
    assert stored(client, table, key) is None


@pytest.mark.parametrize("members, message", cases(
    ("empty request items", {"RequestItems": {}}, re.compile("requestItems|RequestItems")),
    ("table name malformed", {"RequestItems": {"a b c": [put({"pk": S("a")})]}},
     re.compile(r"\[a-zA-Z0-9_.-\]\+|a-z, A-Z, 0-9")),
))
def test_refuses_the_request(client, members, message):
    invalid(client.batch_write_item, message, **members)


def test_refuses_a_request_without_items(wire):  # boto3 itself cannot send it
    answer = wire.call("BatchWriteItem", {})
    assert (answer.status, answer.error) == (400, "ValidationException")
    assert re.search("requestItems|RequestItems", answer.message)


@pytest.mark.parametrize("member, path", [
    ("ReturnConsumedCapacity", "returnConsumedCapacity"),
    ("ReturnItemCollectionMetrics", "returnItemCollectionMetrics")])
def test_refuses_unknown_options(client, table, member, path):
    invalid(client.batch_write_item, violation(path, "Member must satisfy enum value set: "),
            RequestItems={table: [put({"pk": S("a")})]}, **{member: "SOME"})

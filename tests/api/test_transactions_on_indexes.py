"""Transactions on tables with secondary indexes."""

import pytest

from support.errors import cases, invalid
from support.transactions import cancelled, check, new_keys, put, stored, update, write
from support.values import N, S


TYPE_MISMATCH = ("One or more parameter values were invalid: Type mismatch for Index Key l "
                 "Expected: S Actual: N IndexName: by-l")


@pytest.fixture
def with_local_index(make_table):
    return make_table(range_type="S", AttributeDefinitions=[
        {"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk", "l")],
        LocalSecondaryIndexes=[{
            "IndexName": "by-l", "Projection": {"ProjectionType": "ALL"},
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"},
                          {"AttributeName": "l", "KeyType": "RANGE"}]}])


def test_collection_metrics_are_told_for_each_collection_once(client, table, with_local_index):
    item = {"pk": S("a"), "sk": S("1"), "l": S("x")}
    answer = write(client, put(with_local_index, item),
                   put(with_local_index, {**item, "sk": S("2")}),
                   put(with_local_index, {**item, "pk": S("b")}),
                   check(with_local_index, {"pk": S("c"), "sk": S("1")},
                         "attribute_not_exists(pk)"),
                   put(table, new_keys(1)[0]), ReturnItemCollectionMetrics="SIZE")
    assert answer["ItemCollectionMetrics"] == {with_local_index: [
        {"ItemCollectionKey": {"pk": S(pk)}, "SizeEstimateRangeGB": [0.0, 1.0]}
        for pk in ("a", "b")]}


def test_collection_metrics_are_not_told_unless_asked(client, with_local_index):
    answer = write(client, put(with_local_index, {"pk": S("a"), "sk": S("1")}))
    assert "ItemCollectionMetrics" not in answer


def test_writes_keep_the_index_and_are_charged_for_it(client, with_local_index):
    item = {"pk": S("a"), "sk": S("1"), "l": S("x")}
    answer = write(client, put(with_local_index, item), ReturnConsumedCapacity="INDEXES")
    consumed, = answer["ConsumedCapacity"]
    assert consumed["CapacityUnits"] == consumed["WriteCapacityUnits"] == 4.0
    assert consumed["Table"] == {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}
    assert consumed["LocalSecondaryIndexes"] == {
        "by-l": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}}
    found = client.query(TableName=with_local_index, IndexName="by-l", ConsistentRead=True,
                         KeyConditionExpression="pk = :pk AND l = :l",
                         ExpressionAttributeValues={":pk": S("a"), ":l": S("x")})
    assert found["Items"] == [item]


def test_a_put_whose_index_key_is_of_another_type(client, with_local_index):
    cancelled(client, put(with_local_index, {"pk": S("a"), "sk": S("1"), "l": N(1)}),
              put(with_local_index, {"pk": S("a"), "sk": S("2")}),
              reasons=[("ValidationError", TYPE_MISMATCH), None])


def test_a_put_whose_index_key_is_empty(client, with_local_index):
    invalid(client.transact_write_items,
            "One or more parameter values are not valid. A value specified for a secondary index "
            "key is not supported. The AttributeValue for a key attribute cannot contain an empty "
            "string value. IndexName: by-l, IndexKey: l",
            TransactItems=[put(with_local_index, {"pk": S("a"), "sk": N(1)}),
                           put(with_local_index, {"pk": S("a"), "sk": S("1"), "l": S("")})])


def test_an_update_to_an_empty_index_key(client, with_local_index):
    message = ("One or more parameter values are not valid. The update expression attempted to "
               "update a secondary index key to a value that is not supported. The AttributeValue "
               "for a key attribute cannot contain an empty string value.")
    key = {"pk": S("u"), "sk": S("1")}
    members = {"ExpressionAttributeValues": {":l": S("")},
               "ConditionExpression": "attribute_exists(pk)"}  # which fails
    invalid(client.transact_write_items, message,
            TransactItems=[update(with_local_index, key, "SET l = :l", **members)])


@pytest.mark.parametrize("value, message", cases(
    ("of another type", N(1), TYPE_MISMATCH),
    ("too long", S("x" * 1025),
     "The update expression attempted to update the secondary index key beyond allowed size "
     "limits"),
))
def test_an_update_to_what_can_be_no_index_key(client, with_local_index, value, message):
    key = {"pk": S("u"), "sk": S("1")}
    cancelled(client, update(with_local_index, key, "SET l = :l",
                             ExpressionAttributeValues={":l": value}),
              reasons=[("ValidationError", message)])
    assert stored(client, with_local_index, key) is None


def test_an_update_that_removes_an_index_key(client, with_local_index):
    key = {"pk": S("r"), "sk": S("1")}
    write(client, put(with_local_index, {**key, "l": S("x"), "n": N(1)}))
    write(client, update(with_local_index, key, "REMOVE l"))
    assert stored(client, with_local_index, key) == {**key, "n": N(1)}
    found = client.query(TableName=with_local_index, IndexName="by-l", ConsistentRead=True,
                         KeyConditionExpression="pk = :pk",
                         ExpressionAttributeValues={":pk": S("r")})
    assert found["Items"] == []

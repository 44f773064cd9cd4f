"""ReturnItemCollectionMetrics of operations that write.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ItemCollectionMetrics.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ItemCollections
"""

import pytest

from support import tables
from support.errors import CONDITION_FAILED, cases, fails, invalid, violation
from support.indexes import definitions, index
from support.values import N, S, unique

SMALL = [0.0, 1.0]


@pytest.fixture(scope="module")
def threads(client):
    """A table with a local index: its collections are measured."""
    name = tables.create(client, range_type="S", AttributeDefinitions=definitions(
        pk="S", sk="S", l="N"), LocalSecondaryIndexes=[index("by-l", ["pk"], ["l"])])
    yield name
    tables.drop(client, name)


@pytest.fixture(scope="module")
def indexed(client):
    """A table with a global index alone."""
    name = tables.create(client, range_type="S", AttributeDefinitions=definitions(
        pk="S", sk="S", g="N"), GlobalSecondaryIndexes=[index("by-g", ["g"])])
    yield name
    tables.drop(client, name)


def single_writes(table, pk):
    key = {"pk": pk, "sk": S("1")}
    return [("put_item", {"TableName": table, "Item": {**key, "l": N(1)}}),
            ("update_item", {"TableName": table, "Key": key, "UpdateExpression": "REMOVE l"}),
            ("update_item", {"TableName": table, "Key": key, "UpdateExpression": "REMOVE l"}),
            ("delete_item", {"TableName": table, "Key": key}),
            ("delete_item", {"TableName": table, "Key": key})]


def test_tell_the_key_and_the_size_in_gigabytes(client, threads):
    pk = S(unique("thread"))
    for operation, request in single_writes(threads, pk):
        answer = getattr(client, operation)(ReturnItemCollectionMetrics="SIZE", **request)
        assert answer["ItemCollectionMetrics"] == {"ItemCollectionKey": {"pk": pk},
                                                   "SizeEstimateRangeGB": SMALL}


@pytest.mark.parametrize("members", [{}, {"ReturnItemCollectionMetrics": "NONE"}])
def test_are_told_on_request_alone(client, threads, members):
    for operation, request in single_writes(threads, S(unique("thread"))):
        assert "ItemCollectionMetrics" not in getattr(client, operation)(**members, **request)


def test_are_of_tables_with_local_indexes_alone(client, indexed, ranged):
    for table in (indexed, ranged):
        for operation, request in single_writes(table, S(unique("thread"))):
            answer = getattr(client, operation)(ReturnItemCollectionMetrics="SIZE", **request)
            assert "ItemCollectionMetrics" not in answer


def test_are_not_of_writes_that_failed(client, threads):
    response = fails(client.put_item, CONDITION_FAILED, TableName=threads,
                     Item={"pk": S(unique("thread")), "sk": S("1")},
                     ConditionExpression="attribute_exists(pk)",
                     ReturnItemCollectionMetrics="SIZE")
    assert "ItemCollectionMetrics" not in response


def test_of_a_batch_are_one_for_each_write(client, threads, indexed):
    one, two = S(unique("thread")), S(unique("thread"))
    writes = [{"PutRequest": {"Item": {"pk": one, "sk": S("1"), "l": N(1)}}},
              {"DeleteRequest": {"Key": {"pk": two, "sk": S("1")}}},
              {"PutRequest": {"Item": {"pk": one, "sk": S("2")}}}]
    answer = client.batch_write_item(RequestItems={threads: writes, indexed: writes},
                                     ReturnItemCollectionMetrics="SIZE")
    assert set(answer["ItemCollectionMetrics"]) == {threads}
    told = answer["ItemCollectionMetrics"][threads]
    assert sorted(metrics["ItemCollectionKey"]["pk"]["S"] for metrics in told) == sorted(
        [one["S"], one["S"], two["S"]])
    assert all(metrics["SizeEstimateRangeGB"] == SMALL for metrics in told)


def test_of_a_batch_are_told_on_request_alone(client, threads):
    answer = client.batch_write_item(RequestItems={threads: [
        {"PutRequest": {"Item": {"pk": S(unique("thread")), "sk": S("1")}}}]})
    assert "ItemCollectionMetrics" not in answer


@pytest.mark.parametrize("operation, request_of", cases(
    ("PutItem", "put_item", lambda table, key: {"TableName": table, "Item": key}),
    ("UpdateItem", "update_item", lambda table, key: {"TableName": table, "Key": key}),
    ("DeleteItem", "delete_item", lambda table, key: {"TableName": table, "Key": key}),
    ("BatchWriteItem", "batch_write_item",
     lambda table, key: {"RequestItems": {table: [{"DeleteRequest": {"Key": key}}]}}),
))
def test_refuse_another_word(client, threads, operation, request_of):
    invalid(getattr(client, operation),
            violation("returnItemCollectionMetrics", "Member must satisfy enum value set: "),
            ReturnItemCollectionMetrics="ALL",
            **request_of(threads, {"pk": S("a"), "sk": S("1")}))

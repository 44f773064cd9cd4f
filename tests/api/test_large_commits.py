"""Requests of the greatest size, in a table with as many indexes as it may have."""

import pytest

from support import tables
from support.values import unique

INDEXES = 20  # DynamoDB's quota of global secondary indexes
ITEM_BYTES = 390_000


@pytest.fixture(scope="module")
def indexed(client):
    hashes = [f"h{i}" for i in range(INDEXES)]
    name = tables.create(
        client,
        AttributeDefinitions=tables.attribute_definitions()
        + [{"AttributeName": name, "AttributeType": "S"} for name in hashes],
        GlobalSecondaryIndexes=[
            {"IndexName": f"by_{name}",
             "KeySchema": [{"AttributeName": name, "KeyType": "HASH"}],
             "Projection": {"ProjectionType": "ALL"}} for name in hashes])
    yield name
    tables.drop(client, name)


def item_of(key, letter):
    item = {f"h{i}": {"S": key} for i in range(INDEXES)}
    return {"pk": {"S": key}, "text": {"S": letter * ITEM_BYTES}, **item}


def check(client, table, keys, letter):
    for key in keys:
        found = client.query(TableName=table, IndexName=f"by_h{INDEXES - 1}",
                             KeyConditionExpression="h19 = :k",
                             ExpressionAttributeValues={":k": {"S": key}})
        assert [item["text"]["S"][:1] for item in found["Items"]] == [letter]


def test_a_transaction_of_four_megabytes(client, indexed):
    keys = [unique("key") for _ in range(10)]
    for letter in "ab":  # new ones, and over them
        client.transact_write_items(TransactItems=[
            {"Put": {"TableName": indexed, "Item": item_of(key, letter)}} for key in keys])
        check(client, indexed, keys, letter)


def test_a_batch_of_ten_megabytes(client, indexed):
    keys = [unique("key") for _ in range(25)]
    answer = client.batch_write_item(RequestItems={indexed: [
        {"PutRequest": {"Item": item_of(key, "a")}} for key in keys]})
    assert answer["UnprocessedItems"] == {}
    check(client, indexed, keys, "a")

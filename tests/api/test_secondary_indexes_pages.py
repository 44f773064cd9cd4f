"""Pages of 1 MB of indexes: counted in what is read, which is not what is told.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations.Reads
"""

import pytest

from support import tables
from support.indexes import KEYS_ONLY, becomes, definitions, index
from support.sizes import PAGE_BYTES_MAX
from support.values import N, S

COUNT = 12
EACH = 250_000
SMALL = 600


@pytest.fixture(scope="module")
def table(client):
    """One collection of large items, one of many small ones, each in indexes."""
    name = tables.create(
        client, range_type="N", AttributeDefinitions=definitions(pk="S", sk="N", l="N", g="S"),
        LocalSecondaryIndexes=[index("l-keys", ["pk"], ["l"], KEYS_ONLY),
                               index("l-all", ["pk"], ["l"])],
        GlobalSecondaryIndexes=[index("g-keys", ["g"], ["l"], KEYS_ONLY),
                                index("g-all", ["g"], ["l"])])
    for i in range(COUNT):
        client.put_item(TableName=name, Item={
            "pk": S("large"), "sk": N(i), "l": N(-i), "g": S("g"), "filler": S("x" * EACH)})
    small = [{"pk": S("small"), "sk": N(i), "l": N(-i), "even": N(i % 2)} for i in range(SMALL)]
    for start in range(0, SMALL, 25):
        client.batch_write_item(RequestItems={name: [
            {"PutRequest": {"Item": item}} for item in small[start:start + 25]]})
    becomes(client, name, "g-keys", [{"pk": S("large"), "sk": N(i), "l": N(-i), "g": S("g")}
                                     for i in range(COUNT)])
    yield name
    tables.drop(client, name)


def pages(client, table, index_name, key, **members):
    hash_name = "pk" if index_name.startswith("l") else "g"
    request = {"TableName": table, "IndexName": index_name,
               "KeyConditionExpression": f"{hash_name} = :k", **members}
    request["ExpressionAttributeValues"] = {":k": S(key),
                                            **members.get("ExpressionAttributeValues", {})}
    found = [client.query(**request)]
    while "LastEvaluatedKey" in found[-1]:
        assert len(found) < 100, "paging does not end"
        found.append(client.query(**request, ExclusiveStartKey=found[-1]["LastEvaluatedKey"]))
    return found


def sort_keys(found):
    return [int(item["sk"]["N"]) for page in found for item in page["Items"]]


@pytest.mark.parametrize("index_name, key", [("l-keys", "large"), ("g-keys", "g")])
def test_entries_of_keys_are_one_page_however_large_the_items(client, table, index_name, key):
    found = pages(client, table, index_name, key)
    assert len(found) == 1
    assert sort_keys(found) == list(range(COUNT))[::-1]


@pytest.mark.parametrize("index_name, key", [("l-all", "large"), ("g-all", "g")])
@pytest.mark.parametrize("members", [{}, {"ProjectionExpression": "sk"}, {"Select": "COUNT"}])
def test_whole_items_are_counted_whole(client, table, index_name, key, members):
    found = pages(client, table, index_name, key, **members)
    each = -(-PAGE_BYTES_MAX // EACH)
    counts = [page["Count"] for page in found]
    assert sum(counts) == COUNT
    assert all(each - 1 <= count <= each for count in counts[:-1])
    if members.get("Select") != "COUNT":
        assert sort_keys(found) == list(range(COUNT))[::-1]


def test_fetched_items_are_counted_whole(client, table):
    found = pages(client, table, "l-keys", "large", Select="ALL_ATTRIBUTES")
    assert sort_keys(found) == list(range(COUNT))[::-1]
    counts = [page["Count"] for page in found]
    each = -(-PAGE_BYTES_MAX // EACH)
    assert all(each - 1 <= count <= each for count in counts[:-1])


def test_fetched_items_are_counted_in_steps_of_4_kb(client, table):
    """600 items of some 30 bytes each are 2.4 MB."""
    found = pages(client, table, "l-keys", "small", Select="ALL_ATTRIBUTES")
    assert sort_keys(found) == list(range(SMALL))[::-1]
    counts = [page["Count"] for page in found]
    # What is read of the index is of some steps, too.
    assert all(PAGE_BYTES_MAX // 4096 - 8 <= count <= PAGE_BYTES_MAX // 4096
               for count in counts[:-1])
    assert len(pages(client, table, "l-keys", "small")) == 1


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("limit", [31, 32, 33, 100])
def test_limits_of_fetched_pages(client, table, forward, limit):
    found = pages(client, table, "l-keys", "small", ProjectionExpression="sk, even", Limit=limit,
                  ScanIndexForward=forward)
    whole = list(range(SMALL))
    assert sort_keys(found) == (whole if not forward else whole[::-1])
    assert all(page["Count"] == page["ScannedCount"] == limit for page in found[:-1])


def test_filtered_fetches(client, table):
    found = pages(client, table, "l-keys", "small", Select="ALL_ATTRIBUTES",
                  FilterExpression="sk < :n", ExpressionAttributeValues={":n": N(40)})
    assert sort_keys(found) == list(range(40))[::-1]
    assert sum(page["ScannedCount"] for page in found) == SMALL

"""Scan: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html"""

import re

import pytest

from support import tables
from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import PAGE_BYTES_MAX, item_bytes, padded, read_units
from support.values import M, N, S, unique

COUNT = 60


@pytest.fixture(scope="module")
def filled(client):
    """A table of its own with items of five collections of twelve, n 0 … 59."""
    name = tables.create(client, hash_type="S", range_type="N")
    for i in range(COUNT):
        client.put_item(TableName=name, Item={"pk": S(f"c{i % 5}"), "sk": N(i), "n": N(i),
                                              "m": M(a=N(i), b=N(0))})
    yield name
    tables.drop(client, name)


@pytest.fixture(scope="module")
def many(client):
    """A table of its own with 200 partition keys: enough to fall into several segments."""
    name = tables.create(client)
    for start in range(0, 200, 25):
        client.batch_write_item(RequestItems={name: [
            {"PutRequest": {"Item": {"pk": S(f"k{i}")}}} for i in range(start, start + 25)]})
    yield name
    tables.drop(client, name)


def scan(client, table, **members):
    return client.scan(TableName=table, ConsistentRead=True, **members)


def pages(client, table, **members):
    """Every page, following LastEvaluatedKey."""
    found = [scan(client, table, **members)]
    while "LastEvaluatedKey" in found[-1]:
        assert len(found) < 1000, "paging does not end"
        found.append(scan(client, table, **members,
                          ExclusiveStartKey=found[-1]["LastEvaluatedKey"]))
    return found


def numbers(*answers):
    return sorted(int(item["n"]["N"]) for answer in answers for item in answer["Items"])


def test_gives_every_item_once(client, filled):
    answer = scan(client, filled)
    assert numbers(answer) == list(range(COUNT))
    assert (answer["Count"], answer["ScannedCount"]) == (COUNT, COUNT)
    assert "LastEvaluatedKey" not in answer


def test_keeps_collections_together_and_sorted(client, filled):
    keys = [(item["pk"]["S"], int(item["sk"]["N"])) for item in scan(client, filled)["Items"]]
    runs = [key for i, (key, _) in enumerate(keys) if i == 0 or keys[i - 1][0] != key]
    assert sorted(runs) == sorted(set(runs))
    for run in runs:
        order = [sort for key, sort in keys if key == run]
        assert order == sorted(order)


def test_an_empty_table_gives_nothing(client, make_table):
    answer = scan(client, make_table(), ReturnConsumedCapacity="TOTAL")
    assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 0)
    assert "LastEvaluatedKey" not in answer


def test_takes_an_arn_for_a_name(client, filled):
    arn = client.describe_table(TableName=filled)["Table"]["TableArn"]
    answer = scan(client, arn, ReturnConsumedCapacity="TOTAL")
    assert answer["Count"] == COUNT
    assert answer["ConsumedCapacity"]["TableName"] == arn


def test_does_not_see_other_tables(client, make_table):
    one, other = make_table(), make_table()
    client.put_item(TableName=one, Item={"pk": S("a")})
    assert scan(client, one)["Count"] == 1
    assert scan(client, other)["Count"] == 0


class TestPaging:
    @pytest.mark.parametrize("limit", [1, 7, COUNT - 1])
    def test_limit_cuts_pages(self, client, filled, limit):
        found = pages(client, filled, Limit=limit)
        assert all(page["Count"] == limit for page in found[:-1])
        assert numbers(*found) == list(range(COUNT))

    def test_a_full_last_page_does_not_know_that_it_is_the_last(self, client, filled):
        answer = scan(client, filled, Limit=COUNT)
        assert set(answer["LastEvaluatedKey"]) == {"pk", "sk"}
        rest = scan(client, filled, ExclusiveStartKey=answer["LastEvaluatedKey"])
        assert rest["Items"] == []
        assert "LastEvaluatedKey" not in rest

    def test_last_evaluated_key_is_that_of_the_last_item(self, client, filled):
        answer = scan(client, filled, Limit=3)
        last = answer["Items"][-1]
        assert answer["LastEvaluatedKey"] == {"pk": last["pk"], "sk": last["sk"]}

    def test_limit_counts_before_the_filter(self, client, filled):
        answer = scan(client, filled, Limit=10, FilterExpression="n < :n",
                      ExpressionAttributeValues={":n": N(0)})
        assert (answer["Count"], answer["ScannedCount"]) == (0, 10)
        assert "LastEvaluatedKey" in answer

    def test_a_page_holds_a_megabyte(self, client, make_table):
        name, each, count = make_table(), 150_000, 15
        items = [padded({"pk": S(str(i))}, each) for i in range(count)]
        for item in items:
            client.put_item(TableName=name, Item=item)
        found = pages(client, name)
        assert len(found) > 1
        assert (sorted(item["pk"]["S"] for page in found for item in page["Items"])
                == sorted(item["pk"]["S"] for item in items))
        for page in found[:-1]:
            size = sum(map(item_bytes, page["Items"]))
            assert PAGE_BYTES_MAX - each < size <= PAGE_BYTES_MAX + each


class TestFilter:
    def test_counts_both_ways(self, client, filled):
        answer = scan(client, filled, FilterExpression="n >= :n AND m.b = :zero",
                      ExpressionAttributeValues={":n": N(50), ":zero": N(0)})
        assert numbers(answer) == list(range(50, 60))
        assert (answer["Count"], answer["ScannedCount"]) == (10, COUNT)

    def test_may_name_key_attributes(self, client, filled):
        answer = scan(client, filled, FilterExpression="pk = :pk AND sk BETWEEN :a AND :b",
                      ExpressionAttributeValues={":pk": S("c0"), ":a": N(5), ":b": N(20)})
        assert numbers(answer) == [5, 10, 15, 20]


class TestSegments:
    @pytest.mark.parametrize("total", [1, 2, 3, 8, 100])
    def test_share_the_table(self, client, many, total):
        found = []
        for segment in range(total):
            for page in pages(client, many, TotalSegments=total, Segment=segment):
                found += [item["pk"]["S"] for item in page["Items"]]
        assert sorted(found) == sorted(f"k{i}" for i in range(200))

    def test_are_of_similar_size(self, client, many):
        counts = [scan(client, many, TotalSegments=2, Segment=segment)["Count"]
                  for segment in range(2)]
        assert sum(counts) == 200
        assert min(counts) > 50  # 200 fair coins stay above 50 but once in 10^12 runs

    def test_page_by_themselves(self, client, many):
        found = [page for segment in range(2)
                 for page in pages(client, many, TotalSegments=2, Segment=segment, Limit=7)]
        keys = [item["pk"]["S"] for page in found for item in page["Items"]]
        assert sorted(keys) == sorted(f"k{i}" for i in range(200))

    def test_may_be_a_million(self, client, many):
        scan(client, many, TotalSegments=1_000_000, Segment=999_999)

    def test_refuse_the_start_key_of_another(self, client, many):
        start = scan(client, many, TotalSegments=2, Segment=0, Limit=1)["LastEvaluatedKey"]
        invalid(client.scan, has("The provided starting key is invalid"), TableName=many,
                TotalSegments=2, Segment=1, ExclusiveStartKey=start)

    @pytest.mark.parametrize("members, message", cases(
        ("segment alone", {"Segment": 1},
         "The TotalSegments parameter is required but was not present in the request when Segment "
         "parameter is present"),
        ("total alone", {"TotalSegments": 2},
         "The Segment parameter is required but was not present in the request when parameter "
         "TotalSegments is present"),
        ("segment too high", {"Segment": 2, "TotalSegments": 2},
         "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
         "Segment: 2 is not less than TotalSegments: 2"),
        ("segment negative", {"Segment": -1, "TotalSegments": 2},
         violation("segment", "Member must have value greater than or equal to 0$")),
        ("segment above the bound", {"Segment": 1_000_000, "TotalSegments": 1_000_000},
         violation("segment", "Member must have value less than or equal to 999999$")),
        ("total zero", {"Segment": 0, "TotalSegments": 0},
         violation("totalSegments", "Member must have value greater than or equal to 1$")),
        ("total above the bound", {"Segment": 0, "TotalSegments": 1_000_001},
         violation("totalSegments", "Member must have value less than or equal to 1000000$")),
    ))
    def test_refuse(self, client, many, members, message):
        invalid(client.scan, message, TableName=many, **members)


class TestSelect:
    def test_count_gives_no_items(self, client, filled):
        answer = scan(client, filled, Select="COUNT")
        assert "Items" not in answer
        assert (answer["Count"], answer["ScannedCount"]) == (COUNT, COUNT)

    def test_all_attributes_is_the_default(self, client, filled):
        assert (scan(client, filled, Select="ALL_ATTRIBUTES")["Items"]
                == scan(client, filled)["Items"])

    def test_projects(self, client, filled):
        answer = scan(client, filled, Select="SPECIFIC_ATTRIBUTES", Limit=1,
                      ProjectionExpression="m.#a", ExpressionAttributeNames={"#a": "a"})
        assert list(answer["Items"][0]) == ["m"]
        assert list(answer["Items"][0]["m"]["M"]) == ["a"]

    @pytest.mark.parametrize("members, message", cases(
        ("projected without index", {"Select": "ALL_PROJECTED_ATTRIBUTES"},
         has("ALL_PROJECTED_ATTRIBUTES")),
        ("specific without projection", {"Select": "SPECIFIC_ATTRIBUTES"},
         has("SPECIFIC_ATTRIBUTES")),
        ("all with projection", {"Select": "ALL_ATTRIBUTES", "ProjectionExpression": "n"},
         has("Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES")),
        ("count with projection", {"Select": "COUNT", "ProjectionExpression": "n"},
         has("Cannot specify the ProjectionExpression when choosing to get only the Count")),
    ))
    def test_refuses(self, client, filled, members, message):
        invalid(client.scan, message, TableName=filled, **members)


@pytest.mark.parametrize("consistent", [True, False])
def test_consumes_by_the_sum_of_sizes(client, make_table, consistent):
    # A table of one partition: each is charged by itself.
    name = make_table(ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})
    sizes = [500, 2500, 4096, 6000]
    for i, size in enumerate(sizes):
        client.put_item(TableName=name, Item=padded({"pk": S(str(i))}, size))
    answer = client.scan(TableName=name, ConsistentRead=consistent, ReturnConsumedCapacity="TOTAL",
                         FilterExpression="attribute_exists(absent)", ProjectionExpression="pk")
    assert answer["Count"] == 0
    assert answer["ConsumedCapacity"] == {"TableName": name,
                                          "CapacityUnits": read_units(sum(sizes), consistent)}


def test_capacity_by_index_tells_the_table_apart(client, filled):
    capacity = scan(client, filled, ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert capacity["Table"]["CapacityUnits"] == capacity["CapacityUnits"] > 0


BOTH = ("Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {%s} Expression parameters: {%s}")


@pytest.mark.parametrize("members, message", cases(
    ("limit zero", {"Limit": 0},
     violation("limit", "Member must have value greater than or equal to 1$")),
    ("index absent", {"IndexName": "no-such-index"},
     "The table does not have the specified index: no-such-index"),
    ("select unknown", {"Select": "SOME"},
     violation("select", "Member must satisfy enum value set: ")),
    ("AttributesToGet with expression",
     {"AttributesToGet": ["a"], "FilterExpression": "attribute_exists(a)"},
     BOTH % ("AttributesToGet", "FilterExpression")),
    ("ScanFilter with expression",
     {"ScanFilter": {"a": {"ComparisonOperator": "NULL"}}, "ProjectionExpression": "a"},
     BOTH % ("ScanFilter", "ProjectionExpression")),
    ("ConditionalOperator with expression",
     {"ConditionalOperator": "OR", "FilterExpression": "attribute_exists(a)"},
     BOTH % ("ConditionalOperator", "FilterExpression")),
    ("names without expression", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("values without filter",
     {"ProjectionExpression": "a", "ExpressionAttributeValues": {":a": S("a")}},
     re.compile("ExpressionAttributeValues can only be specified when using expressions: "
                "FilterExpression is null")),
    ("filter empty", {"FilterExpression": ""},
     "Invalid FilterExpression: The expression can not be empty;"),
    ("projection empty", {"ProjectionExpression": ""},
     "Invalid ProjectionExpression: The expression can not be empty;"),
    ("start key without sort key", {"ExclusiveStartKey": {"pk": S("a")}},
     has("The provided starting key is invalid")),
    ("start key of another type", {"ExclusiveStartKey": {"pk": S("a"), "sk": S("b")}},
     has("The provided starting key is invalid")),
    ("start key with an empty value", {"ExclusiveStartKey": {"pk": S(""), "sk": N(1)}}, None),
))
def test_refuses(client, filled, members, message):
    invalid(client.scan, message, TableName=filled, **members)


def test_refuses_an_absent_table(client):
    fails(client.scan, NOT_FOUND, "Requested resource not found", TableName=unique("absent"))

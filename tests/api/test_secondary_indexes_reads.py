"""Query and Scan of secondary indexes.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.Reading
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.Reading
What keys and projections of several attributes select is in test_secondary_indexes_keys.py, what
reads cost in test_consumed_capacity.py.
"""

import time

import pytest

from support import tables
from support.errors import VALIDATION, cases, invalid
from support.indexes import (ALL, KEYS_ONLY, becomes, definitions, descriptions, include, index,
                             unordered, wait_for_index)
from support.tables import STATE_SECONDS_MAX
from support.values import N, S, unique

# Six items of two collections. Not all of them are in every index.
ITEMS = [
    {"pk": S("p1"), "sk": S("1"), "l": N(3), "g": S("x"), "h": N(1), "a": S("a1"), "b": N(1)},
    {"pk": S("p1"), "sk": S("2"), "l": N(2), "g": S("x"), "h": N(2), "a": S("a2"), "b": N(2)},
    {"pk": S("p1"), "sk": S("3"), "l": N(2), "g": S("x"), "h": N(2), "a": S("a3"), "b": N(3)},
    {"pk": S("p1"), "sk": S("4"), "g": S("y"), "a": S("a4"), "b": N(4)},
    {"pk": S("p2"), "sk": S("1"), "l": N(1), "h": N(5), "a": S("a5"), "b": N(5)},
    {"pk": S("p2"), "sk": S("2"), "l": N(7), "g": S("x"), "h": N(-1), "a": S("a6"), "b": N(6)},
]
LOCAL = ["l-all", "l-keys", "l-include"]
GLOBAL = ["g-all", "g-keys", "g-include"]
KEY_NAMES = {**{name: {"pk", "sk", "l"} for name in LOCAL},
             **{name: {"pk", "sk", "g", "h"} for name in GLOBAL}, "g-hash": {"pk", "sk", "g"}}
PROJECTED = {"l-all": None, "g-all": None, "l-keys": set(), "g-keys": set(),
             "l-include": {"a"}, "g-include": {"a"}, "g-hash": {"b"}}


def entries_of(index_name, items=None):
    """What an index has of the items."""
    key = KEY_NAMES[index_name]
    more = PROJECTED[index_name]
    return [item if more is None else {name: item[name] for name in item if name in key | more}
            for item in items or ITEMS if key <= set(item)]


def ids(items):
    return [item["pk"]["S"] + item["sk"]["S"] for item in items]


@pytest.fixture(scope="module")
def table(client):
    name = tables.create(
        client, range_type="S",
        AttributeDefinitions=definitions(pk="S", sk="S", l="N", g="S", h="N"),
        LocalSecondaryIndexes=[index("l-all", ["pk"], ["l"], ALL),
                               index("l-keys", ["pk"], ["l"], KEYS_ONLY),
                               index("l-include", ["pk"], ["l"], include("a"))],
        GlobalSecondaryIndexes=[index("g-all", ["g"], ["h"], ALL),
                                index("g-keys", ["g"], ["h"], KEYS_ONLY),
                                index("g-include", ["g"], ["h"], include("a")),
                                index("g-hash", ["g"], [], include("b"))])
    for item in ITEMS:
        client.put_item(TableName=name, Item=item)
    for index_name in KEY_NAMES:
        becomes(client, name, index_name, entries_of(index_name))
    yield name
    tables.drop(client, name)


def query(client, table, index_name, hash_value, condition="", values=None, **members):
    hash_name = "pk" if index_name.startswith("l") else "g"
    return client.query(
        TableName=table, IndexName=index_name,
        KeyConditionExpression=f"{hash_name} = :hash" + (f" AND {condition}" if condition else ""),
        ExpressionAttributeValues={":hash": S(hash_value), **(values or {})}, **members)


def all_pages(call, **request):
    """Every page, following LastEvaluatedKey."""
    pages = [call(**request)]
    while "LastEvaluatedKey" in pages[-1]:
        assert len(pages) < 100, "paging does not end"
        pages.append(call(**request, ExclusiveStartKey=pages[-1]["LastEvaluatedKey"]))
    return pages


class TestQuery:
    @pytest.mark.parametrize("index_name", LOCAL)
    def test_gives_a_collection_in_the_order_of_a_local_index(self, client, table, index_name):
        found = query(client, table, index_name, "p1")
        assert [item["l"] for item in found["Items"]] == [N(2), N(2), N(3)]
        assert sorted(ids(found["Items"])) == ["p11", "p12", "p13"]
        assert (found["Count"], found["ScannedCount"]) == (3, 3)
        assert "LastEvaluatedKey" not in found
        assert ids(query(client, table, index_name, "p2")["Items"]) == ["p21", "p22"]

    @pytest.mark.parametrize("index_name", GLOBAL)
    def test_gives_items_of_all_collections_from_a_global_index(self, client, table, index_name):
        found = query(client, table, index_name, "x")["Items"]
        assert [item["h"] for item in found] == [N(-1), N(1), N(2), N(2)]
        assert sorted(ids(found)) == ["p11", "p12", "p13", "p22"]

    @pytest.mark.parametrize("index_name, hash_value", [
        *((name, "p1") for name in LOCAL), *((name, "x") for name in GLOBAL), ("g-hash", "x")])
    def test_gives_what_is_projected(self, client, table, index_name, hash_value):
        hash_name = "pk" if index_name in LOCAL else "g"
        expected = [entry for entry in entries_of(index_name)
                    if entry[hash_name] == S(hash_value)]
        for members in ({}, {"Select": "ALL_PROJECTED_ATTRIBUTES"}):
            found = query(client, table, index_name, hash_value, **members)["Items"]
            assert unordered(found) == unordered(expected)

    @pytest.mark.parametrize("index_name, hash_value", [("l-keys", "p1"), ("g-keys", "x")])
    def test_backwards(self, client, table, index_name, hash_value):
        forward = query(client, table, index_name, hash_value)["Items"]
        backward = query(client, table, index_name, hash_value, ScanIndexForward=False)["Items"]
        assert backward == forward[::-1]

    def test_of_an_item_that_lacks_the_sort_key_finds_nothing(self, client, table):
        assert query(client, table, "g-keys", "y")["Items"] == []
        assert ids(query(client, table, "g-hash", "y")["Items"]) == ["p14"]

    @pytest.mark.parametrize("condition, values, expected", [
        ("h = :1", {":1": N(2)}, [2, 2]),
        ("h < :1", {":1": N(2)}, [-1, 1]),
        ("h <= :1", {":1": N(1)}, [-1, 1]),
        ("h > :1", {":1": N(-1)}, [1, 2, 2]),
        ("h >= :1", {":1": N("1.0")}, [1, 2, 2]),
        ("h BETWEEN :1 AND :2", {":1": N(0), ":2": N(1)}, [1]),
        ("h = :1", {":1": N(3)}, []),
    ])
    def test_conditions_on_the_sort_key(self, client, table, condition, values, expected):
        for index_name in GLOBAL:
            found = query(client, table, index_name, "x", condition, values)["Items"]
            assert [int(item["h"]["N"]) for item in found] == expected

    @pytest.mark.parametrize("condition, values, expected", [
        ("l = :1", {":1": N(2)}, [2, 2]),
        ("l < :1", {":1": N(3)}, [2, 2]),
        ("l > :1", {":1": N(2)}, [3]),
        ("l BETWEEN :1 AND :2", {":1": N(3), ":2": N(9)}, [3]),
    ])
    def test_conditions_on_the_sort_key_of_a_local_index(self, client, table, condition, values,
                                                         expected):
        for index_name in LOCAL:
            found = query(client, table, index_name, "p1", condition, values)["Items"]
            assert [int(item["l"]["N"]) for item in found] == expected

    def test_key_conditions_are_as_good(self, client, table):
        answer = client.query(TableName=table, IndexName="g-keys", KeyConditions={
            "g": {"ComparisonOperator": "EQ", "AttributeValueList": [S("x")]},
            "h": {"ComparisonOperator": "GT", "AttributeValueList": [N(1)]}})
        assert sorted(ids(answer["Items"])) == ["p12", "p13"]
        answer = client.query(TableName=table, IndexName="l-keys", KeyConditions={
            "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p2")]},
            "l": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [N(0), N(1)]}})
        assert ids(answer["Items"]) == ["p21"]

    def test_a_local_index_can_be_read_consistently(self, client, table):
        item = {"pk": S(unique("p")), "sk": S("1"), "l": N(1)}
        for number in range(20):
            item["l"] = N(number)
            client.put_item(TableName=table, Item=item)
            found = query(client, table, "l-keys", item["pk"]["S"], ConsistentRead=True)
            assert found["Items"] == [item]
        client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
        assert query(client, table, "l-keys", item["pk"]["S"], ConsistentRead=True)["Count"] == 0

    def test_takes_an_arn_for_the_table(self, client, table):
        arn = client.describe_table(TableName=table)["Table"]["TableArn"]
        assert len(query(client, arn, "g-keys", "x")["Items"]) == 4

    @pytest.mark.parametrize("members", [{}, {"Select": "ALL_PROJECTED_ATTRIBUTES"}])
    def test_takes_the_arn_of_the_index(self, client, table, members):
        arn = descriptions(client, table)["g-keys"]["IndexArn"]
        answer = client.query(TableName=arn, KeyConditionExpression="g = :g",
                              ExpressionAttributeValues={":g": S("x")}, **members)
        assert unordered(answer["Items"]) == unordered(entries_of("g-keys"))
        assert client.scan(TableName=arn, **members)["Count"] == 4


class TestScan:
    @pytest.mark.parametrize("index_name", list(KEY_NAMES))
    def test_gives_every_entry_once(self, client, table, index_name):
        answer = client.scan(TableName=table, IndexName=index_name)
        expected = entries_of(index_name)
        assert unordered(answer["Items"]) == unordered(expected)
        assert (answer["Count"], answer["ScannedCount"]) == (len(expected), len(expected))
        assert "LastEvaluatedKey" not in answer

    @pytest.mark.parametrize("index_name", list(KEY_NAMES))
    @pytest.mark.parametrize("total", [2, 5])
    def test_segments_share_the_index(self, client, table, index_name, total):
        found = [item for segment in range(total) for page in all_pages(
                     client.scan, TableName=table, IndexName=index_name, Limit=1,
                     TotalSegments=total, Segment=segment)
                 for item in page["Items"]]
        assert unordered(found) == unordered(entries_of(index_name))

    def test_a_filter_may_name_the_keys_of_the_index(self, client, table):
        answer = client.scan(TableName=table, IndexName="g-keys", FilterExpression="h > :h",
                             ExpressionAttributeValues={":h": N(1)})
        assert sorted(ids(answer["Items"])) == ["p12", "p13"]
        assert answer["ScannedCount"] == 4

    def test_a_filter_sees_what_is_projected(self, client, table):
        for index_name, expected in (("g-include", 4), ("g-keys", 0), ("g-hash", 0)):
            answer = client.scan(TableName=table, IndexName=index_name,
                                 FilterExpression="attribute_exists(a)")
            assert answer["Count"] == expected

    @pytest.mark.parametrize("index_name", LOCAL)
    def test_a_local_index_can_be_read_consistently(self, client, table, index_name):
        answer = client.scan(TableName=table, IndexName=index_name, ConsistentRead=True)
        assert answer["Count"] == len(entries_of(index_name))


class TestPaging:
    @pytest.mark.parametrize("limit", [1, 2, 3])
    @pytest.mark.parametrize("forward", [True, False])
    @pytest.mark.parametrize("index_name, hash_value", [
        ("l-all", "p1"), ("l-keys", "p1"), ("g-all", "x"), ("g-keys", "x"), ("g-hash", "x")])
    def test_pages_are_the_whole(self, client, table, index_name, hash_value, forward, limit):
        whole = query(client, table, index_name, hash_value, ScanIndexForward=forward)["Items"]
        pages = [query(client, table, index_name, hash_value, ScanIndexForward=forward,
                       Limit=limit)]
        while "LastEvaluatedKey" in pages[-1]:
            assert pages[-1]["Count"] == limit
            last = pages[-1]["Items"][-1]
            key = {name: last[name] for name in KEY_NAMES[index_name]}
            assert pages[-1]["LastEvaluatedKey"] == key
            pages.append(query(client, table, index_name, hash_value, ScanIndexForward=forward,
                               Limit=limit, ExclusiveStartKey=key))
        assert [item for page in pages for item in page["Items"]] == whole

    @pytest.mark.parametrize("index_name", list(KEY_NAMES))
    def test_scans_too(self, client, table, index_name):
        whole = client.scan(TableName=table, IndexName=index_name)["Items"]
        pages = all_pages(client.scan, TableName=table, IndexName=index_name, Limit=1)
        assert [item for page in pages for item in page["Items"]] == whole
        for page in pages[:-1]:
            assert set(page["LastEvaluatedKey"]) == KEY_NAMES[index_name]

    def test_the_start_key_need_not_exist(self, client, table):
        start = {"pk": S("zz"), "sk": S("zz"), "g": S("x"), "h": N(1)}
        found = query(client, table, "g-keys", "x", ExclusiveStartKey=start)["Items"]
        assert [item["h"] for item in found] in ([N(2), N(2)], [N(1), N(2), N(2)])
        start["h"] = N("1.5")
        found = query(client, table, "g-keys", "x", ExclusiveStartKey=start)["Items"]
        assert [item["h"] for item in found] == [N(2), N(2)]

    def test_limit_counts_before_the_filter(self, client, table):
        answer = query(client, table, "g-include", "x", Limit=2, FilterExpression="a = :a",
                       values={":a": S("a6")})
        assert (answer["Count"], answer["ScannedCount"]) == (1, 2)
        assert answer["LastEvaluatedKey"]["h"] == N(1)


class TestSelect:
    def test_count_gives_no_items(self, client, table):
        for index_name, hash_value, count in (("l-keys", "p1", 3), ("g-keys", "x", 4)):
            answer = query(client, table, index_name, hash_value, Select="COUNT")
            assert "Items" not in answer
            assert (answer["Count"], answer["ScannedCount"]) == (count, count)
            assert client.scan(TableName=table, IndexName=index_name,
                               Select="COUNT")["Count"] == len(entries_of(index_name))

    @pytest.mark.parametrize("index_name", LOCAL)
    def test_all_attributes_of_a_local_index_are_the_items(self, client, table, index_name):
        expected = [item for item in ITEMS if item["pk"] == S("p1") and "l" in item]
        found = query(client, table, index_name, "p1", Select="ALL_ATTRIBUTES")["Items"]
        assert unordered(found) == unordered(expected)
        found = client.scan(TableName=table, IndexName=index_name, Select="ALL_ATTRIBUTES")["Items"]
        assert unordered(found) == unordered(item for item in ITEMS if "l" in item)

    def test_all_attributes_of_a_global_index_that_has_all(self, client, table):
        found = query(client, table, "g-all", "x", Select="ALL_ATTRIBUTES")["Items"]
        assert unordered(found) == unordered(entries_of("g-all")[:4])
        assert len(client.scan(TableName=table, IndexName="g-all",
                               Select="ALL_ATTRIBUTES")["Items"]) == 4

    @pytest.mark.parametrize("index_name", LOCAL)
    @pytest.mark.parametrize("consistent", [True, False])
    def test_a_local_index_gives_what_it_does_not_project(self, client, table, index_name,
                                                          consistent):
        found = query(client, table, index_name, "p1", ProjectionExpression="b, sk",
                      ConsistentRead=consistent)["Items"]
        assert sorted(item["b"]["N"] + item["sk"]["S"] for item in found) == ["11", "22", "33"]
        assert all(set(item) == {"b", "sk"} for item in found)
        found = client.query(
            TableName=table, IndexName=index_name, AttributesToGet=["b"], KeyConditions={
                "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("p1")]}})["Items"]
        assert sorted(item["b"]["N"] for item in found) == ["1", "2", "3"]

    def test_fetched_pages_are_the_whole(self, client, table):
        for forward in (True, False):
            whole = query(client, table, "l-keys", "p1", ProjectionExpression="b",
                          ScanIndexForward=forward)["Items"]
            found, start = [], {}
            while True:
                page = query(client, table, "l-keys", "p1", ProjectionExpression="b", Limit=1,
                             ScanIndexForward=forward, **start)
                found += page["Items"]
                if "LastEvaluatedKey" not in page:
                    break
                assert set(page["LastEvaluatedKey"]) == {"pk", "sk", "l"}
                start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
            assert found == whole

    def test_a_filter_goes_before_the_fetch(self, client, table):
        answer = query(client, table, "l-include", "p1", FilterExpression="a = :a",
                       values={":a": S("a1")}, Select="ALL_ATTRIBUTES")
        assert answer["Items"] == [ITEMS[0]]
        assert (answer["Count"], answer["ScannedCount"]) == (1, 3)


NOT_ALL = ("One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
           "for global secondary index {} because its projection type is not ALL")
NOT_PROJECTED = ("One or more parameter values were invalid: Global secondary index {} does not "
                 "project {}")
FILTER_NOT_PROJECTED = ("One or more parameter values were invalid: Secondary index {} does not "
                        "project one or more filter attributes: {}")
KEY_IN_FILTER = ("Filter Expression can only contain non-primary key attributes: Primary key "
                 "attribute: {}")
NOT_SCALAR = ("Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
              "allowed: {}: {}")
NO_INDEX = "The table does not have the specified index: {}"
NOT_CONSISTENT = "Consistent reads are not supported on global secondary indexes"
A = {"values": {":a": S("a")}}

BOTH_ERRORS = cases(
    ("no such index", "l-none", {}, NO_INDEX.format("l-none")),
    ("no such index, though more is wrong", "g-none", {"ConsistentRead": True},
     NO_INDEX.format("g-none")),
    ("a global index consistently", "g-all", {"ConsistentRead": True}, NOT_CONSISTENT),
    ("all attributes of a global index of keys", "g-keys", {"Select": "ALL_ATTRIBUTES"},
     NOT_ALL.format("g-keys")),
    ("all attributes of a global index of some", "g-include", {"Select": "ALL_ATTRIBUTES"},
     NOT_ALL.format("g-include")),
    ("specific attributes without any", "g-keys", {"Select": "SPECIFIC_ATTRIBUTES"},
     "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
     "SPECIFIC_ATTRIBUTES"),
    ("projected attributes and some", "g-all",
     {"Select": "ALL_PROJECTED_ATTRIBUTES", "ProjectionExpression": "a"},
     "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES"),
    ("an attribute that is not projected", "g-keys", {"ProjectionExpression": "a, h"},
     NOT_PROJECTED.format("g-keys", "[a]")),
    ("several, and parts of them", "g-include", {"ProjectionExpression": "c[0], a, b.x, pk"},
     NOT_PROJECTED.format("g-include", "[b, c]")),
    ("a part of an index's key", "g-all", {"ProjectionExpression": "h.x"},
     NOT_SCALAR.format("IndexKey", "h")),
    ("a part of the table's key", "g-all", {"ProjectionExpression": "sk[0]"},
     NOT_SCALAR.format("Key", "sk")),
    ("a part of another index's key", "g-all", {"ProjectionExpression": "l.x"},
     NOT_SCALAR.format("IndexKey", "l")),
)


class TestErrors:
    @pytest.mark.parametrize("index_name, members, message", BOTH_ERRORS)
    def test_query(self, client, table, index_name, members, message):
        invalid(query, message, client=client, table=table, index_name=index_name, hash_value="x",
                **members)

    @pytest.mark.parametrize("index_name, members, message", BOTH_ERRORS)
    def test_scan(self, client, table, index_name, members, message):
        invalid(client.scan, message, TableName=table, IndexName=index_name, **members)

    @pytest.mark.parametrize("index_name, members, message", cases(
        ("the partition key in the filter", "g-all", {"FilterExpression": "g = :a", **A},
         KEY_IN_FILTER.format("g")),
        ("both, the sort key first", "g-all", {"FilterExpression": "h = :a AND g = :a", **A},
         KEY_IN_FILTER.format("g")),
        ("the sort key in the filter", "l-all", {"FilterExpression": "size(l) > :a", **A},
         KEY_IN_FILTER.format("l")),
        ("the filter before what is selected", "g-keys",
         {"FilterExpression": "h = :a", "Select": "ALL_ATTRIBUTES", **A},
         KEY_IN_FILTER.format("h")),
        ("a filter on what a global index lacks", "g-include",
         {"FilterExpression": "b = :a OR attribute_exists(c.d) OR a = :a", **A},
         FILTER_NOT_PROJECTED.format("g-include", "[b, c]")),
        ("a filter on what a local index lacks", "l-keys", {"FilterExpression": "a = :a", **A},
         FILTER_NOT_PROJECTED.format("l-keys", "[a]")),
        ("a part of an index's key in the filter", "g-all", {"FilterExpression": "l.x = :a", **A},
         NOT_SCALAR.format("IndexKey", "l")),
        ("a part of a key that the index lacks", "g-keys", {"FilterExpression": "l.x = :a", **A},
         NOT_SCALAR.format("IndexKey", "l")),
        ("a key condition on the table's key", "g-all", {"condition": "pk = :a", **A},
         "Query condition missed key schema element: h"),
        ("a key condition on another attribute", "g-hash", {"condition": "h = :a", **A},
         "The number of query conditions (2) exceeds the number of key attributes defined in the "
         "schema (1)"),
        ("a key condition of another type", "g-all", {"condition": "h = :a", **A},
         "One or more parameter values were invalid: Condition parameter type does not match "
         "schema type"),
        ("the key condition before what is selected", "g-keys",
         {"condition": "a = :a", "Select": "ALL_ATTRIBUTES", **A},
         "Query condition missed key schema element: h"),
    ))
    def test_query_alone(self, client, table, index_name, members, message):
        invalid(query, message, client=client, table=table, index_name=index_name, hash_value="x",
                **members)

    def test_query_for_an_empty_key(self, client, table):
        invalid(query, "One or more parameter values are not valid. A value specified for a "
                "secondary index key is not supported. The AttributeValue for a key attribute "
                "cannot contain an empty string value. IndexName: g-hash, IndexKey: g",
                client=client, table=table, index_name="g-hash", hash_value="")

    def test_filters_may_name_the_keys_of_the_table(self, client, table):
        answer = query(client, table, "g-keys", "x", FilterExpression="pk = :p AND sk > :p",
                       values={":p": S("p1")})
        assert (answer["Count"], answer["ScannedCount"]) == (0, 4)
        answer = query(client, table, "l-keys", "p1", FilterExpression="sk = :s",
                       values={":s": S("2")})
        assert ids(answer["Items"]) == ["p12"]


INVALID = "The provided starting key is invalid"
NO_MATCH = "The provided key element does not match the schema"
OUTSIDE = "The provided starting key is outside query boundaries based on provided conditions"
PREDICATE = "The provided starting key does not match the range key predicate"
G_KEY = {"pk": S("p1"), "sk": S("1"), "g": S("x"), "h": N(1)}
L_KEY = {"pk": S("p1"), "sk": S("1"), "l": N(3)}

START_KEYS = cases(
    ("none", "g-keys", {}, INVALID),
    ("the table's alone", "g-keys", {"g": None, "h": None}, INVALID),
    ("the index's alone", "g-keys", {"pk": None, "sk": None}, INVALID),
    ("without the index's sort key", "g-keys", {"h": None}, INVALID),
    ("without the table's sort key", "g-keys", {"sk": None}, INVALID),
    ("one too many", "g-keys", {"a": S("a")}, INVALID),
    ("another for the index's", "g-keys", {"h": None, "a": S("a")}, INVALID),
    ("another for the table's", "g-keys", {"sk": None, "a": S("a")}, f"{INVALID}: {NO_MATCH}"),
    ("the index's of another type", "g-keys", {"h": S("1")}, NO_MATCH),
    ("the table's of another type", "g-keys", {"sk": N(1)}, f"{INVALID}: {NO_MATCH}"),
    ("the index's, where it has no sort key", "g-hash", {}, INVALID),
    ("of a local index: the table's alone", "l-keys", {"l": None}, INVALID),
    ("of a local index: the index's alone", "l-keys", {"sk": None}, INVALID),
    ("of a local index: another type", "l-keys", {"l": S("1")}, NO_MATCH),
    ("of a local index: the table's of another type", "l-keys", {"sk": N(1)},
     f"{INVALID}: {NO_MATCH}"),
)


def start_key(index_name, changes):
    if index_name == "g-keys" and not changes:
        return {}
    key = {**(L_KEY if index_name.startswith("l") else G_KEY), **changes}
    return {name: value for name, value in key.items() if value is not None}


class TestExclusiveStartKey:
    @pytest.mark.parametrize("index_name, changes, message", START_KEYS)
    def test_query(self, client, table, index_name, changes, message):
        invalid(query, message, client=client, table=table, index_name=index_name, hash_value="x",
                ExclusiveStartKey=start_key(index_name, changes))

    @pytest.mark.parametrize("index_name, changes, message", START_KEYS)
    def test_scan(self, client, table, index_name, changes, message):
        invalid(client.scan, message, TableName=table, IndexName=index_name,
                ExclusiveStartKey=start_key(index_name, changes))

    @pytest.mark.parametrize("index_name, hash_value, key, members, message", cases(
        ("another collection", "g-keys", "y", G_KEY, {}, OUTSIDE),
        ("another collection of a local index", "l-keys", "p2", L_KEY, {}, OUTSIDE),
        ("outside the range", "g-keys", "x", G_KEY,
         {"condition": "h > :h", "values": {":h": N(1)}}, PREDICATE),
        ("outside the range, backwards", "g-keys", "x", G_KEY,
         {"condition": "h < :h", "values": {":h": N(1)}, "ScanIndexForward": False}, PREDICATE),
        ("outside both", "g-keys", "y", G_KEY,
         {"condition": "h > :h", "values": {":h": N(1)}}, PREDICATE),
        ("outside the range of a local index", "l-keys", "p1", L_KEY,
         {"condition": "l BETWEEN :l AND :l", "values": {":l": N(2)}}, PREDICATE),
        ("before the filter", "g-keys", "y", G_KEY,
         {"FilterExpression": "h = :h", "values": {":h": N(1)}}, OUTSIDE),
        ("after the consistency", "g-keys", "y", {}, {"ConsistentRead": True}, NOT_CONSISTENT),
        ("before what is selected", "g-keys", "y", {}, {"Select": "ALL_ATTRIBUTES"}, INVALID),
    ))
    def test_query_boundaries(self, client, table, index_name, hash_value, key, members, message):
        invalid(query, message, client=client, table=table, index_name=index_name,
                hash_value=hash_value, ExclusiveStartKey=key, **members)

    def test_of_another_segment(self, client, table):
        key = client.scan(TableName=table, IndexName="g-keys", Limit=1)["LastEvaluatedKey"]
        accepted = 0
        for segment in range(2):
            request = {"TableName": table, "IndexName": "g-keys", "ExclusiveStartKey": key,
                       "TotalSegments": 2, "Segment": segment}
            try:
                client.scan(**request)
                accepted += 1
            except client.exceptions.ClientError:
                invalid(client.scan, "The provided starting key is invalid: Invalid "
                        "ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. "
                        f"TotalSegments: 2 Segment: {segment}", **request)
        assert accepted == 1


def test_an_index_that_is_being_filled_is_not_read(client, make_table):
    """Until it is whole: then it has all that was there before it, and all that came meanwhile."""
    name = make_table()
    items = [{"pk": S(f"before-{i}"), "g": S("g")} for i in range(200)]
    for start in range(0, len(items), 25):
        client.batch_write_item(RequestItems={name: [
            {"PutRequest": {"Item": item}} for item in items[start:start + 25]]})
    client.update_table(
        TableName=name, AttributeDefinitions=definitions(g="S"),
        GlobalSecondaryIndexUpdates=[{"Create": index("g-late", ["g"], [], KEYS_ONLY)}])
    request = {"TableName": name, "IndexName": "g-late", "KeyConditionExpression": "g = :g",
               "ExpressionAttributeValues": {":g": S("g")}}
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while True:
        items.append({"pk": S(f"meanwhile-{len(items)}"), "g": S("g")})
        client.put_item(TableName=name, Item=items[-1])
        try:
            client.query(**request)
            break
        except client.exceptions.ClientError as error:
            assert error.response["Error"]["Code"] == VALIDATION
            assert error.response["Error"]["Message"] == (
                "Cannot read from backfilling global secondary index: g-late")
        assert time.monotonic() < deadline, "the index is never filled"
    wait_for_index(client, name, "g-late")
    becomes(client, name, "g-late", items)
    assert unordered(client.query(**request)["Items"]) == unordered(items)

"""Query: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html

Key conditions and filters themselves are in test_expressions_key_condition.py and
test_expressions_condition.py.
"""

import re

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import PAGE_BYTES_MAX, item_bytes, padded, read_units
from support.values import B, M, N, S, unique

COUNT = 10


@pytest.fixture(scope="module")
def collection(client, ranged):
    """Ten items under one partition key: sk 00 … 09, n 0 … 9, even ones marked."""
    key = S(unique("query"))
    for i in range(COUNT):
        item = {"pk": key, "sk": S(f"{i:02}"), "n": N(i), "m": M(a=N(i), b=S("x"))}
        if i % 2 == 0:
            item["even"] = S("yes")
        client.put_item(TableName=ranged, Item=item)
    client.put_item(TableName=ranged, Item={"pk": S(key["S"] + "0"), "sk": S("00")})
    return key


def query(client, table, key, **members):
    request = {"TableName": table, "KeyConditionExpression": "pk = :pk", "ConsistentRead": True}
    request |= members
    request["ExpressionAttributeValues"] = {":pk": key,
                                            **members.get("ExpressionAttributeValues", {})}
    return client.query(**request)


def sort_keys(answer):
    return [item["sk"]["S"] for item in answer["Items"]]


ALL = [f"{i:02}" for i in range(COUNT)]


def test_gives_a_collection_in_order(client, ranged, collection):
    answer = query(client, ranged, collection)
    assert sort_keys(answer) == ALL
    assert (answer["Count"], answer["ScannedCount"]) == (COUNT, COUNT)
    assert "LastEvaluatedKey" not in answer
    assert "ConsumedCapacity" not in answer


@pytest.mark.parametrize("forward, expected", [(True, ALL), (False, ALL[::-1])])
def test_scan_index_forward_chooses_the_direction(client, ranged, collection, forward, expected):
    assert sort_keys(query(client, ranged, collection, ScanIndexForward=forward)) == expected


def test_an_absent_collection_is_empty(client, ranged):
    answer = query(client, ranged, S(unique("absent")))
    assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 0)
    assert "LastEvaluatedKey" not in answer


def test_takes_an_arn_for_a_name(client, ranged, collection):
    arn = client.describe_table(TableName=ranged)["Table"]["TableArn"]
    answer = query(client, arn, collection, ReturnConsumedCapacity="TOTAL")
    assert answer["Count"] == COUNT
    assert answer["ConsumedCapacity"]["TableName"] == arn


def test_eventually_consistent_reads_work(client, ranged, collection):
    assert query(client, ranged, collection, ConsistentRead=False)["Count"] == COUNT


def test_a_table_without_sort_key_gives_one_item(client, table):
    key = S(unique("query"))
    client.put_item(TableName=table, Item={"pk": key, "a": N(1)})
    answer = query(client, table, key)
    assert answer["Items"] == [{"pk": key, "a": N(1)}]
    assert "LastEvaluatedKey" not in answer


ORDERED = cases(
    ("strings by bytes", "S",
     [S("A"), S("Z"), S("a"), S("aa"), S("b"), S("\u00e9"), S("\uffee"), S("\U0001f600")]),
    ("numbers by value", "N",
     [N("-1E+125"), N("-10.5"), N("-10"), N("-1"), N("-0.001"), N("-1E-130"), N("0"), N("1E-130"),
      N("0.5"), N("1"), N("1.0000000000000000000000000000000000001"), N("9"), N("10"), N("100"),
      N("9.9999999999999999999999999999999999999E+125")]),
    ("binary by unsigned bytes", "B",
     [B(b"\x00"), B(b"\x00\x00"), B(b"\x01"), B(b"\x7f"), B(b"\x80"), B(b"\xff"), B(b"\xff\x00")]),
)


@pytest.mark.parametrize("range_type, values", ORDERED)
def test_sorts(client, shared_tables, range_type, values):
    table = shared_tables.get("S", range_type)
    key = S(unique("order"))
    for i, value in reversed(list(enumerate(values))):
        client.put_item(TableName=table, Item={"pk": key, "sk": value, "i": N(i)})
    for forward in (True, False):
        found = [int(item["i"]["N"]) for item in
                 query(client, table, key, ScanIndexForward=forward)["Items"]]
        assert found == (list(range(len(values))) if forward else list(range(len(values)))[::-1])


class TestPaging:
    def pages(self, client, table, key, **members):
        """Every page, following LastEvaluatedKey."""
        pages = [query(client, table, key, **members)]
        while "LastEvaluatedKey" in pages[-1]:
            assert len(pages) < 100, "paging does not end"
            pages.append(query(client, table, key, **members,
                               ExclusiveStartKey=pages[-1]["LastEvaluatedKey"]))
        return pages

    @pytest.mark.parametrize("forward", [True, False])
    @pytest.mark.parametrize("limit", [1, 3, 9])
    def test_limit_cuts_pages(self, client, ranged, collection, limit, forward):
        pages = self.pages(client, ranged, collection, Limit=limit, ScanIndexForward=forward)
        assert [page["Count"] for page in pages[:-1]] == [limit] * (len(pages) - 1)
        found = [key for page in pages for key in sort_keys(page)]
        assert found == (ALL if forward else ALL[::-1])

    def test_last_evaluated_key_is_that_of_the_last_item(self, client, ranged, collection):
        answer = query(client, ranged, collection, Limit=4)
        assert answer["LastEvaluatedKey"] == {"pk": collection, "sk": S("03")}

    def test_a_full_last_page_does_not_know_that_it_is_the_last(self, client, ranged, collection):
        answer = query(client, ranged, collection, Limit=COUNT)
        assert answer["LastEvaluatedKey"] == {"pk": collection, "sk": S("09")}
        rest = query(client, ranged, collection, Limit=COUNT,
                     ExclusiveStartKey=answer["LastEvaluatedKey"])
        assert rest["Items"] == []
        assert "LastEvaluatedKey" not in rest

    def test_a_limit_above_the_count_ends(self, client, ranged, collection):
        assert "LastEvaluatedKey" not in query(client, ranged, collection, Limit=COUNT + 1)

    def test_the_start_key_need_not_exist(self, client, ranged, collection):
        start = {"pk": collection, "sk": S("03x")}
        assert sort_keys(query(client, ranged, collection, ExclusiveStartKey=start)) == ALL[4:]
        assert sort_keys(query(client, ranged, collection, ExclusiveStartKey=start,
                               ScanIndexForward=False)) == ALL[3::-1]

    def test_limit_counts_before_the_filter(self, client, ranged, collection):
        answer = query(client, ranged, collection, Limit=4,
                       FilterExpression="attribute_exists(even)")
        assert sort_keys(answer) == ["00", "02"]
        assert (answer["Count"], answer["ScannedCount"]) == (2, 4)
        assert answer["LastEvaluatedKey"]["sk"] == S("03")

    def test_a_page_may_be_empty_and_not_the_last(self, client, ranged, collection):
        answer = query(client, ranged, collection, Limit=2, FilterExpression="n > :n",
                       ExpressionAttributeValues={":n": N(100)})
        assert (answer["Items"], answer["Count"], answer["ScannedCount"]) == ([], 0, 2)
        assert "LastEvaluatedKey" in answer

    def test_a_page_holds_a_megabyte(self, client, ranged):
        key, each, count = S(unique("page")), 100_000, 25
        items = [padded({"pk": key, "sk": S(f"{i:02}")}, each) for i in range(count)]
        for item in items:
            client.put_item(TableName=ranged, Item=item)
        pages = self.pages(client, ranged, key)
        assert [item for page in pages for item in page["Items"]] == items
        for page in pages[:-1]:
            size = sum(map(item_bytes, page["Items"]))
            assert PAGE_BYTES_MAX - each < size <= PAGE_BYTES_MAX + each

    def test_a_megabyte_is_counted_before_the_filter(self, client, ranged):
        key = S(unique("page"))
        for i in range(4):
            client.put_item(TableName=ranged, Item=padded({"pk": key, "sk": S(str(i))}, 400_000))
        answer = query(client, ranged, key, FilterExpression="attribute_exists(absent)")
        assert answer["Count"] == 0
        assert 2 <= answer["ScannedCount"] <= 3
        assert "LastEvaluatedKey" in answer

    def test_numbers_page_too(self, client, shared_tables):
        table, key = shared_tables.get("S", "N"), S(unique("page"))
        for i in range(-3, 4):
            client.put_item(TableName=table, Item={"pk": key, "sk": N(i)})
        pages = self.pages(client, table, key, Limit=2)
        assert [int(item["sk"]["N"]) for page in pages for item in page["Items"]] == [
            -3, -2, -1, 0, 1, 2, 3]


class TestSelect:
    def test_count_gives_no_items(self, client, ranged, collection):
        answer = query(client, ranged, collection, Select="COUNT")
        assert "Items" not in answer
        assert (answer["Count"], answer["ScannedCount"]) == (COUNT, COUNT)

    def test_count_counts_after_the_filter(self, client, ranged, collection):
        answer = query(client, ranged, collection, Select="COUNT",
                       FilterExpression="attribute_exists(even)")
        assert (answer["Count"], answer["ScannedCount"]) == (COUNT // 2, COUNT)

    def test_all_attributes_is_the_default(self, client, ranged, collection):
        assert (query(client, ranged, collection, Select="ALL_ATTRIBUTES")["Items"]
                == query(client, ranged, collection)["Items"])

    def test_specific_attributes_are_the_projection(self, client, ranged, collection):
        answer = query(client, ranged, collection, Select="SPECIFIC_ATTRIBUTES", Limit=2,
                       ProjectionExpression="sk, m.a")
        assert answer["Items"] == [{"sk": S(f"{i:02}"), "m": M(a=N(i))} for i in range(2)]

    def test_projection_alone_is_enough(self, client, ranged, collection):
        answer = query(client, ranged, collection, ProjectionExpression="even", Limit=2)
        assert answer["Items"] == [{"even": S("yes")}, {}]

    @pytest.mark.parametrize("members, message", cases(
        ("projected without index", {"Select": "ALL_PROJECTED_ATTRIBUTES"},
         "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName"),
        ("specific without projection", {"Select": "SPECIFIC_ATTRIBUTES"},
         has("SPECIFIC_ATTRIBUTES")),
        ("all with projection", {"Select": "ALL_ATTRIBUTES", "ProjectionExpression": "n"},
         re.compile("Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES")),
        ("count with projection", {"Select": "COUNT", "ProjectionExpression": "n"},
         re.compile("Cannot specify the ProjectionExpression when choosing to get only the Count")),
        ("unknown", {"Select": "SOME"},
         violation("select", "Member must satisfy enum value set: ")),
    ))
    def test_refuses(self, client, ranged, collection, members, message):
        invalid(client.query, message, TableName=ranged, KeyConditionExpression="pk = :pk",
                ExpressionAttributeValues={":pk": collection}, **members)


class TestConsumedCapacity:
    @pytest.mark.parametrize("consistent", [True, False])
    def test_is_of_the_sum_of_sizes(self, client, ranged, consistent):
        key = S(unique("capacity"))
        sizes = [1000, 3000, 3000, 6000]  # 13,000 together are 4 units, apart they were 5
        for i, size in enumerate(sizes):
            client.put_item(TableName=ranged, Item=padded({"pk": key, "sk": S(str(i))}, size))
        answer = query(client, ranged, key, ConsistentRead=consistent,
                       ReturnConsumedCapacity="TOTAL", FilterExpression="attribute_exists(absent)")
        assert answer["ConsumedCapacity"] == {"TableName": ranged,
                                              "CapacityUnits": read_units(sum(sizes), consistent)}

    @pytest.mark.parametrize("consistent", [True, False])
    def test_of_nothing_is_the_least(self, client, ranged, consistent):
        answer = query(client, ranged, S(unique("absent")), ConsistentRead=consistent,
                       ReturnConsumedCapacity="INDEXES")
        units = 1.0 if consistent else 0.5
        assert answer["ConsumedCapacity"]["CapacityUnits"] == units
        assert answer["ConsumedCapacity"]["Table"]["CapacityUnits"] == units

    def test_is_of_what_the_limit_let_read(self, client, ranged):
        key = S(unique("capacity"))
        for i in range(3):
            client.put_item(TableName=ranged, Item=padded({"pk": key, "sk": S(str(i))}, 8000))
        answer = query(client, ranged, key, Limit=1, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"]["CapacityUnits"] == 2.0


ONE_ROW = "The query can return at most one row and cannot be restarted"
BOTH = ("Can not use both expression and non-expression parameters in the same request: "
        "Non-expression parameters: {%s} Expression parameters: {%s}")

INVALID = cases(
    ("no key condition", {"KeyConditionExpression": None, "ExpressionAttributeValues": None},
     "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
     "request."),
    ("limit zero", {"Limit": 0},
     violation("limit", "Member must have value greater than or equal to 1$")),
    ("limit negative", {"Limit": -5},
     violation("limit", "Member must have value greater than or equal to 1$")),
    ("index absent", {"IndexName": "no-such-index"},
     "The table does not have the specified index: no-such-index"),
    ("index name too short", {"IndexName": "ab"},
     violation("indexName", "Member must have length greater than or equal to 3$")),
    ("index name malformed", {"IndexName": "a b c"},
     violation("indexName", "Member must satisfy regular expression pattern: ")),
    ("capacity unknown", {"ReturnConsumedCapacity": "SOME"},
     violation("returnConsumedCapacity", "Member must satisfy enum value set: ")),
    ("AttributesToGet", {"AttributesToGet": ["a"]},
     BOTH % ("AttributesToGet", "KeyConditionExpression")),
    ("QueryFilter", {"QueryFilter": {"a": {"ComparisonOperator": "NOT_NULL"}}},
     BOTH % ("QueryFilter", "KeyConditionExpression")),
    ("ConditionalOperator", {"ConditionalOperator": "AND"},
     BOTH % ("ConditionalOperator", "KeyConditionExpression")),
    ("KeyConditions",
     {"KeyConditions": {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("a")]}}},
     BOTH % ("KeyConditions", "KeyConditionExpression")),
    ("filter on the partition key", {"FilterExpression": "pk = :pk"},
     "Filter Expression can only contain non-primary key attributes: Primary key attribute: pk"),
    ("filter on the sort key", {"FilterExpression": "a = :pk or size(sk) > :pk"},
     "Filter Expression can only contain non-primary key attributes: Primary key attribute: sk"),
    ("filter empty", {"FilterExpression": ""},
     "Invalid FilterExpression: The expression can not be empty;"),
    ("key condition empty", {"KeyConditionExpression": ""},
     "Invalid KeyConditionExpression: The expression can not be empty;"),
    ("projection empty", {"ProjectionExpression": ""},
     "Invalid ProjectionExpression: The expression can not be empty;"),
    ("start key without sort key", {"ExclusiveStartKey": {"pk": S("k")}},
     has("The provided starting key is invalid")),
    ("start key with one too many",
     {"ExclusiveStartKey": {"pk": S("k"), "sk": S("a"), "n": N(1)}},
     has("The provided starting key is invalid")),
    ("start key of another type", {"ExclusiveStartKey": {"pk": S("k"), "sk": N(1)}}, None),
    ("start key of another collection", {"ExclusiveStartKey": {"pk": S("other"), "sk": S("a")}},
     "The provided starting key is outside query boundaries based on provided conditions"),
    ("start key outside the range",
     {"KeyConditionExpression": "pk = :pk and sk < :pk",
      "ExclusiveStartKey": {"pk": S("k"), "sk": S("z")}},
     "The provided starting key does not match the range key predicate"),
    ("start key outside the range of another collection",
     {"KeyConditionExpression": "pk = :pk and sk < :pk",
      "ExclusiveStartKey": {"pk": S("other"), "sk": S("z")}},
     "The provided starting key does not match the range key predicate"),
    ("start key within the range of another collection",
     {"KeyConditionExpression": "pk = :pk and sk < :pk",
      "ExclusiveStartKey": {"pk": S("other"), "sk": S("a")}},
     "The provided starting key is outside query boundaries based on provided conditions"),
    ("start key of one item's query, of another collection",
     {"KeyConditionExpression": "pk = :pk and sk = :pk",
      "ExclusiveStartKey": {"pk": S("other"), "sk": S("k")}}, ONE_ROW),
    ("start key of one item's query, backwards",
     {"KeyConditionExpression": "pk = :pk and sk = :pk", "ScanIndexForward": False,
      "ExclusiveStartKey": {"pk": S("other"), "sk": S("k")}}, ONE_ROW),
    ("start key of one item's query, that item",
     {"KeyConditionExpression": "pk = :pk and sk = :pk",
      "ExclusiveStartKey": {"pk": S("k"), "sk": S("k")}}, ONE_ROW),
    ("start key of one item's query, another item",
     {"KeyConditionExpression": "pk = :pk and sk = :pk",
      "ExclusiveStartKey": {"pk": S("k"), "sk": S("a")}},
     "The provided starting key does not match the range key predicate"),
)


@pytest.mark.parametrize("key_type, key, message", cases(
    ("a text", "S", S("k"), "The provided exclusive start key is invalid: ExclusiveStartKey: "
     "{pk=AttributeValue: {S:k}}"),
    ("another item", "S", S("other"), "The provided exclusive start key is invalid: "
     "ExclusiveStartKey: {pk=AttributeValue: {S:other}}"),
    ("a number", "N", N("1.50"), "The provided exclusive start key is invalid: ExclusiveStartKey: "
     "{pk=AttributeValue: {N:1.5}}"),
    ("bytes", "B", B(b"k"), "The provided exclusive start key is invalid: ExclusiveStartKey: "
     "{pk=AttributeValue: {B:aw==}}"),
))
@pytest.mark.parametrize("forward", [True, False])
def test_refuses_to_go_on_where_there_is_no_sort_key(client, shared_tables, key_type, key, message,
                                                     forward):
    value = {"S": S("k"), "N": N(1), "B": B(b"k")}[key_type]
    invalid(client.query, message, TableName=shared_tables.get(key_type, None),
            KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": value},
            ExclusiveStartKey={"pk": key}, ScanIndexForward=forward)


def test_the_query_of_one_item_ends_with_it(client, table, ranged):
    """What could not be gone on from is not told."""
    key = S(unique("one"))
    for name, sort_key in ((table, {}), (ranged, {"sk": S("s")})):
        client.put_item(TableName=name, Item={"pk": key, **sort_key})
        answer = client.query(
            TableName=name, KeyConditionExpression="pk = :pk" + (" AND sk = :s" * bool(sort_key)),
            ExpressionAttributeValues={":pk": key} | ({":s": S("s")} if sort_key else {}), Limit=1)
        assert answer["Count"] == 1
        assert "LastEvaluatedKey" not in answer


@pytest.mark.parametrize("members, message", INVALID)
def test_refuses(client, ranged, members, message):
    request = {"TableName": ranged, "KeyConditionExpression": "pk = :pk",
               "ExpressionAttributeValues": {":pk": S("k")}} | members
    invalid(client.query, message,
            **{member: value for member, value in request.items() if value is not None})


def test_refuses_an_absent_table(client):
    fails(client.query, NOT_FOUND, "Requested resource not found", TableName=unique("absent"),
          KeyConditionExpression="pk = :pk", ExpressionAttributeValues={":pk": S("a")})

"""BatchGetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html"""

import re

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import padded, read_units
from support.values import L, M, N, S, unique

ANSWER_BYTES_MAX = 16 << 20
KEYS_MAX = 100


@pytest.fixture(scope="module")
def keys(client, table):
    """Five stored items' keys."""
    made = [{"pk": S(unique("batch"))} for _ in range(5)]
    for i, key in enumerate(made):
        client.put_item(TableName=table, Item={**key, "n": N(i), "m": M(a=N(i), b=L(N(1), N(2)))})
    return made


def get(client, items, **members):
    return client.batch_get_item(RequestItems=items, **members)


def by_key(items):
    return sorted(items, key=lambda item: item["pk"]["S"])


@pytest.mark.parametrize("consistent", [True, False])
def test_gives_items_in_any_order(client, table, keys, consistent):
    answer = get(client, {table: {"Keys": keys, "ConsistentRead": consistent}})
    assert answer["UnprocessedKeys"] == {}
    assert list(answer["Responses"]) == [table]
    found = by_key(answer["Responses"][table])
    assert [item["pk"] for item in found] == [key["pk"] for key in by_key(keys)]
    assert {int(item["n"]["N"]) for item in found} == set(range(5))


def test_leaves_out_what_is_absent(client, table, keys):
    absent = {"pk": S(unique("absent"))}
    answer = get(client, {table: {"Keys": [absent, keys[0]], "ConsistentRead": True}})
    assert [item["pk"] for item in answer["Responses"][table]] == [keys[0]["pk"]]
    assert answer["UnprocessedKeys"] == {}
    assert get(client, {table: {"Keys": [absent]}})["Responses"] == {table: []}


def test_reads_several_tables(client, table, ranged, keys):
    sorted_key = {"pk": S(unique("batch")), "sk": S("s")}
    client.put_item(TableName=ranged, Item=sorted_key)
    answer = get(client, {table: {"Keys": keys[:2], "ConsistentRead": True},
                          ranged: {"Keys": [sorted_key], "ConsistentRead": True}})
    assert len(answer["Responses"][table]) == 2
    assert answer["Responses"][ranged] == [sorted_key]


def test_arn_asked_arn_answered(client, table, keys):
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    answer = get(client, {arn: {"Keys": keys[:1], "ConsistentRead": True}},
                 ReturnConsumedCapacity="TOTAL")
    assert list(answer["Responses"]) == [arn]
    assert answer["ConsumedCapacity"][0]["TableName"] == arn


def test_projects(client, table, keys):
    answer = get(client, {table: {"Keys": keys, "ProjectionExpression": "#p, m.b[1]",
                                  "ExpressionAttributeNames": {"#p": "pk"},
                                  "ConsistentRead": True}})
    assert by_key(answer["Responses"][table]) == by_key(
        [{**key, "m": M(b=L(N(2)))} for key in keys])


def test_takes_a_hundred_keys(client, table, keys):
    absent = [{"pk": S(unique("absent"))} for _ in range(KEYS_MAX - len(keys))]
    answer = get(client, {table: {"Keys": keys + absent, "ConsistentRead": True}})
    assert len(answer["Responses"][table]) == len(keys)


class TestConsumedCapacity:
    @pytest.mark.parametrize("consistent", [True, False])
    def test_is_rounded_up_for_each_item(self, client, table, consistent):
        sizes = [100, 4096, 4097, 9000]
        asked = [{"pk": S(unique("batch"))} for _ in sizes]
        for key, size in zip(asked, sizes):
            client.put_item(TableName=table, Item=padded(key, size))
        asked.append({"pk": S(unique("absent"))})
        units = sum(read_units(size, consistent) for size in [*sizes, 0])
        answer = get(client, {table: {"Keys": asked, "ConsistentRead": consistent}},
                     ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": units}]

    def test_is_told_for_each_table(self, client, table, ranged):
        answer = get(client, {table: {"Keys": [{"pk": S("a")}, {"pk": S("b")}]},
                              ranged: {"Keys": [{"pk": S("a"), "sk": S("b")}]}},
                     ReturnConsumedCapacity="INDEXES")
        units = {entry["TableName"]: (entry["CapacityUnits"], entry["Table"]["CapacityUnits"])
                 for entry in answer["ConsumedCapacity"]}
        assert units == {table: (1.0, 1.0), ranged: (0.5, 0.5)}

    def test_is_not_told_unless_asked(self, client, table, keys):
        assert "ConsumedCapacity" not in get(client, {table: {"Keys": keys}})


def test_an_answer_holds_sixteen_megabytes(client, table):
    each, count = 400_000, 45
    asked = [{"pk": S(unique("batch"))} for _ in range(count)]
    for key in asked:
        client.put_item(TableName=table, Item=padded(key, each))
    request = {table: {"Keys": asked, "ConsistentRead": True, "ProjectionExpression": "pk, filler"}}
    answer = get(client, request)
    first = answer["Responses"][table]
    assert ANSWER_BYTES_MAX - each <= len(first) * each <= ANSWER_BYTES_MAX + each
    left = answer["UnprocessedKeys"][table]
    assert left["ConsistentRead"] is True
    assert left["ProjectionExpression"] == "pk, filler"
    rest = get(client, answer["UnprocessedKeys"])
    assert rest["UnprocessedKeys"] == {}
    found = [item["pk"]["S"] for item in first + rest["Responses"][table]]
    assert sorted(found) == sorted(key["pk"]["S"] for key in asked)


def test_refuses_an_absent_table(client, table):
    fails(client.batch_get_item, NOT_FOUND, "Requested resource not found",
          RequestItems={unique("absent"): {"Keys": [{"pk": S("a")}]},
                        table: {"Keys": [{"pk": S("a")}]}})


NOT_THE_SCHEMA = "The provided key element does not match the schema"

INVALID = cases(
    ("key twice", {"Keys": [{"pk": S("a")}, {"pk": S("b")}, {"pk": S("a")}]},
     "Provided list of item keys contains duplicates"),
    ("wrong key name", {"Keys": [{"id": S("a")}]}, NOT_THE_SCHEMA),
    ("key with one too many", {"Keys": [{"pk": S("a"), "sk": S("b")}]}, NOT_THE_SCHEMA),
    ("key empty", {"Keys": [{}]}, NOT_THE_SCHEMA),
    ("key of another type", {"Keys": [{"pk": S("a")}, {"pk": N(1)}]}, NOT_THE_SCHEMA),
    ("key value empty", {"Keys": [{"pk": S("")}]},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("no keys", {"Keys": []}, has("Member must have length greater than or equal to 1")),
    ("keys absent", {}, has(".member.Keys' failed to satisfy constraint: Member must not be null")),
    ("a hundred and one keys", {"Keys": [{"pk": S(str(i))} for i in range(KEYS_MAX + 1)]},
     re.compile("less than or equal to 100|Too many items requested for the BatchGetItem call")),
    ("AttributesToGet with expression",
     {"Keys": [{"pk": S("a")}], "AttributesToGet": ["a"], "ProjectionExpression": "a"},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"),
    ("names without expression",
     {"Keys": [{"pk": S("a")}], "ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("names unused",
     {"Keys": [{"pk": S("a")}], "ProjectionExpression": "a",
      "ExpressionAttributeNames": {"#a": "a"}},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
    ("projection malformed", {"Keys": [{"pk": S("a")}], "ProjectionExpression": "a,,b"},
     has('Invalid ProjectionExpression: Syntax error; token: ","')),
)


@pytest.mark.parametrize("request_of_table, message", INVALID)
def test_refuses(client, table, request_of_table, message):
    invalid(client.batch_get_item, message, RequestItems={table: request_of_table})


def test_refuses_more_than_a_hundred_keys_over_all_tables(client, table, ranged):
    invalid(client.batch_get_item, "Too many items requested for the BatchGetItem call",
            RequestItems={
                table: {"Keys": [{"pk": S(str(i))} for i in range(60)]},
                ranged: {"Keys": [{"pk": S(str(i)), "sk": S("s")} for i in range(60)]}})


@pytest.mark.parametrize("members, message", cases(
    ("empty request items", {"RequestItems": {}}, re.compile("requestItems|RequestItems")),
    ("table name malformed", {"RequestItems": {"a b c": {"Keys": [{"pk": S("a")}]}}},
     re.compile(r"\[a-zA-Z0-9_.-\]\+|a-z, A-Z, 0-9")),
))
def test_refuses_the_request(client, members, message):
    invalid(client.batch_get_item, message, **members)


def test_refuses_a_request_without_items(wire):  # boto3 itself cannot send it
    answer = wire.call("BatchGetItem", {})
    assert (answer.status, answer.error) == (400, "ValidationException")
    assert re.search("requestItems|RequestItems", answer.message)


def test_refuses_unknown_capacity(client, table):
    invalid(client.batch_get_item, violation("returnConsumedCapacity", "Member must satisfy enum"),
            RequestItems={table: {"Keys": [{"pk": S("a")}]}}, ReturnConsumedCapacity="SOME")

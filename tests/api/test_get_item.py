"""GetItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html"""

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import ITEM_BYTES_MAX, padded, read_units
from support.values import B, L, M, N, S, unique


def body(answer):
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


@pytest.mark.parametrize("consistent", [True, False])
def test_gives_the_item(client, table, consistent):
    item = {"pk": S(unique("get")), "a": L(N(1)), "b": B(b"\x00")}
    client.put_item(TableName=table, Item=item)
    assert body(client.get_item(TableName=table, Key={"pk": item["pk"]},
                                ConsistentRead=consistent)) == {"Item": item}


def test_an_absent_item_gives_nothing(client, table):
    assert body(client.get_item(TableName=table, Key={"pk": S(unique("absent"))})) == {}


def test_keys_are_told_apart_by_the_sort_key(client, ranged):
    key = unique("get")
    for sort in "ab":
        client.put_item(TableName=ranged, Item={"pk": S(key), "sk": S(sort), "v": S(sort)})
    for sort in "ab":
        item = client.get_item(TableName=ranged, Key={"pk": S(key), "sk": S(sort)},
                               ConsistentRead=True)["Item"]
        assert item["v"] == S(sort)
    assert "Item" not in client.get_item(TableName=ranged, Key={"pk": S(key), "sk": S("c")})


def test_takes_an_arn_for_a_name(client, table):
    key = {"pk": S(unique("get"))}
    client.put_item(TableName=table, Item=key)
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    answer = client.get_item(TableName=arn, Key=key, ConsistentRead=True,
                             ReturnConsumedCapacity="TOTAL")
    assert answer["Item"] == key
    assert answer["ConsumedCapacity"]["TableName"] == arn


@pytest.mark.parametrize("consistent", [True, False])
@pytest.mark.parametrize("size", [40, 4096, 4097, 8192, 20_000, ITEM_BYTES_MAX])
def test_consumes_four_kilobytes_a_unit(client, table, size, consistent):
    key = {"pk": S(unique("get"))}
    client.put_item(TableName=table, Item=padded(key, size))
    answer = client.get_item(TableName=table, Key=key, ConsistentRead=consistent,
                             ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"] == {"TableName": table,
                                          "CapacityUnits": read_units(size, consistent)}


@pytest.mark.parametrize("consistent", [True, False])
def test_an_absent_item_consumes_the_least(client, table, consistent):
    answer = client.get_item(TableName=table, Key={"pk": S(unique("absent"))},
                             ConsistentRead=consistent, ReturnConsumedCapacity="INDEXES")
    units = 1.0 if consistent else 0.5
    assert answer["ConsumedCapacity"]["CapacityUnits"] == units
    assert answer["ConsumedCapacity"]["Table"]["CapacityUnits"] == units


def test_projection_does_not_make_a_read_cheaper(client, table):
    key = {"pk": S(unique("get"))}
    client.put_item(TableName=table, Item=padded(key, 9000))
    answer = client.get_item(TableName=table, Key=key, ProjectionExpression="pk",
                             ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
    assert answer["Item"] == key
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 3.0


def test_no_capacity_unless_asked(client, table):
    answer = client.get_item(TableName=table, Key={"pk": S("a")}, ReturnConsumedCapacity="NONE")
    assert "ConsumedCapacity" not in answer


def test_projects_part_of_the_item(client, table):
    key = {"pk": S(unique("get"))}
    client.put_item(TableName=table, Item={**key, "a": M(b=N(1), c=N(2)), "d": N(3)})
    answer = client.get_item(TableName=table, Key=key, ConsistentRead=True,
                             ProjectionExpression="#a.c, d",
                             ExpressionAttributeNames={"#a": "a"})
    assert answer["Item"] == {"a": M(c=N(2)), "d": N(3)}


def test_projecting_nothing_gives_an_empty_item(client, table):
    key = {"pk": S(unique("get"))}
    client.put_item(TableName=table, Item=key)
    assert body(client.get_item(TableName=table, Key=key, ConsistentRead=True,
                                ProjectionExpression="absent")) == {"Item": {}}


NOT_THE_SCHEMA = "The provided key element does not match the schema"

INVALID_KEYS = cases(
    ("sort key absent", {"pk": S("a")}, NOT_THE_SCHEMA),
    ("partition key absent", {"sk": S("a")}, NOT_THE_SCHEMA),
    ("empty", {}, NOT_THE_SCHEMA),
    ("one too many", {"pk": S("a"), "sk": S("b"), "tk": S("c")}, NOT_THE_SCHEMA),
    ("wrong name", {"pk": S("a"), "rk": S("b")}, NOT_THE_SCHEMA),
    ("wrong type", {"pk": S("a"), "sk": N(1)}, NOT_THE_SCHEMA),
    ("empty string", {"pk": S(""), "sk": S("b")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("partition key too long", {"pk": S("a" * 2049), "sk": S("b")},
     "One or more parameter values were invalid: "
     "Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    ("sort key too long", {"pk": S("a"), "sk": S("b" * 1025)},
     "One or more parameter values were invalid: "
     "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"),
)


@pytest.mark.parametrize("key, message", INVALID_KEYS)
def test_refuses_the_key(client, ranged, key, message):
    invalid(client.get_item, message, TableName=ranged, Key=key)


INVALID = cases(
    ("AttributesToGet with expression",
     {"ProjectionExpression": "a", "AttributesToGet": ["a"]},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}"),
    ("names without expression", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("projection empty", {"ProjectionExpression": ""},
     "Invalid ProjectionExpression: The expression can not be empty;"),
    ("capacity unknown", {"ReturnConsumedCapacity": "SOME"},
     violation("returnConsumedCapacity", "Member must satisfy enum value set: ")),
)


@pytest.mark.parametrize("members, message", INVALID)
def test_refuses(client, table, members, message):
    invalid(client.get_item, message, TableName=table, Key={"pk": S("a")}, **members)


def test_refuses_a_request_without_key(client, table):
    invalid(client.get_item, violation("key", "Member must not be null$"), TableName=table)


def test_refuses_an_absent_table(client):
    fails(client.get_item, NOT_FOUND, "Requested resource not found", TableName=unique("absent"),
          Key={"pk": S("a")})

"""DeleteItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html"""

import pytest

from support.errors import CONDITION_FAILED, NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import padded, write_units
from support.values import L, N, S, unique


def body(answer):
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


def put(client, table, **attributes):
    """Stores an item under a new key; returns the key and the item."""
    key = {"pk": S(unique("delete"))}
    client.put_item(TableName=table, Item={**key, **attributes})
    return key, {**key, **attributes}


def exists(client, table, key):
    return "Item" in client.get_item(TableName=table, Key=key, ConsistentRead=True)


def test_deletes_and_says_nothing(client, table):
    key, _ = put(client, table, a=N(1))
    assert body(client.delete_item(TableName=table, Key=key)) == {}
    assert not exists(client, table, key)


def test_deleting_what_is_absent_succeeds(client, table):
    key = {"pk": S(unique("delete"))}
    assert body(client.delete_item(TableName=table, Key=key, ReturnValues="ALL_OLD")) == {}
    assert body(client.delete_item(TableName=table, Key=key)) == {}


def test_deletes_one_sort_key_only(client, ranged):
    key = S(unique("delete"))
    for sort in "abc":
        client.put_item(TableName=ranged, Item={"pk": key, "sk": S(sort)})
    client.delete_item(TableName=ranged, Key={"pk": key, "sk": S("b")})
    answer = client.query(TableName=ranged, KeyConditionExpression="pk = :k",
                          ExpressionAttributeValues={":k": key}, ConsistentRead=True)
    assert [item["sk"]["S"] for item in answer["Items"]] == ["a", "c"]


def test_takes_an_arn_for_a_name(client, table):
    key, _ = put(client, table)
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    client.delete_item(TableName=arn, Key=key)
    assert not exists(client, table, key)


def test_all_old_gives_the_item_deleted(client, table):
    key, item = put(client, table, a=L(N(1), S("x")))
    assert body(client.delete_item(TableName=table, Key=key,
                                   ReturnValues="ALL_OLD")) == {"Attributes": item}


@pytest.mark.parametrize("wanted", ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"])
def test_other_return_values_are_refused(client, table, wanted):
    invalid(client.delete_item, "ReturnValues can only be ALL_OLD or NONE", TableName=table,
            Key={"pk": S("a")}, ReturnValues=wanted)


def test_condition_met(client, table):
    key, _ = put(client, table, n=N(1))
    client.delete_item(TableName=table, Key=key, ConditionExpression="n = :n",
                       ExpressionAttributeValues={":n": N("1.0")})
    assert not exists(client, table, key)


def test_condition_not_met_keeps_the_item(client, table):
    key, item = put(client, table, n=N(1))
    response = fails(client.delete_item, CONDITION_FAILED, "The conditional request failed",
                     TableName=table, Key=key, ConditionExpression="#n = :n",
                     ExpressionAttributeNames={"#n": "n"},
                     ExpressionAttributeValues={":n": N(2)},
                     ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert response["Item"] == item
    assert exists(client, table, key)


def test_condition_on_an_absent_item(client, table):
    key = {"pk": S(unique("delete"))}
    client.delete_item(TableName=table, Key=key, ConditionExpression="attribute_not_exists(pk)")
    response = fails(client.delete_item, CONDITION_FAILED, TableName=table, Key=key,
                     ConditionExpression="attribute_exists(pk)",
                     ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert "Item" not in response


@pytest.mark.parametrize("size", [100, 1024, 1025, 5000])
def test_consumes_by_the_size_of_the_item_deleted(client, table, size):
    key = {"pk": S(unique("delete"))}
    client.put_item(TableName=table, Item=padded(key, size))
    for units in (write_units(size), 1.0):  # the second time there is nothing left
        answer = client.delete_item(TableName=table, Key=key, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": units}


def test_capacity_by_index_tells_the_table_apart(client, table):
    key, _ = put(client, table)
    answer = client.delete_item(TableName=table, Key=key, ReturnConsumedCapacity="INDEXES")
    assert answer["ConsumedCapacity"]["Table"]["CapacityUnits"] == 1.0


def test_item_collection_metrics_need_a_local_index(client, table):
    key, _ = put(client, table)
    assert body(client.delete_item(TableName=table, Key=key,
                                   ReturnItemCollectionMetrics="SIZE")) == {}


NOT_THE_SCHEMA = "The provided key element does not match the schema"


@pytest.mark.parametrize("key, message", cases(
    ("sort key absent", {"pk": S("a")}, NOT_THE_SCHEMA),
    ("partition key absent", {"sk": S("a")}, NOT_THE_SCHEMA),
    ("one too many", {"pk": S("a"), "sk": S("b"), "tk": S("c")}, NOT_THE_SCHEMA),
    ("wrong type", {"pk": S("a"), "sk": N(1)}, NOT_THE_SCHEMA),
    ("empty string", {"pk": S("a"), "sk": S("")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")),
    ("partition key too long", {"pk": S("a" * 2049), "sk": S("b")},
     has("Size of hashkey has exceeded the maximum size limit of2048 bytes")),
))
def test_refuses_the_key(client, ranged, key, message):
    invalid(client.delete_item, message, TableName=ranged, Key=key)


@pytest.mark.parametrize("members, message", cases(
    ("expression with Expected",
     {"ConditionExpression": "attribute_exists(pk)", "Expected": {"a": {"Exists": False}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
    ("names without expression", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("values without expression", {"ExpressionAttributeValues": {":a": S("a")}},
     "ExpressionAttributeValues can only be specified when using expressions: "
     "ConditionExpression is null"),
    ("condition empty", {"ConditionExpression": ""},
     "Invalid ConditionExpression: The expression can not be empty;"),
    ("return values unknown", {"ReturnValues": "EVERYTHING"},
     violation("returnValues", "Member must satisfy enum value set: ")),
))
def test_refuses(client, table, members, message):
    invalid(client.delete_item, message, TableName=table, Key={"pk": S("a")}, **members)


def test_refuses_a_request_without_key(client, table):
    invalid(client.delete_item, violation("key", "Member must not be null$"), TableName=table)


def test_refuses_an_absent_table(client):
    fails(client.delete_item, NOT_FOUND, "Requested resource not found",
          TableName=unique("absent"), Key={"pk": S("a")})

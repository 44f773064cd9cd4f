"""UpdateItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html

The update expressions themselves are in test_expressions_update.py.
"""

import pytest

from support.errors import CONDITION_FAILED, NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import ITEM_BYTES_MAX, item_bytes, padded, write_units
from support.values import L, M, N, S, SS, normalized, unique


def body(answer):
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


def put(client, table, **attributes):
    key = {"pk": S(unique("update"))}
    client.put_item(TableName=table, Item={**key, **attributes})
    return key


def stored(client, table, key):
    return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def test_changes_named_attributes_only(client, table):
    key = put(client, table, a=N(1), b=N(2))
    assert body(client.update_item(TableName=table, Key=key, UpdateExpression="SET a = :v",
                                   ExpressionAttributeValues={":v": S("new")})) == {}
    assert stored(client, table, key) == {**key, "a": S("new"), "b": N(2)}


def test_creates_an_absent_item(client, ranged):
    key = {"pk": S(unique("update")), "sk": S("s")}
    client.update_item(TableName=ranged, Key=key, UpdateExpression="SET a = :v",
                       ExpressionAttributeValues={":v": N(1)})
    assert stored(client, ranged, key) == {**key, "a": N(1)}


@pytest.mark.parametrize("expression", [
    "REMOVE a", "REMOVE a.b", "REMOVE a[0]", "REMOVE a.b[1].c, d", "DELETE a :s",
    "REMOVE a.b DELETE c.d :s"])
def test_taking_away_from_an_absent_item_does_nothing(client, table, expression):
    key = {"pk": S(unique("update"))}
    values = {"ExpressionAttributeValues": {":s": {"SS": ["s"]}}} if ":s" in expression else {}
    request = {"TableName": table, "Key": key, "UpdateExpression": expression, **values}
    assert body(client.update_item(**request, ReturnValues="ALL_NEW")) == {}
    client.transact_write_items(TransactItems=[{"Update": request}])
    assert stored(client, table, key) is None


def test_without_expression_creates_the_bare_key(client, table):
    key = {"pk": S(unique("update"))}
    answer = client.update_item(TableName=table, Key=key, ReturnValues="ALL_NEW")
    assert body(answer) == {"Attributes": key}
    assert stored(client, table, key) == key


def test_without_expression_keeps_the_item(client, table):
    key = put(client, table, a=N(1))
    client.update_item(TableName=table, Key=key)
    assert stored(client, table, key) == {**key, "a": N(1)}


def test_takes_an_arn_for_a_name(client, table):
    key = {"pk": S(unique("update"))}
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    answer = client.update_item(TableName=arn, Key=key, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["TableName"] == arn
    assert stored(client, table, key) == key


UPDATE = {
    "UpdateExpression": "SET a = :new, m.x = :new, l[1] = :new, fresh = :new REMOVE gone ADD s :s",
    "ExpressionAttributeValues": {":new": S("new"), ":s": SS("y")},
}
BEFORE = {"a": S("old"), "m": M(x=N(1), y=N(2)), "l": L(N(0), N(1), N(2)), "gone": S("soon"),
          "s": SS("x"), "other": S("other")}
AFTER = {"a": S("new"), "m": M(x=S("new"), y=N(2)), "l": L(N(0), S("new"), N(2)),
         "s": SS("x", "y"), "other": S("other"), "fresh": S("new")}


@pytest.mark.parametrize("wanted, attributes", [
    ("ALL_OLD", BEFORE),
    ("ALL_NEW", AFTER),
    ("UPDATED_OLD", {"a": S("old"), "m": M(x=N(1)), "l": L(N(1)), "gone": S("soon"), "s": SS("x")}),
    ("UPDATED_NEW", {"a": S("new"), "m": M(x=S("new")), "l": L(S("new")), "s": SS("x", "y"),
                     "fresh": S("new")}),
])
def test_return_values(client, table, wanted, attributes):
    key = put(client, table, **BEFORE)
    answer = client.update_item(TableName=table, Key=key, ReturnValues=wanted, **UPDATE)
    expected = {**attributes, **(key if wanted.startswith("ALL") else {})}
    assert normalized(body(answer)) == normalized({"Attributes": expected})
    assert normalized(stored(client, table, key)) == normalized({**key, **AFTER})


def test_return_values_none(client, table):
    key = put(client, table, **BEFORE)
    assert body(client.update_item(TableName=table, Key=key, ReturnValues="NONE", **UPDATE)) == {}


@pytest.mark.parametrize("wanted, attributes", [
    ("NONE", None), ("ALL_OLD", None), ("UPDATED_OLD", None),
    ("ALL_NEW", {"a": N(1)}), ("UPDATED_NEW", {"a": N(1)}),
])
def test_return_values_of_a_new_item(client, table, wanted, attributes):
    key = {"pk": S(unique("update"))}
    answer = body(client.update_item(TableName=table, Key=key, UpdateExpression="SET a = :v",
                                     ExpressionAttributeValues={":v": N(1)}, ReturnValues=wanted))
    if attributes is None:
        assert answer == {}
    else:
        assert answer == {"Attributes": {**attributes, **(key if wanted == "ALL_NEW" else {})}}


def test_updated_new_of_a_removal_has_no_attributes(client, table):
    key = put(client, table, a=N(1))
    answer = client.update_item(TableName=table, Key=key, UpdateExpression="REMOVE a",
                                ReturnValues="UPDATED_NEW")
    assert body(answer).get("Attributes", {}) == {}


class TestCondition:
    def test_met(self, client, table):
        key = put(client, table, n=N(1))
        client.update_item(TableName=table, Key=key, UpdateExpression="SET n = n + :one",
                           ConditionExpression="n = :one", ExpressionAttributeValues={":one": N(1)})
        assert stored(client, table, key)["n"] == N(2)

    def test_not_met_changes_nothing(self, client, table):
        key = put(client, table, n=N(1))
        response = fails(client.update_item, CONDITION_FAILED, "The conditional request failed",
                         TableName=table, Key=key, UpdateExpression="SET n = :two",
                         ConditionExpression="n = :two", ExpressionAttributeValues={":two": N(2)},
                         ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert response["Item"] == {**key, "n": N(1)}
        assert stored(client, table, key)["n"] == N(1)

    def test_not_met_creates_nothing(self, client, table):
        key = {"pk": S(unique("update"))}
        response = fails(client.update_item, CONDITION_FAILED, TableName=table, Key=key,
                         UpdateExpression="SET n = :n", ConditionExpression="attribute_exists(pk)",
                         ExpressionAttributeValues={":n": N(2)},
                         ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert "Item" not in response
        assert stored(client, table, key) is None

    def test_is_judged_before_the_update_fails(self, client, table):
        key = put(client, table, s=S("text"))
        fails(client.update_item, CONDITION_FAILED, TableName=table, Key=key,
              UpdateExpression="ADD s :n", ConditionExpression="attribute_exists(absent)",
              ExpressionAttributeValues={":n": N(2)})


class TestConsumedCapacity:
    @pytest.mark.parametrize("before, after", [(100, 100), (100, 3000), (3000, 100), (1024, 1025)])
    def test_is_that_of_the_larger_item(self, client, table, before, after):
        key = {"pk": S(unique("update"))}
        client.put_item(TableName=table, Item=padded(key, before))
        answer = client.update_item(
            TableName=table, Key=key, UpdateExpression="SET filler = :p",
            ReturnConsumedCapacity="TOTAL",
            ExpressionAttributeValues={":p": padded(key, after)["filler"]})
        assert answer["ConsumedCapacity"] == {"TableName": table,
                                              "CapacityUnits": write_units(max(before, after))}

    def test_by_index_tells_the_table_apart(self, client, table):
        answer = client.update_item(TableName=table, Key={"pk": S(unique("update"))},
                                    ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"]["CapacityUnits"] == 1.0
        assert answer["ConsumedCapacity"]["Table"]["CapacityUnits"] == 1.0


def test_item_collection_metrics_need_a_local_index(client, table):
    answer = client.update_item(TableName=table, Key={"pk": S(unique("update"))},
                                ReturnItemCollectionMetrics="SIZE")
    assert body(answer) == {}


def test_may_grow_an_item_up_to_the_limit(client, table):
    key = put(client, table, a=S("x" * 200_000))
    room = ITEM_BYTES_MAX - item_bytes(stored(client, table, key)) - 1
    client.update_item(TableName=table, Key=key, UpdateExpression="SET b = :b",
                       ExpressionAttributeValues={":b": S("y" * room)})
    assert item_bytes(stored(client, table, key)) == ITEM_BYTES_MAX


def test_may_not_grow_an_item_above_the_limit(client, table):
    key = put(client, table, a=S("x" * 200_000))
    before = stored(client, table, key)
    room = ITEM_BYTES_MAX - item_bytes(before) - 1
    invalid(client.update_item, "Item size to update has exceeded the maximum allowed size",
            TableName=table, Key=key, UpdateExpression="SET b = :b",
            ExpressionAttributeValues={":b": S("y" * (room + 1))})
    assert stored(client, table, key) == before


NOT_THE_SCHEMA = "The provided key element does not match the schema"


@pytest.mark.parametrize("key, message", cases(
    ("sort key absent", {"pk": S("a")}, NOT_THE_SCHEMA),
    ("partition key absent", {"sk": S("a")}, NOT_THE_SCHEMA),
    ("one too many", {"pk": S("a"), "sk": S("b"), "tk": S("c")}, NOT_THE_SCHEMA),
    ("wrong type", {"pk": S("a"), "sk": N(1)}, NOT_THE_SCHEMA),
    ("empty string", {"pk": S(""), "sk": S("b")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("sort key too long", {"pk": S("a"), "sk": S("b" * 1025)},
     has("Aggregated size of all range keys has exceeded the size limit of 1024 bytes")),
))
def test_refuses_the_key(client, ranged, key, message):
    invalid(client.update_item, message, TableName=ranged, Key=key)


@pytest.mark.parametrize("expression, attribute", [
    ("SET pk = :v", "pk"), ("SET sk = :v", "sk"), ("REMOVE pk", "pk"), ("REMOVE sk", "sk"),
    ("ADD sk :v", "sk"), ("SET a = :v, #k = :v", "pk"),
])
def test_refuses_to_change_a_key(client, ranged, expression, attribute):
    members = {"UpdateExpression": expression}
    if ":v" in expression:
        members["ExpressionAttributeValues"] = {":v": N(1)}
    if "#k" in expression:
        members["ExpressionAttributeNames"] = {"#k": "pk"}
    invalid(client.update_item,
            f"One or more parameter values were invalid: Cannot update attribute {attribute}. "
            "This attribute is part of the key",
            TableName=ranged, Key={"pk": S("a"), "sk": S("b")}, **members)


@pytest.mark.parametrize("members, message", cases(
    ("expression with AttributeUpdates",
     {"UpdateExpression": "REMOVE a", "AttributeUpdates": {"a": {"Action": "DELETE"}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}"),
    ("condition with Expected",
     {"ConditionExpression": "attribute_exists(a)", "Expected": {"a": {"Exists": False}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
    ("names without expression", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("values without expression", {"ExpressionAttributeValues": {":a": S("a")}},
     "ExpressionAttributeValues can only be specified when using expressions: "
     "UpdateExpression and ConditionExpression are null"),
    ("update empty", {"UpdateExpression": ""},
     "Invalid UpdateExpression: The expression can not be empty;"),
    ("condition empty", {"ConditionExpression": ""},
     "Invalid ConditionExpression: The expression can not be empty;"),
    ("return values unknown", {"ReturnValues": "OLD"},
     violation("returnValues", "Member must satisfy enum value set: ")),
))
def test_refuses(client, table, members, message):
    invalid(client.update_item, message, TableName=table, Key={"pk": S("a")}, **members)


def test_refuses_a_request_without_key(client, table):
    invalid(client.update_item, violation("key", "Member must not be null$"), TableName=table)


def test_refuses_an_absent_table(client):
    fails(client.update_item, NOT_FOUND, "Requested resource not found",
          TableName=unique("absent"), Key={"pk": S("a")})

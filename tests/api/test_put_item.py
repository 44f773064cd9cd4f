"""PutItem: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html"""

import re

import pytest

from support.errors import CONDITION_FAILED, NOT_FOUND, cases, fails, has, invalid, violation
from support.sizes import ITEM_BYTES_MAX, item_bytes, padded, write_units
from support.values import B, BOOL, BS, L, M, N, NS, NULL, S, SS, normalized, unique


def stored(client, table, key):
    return client.get_item(TableName=table, Key={"pk": S(key)}, ConsistentRead=True).get("Item")


def body(answer):
    return {member: value for member, value in answer.items() if member != "ResponseMetadata"}


VALUES = cases(
    ("string", S("text")),
    ("empty string", S("")),
    ("unicode", S("Zürich 東京 🗼 \u0000\u001f\"\\/")),
    ("number", N("12.5")),
    ("binary", B(b"\x00\xff\x80bytes")),
    ("empty binary", B(b"")),
    ("true", BOOL(True)),
    ("false", BOOL(False)),
    ("null", NULL),
    ("string set", SS("b", "a", "")),
    ("number set", NS("3", "-1", "2.5")),
    ("binary set", BS(b"b", b"a")),
    ("empty list", L()),
    ("empty map", M()),
    ("mixed list", L(S("a"), N(1), L(L()), M(x=NULL), BOOL(False))),
    ("nested map", M(a=M(b=M(c=L(S("deep")))), **{"a.b": N(1), " ": S("a name of one space")})),
)


@pytest.mark.parametrize("value", VALUES)
def test_keeps_every_type(client, table, value):
    key = unique("put")
    item = {"pk": S(key), "value": value}
    assert body(client.put_item(TableName=table, Item=item)) == {}
    assert normalized(stored(client, table, key)) == normalized(item)


def test_replaces_the_whole_item(client, table):
    key = unique("put")
    client.put_item(TableName=table, Item={"pk": S(key), "a": N(1), "b": N(2)})
    client.put_item(TableName=table, Item={"pk": S(key), "c": N(3)})
    assert stored(client, table, key) == {"pk": S(key), "c": N(3)}


def test_takes_an_arn_for_a_name(client, table):
    key = unique("put")
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    answer = client.put_item(TableName=arn, Item={"pk": S(key)}, ReturnConsumedCapacity="TOTAL")
    assert answer["ConsumedCapacity"]["TableName"] == arn
    assert stored(client, table, key) == {"pk": S(key)}


@pytest.mark.parametrize("hash_type, range_type, key", cases(
    ("N", "N", None, {"pk": N("-7.50")}),
    ("B", "B", None, {"pk": B(b"\x00\x01")}),
    ("SN", "S", "N", {"pk": S("a"), "sk": N(0)}),
    ("NB", "N", "B", {"pk": N(1), "sk": B(b"\xff")}),
    ("BS", "B", "S", {"pk": B(b"k"), "sk": S("z")}),
))
def test_keys_of_every_type(client, shared_tables, hash_type, range_type, key):
    table = shared_tables.get(hash_type, range_type)
    client.put_item(TableName=table, Item={**key, "v": S("here")})
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert item["v"] == S("here")


def test_number_keys_are_equal_by_value(client, shared_tables):
    table = shared_tables.get("N")
    client.put_item(TableName=table, Item={"pk": N("1.10"), "v": N(1)})
    client.put_item(TableName=table, Item={"pk": N("11e-1"), "v": N(2)})
    item = client.get_item(TableName=table, Key={"pk": N("+01.1")}, ConsistentRead=True)["Item"]
    assert item == {"pk": N("1.1"), "v": N(2)}


class TestReturnValues:
    def test_none_gives_nothing(self, client, table):
        item = {"pk": S(unique("put"))}
        client.put_item(TableName=table, Item=item)
        assert body(client.put_item(TableName=table, Item=item, ReturnValues="NONE")) == {}

    def test_all_old_of_a_new_item_gives_nothing(self, client, table):
        assert body(client.put_item(TableName=table, Item={"pk": S(unique("put"))},
                                    ReturnValues="ALL_OLD")) == {}

    def test_all_old_gives_the_item_replaced(self, client, table):
        old = {"pk": S(unique("put")), "a": L(N(1), M(b=S("c"))), "s": SS("x", "y")}
        client.put_item(TableName=table, Item=old)
        answer = client.put_item(TableName=table, Item={"pk": old["pk"]}, ReturnValues="ALL_OLD")
        assert normalized(body(answer)) == normalized({"Attributes": old})

    @pytest.mark.parametrize("wanted", ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"])
    def test_others_are_refused(self, client, table, wanted):
        invalid(client.put_item, "ReturnValues can only be ALL_OLD or NONE", TableName=table,
                Item={"pk": S("a")}, ReturnValues=wanted)

    def test_unknown_is_refused(self, client, table):
        invalid(client.put_item, violation("returnValues", "Member must satisfy enum value set: "
                                           r"\[.*(ALL_NEW|NONE).*\]$"),
                TableName=table, Item={"pk": S("a")}, ReturnValues="all_old")


class TestCondition:
    def test_met(self, client, table):
        key = unique("put")
        client.put_item(TableName=table, Item={"pk": S(key), "n": N(1)},
                        ConditionExpression="attribute_not_exists(pk)")
        client.put_item(TableName=table, Item={"pk": S(key), "n": N(2)},
                        ConditionExpression="n = :one", ExpressionAttributeValues={":one": N(1)})
        assert stored(client, table, key)["n"] == N(2)

    def test_not_met_changes_nothing(self, client, table):
        key = unique("put")
        client.put_item(TableName=table, Item={"pk": S(key), "n": N(1)})
        response = fails(client.put_item, CONDITION_FAILED, "The conditional request failed",
                         TableName=table, Item={"pk": S(key), "n": N(2)},
                         ConditionExpression="attribute_not_exists(pk)")
        assert "Item" not in response
        assert stored(client, table, key)["n"] == N(1)

    def test_is_judged_on_the_absent_item(self, client, table):
        fails(client.put_item, CONDITION_FAILED, "The conditional request failed", TableName=table,
              Item={"pk": S(unique("put")), "n": N(1)}, ConditionExpression="attribute_exists(pk)")

    def test_failure_can_return_the_item(self, client, table):
        item = {"pk": S(unique("put")), "n": N(1), "m": M(a=L(S("x")))}
        client.put_item(TableName=table, Item=item)
        response = fails(client.put_item, CONDITION_FAILED, "The conditional request failed",
                         TableName=table, Item={"pk": item["pk"]}, ConditionExpression="n > :n",
                         ExpressionAttributeValues={":n": N(5)},
                         ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert response["Item"] == item

    @pytest.mark.parametrize("wanted", ["ALL_OLD", "NONE"])
    def test_failure_without_an_item_returns_none(self, client, table, wanted):
        response = fails(client.put_item, CONDITION_FAILED, TableName=table,
                         Item={"pk": S(unique("put"))}, ConditionExpression="attribute_exists(pk)",
                         ReturnValuesOnConditionCheckFailure=wanted)
        assert "Item" not in response

    def test_failure_option_is_an_enumeration(self, client, table):
        invalid(client.put_item,
                violation("returnValuesOnConditionCheckFailure",
                          r"Member must satisfy enum value set: "
                          r"\[(ALL_OLD, NONE|NONE, ALL_OLD)\]$"),
                TableName=table, Item={"pk": S("a")},
                ReturnValuesOnConditionCheckFailure="ALL_NEW")


class TestConsumedCapacity:
    @pytest.mark.parametrize("size", [50, 1024, 1025, 2048, 10_241, ITEM_BYTES_MAX])
    def test_is_the_size_in_kilobytes_rounded_up(self, client, table, size):
        item = padded({"pk": S(unique("put"))}, size)
        answer = client.put_item(TableName=table, Item=item, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == {"TableName": table,
                                              "CapacityUnits": write_units(size)}

    def test_is_that_of_the_larger_item(self, client, table):
        small, large = {"pk": S(unique("put"))}, 3 * 1024
        client.put_item(TableName=table, Item=padded(small, large))
        answer = client.put_item(TableName=table, Item=small, ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"]["CapacityUnits"] == 3.0

    def test_by_index_tells_the_table_apart(self, client, table):
        answer = client.put_item(TableName=table, Item={"pk": S(unique("put"))},
                                 ReturnConsumedCapacity="INDEXES")
        capacity = answer["ConsumedCapacity"]
        assert (capacity["TableName"], capacity["CapacityUnits"]) == (table, 1.0)
        assert capacity["Table"]["CapacityUnits"] == 1.0

    def test_none_gives_nothing(self, client, table):
        assert body(client.put_item(TableName=table, Item={"pk": S(unique("put"))},
                                    ReturnConsumedCapacity="NONE")) == {}

    def test_unknown_is_refused(self, client, table):
        invalid(client.put_item, violation("returnConsumedCapacity",
                                           r"Member must satisfy enum value set: \[.*TOTAL.*\]$"),
                TableName=table, Item={"pk": S("a")}, ReturnConsumedCapacity="ALL")


def test_item_collection_metrics_need_a_local_index(client, table):
    answer = client.put_item(TableName=table, Item={"pk": S(unique("put"))},
                             ReturnItemCollectionMetrics="SIZE")
    assert body(answer) == {}
    invalid(client.put_item, violation("returnItemCollectionMetrics",
                                       r"Member must satisfy enum value set: "),
            TableName=table, Item={"pk": S("a")}, ReturnItemCollectionMetrics="ALL")


def test_accepts_an_item_of_exactly_the_limit(client, table):
    item = padded({"pk": S(unique("put")), "l": L(S("é"), M(k=BOOL(True)))}, ITEM_BYTES_MAX)
    assert item_bytes(item) == ITEM_BYTES_MAX
    client.put_item(TableName=table, Item=item)
    assert stored(client, table, item["pk"]["S"]) == item


def test_refuses_an_item_above_the_limit(client, table):
    item = padded({"pk": S(unique("put"))}, ITEM_BYTES_MAX + 1)
    invalid(client.put_item, "Item size has exceeded the maximum allowed size", TableName=table,
            Item=item)
    assert stored(client, table, item["pk"]["S"]) is None


def test_refuses_an_absent_table(client):
    fails(client.put_item, NOT_FOUND, "Requested resource not found", TableName=unique("absent"),
          Item={"pk": S("a")})


INVALID_RANGED = cases(
    ("partition key absent", {"sk": S("b")},
     "One or more parameter values were invalid: Missing the key pk in the item"),
    ("sort key absent", {"pk": S("a")},
     "One or more parameter values were invalid: Missing the key sk in the item"),
    ("no attributes", {},
     "One or more parameter values were invalid: Missing the key pk in the item"),
    ("partition key of another type", {"pk": N(1), "sk": S("b")},
     "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
    ("sort key of another type", {"pk": S("a"), "sk": B(b"b")},
     "One or more parameter values were invalid: Type mismatch for key sk expected: S actual: B"),
    ("key of a document type", {"pk": M(S=S("a")), "sk": S("b")},
     "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: M"),
    ("partition key empty", {"pk": S(""), "sk": S("b")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("sort key empty", {"pk": S("a"), "sk": S("")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: sk")),
    ("partition key too long", {"pk": S("a" * 2049), "sk": S("b")},
     "One or more parameter values were invalid: "
     "Size of hashkey has exceeded the maximum size limit of2048 bytes"),
    ("partition key too long in bytes", {"pk": S("é" * 1025), "sk": S("b")},
     re.compile("Size of hashkey has exceeded")),
    ("sort key too long", {"pk": S("a"), "sk": S("b" * 1025)},
     "One or more parameter values were invalid: "
     "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"),
)


@pytest.mark.parametrize("item, message", INVALID_RANGED)
def test_refuses_the_key(client, ranged, item, message):
    invalid(client.put_item, message, TableName=ranged, Item=item)


def test_accepts_the_longest_keys(client, ranged):
    key = {"pk": S(unique("k").ljust(2048, "k")), "sk": S("s" * 1024)}
    client.put_item(TableName=ranged, Item=key)
    assert client.get_item(TableName=ranged, Key=key, ConsistentRead=True)["Item"] == key


def test_refuses_an_empty_binary_key(client, shared_tables):
    invalid(client.put_item,
            has("The AttributeValue for a key attribute cannot contain an empty binary value. "
                "Key: pk"), TableName=shared_tables.get("B"), Item={"pk": B(b"")})


INVALID_MEMBERS = cases(
    ("expression with Expected",
     {"ConditionExpression": "attribute_exists(pk)", "Expected": {"a": {"Exists": False}}},
     "Can not use both expression and non-expression parameters in the same request: "
     "Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}"),
    ("names without expression", {"ExpressionAttributeNames": {"#a": "a"}},
     "ExpressionAttributeNames can only be specified when using expressions"),
    ("values without expression", {"ExpressionAttributeValues": {":a": S("a")}},
     "ExpressionAttributeValues can only be specified when using expressions: "
     "ConditionExpression is null"),
    ("empty condition", {"ConditionExpression": ""},
     "Invalid ConditionExpression: The expression can not be empty;"),
    ("empty names", {"ConditionExpression": "attribute_exists(pk)",
                     "ExpressionAttributeNames": {}}, "ExpressionAttributeNames must not be empty"),
    ("empty values", {"ConditionExpression": "attribute_exists(pk)",
                      "ExpressionAttributeValues": {}},
     "ExpressionAttributeValues must not be empty"),
)


@pytest.mark.parametrize("members, message", INVALID_MEMBERS)
def test_refuses(client, table, members, message):
    invalid(client.put_item, message, TableName=table, Item={"pk": S("a")}, **members)


def test_refuses_a_request_without_item(client, table):
    invalid(client.put_item, violation("item", "Member must not be null$"), TableName=table)

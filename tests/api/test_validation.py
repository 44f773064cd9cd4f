"""What is wrong with a request or a value, in the service's words.

Requests go out as raw JSON here, so that no client corrects or refuses them first.
"""

import base64
import re

import pytest

from support.errors import VALIDATION, cases, check_message, has
from support.values import unique
from support.words import bare


@pytest.fixture
def refused(wire):
    """Sends a request that must be refused as invalid with this message."""

    def check(operation, request, message, code=VALIDATION):
        answer = wire.call(operation, request)
        assert (answer.status, answer.error) == (400, code), answer.body
        check_message(answer.message, message, operation)
        return answer

    return check


def put_value(wire, table, value):
    """PutItem of one value; returns the answer and what is stored then."""
    key = {"pk": {"S": unique("validation")}}
    answer = wire.call("PutItem", {"TableName": table, "Item": {**key, "v": value}})
    found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).json
    return answer, found.get("Item", {}).get("v")


class TestConstraints:
    """N validation error(s) detected: Value '…' at '…' failed to satisfy constraint: …"""

    def test_one(self, refused, table):
        refused("Query", {"TableName": table, "Limit": -1},
                "1 validation error detected: Value at 'Limit' failed to satisfy constraint: Member "
                "must have value greater than or equal to 1")
        refused("Scan", {"TableName": table, "Limit": -1},
                "1 validation error detected: Value '-1' at 'limit' failed to satisfy constraint: "
                "Member must have value greater than or equal to 1")

    def test_null(self, refused, table):
        refused("PutItem", {"TableName": table},
                "1 validation error detected: Value at 'Item' failed to satisfy constraint: Member "
                "must not be null")
        refused("TransactGetItems", {},
                "1 validation error detected: Value null at 'transactItems' failed to satisfy "
                "constraint: Member must not be null")

    def test_enumeration(self, refused, table):
        refused("GetItem", {"TableName": table, "Key": {"pk": {"S": "a"}},
                            "ReturnConsumedCapacity": "hi"},
                "1 validation error detected: Value at 'ReturnConsumedCapacity' failed to "
                "satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]")
        refused("Scan", {"TableName": table, "ReturnConsumedCapacity": "hi"},
                "1 validation error detected: Value 'hi' at 'returnConsumedCapacity' failed to "
                "satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]")
        refused("PutItem", {"TableName": table, "Item": {"pk": {"S": "a"}}, "ReturnValues": "hi"},
                "1 validation error detected: Failed to satisfy constraint: Member must satisfy enum "
                "value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]")

    def test_several_are_counted_and_joined(self, refused, table):
        refused("Scan", {"TableName": table, "Limit": 0, "Segment": -1, "TotalSegments": 0,
                         "ReturnConsumedCapacity": "x"},
                "4 validation errors detected: Value '0' at 'totalSegments' failed to satisfy "
                "constraint: Member must have value greater than or equal to 1; Value 'x' at "
                "'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum "
                "value set: [INDEXES, TOTAL, NONE]; Value '-1' at 'segment' failed to satisfy "
                "constraint: Member must have value greater than or equal to 0; Value '0' at 'limit' "
                "failed to satisfy constraint: Member must have value greater than or equal to 1")

    def test_several_come_in_the_order_of_the_members(self, refused):
        null = "failed to satisfy constraint: Member must not be null"
        refused("UpdateItem", {"TableName": "abc", "ConditionalOperator": "x"},
                "2 validation errors detected: Failed to satisfy constraint: Member must satisfy "
                f"enum value set: [OR, AND]; Value at 'Key' {null}")
        at_least_1 = "failed to satisfy constraint: Member must have length greater than or equal to 1"
        capacity = ("failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, "
                    "TOTAL, NONE]")
        refused("BatchGetItem", {"RequestItems": {}, "ReturnConsumedCapacity": "x"},
                f"2 validation errors detected: Value at 'RequestItems' {at_least_1}; Value at "
                f"'ReturnConsumedCapacity' {capacity}")
        index = {"KeySchema": [{"AttributeName": "a", "KeyType": "HASH"},
                               {"AttributeName": "b", "KeyType": "RANGE"}],
                 "Projection": {"ProjectionType": "ALL"}, "IndexName": "h;llo"}
        pattern = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
        refused("CreateTable", {
            "TableName": unique("never"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
            "LocalSecondaryIndexes": [index], "GlobalSecondaryIndexes": [index]},
                "2 validation errors detected: " + "; ".join(
                    f"Value 'h;llo' at '{kind}SecondaryIndexes.1.member.indexName' failed to satisfy "
                    f"constraint: {pattern}" for kind in ("global", "local")))

    def test_the_name_of_a_table(self, refused):
        at_least = "failed to satisfy constraint: Member must have length greater than or equal to "
        pattern = "failed to satisfy constraint: Member must satisfy regular expression pattern: "
        for operation in ("CreateTable", "DescribeTable", "UpdateTable", "DeleteTable",
                          "DescribeTimeToLive"):
            request = {"KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}],
                       "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]}
            refused(operation, {**request, "TableName": "ab"},
                    f"1 validation error detected: Value 'ab' at 'tableName' {at_least}3")
            refused(operation, {**request, "TableName": "abc;"},
                    f"1 validation error detected: Value 'abc;' at 'tableName' {pattern}"
                    "[a-zA-Z0-9_.-]+")
        for operation in ("GetItem", "PutItem", "Query"):
            refused(operation, {"TableName": ""},
                    f"1 validation error detected: Value at 'TableName' {at_least}1")
        refused("Query", {"TableName": "ab"},
                f"1 validation error detected: Value at 'TableName' {at_least}3")
        refused("Query", {"TableName": "abc;"},
                f"1 validation error detected: Value at 'TableName' {pattern}[a-zA-Z0-9_.-]+")
        refused("Scan", {"TableName": ""},
                f"1 validation error detected: Value '' at 'tableName' {at_least}1")

    def test_of_the_names_in_a_map(self, refused):
        keys = ("failed to satisfy constraint: Map keys must satisfy constraint: [Member must have "
                "length less than or equal to 255, Member must have length greater than or equal to "
                "3, Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+]")
        request = {"RequestItems": {"a;": {"Keys": [{"pk": {"S": "x"}}]}}}
        refused("BatchGetItem", request,
                """1 validation error detected: Value '{"a;":{"Keys":[{"pk":{"S":"x"}}]}}' at """
                f"'RequestItems' {keys}")
        refused("BatchWriteItem", {"RequestItems": {"a;": []}, "ReturnConsumedCapacity": "x"},
                f"1 validation error detected: Value '{{a;=[]}}' at 'requestItems' {keys}")

    def test_what_batches_ask_for_is_required(self, refused):
        for request in ({}, {"RequestItems": {}}):
            refused("BatchGetItem", request,
                    "1 validation error detected: Value at 'RequestItems' failed to satisfy "
                    "constraint: Member must have length greater than or equal to 1")
            refused("BatchWriteItem", request,
                    "The requestItems parameter is required for BatchWriteItem")

    def test_lists_are_shown_whole(self, refused):
        get = {"Get": {"TableName": "abc", "Key": {"pk": {"S": "a"}}}}
        element = r"com\.amazonaws\.dynamodb\.v20120810\.TransactGetItem@[0-9a-f]+"
        refused("TransactGetItems", {"TransactItems": [get] * 150},
                re.compile(rf"^1 validation error detected: Value '\[{element}(, {element}){{149}}\]' "
                           "at 'transactItems' failed to satisfy constraint: Member must have length "
                           "less than or equal to 100$"))
        refused("BatchGetItem", {"RequestItems": {"abc": {"Keys": [
            {"pk": {"S": str(i)}} for i in range(101)]}}},
                "1 validation error detected: Value at 'RequestItems.abc.member.Keys' failed to "
                "satisfy constraint: Member must have length less than or equal to 100")

    def test_members_of_lists_are_numbered(self, refused):
        refused("CreateTable", {
            "TableName": unique("never"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"},
                                     {"AttributeName": "b", "AttributeType": "X"}],
            "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}]},
            re.compile("^1 validation error detected: Value 'X' at "
                       "'attributeDefinitions.2.member.attributeType' failed to satisfy "
                       "constraint: Member must satisfy enum value set: "))

    def test_members_of_maps_are_named(self, refused):
        refused("BatchGetItem", {"RequestItems": {"some-table": {}}},
                re.compile("Value at 'RequestItems.some-table.member.Keys' failed to satisfy "
                           "constraint: Member must not be null"))

    def test_absent_list_members_are_null(self, refused):
        refused("CreateTable", {
            "TableName": unique("never"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{}], "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}]},
            re.compile("^2 validation errors detected: (?=.*'attributeDefinitions.1.member."
                       "attributeName')(?=.*'attributeDefinitions.1.member.attributeType')"
                       ".*Member must not be null"))

    def test_no_more_than_ten_are_told(self, refused):
        definitions = [{"AttributeName": "a", "AttributeType": "?"} for _ in range(12)]
        answer = refused("CreateTable", {
            "TableName": unique("never"), "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": definitions,
            "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}]}, None)
        assert answer.message.startswith("10 validation errors detected: ")

    def test_null_members_count_as_absent(self, wire, table):
        answer = wire.call("Scan", {"TableName": table, "Limit": None, "FilterExpression": None,
                                    "ExclusiveStartKey": None, "Select": None})
        assert answer.status == 200

    def test_unknown_members_are_ignored(self, wire, table):
        answer = wire.call("Scan", {"TableName": table, "Limit": 1, "Unknown": {"a": [1, None]}})
        assert answer.status == 200


class TestOrderOfChecks:
    def test_types_before_constraints(self, refused):
        refused("PutItem", {"TableName": "a;", "Item": {}, "ReturnValues": 5}, None,
                "SerializationException")

    def test_constraints_before_the_table_is_looked_up(self, refused):
        refused("GetItem", {"TableName": unique("absent"), "ReturnConsumedCapacity": "x",
                            "Key": {"pk": {"S": "a"}}},
                has("1 validation error detected: Value at 'ReturnConsumedCapacity'"))

    def test_constraints_before_values(self, refused, table):
        refused("PutItem", {"TableName": table, "Item": {"pk": {}}, "ReturnConsumedCapacity": "x"},
                has("1 validation error detected: Failed to satisfy constraint: Member must "))

    def test_values_before_the_table_is_looked_up(self, refused):
        refused("PutItem", {"TableName": unique("absent"), "Item": {"pk": {"N": "x"}}},
                "The parameter cannot be converted to a numeric value: x")

    def test_expressions_before_the_table_is_looked_up(self, refused):
        refused("Scan", {"TableName": unique("absent"), "FilterExpression": "a"},
                has("Invalid FilterExpression: Syntax error; "))

    def test_size_before_the_table_is_looked_up(self, refused):
        refused("PutItem", {"TableName": unique("absent"),
                            "Item": {"pk": {"S": "x" * 409_600}}},
                "Item size has exceeded the maximum allowed size")

    def test_the_table_before_the_key(self, refused):
        refused("GetItem", {"TableName": unique("absent"), "Key": {}},
                "Requested resource not found", "ResourceNotFoundException")

    def test_the_key_before_the_condition(self, refused, table):
        refused("PutItem", {"TableName": table, "Item": {"a": {"S": "b"}},
                            "ConditionExpression": "attribute_exists(a)"},
                "One or more parameter values were invalid: Missing the key pk in the item")

    def test_mixing_before_values(self, refused, table):
        refused("PutItem", {"TableName": table, "Item": {"pk": {}},
                            "Expected": {"a": {"Exists": False}},
                            "ConditionExpression": "attribute_exists(a)"},
                has("Can not use both expression and non-expression parameters"))

    def test_syntax_before_unused_values(self, refused, table):
        refused("Scan", {"TableName": table, "FilterExpression": "a",
                         "ExpressionAttributeValues": {":v": {"N": "1"}}},
                has("Invalid FilterExpression: Syntax error; "))

    def test_value_keys_before_syntax(self, refused, table):
        refused("Scan", {"TableName": table, "FilterExpression": "a",
                         "ExpressionAttributeValues": {"v": {"N": "1"}}},
                'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"')


MORE_THAN_ONE = ("Supplied AttributeValue has more than one datatypes set, must contain exactly "
                 "one of the supported datatypes")
EMPTY = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"
PARAMETERS = "One or more parameter values were invalid: "
NOT_NUMERIC = "The parameter cannot be converted to a numeric value"
OVERFLOW = ("Number overflow. Attempting to store a number with magnitude larger than supported "
            "range")
UNDERFLOW = ("Number underflow. Attempting to store a number with magnitude smaller than supported "
             "range")
TOO_PRECISE = "Attempting to store more than 38 significant digits in a Number"

BAD_VALUES = cases(
    ("no type", {}, EMPTY),
    ("unknown type", {"X": "a"}, EMPTY),
    ("null type", {"S": None}, EMPTY),
    ("two types", {"S": "a", "N": "1"}, MORE_THAN_ONE),
    ("null false", {"NULL": False},
     PARAMETERS + "Null attribute value types must have the value of true"),
    ("string set empty", {"SS": []}, PARAMETERS + "An string set  may not be empty"),
    ("number set empty", {"NS": []}, PARAMETERS + "An number set  may not be empty"),
    ("binary set empty", {"BS": []}, PARAMETERS + "Binary sets should not be empty"),
    ("string set twice", {"SS": ["b", "a", "b"]},
     PARAMETERS + 'Input collection ["a", "b", "b"] contains duplicates.'),
    ("number set twice", {"NS": ["1", "2", "1.0"]}, "Input collection contains duplicates"),
    ("binary set twice", {"BS": ["/w==", "AA==", "/w=="]},
     PARAMETERS + 'Input collection ["AA==","/w==","/w=="]of type BS contains duplicates.'),
    ("in a list", {"L": [{"S": "a"}, {}]}, EMPTY),
    ("in a map", {"M": {"a": {"L": [{"SS": []}]}}}, PARAMETERS + "An string set  may not be empty"),
    ("number empty", {"N": ""}, NOT_NUMERIC + ": "),
    ("number empty in a set", {"NS": [""]}, NOT_NUMERIC + ": "),
    ("number text", {"N": "abc"}, NOT_NUMERIC + ": abc"),
    ("number with a tail", {"N": "1x"}, NOT_NUMERIC + ": 1x"),
    ("number hexadecimal", {"N": "0x10"}, NOT_NUMERIC + ": 0x10"),
    ("number infinite", {"N": "Infinity"}, NOT_NUMERIC + ": Infinity"),
    ("number not a number", {"N": "NaN"}, NOT_NUMERIC + ": NaN"),
    ("number with a space", {"N": " 1"}, NOT_NUMERIC + ":  1"),
    ("number with a comma", {"N": "1,5"}, NOT_NUMERIC + ": 1,5"),
    ("number with two points", {"N": "1.2.3"}, NOT_NUMERIC + ": 1.2.3"),
    ("number of a sign", {"N": "-"}, NOT_NUMERIC + ": -"),
    ("number without exponent", {"N": "1E"}, NOT_NUMERIC + ": 1E"),
    ("number of other digits", {"N": "١"}, has(NOT_NUMERIC)),
    ("number in a set", {"NS": ["1", "b"]}, NOT_NUMERIC + ": b"),
    ("39 digits", {"N": "1" * 39}, TOO_PRECISE),
    ("39 digits after the point", {"N": "0." + "1" * 39}, TOO_PRECISE),
    ("39 digits around the point", {"N": "1" * 20 + "." + "2" * 19}, TOO_PRECISE),
    ("39 digits, negative", {"N": "-" + "9" * 39}, TOO_PRECISE),
    ("10^126", {"N": "1E126"}, OVERFLOW),
    ("-10^126", {"N": "-1E126"}, OVERFLOW),
    ("an exponent beyond 32 bits", {"N": "1E2147483648"}, NOT_NUMERIC + ": 1E2147483648"),
    ("a huge exponent", {"N": "1E99999999999"}, NOT_NUMERIC + ": 1E99999999999"),
    ("the greatest exponent", {"N": "1E2147483647"}, UNDERFLOW),
    ("10^-131", {"N": "1E-131"}, UNDERFLOW),
    ("-10^-131", {"N": "-1E-131"}, UNDERFLOW),
    ("a number in a list", {"L": [{"N": "1E126"}]}, OVERFLOW),
)


@pytest.mark.parametrize("value, message", BAD_VALUES)
def test_bad_values(wire, refused, table, value, message):
    refused("PutItem", {"TableName": table, "Item": {"pk": {"S": "a"}, "v": value}}, message)


@pytest.mark.parametrize("value, message", [case for case in BAD_VALUES][:8])
def test_bad_values_as_keys(refused, table, value, message):
    refused("GetItem", {"TableName": table, "Key": {"pk": value}}, message)


NUMBERS = [
    ("0", "0"), ("-0", "0"), ("0.0", "0"), ("0E50", "0"), ("00012", "12"), ("1.500", "1.5"),
    ("+7", "7"), (".5", "0.5"), ("-.5", "-0.5"), ("1e2", "100"), ("1E+2", "100"), ("1e-2", "0.01"),
    ("12345678901234567890123456789012345678", "12345678901234567890123456789012345678"),
    ("0.12345678901234567890123456789012345678", "0.12345678901234567890123456789012345678"),
    ("1" + "0" * 125, "1" + "0" * 125),
    ("1" * 38 + "0" * 88, "1" * 38 + "0" * 88),
    ("9.9999999999999999999999999999999999999E+125", "9" * 38 + "0" * 88),
    ("-9.9999999999999999999999999999999999999E+125", "-" + "9" * 38 + "0" * 88),
    ("1E-130", "0." + "0" * 129 + "1"), ("-1E-130", "-0." + "0" * 129 + "1"),
    ("0" * 60 + "1", "1"), ("1." + "0" * 60, "1"), ("100000E-5", "1"),
]


@pytest.mark.parametrize("sent, kept", NUMBERS)
def test_numbers_are_kept_exactly_and_written_plainly(wire, table, sent, kept):
    answer, found = put_value(wire, table, {"N": sent})
    assert answer.status == 200, answer.body
    assert found == {"N": kept}


@pytest.mark.parametrize("value", [{"S": ""}, {"B": ""}, {"SS": [""]}, {"BS": [""]}, {"L": []},
                                   {"M": {}}, {"L": [{"S": ""}]}, {"M": {"a": {"B": ""}}}])
def test_empty_values_are_kept(wire, table, value):
    answer, found = put_value(wire, table, value)
    assert answer.status == 200, answer.body
    assert found == value


@pytest.mark.parametrize("sent, kept", [
    ({"S": "a", "N": None}, {"S": "a"}), ({"S": "a", "X": "b"}, {"S": "a"}),
    ({"BOOL": False}, {"BOOL": False}), ({"NULL": True}, {"NULL": True}),
])
def test_nulls_and_unknown_members_of_values_are_ignored(wire, table, sent, kept):
    answer, found = put_value(wire, table, sent)
    assert answer.status == 200, answer.body
    assert found == kept


def nested(levels, kind):
    """A value nested so many lists or maps deep around a string."""
    value = {"S": "core"}
    for _ in range(levels):
        value = {"L": [value]} if kind == "L" else {"M": {"k": value}}
    return value


@pytest.mark.parametrize("kind", ["L", "M"])
def test_values_may_nest_31_levels(wire, table, kind):
    value = nested(31, kind)
    answer, found = put_value(wire, table, value)
    assert answer.status == 200, answer.body
    assert found == value


TOO_DEEP = ("Nesting Levels have exceeded supported limits: Attributes in the item have nested "
            "levels beyond supported limit")


@pytest.mark.parametrize("levels", [32, 33, 100, 300])
@pytest.mark.parametrize("kind", ["L", "M"])
def test_values_may_not_nest_deeper_than_32_levels(refused, table, kind, levels):
    refused("PutItem", {"TableName": table,
                        "Item": {"pk": {"S": "a"}, "v": nested(levels, kind)}}, TOO_DEEP)


@pytest.mark.parametrize("kind", ["L", "M"])
def test_what_is_no_part_of_an_item_may_nest_a_level_more(wire, refused, table, kind):
    def compared(levels):
        return {"TableName": table, "FilterExpression": "v = :v",
                "ExpressionAttributeValues": {":v": nested(levels, kind)}}

    assert wire.call("Scan", compared(32)).status == 200
    refused("Scan", compared(33),
            f"ExpressionAttributeValues contains invalid value: {TOO_DEEP} for key :v")
    for condition in ("attribute_not_exists(pk)", "attribute_exists(pk)"):
        refused("UpdateItem", {"TableName": table, "Key": {"pk": {"S": "a"}},
                               "UpdateExpression": "SET v = :v", "ConditionExpression": condition,
                               "ExpressionAttributeValues": {":v": nested(32, kind)}},
                bare(TOO_DEEP))


def test_an_update_may_not_nest_deeper_either(client, wire, table):
    key = {"pk": {"S": unique("nest")}}
    client.put_item(TableName=table, Item={**key, "v": nested(30, "M")})
    path = "v" + ".k" * 29
    answer = wire.call("UpdateItem", {
        "TableName": table, "Key": key, "UpdateExpression": f"SET {path} = :v",
        "ExpressionAttributeValues": {":v": nested(10, "M")}})
    assert (answer.status, answer.error) == (400, VALIDATION), answer.body


class TestNames:
    def test_attribute_names_may_be_long(self, wire, table):
        key = {"pk": {"S": unique("name")}}
        name = "n" * 60_000
        answer = wire.call("PutItem", {"TableName": table, "Item": {**key, name: {"S": "v"}}})
        assert answer.status == 200, answer.body
        found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).json
        assert found["Item"][name] == {"S": "v"}

    def test_attribute_names_have_an_end(self, refused, table):
        refused("PutItem", {"TableName": table,
                            "Item": {"pk": {"S": "a"}, "n" * 65_536: {"S": "v"}}},
                "Attribute name is too large, must be less than 65536 bytes")

    def test_attribute_names_are_not_empty(self, refused, table):
        refused("PutItem", {"TableName": table, "Item": {"pk": {"S": "a"}, "": {"S": "v"}}},
                "Empty attribute name")

    @pytest.mark.parametrize("name", [" ", "a.b", "a[0]", "#a", ":a", "ünï 🗼", "size", "a\nb"])
    def test_attribute_names_are_any_text(self, wire, table, name):
        key = {"pk": {"S": unique("name")}}
        wire.call("PutItem", {"TableName": table, "Item": {**key, name: {"N": "1"}}})
        found = wire.call("GetItem", {"TableName": table, "Key": key, "ConsistentRead": True}).json
        assert found["Item"] == {**key, name: {"N": "1"}}

    def test_names_count_into_the_item_size(self, refused, table):
        refused("PutItem", {"TableName": table, "Item": {
            "pk": {"S": "a"}, **{f"{i:02}" + "n" * 60_000: {"S": ""} for i in range(7)}}},
            "Item size has exceeded the maximum allowed size")


def b64(data):
    return base64.b64encode(data).decode()


SERIALIZATION = "SerializationException"

# Wrong JSON types. Each text is the service's for this place.
WRONG_TYPES = cases(
    ("S is a number", {"v": {"S": 5}},
     re.compile("NUMBER_VALUE can( ?not) be converted to String")),
    ("S is true", {"v": {"S": True}}, re.compile("TRUE_VALUE can( ?not) be converted to String")),
    ("S is a decimal", {"v": {"S": 1.5}},
     re.compile("(DECIMAL|NUMBER)_VALUE can( ?not) be converted to String")),
    ("S is a list", {"v": {"S": ["a"]}}, None),
    ("S is an object", {"v": {"S": {}}}, None),
    ("N is a number", {"v": {"N": 5}},
     re.compile("NUMBER_VALUE can( ?not) be converted to String")),
    ("B is a number", {"v": {"B": 5}}, None),
    ("B is not base64", {"v": {"B": "YQ"}}, None),
    ("B has a bad character", {"v": {"B": "Y!=="}}, None),
    ("B has bits too many", {"v": {"B": "YR=="}}, None),
    ("BOOL is text", {"v": {"BOOL": "perhaps"}}, None),
    ("SS is a string", {"v": {"SS": "a"}}, None),
    ("SS holds a number", {"v": {"SS": [1]}},
     re.compile("NUMBER_VALUE can( ?not) be converted to String")),
    ("L is an object", {"v": {"L": {"S": "a"}}}, None),
    ("L holds a string", {"v": {"L": ["a"]}}, None),
    ("M is a list", {"v": {"M": [{"S": "a"}]}}, None),
    ("M holds a string", {"v": {"M": {"a": "b"}}}, None),
    ("value is a string", {"v": "a"}, None),
    ("value is a list", {"v": [{"S": "a"}]}, None),
)


@pytest.mark.parametrize("attributes, message", WRONG_TYPES)
def test_wrong_types_in_values(refused, table, attributes, message):
    refused("PutItem", {"TableName": table, "Item": {"pk": {"S": "a"}, **attributes}}, message,
            SERIALIZATION)


@pytest.mark.parametrize("operation, member, value", [
    ("PutItem", "TableName", 5), ("PutItem", "TableName", {}), ("PutItem", "TableName", ["abc"]),
    ("PutItem", "Item", "a"), ("PutItem", "Item", []), ("PutItem", "Item", 5),
    ("PutItem", "ConditionExpression", 5), ("PutItem", "ConditionExpression", {}),
    ("PutItem", "ExpressionAttributeNames", "a"),
    ("PutItem", "ExpressionAttributeNames", {"#a": 5}),
    ("PutItem", "ExpressionAttributeValues", []), ("GetItem", "Key", "a"),
    ("GetItem", "ConsistentRead", {}), ("GetItem", "ConsistentRead", []),
    ("GetItem", "ConsistentRead", 5), ("Scan", "Limit", "many"), ("Scan", "Limit", True),
    ("Scan", "Limit", {}), ("Scan", "Limit", []),
    ("BatchGetItem", "RequestItems", "a"), ("BatchGetItem", "RequestItems", []),
    ("BatchWriteItem", "RequestItems", {"some-table": "a"}),
    ("BatchWriteItem", "RequestItems", {"some-table": ["a"]}),
    ("CreateTable", "KeySchema", "a"), ("CreateTable", "KeySchema", {}),
    ("CreateTable", "KeySchema", ["a"]), ("CreateTable", "ProvisionedThroughput", "a"),
    ("CreateTable", "ProvisionedThroughput", {"ReadCapacityUnits": "1x"}),
    ("CreateTable", "DeletionProtectionEnabled", {}),
])
def test_wrong_types_of_members(refused, operation, member, value):
    refused(operation, {member: value}, None, SERIALIZATION)


@pytest.mark.parametrize("data", [b"", b"a", b"ab", b"abc", b"\x00\xff\xfe", bytes(range(256))])
def test_binary_comes_back_as_sent(wire, table, data):
    answer, found = put_value(wire, table, {"B": b64(data)})
    assert answer.status == 200, answer.body
    assert found == {"B": b64(data)}


@pytest.mark.parametrize("text", ["\u0000", "\u001f\n\t\"\\/", "\u007f\u0080", "\uffff",
                                  "\U0010ffff", "é", "e\u0301", "𝄞" * 100])
def test_text_comes_back_as_sent(wire, table, text):
    answer, found = put_value(wire, table, {"S": text})
    assert answer.status == 200, answer.body
    assert found == {"S": text}


@pytest.mark.parametrize("limit, read_as", [
    (1.9, 1), (2147483648, 2147483647), (4294967297, 2147483647), (1e30, 2147483647),
])
def test_integers_lose_their_fraction_and_end_at_32_bits(wire, refused, table, limit, read_as):
    assert wire.call("Scan", {"TableName": table, "Limit": limit}).status == 200
    if read_as > 100:
        refused("ListTables", {"Limit": limit},
                f"1 validation error detected: Value '{read_as}' at 'limit' failed to satisfy "
                "constraint: Member must have value less than or equal to 100")

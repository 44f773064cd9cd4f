"""Of several faults in one request, the one that is told.

Each operation has its faults in the order in which the service looks for them: what the protocol
asks, the constraints of the members, what goes together, values, expressions, the table, the key,
and only then the item. Every two of them are sent together, and the first must be told.
"""

import copy
import itertools
import re

import pytest

from support.values import unique

ABSENT = unique("absent")
TOO_LARGE = "x" * 409_600


def members(**given):
    """A fault that sets members of the request; None takes one away."""

    def apply(request):
        for name, value in given.items():
            if value is None:
                request.pop(name, None)
            else:
                request[name] = value

    return apply


def within(member, **given):
    """A fault that adds to a map of the request."""

    def apply(request):
        request.setdefault(member, {}).update(given)

    return apply


def placeholder(member, name, value):
    return within(member, **{name: value})


def condition(text):
    return members(ConditionExpression=text)


VIOLATION = ("a violation", members(ReturnConsumedCapacity="x"),
             "Value 'x' at 'returnConsumedCapacity' failed to satisfy constraint")
SERIALIZATION = ("a wrong type", members(ReturnConsumedCapacity=5), "NUMBER_VALUE")
NAME_KEY = ("a name's placeholder", placeholder("ExpressionAttributeNames", "bad", "x"),
            'ExpressionAttributeNames contains invalid key: Syntax error; key: "bad"')
VALUE_KEY = ("a value's placeholder", placeholder("ExpressionAttributeValues", "bad", {"S": "x"}),
             'ExpressionAttributeValues contains invalid key: Syntax error; key: "bad"')
VALUE = ("a value", placeholder("ExpressionAttributeValues", ":bad", {"N": "x"}),
         "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a "
         "numeric value: x for key :bad")
UNUSED_NAME = ("an unused name", placeholder("ExpressionAttributeNames", "#unused", "x"),
               "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}")
UNUSED_VALUE = ("an unused value", placeholder("ExpressionAttributeValues", ":unused", {"S": "x"}),
                "Value provided in ExpressionAttributeValues unused in expressions: keys: "
                "{:unused}")
TABLE = ("the table", members(TableName=ABSENT), "Requested resource not found")
NO_MATCH = "The provided key element does not match the schema"
KEY = ("the key", members(Key={"pk": {"N": "1"}}), NO_MATCH)
FALSE = ("the condition", condition("attribute_exists(nowhere)"), "The conditional request failed")
RETURN_VALUES = ("what is returned", members(ReturnValues="UPDATED_NEW"),
                 "ReturnValues can only be ALL_OLD or NONE")
SYNTAX = ("syntax", condition("a = = b"), "Invalid ConditionExpression: Syntax error")
KEY_PATH = ("a path into the key", condition("attribute_not_exists(pk.a)"),
            "Key attributes must be scalars")
START_KEY = ("the starting key", members(ExclusiveStartKey={"sk": {"S": "a"}}),
             "The provided starting key is invalid")

EXPECTED = ("both forms", members(Expected={"a": {"Exists": False}}),
            "Can not use both expression and non-expression parameters")
OPERATOR = ("both forms, by their operator", members(ConditionalOperator="AND"),
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {ConditionalOperator} Expression parameters: {")

ORDERS = {
    "PutItem": (
        {"Item": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(nowhere)"},
        [SERIALIZATION, VIOLATION, OPERATOR, NAME_KEY, VALUE_KEY, VALUE,
         ("an attribute", within("Item", v={"SS": []}), "An string set  may not be empty"),
         RETURN_VALUES,
         ("the item's size", within("Item", big={"S": TOO_LARGE}),
          "Item size has exceeded the maximum allowed size"),
         SYNTAX, UNUSED_NAME, UNUSED_VALUE, TABLE,
         ("the key", within("Item", pk={"N": "1"}),
          "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: "
          "N"),
         KEY_PATH, FALSE]),
    "DeleteItem": (
        {"Key": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(nowhere)"},
        [SERIALIZATION, VIOLATION, EXPECTED, NAME_KEY, VALUE_KEY, VALUE, RETURN_VALUES, SYNTAX,
         UNUSED_NAME, UNUSED_VALUE, TABLE, KEY, KEY_PATH, FALSE]),
    "UpdateItem": (
        {"Key": {"pk": {"S": "a"}}, "ConditionExpression": "attribute_not_exists(nowhere)",
         "UpdateExpression": "REMOVE a"},
        [SERIALIZATION, VIOLATION, OPERATOR, NAME_KEY, VALUE_KEY, VALUE,
         ("syntax of the update", members(UpdateExpression="SET a = = b"),
          "Invalid UpdateExpression: Syntax error"),
         SYNTAX, UNUSED_NAME, UNUSED_VALUE, TABLE, KEY,
         ("a key attribute", members(UpdateExpression="REMOVE pk"),
          "Cannot update attribute pk. This attribute is part of the key"),
         ("a path into the key", members(UpdateExpression="SET a = pk.a"),
          "Key attributes must be scalars"),
         FALSE,
         ("the path", members(UpdateExpression="REMOVE nowhere.a"),
          "The document path provided in the update expression is invalid for update")]),
    "GetItem": (
        {"Key": {"pk": {"S": "a"}}, "ProjectionExpression": "a"},
        [SERIALIZATION, VIOLATION,
         ("both forms", members(AttributesToGet=["a"]),
          "Can not use both expression and non-expression parameters"),
         NAME_KEY,
         ("syntax", members(ProjectionExpression="a b"),
          "Invalid ProjectionExpression: Syntax error"),
         UNUSED_NAME, TABLE, KEY,
         ("a path into the key", members(ProjectionExpression="pk.a"),
          "Key attributes must be scalars")]),
    "Query": (
        {"KeyConditionExpression": "pk = :v", "ExpressionAttributeValues": {":v": {"S": "a"}},
         "FilterExpression": "attribute_exists(a)", "ProjectionExpression": "a"},
        [SERIALIZATION, VIOLATION,
         ("both forms", members(AttributesToGet=["a"]),
          "Can not use both expression and non-expression parameters"),
         NAME_KEY, VALUE_KEY, VALUE,
         ("syntax of the key condition", members(KeyConditionExpression="pk = = :v"),
          "Invalid KeyConditionExpression: Syntax error"),
         ("syntax of the filter", members(FilterExpression="a b"),
          "Invalid FilterExpression: Syntax error"),
         ("syntax of the projection", members(ProjectionExpression="a b"),
          "Invalid ProjectionExpression: Syntax error"),
         UNUSED_NAME, UNUSED_VALUE,
         ("the key condition's operator", members(KeyConditionExpression="pk <> :v"),
          "Invalid operator used in KeyConditionExpression: <>"),
         ("what is selected", members(Select="COUNT"),
          "Cannot specify the ProjectionExpression when choosing to get only the Count"),
         TABLE,
         ("the index", members(IndexName="nowhere"),
          "The table does not have the specified index: nowhere"),
         START_KEY,
         ("the key's type", within("ExpressionAttributeValues", **{":v": {"N": "1"}}),
          "Condition parameter type does not match schema type"),
         ("a key attribute in the filter", members(FilterExpression="attribute_exists(pk)"),
          "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
          "pk")]),
    "Scan": (
        {"FilterExpression": "attribute_exists(a)", "ProjectionExpression": "a"},
        [SERIALIZATION, VIOLATION,
         ("both forms", members(ScanFilter={"a": {"ComparisonOperator": "NULL"}}),
          "Can not use both expression and non-expression parameters"),
         NAME_KEY, VALUE_KEY, VALUE,
         ("the segment", members(Segment=1),
          "The TotalSegments parameter is required but was not present in the request when Segment "
          "parameter is present"),
         ("syntax of the filter", members(FilterExpression="a b"),
          "Invalid FilterExpression: Syntax error"),
         ("syntax of the projection", members(ProjectionExpression="a b"),
          "Invalid ProjectionExpression: Syntax error"),
         UNUSED_NAME, UNUSED_VALUE,
         ("what is selected", members(Select="COUNT"),
          "Cannot specify the ProjectionExpression when choosing to get only the Count"),
         TABLE,
         ("the index", members(IndexName="nowhere"),
          "The table does not have the specified index: nowhere"),
         START_KEY,
         ("a path into the key", members(FilterExpression="attribute_exists(pk.a)"),
          "Key attributes must be scalars")]),
}


def pairs():
    found = []
    for operation, (request, faults) in ORDERS.items():
        for first, second in itertools.combinations(faults, 2):
            both = copy.deepcopy(request)
            second[1](both)
            with_second = copy.deepcopy(both)
            first[1](both)
            apart = copy.deepcopy(request)
            first[1](apart)
            second[1](apart)
            # Two faults of one member cannot be sent together.
            if both == apart and both != with_second:
                found.append(pytest.param(operation, both, first[2],
                                          id=f"{operation}: {first[0]}, {second[0]}"))
    return found


@pytest.mark.parametrize("operation, request_, message", pairs())
def test_the_first_fault_is_told(wire, table, operation, request_, message):
    answer = wire.call(operation, {"TableName": table, **request_})
    assert answer.status == 400, answer.body
    assert re.search(re.escape(message), answer.message), answer.message


def test_the_same_key_twice_is_told_before_the_table_and_the_projection(wire, table):
    twice = [{"pk": {"S": "a"}}, {"pk": {"S": "a"}}]
    for name, members_ in ((table, {"ProjectionExpression": "a b"}), (ABSENT, {})):
        answer = wire.call("BatchGetItem", {"RequestItems": {name: {"Keys": twice, **members_}}})
        assert (answer.status, answer.message) == (
            400, "Provided list of item keys contains duplicates")


@pytest.mark.parametrize("operation", ORDERS)
def test_without_a_fault_there_is_none(wire, table, operation):
    answer = wire.call(operation, {"TableName": table, **ORDERS[operation][0]})
    assert answer.status == 200, answer.body

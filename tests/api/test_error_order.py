"""Of several faults in one request, the one that is told.

docs/order-of-checks.md has the faults of each operation in the order in which the service looks for
them. Every two of them are sent together, and the first must be told.
"""

import copy
import itertools
import json
import re

import pytest

from support import tables
from support.process import REPOSITORY
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

VIOLATION = (members(ReturnConsumedCapacity="x"),
             "satisfy constraint: Member must satisfy enum value set: [INDEXES")
WRONG_TYPE = (members(ReturnConsumedCapacity=5), "NUMBER_VALUE")
NAME_KEY = (placeholder("ExpressionAttributeNames", "bad", "x"),
            'ExpressionAttributeNames contains invalid key: Syntax error; key: "bad"')
VALUE_KEY = (placeholder("ExpressionAttributeValues", "bad", {"S": "x"}),
             'ExpressionAttributeValues contains invalid key: Syntax error; key: "bad"')
VALUE = (placeholder("ExpressionAttributeValues", ":bad", {"N": "x"}),
         "The parameter cannot be converted to a numeric value: x")
UNUSED_NAME = (placeholder("ExpressionAttributeNames", "#unused", "x"),
               "Value provided in ExpressionAttributeNames unused in expressions: keys: {#unused}")
UNUSED_VALUE = (placeholder("ExpressionAttributeValues", ":unused", {"S": "x"}),
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {:unused}")
TABLE = (members(TableName=ABSENT), "Requested resource not found")
NO_MATCH = "The provided key element does not match the schema"
KEY = (members(Key={"pk": {"N": "1"}}), NO_MATCH)
FALSE = (condition("attribute_exists(nowhere)"), "The conditional request failed")
RETURN_VALUES = (members(ReturnValues="UPDATED_NEW"), "ReturnValues can only be ALL_OLD or NONE")
SYNTAX = (condition("a = = b"), "Invalid ConditionExpression: Syntax error")
UPDATE_SYNTAX = (members(UpdateExpression="SET a = = b"), "Invalid UpdateExpression: Syntax error")
FILTER_SYNTAX = (members(FilterExpression="a b"), "Invalid FilterExpression: Syntax error")
PROJECTION_SYNTAX = (members(ProjectionExpression="a b"),
                     "Invalid ProjectionExpression: Syntax error")
KEY_PATH = (condition("attribute_not_exists(pk.a)"), "Key attributes must be scalars")
START_KEY = (members(ExclusiveStartKey={"sk": {"S": "a"}}), "The provided starting key is invalid")
INDEX = (members(IndexName="nowhere"), "The table does not have the specified index")
SELECTED = (members(Select="COUNT"),
            "Cannot specify the ProjectionExpression when choosing to get only the Count")
MIXED = "Can not use both expression and non-expression parameters"
EXPECTED = (members(Expected={"a": {"Exists": False}}), MIXED)
OPERATOR = (members(ConditionalOperator="AND"),
            MIXED + " in the same request: Non-expression parameters: {ConditionalOperator} "
            "Expression parameters: {")
TO_GET = (members(AttributesToGet=["a"]), MIXED)
INDEX_TYPE = "Type mismatch for Index Key ik Expected: S Actual: N IndexName: "
TOO_DEEP = "Nesting Levels have exceeded supported limits"


def nested(levels):
    value = {"S": "core"}
    for _ in range(levels):
        value = {"L": [value]}
    return value


def updating(text, **values):
    def apply(request):
        request["UpdateExpression"] = text
        if values:
            given = {":" + name: value for name, value in values.items()}
            request.setdefault("ExpressionAttributeValues", {}).update(given)

    return apply


# A request without a fault, and the faults by their names. TABLE and RANGED stand for tables.
OF_ONE_ITEM = {
    "PutItem": (
        {"TableName": "TABLE", "Item": {"pk": {"S": "a"}},
         "ConditionExpression": "attribute_not_exists(nowhere)"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION, "both forms": OPERATOR,
         "a name's placeholder": NAME_KEY, "a value's placeholder": VALUE_KEY, "a value": VALUE,
         "an attribute": (within("Item", v={"SS": []}), "An string set  may not be empty"),
         "what is returned": RETURN_VALUES,
         "the item's size": (within("Item", big={"S": TOO_LARGE}),
                             "Item size has exceeded the maximum allowed size"),
         "syntax": SYNTAX, "an unused name": UNUSED_NAME, "an unused value": UNUSED_VALUE,
         "the table": TABLE,
         "the key": (within("Item", pk={"N": "1"}),
                     "One or more parameter values were invalid: Type mismatch for key pk expected: "
                     "S actual: N"),
         "an index's key": (within("Item", ik={"N": "1"}), INDEX_TYPE + "alpha"),
         "a path into the key": KEY_PATH, "the condition": FALSE}),
    "DeleteItem": (
        {"TableName": "TABLE", "Key": {"pk": {"S": "a"}},
         "ConditionExpression": "attribute_not_exists(nowhere)"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION, "both forms": EXPECTED,
         "a name's placeholder": NAME_KEY, "a value's placeholder": VALUE_KEY, "a value": VALUE,
         "what is returned": RETURN_VALUES, "syntax": SYNTAX, "an unused name": UNUSED_NAME,
         "an unused value": UNUSED_VALUE, "the table": TABLE, "the key": KEY,
         "a path into the key": KEY_PATH, "the condition": FALSE}),
    "UpdateItem": (
        {"TableName": "TABLE", "Key": {"pk": {"S": "a"}},
         "ConditionExpression": "attribute_not_exists(nowhere)", "UpdateExpression": "REMOVE a"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION, "both forms": OPERATOR,
         "a name's placeholder": NAME_KEY, "a value's placeholder": VALUE_KEY, "a value": VALUE,
         "syntax of the update": UPDATE_SYNTAX, "syntax": SYNTAX, "an unused name": UNUSED_NAME,
         "an unused value": UNUSED_VALUE, "the table": TABLE, "the key": KEY,
         "a key attribute": (members(UpdateExpression="REMOVE pk"),
                             "Cannot update attribute pk. This attribute is part of the key"),
         "an index's key": (updating("SET ik = :n", n={"N": "1"}), INDEX_TYPE + "alpha"),
         "a path into the key": (members(ConditionExpression="attribute_not_exists(pk.a)"),
                                 "Key attributes must be scalars"),
         "nesting": (updating("SET deep = :deep", deep=nested(32)), TOO_DEEP),
         "the condition": FALSE,
         "the path": (members(UpdateExpression="REMOVE nowhere.a"),
                      "The document path provided in the update expression is invalid for update")}),
    "GetItem": (
        {"TableName": "TABLE", "Key": {"pk": {"S": "a"}}, "ProjectionExpression": "a"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION, "both forms": TO_GET,
         "a name's placeholder": NAME_KEY,
         "an attribute": (within("Key", v={"N": "x"}), VALUE[1]),
         "syntax of the projection": PROJECTION_SYNTAX, "an unused name": UNUSED_NAME,
         "the table": TABLE, "the key": (within("Key", other={"N": "1"}), NO_MATCH),
         "a path into the key": (members(ProjectionExpression="pk.a"),
                                 "Key attributes must be scalars")}),
    "Query": (
        {"TableName": "TABLE", "KeyConditionExpression": "pk = :v",
         "ExpressionAttributeValues": {":v": {"S": "a"}},
         "FilterExpression": "attribute_exists(a)", "ProjectionExpression": "a"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION, "both forms": TO_GET,
         "a name's placeholder": NAME_KEY, "a value's placeholder": VALUE_KEY, "a value": VALUE,
         "syntax of the key condition": (members(KeyConditionExpression="pk = = :v"),
                                         "Invalid KeyConditionExpression: Syntax error"),
         "syntax of the filter": FILTER_SYNTAX, "syntax of the projection": PROJECTION_SYNTAX,
         "an unused name": UNUSED_NAME, "an unused value": UNUSED_VALUE,
         "the key condition's operator": (members(KeyConditionExpression="pk <> :v"),
                                          "Invalid operator used in KeyConditionExpression: <>"),
         "what is selected": SELECTED, "the table": TABLE, "the index": INDEX,
         "the starting key": START_KEY,
         "the key's type": (within("ExpressionAttributeValues", **{":v": {"N": "1"}}),
                            "Condition parameter type does not match schema type"),
         "a key attribute in the filter": (
             members(FilterExpression="attribute_exists(pk)"),
             "Filter Expression can only contain non-primary key attributes: Primary key attribute: "
             "pk")}),
    "Scan": (
        {"TableName": "TABLE", "FilterExpression": "attribute_exists(a)",
         "ProjectionExpression": "a"},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION,
         "both forms": (members(ScanFilter={"a": {"ComparisonOperator": "NULL"}}), MIXED),
         "a name's placeholder": NAME_KEY, "a value's placeholder": VALUE_KEY, "a value": VALUE,
         "the segment": (members(Segment=1),
                         "The TotalSegments parameter is required but was not present in the "
                         "request when Segment parameter is present"),
         "syntax of the filter": FILTER_SYNTAX, "syntax of the projection": PROJECTION_SYNTAX,
         "an unused name": UNUSED_NAME, "an unused value": UNUSED_VALUE,
         "what is selected": SELECTED, "the table": TABLE, "the index": INDEX,
         "the starting key": START_KEY,
         "a path into the key": (members(FilterExpression="attribute_exists(pk.a)"),
                                 "Key attributes must be scalars")}),
}


def in_part(*way):
    """Makes a fault of a part, to which `way` leads, from one of a request of one item."""

    def of(fault):
        apply, message = fault

        def apply_within(request, at):
            part = request
            for step in way:
                part = part[step[at] if isinstance(step, tuple) else step]
            apply(part)

        return apply_within, message

    return of


def appended(member, *elements):
    def apply(request):
        request[member].extend(copy.deepcopy(element) for element in elements)

    return apply


def keys(prefix, count):
    return [{"pk": {"S": f"{prefix}{i}"}, "sk": {"S": "a"}} for i in range(count)]


def too_many_keys(request):
    for read in request["RequestItems"].values():
        read["Keys"].extend(keys("many", 60))


def too_many_requests(request):
    request["RequestItems"]["RANGED"] = [{"DeleteRequest": {"Key": key}} for key in keys("m", 25)]


OF_TABLES = in_part("RequestItems", ("TABLE", "RANGED"))
OF_WRITES = in_part("RequestItems", "TABLE", (0, 1))
OF_UPDATES = in_part("TransactItems", (0, 1), "Update")
OF_GETS = in_part("TransactItems", (0, 1), "Get")


def absent_read(request, at):
    request["RequestItems"][ABSENT] = request["RequestItems"].pop(("TABLE", "RANGED")[at])


def absent_write(request, at):
    absent = {ABSENT: [{"DeleteRequest": {"Key": {"pk": {"S": "a"}}}}]}
    request["RequestItems"] = {**absent, **request["RequestItems"]}


def two_actions(request, at):
    action = request["TransactItems"][at]
    action["Delete"] = {"TableName": "TABLE", "Key": {"pk": {"S": "a"}}}


def same_write_twice(request, at):
    writes = request["RequestItems"]["TABLE"]
    writes.insert(at + 1, {"DeleteRequest": {"Key": writes[at]["PutRequest"]["Item"]}})


DUPLICATES = "Provided list of item keys contains duplicates"
TWICE = {"pk": {"S": "twice"}, "sk": {"S": "a"}}

OF_SEVERAL = {
    "BatchGetItem": (
        {"RequestItems": {name: {"Keys": [], "ProjectionExpression": "a"}
                          for name in ("TABLE", "RANGED")}},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION,
         "both forms": (lambda request: request["RequestItems"].update(
             {"other": {"Keys": keys("k", 1), "AttributesToGet": ["a"]}}), MIXED),
         "a name's placeholder": OF_TABLES(NAME_KEY),
         "an attribute": OF_TABLES((appended("Keys", {"pk": {"N": "x"}}), VALUE[1])),
         "syntax of the projection": OF_TABLES(PROJECTION_SYNTAX),
         "an unused name": OF_TABLES(UNUSED_NAME),
         "the same key twice": OF_TABLES((appended("Keys", TWICE, TWICE), DUPLICATES)),
         "too many keys": (too_many_keys, "Too many items requested for the BatchGetItem call"),
         "the table": (absent_read, "Requested resource not found"),
         "the key": OF_TABLES((appended("Keys", {"other": {"S": "x"}}), NO_MATCH))}),
    "BatchWriteItem": (
        {"RequestItems": {"TABLE": [{"PutRequest": {"Item": {"pk": {"S": "a"}}}},
                                    {"PutRequest": {"Item": {"pk": {"S": "b"}}}}]}},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION,
         "an attribute": in_part("RequestItems", "TABLE", (0, 1), "PutRequest")(
             (within("Item", v={"SS": []}), "An string set  may not be empty")),
         "a put and a delete": OF_WRITES((members(DeleteRequest={"Key": {"pk": {"S": "a"}}}),
                                          "has more than one datatypes set")),
         "the item's size": in_part("RequestItems", "TABLE", (0, 1), "PutRequest")(
             (within("Item", big={"S": TOO_LARGE}),
              "Item size has exceeded the maximum allowed size")),
         "too many requests": (too_many_requests,
                               "Too many items requested for the BatchWriteItem call"),
         "the table": (absent_write, "Requested resource not found"),
         "the key": in_part("RequestItems", "TABLE", (0, 1), "PutRequest")(
             (within("Item", pk={"N": "1"}), NO_MATCH)),
         "the same key twice": (same_write_twice, DUPLICATES)}),
    "TransactWriteItems": (
        {"TransactItems": [
            {"Update": {"TableName": "TABLE", "Key": {"pk": {"S": key}},
                        "UpdateExpression": "REMOVE a",
                        "ConditionExpression": "attribute_not_exists(nowhere)"}}
            for key in ("a", "b")]},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION,
         "two actions in one": (two_actions,
                                "TransactItems can only contain one of Check, Put, Update or Delete"),
         "a name's placeholder": OF_UPDATES(NAME_KEY),
         "a value's placeholder": OF_UPDATES(VALUE_KEY), "a value": OF_UPDATES(VALUE),
         "syntax of the update": OF_UPDATES(UPDATE_SYNTAX), "syntax": OF_UPDATES(SYNTAX),
         "an unused name": OF_UPDATES(UNUSED_NAME), "an unused value": OF_UPDATES(UNUSED_VALUE),
         "the table": OF_UPDATES(TABLE)}),
    "TransactGetItems": (
        {"TransactItems": [{"Get": {"TableName": "TABLE", "Key": {"pk": {"S": key}},
                                    "ProjectionExpression": "a"}} for key in ("a", "b")]},
        {"a wrong type": WRONG_TYPE, "a violation": VIOLATION,
         "a name's placeholder": OF_GETS(NAME_KEY),
         "an attribute": OF_GETS((within("Key", v={"N": "x"}), VALUE[1])),
         "syntax of the projection": OF_GETS(PROJECTION_SYNTAX),
         "an unused name": OF_GETS(UNUSED_NAME), "the table": OF_GETS(TABLE)}),
}
OF_SEVERAL["BatchGetItem"][0]["RequestItems"]["TABLE"]["Keys"].append({"pk": {"S": "a"}})
OF_SEVERAL["BatchGetItem"][0]["RequestItems"]["RANGED"]["Keys"].extend(keys("k", 1))
OPERATIONS = {**OF_ONE_ITEM, **OF_SEVERAL}

STEP = re.compile(r"^\d+\. (\*each\* )?([^:\n]+)", re.MULTILINE)


def documented():
    """By operation, the names of its faults in their order, each with whether it is of each action."""
    text = (REPOSITORY / "docs/order-of-checks.md").read_text(encoding="utf-8")
    sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    return {section.split("\n", 1)[0]: [(name.strip(), bool(each))
                                        for each, name in STEP.findall(section)]
            for section in sections}


ORDERS = documented()


def applied(request, fault, at=None):
    changed = copy.deepcopy(request)
    if at is None:
        fault[0](changed)
    else:
        fault[0](changed, at)
    return changed


def as_sent(request):
    """What tells requests apart, whatever the order in their lists."""
    if isinstance(request, dict):
        return {name: as_sent(value) for name, value in request.items()}
    if isinstance(request, list):
        return sorted((as_sent(element) for element in request),
                      key=lambda element: json.dumps(element, sort_keys=True))
    return request


def sent_together(request, first, second):
    """The request with both faults; None if they cannot be sent together."""
    try:
        both = applied(applied(request, *second), *first)
        other_way = applied(applied(request, *first), *second)
    except (KeyError, TypeError):
        return None
    alone = (applied(request, *first), applied(request, *second))
    if as_sent(both) != as_sent(other_way) or both in alone:
        return None
    return both


def pairs():
    for operation, steps in ORDERS.items():
        request, faults = OPERATIONS[operation]
        for (first, first_each), (second, second_each) in itertools.combinations(steps, 2):
            at_first, at_second = (0 if each else None for each in (first_each, second_each))
            both = sent_together(request, (faults[first], at_first), (faults[second], at_second))
            if both is not None:
                yield pytest.param(operation, both, faults[first][1],
                                   id=f"{operation}: {first}, {second}")


def groups(steps):
    """Faults of each action that stand beside each other."""
    for each, group in itertools.groupby(steps, key=lambda step: step[1]):
        if each:
            yield [name for name, _ in group]


def pairs_of_actions():
    """The later fault in the first action, the earlier one in the second."""
    for operation, steps in ORDERS.items():
        request, faults = OPERATIONS[operation]
        for group in groups(steps):
            for earlier, later in itertools.combinations(group, 2):
                if "the table" in (earlier, later):
                    continue  # of all actions, after what they say by themselves
                both = sent_together(request, (faults[earlier], 1), (faults[later], 0))
                if both is not None:
                    yield pytest.param(operation, both, faults[later][1],
                                       id=f"{operation}: {later} before {earlier} of the next")


def test_the_document_names_all_faults():
    assert {operation: sorted(name for name, _ in steps) for operation, steps in ORDERS.items()} == {
        operation: sorted(faults) for operation, (_, faults) in OPERATIONS.items()}


@pytest.fixture(scope="module")
def indexed(client):
    """Two indexes of one attribute, the one that comes first by name made last."""
    name = tables.create(
        client,
        AttributeDefinitions=[{"AttributeName": attribute, "AttributeType": "S"}
                              for attribute in ("pk", "ik")],
        GlobalSecondaryIndexes=[{"IndexName": index, "Projection": {"ProjectionType": "ALL"},
                                 "KeySchema": [{"AttributeName": "ik", "KeyType": "HASH"}]}
                                for index in ("zulu", "alpha")])
    yield name
    tables.drop(client, name)


@pytest.fixture
def answer(wire, indexed, ranged):
    def call(operation, request):
        text = json.dumps(request).replace('"TABLE"', json.dumps(indexed))
        return wire.call(operation, json.loads(text.replace('"RANGED"', json.dumps(ranged))))

    return call


@pytest.mark.parametrize("operation, request_, message", [*pairs(), *pairs_of_actions()])
def test_the_first_fault_is_told(answer, operation, request_, message):
    answered = answer(operation, request_)
    assert answered.status == 400, answered.body
    assert re.search(re.escape(message), answered.message), answered.message


@pytest.mark.parametrize("operation", OPERATIONS)
def test_without_a_fault_there_is_none(answer, operation):
    answered = answer(operation, OPERATIONS[operation][0])
    assert answered.status == 200, answered.body

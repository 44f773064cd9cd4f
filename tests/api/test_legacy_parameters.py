"""Parameters that are older than expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html
"""

import pytest

from support.errors import CONDITION_FAILED, NOT_FOUND, cases, fails, has, invalid
from support.values import B, BOOL, BS, L, M, N, NS, NULL, S, SS, normalized, unique

INVALID = "One or more parameter values were invalid: "

ITEM = {
    "s": S("hello"), "n": N(5), "b": B(b"\x01\x02"), "t": BOOL(True), "nil": NULL,
    "ss": SS("a", "b"), "ns": NS(1, 2), "bs": BS(b"x"), "li": L(S("a"), N(1), L(N(2))),
    "mp": M(x=N(1)), "a.b": N(1),
}


@pytest.fixture(scope="module")
def key(client, table):
    stored = {"pk": S(unique("legacy"))}
    client.put_item(TableName=table, Item={**stored, **ITEM})
    return stored


def comparison(operator, *values):
    return {"ComparisonOperator": operator, **({"AttributeValueList": list(values)} if values else {})}


def holds(client, table, key, expected, **members):
    """Whether a write goes through under this Expected; the write itself changes nothing."""
    try:
        client.update_item(TableName=table, Key=key, Expected=expected, **members)
    except client.exceptions.ConditionalCheckFailedException:
        return False
    return True


# attribute, operator, values; True for met
TRUTH = [
    ("n", "EQ", [N("5.0")], True),
    ("n", "EQ", [S("5")], False),
    ("x", "EQ", [N(5)], False),
    ("ss", "EQ", [SS("b", "a")], True),
    ("t", "EQ", [BOOL(True)], True),
    ("nil", "EQ", [NULL], True),
    ("li", "EQ", [L(S("a"), N(1), L(N(2)))], True),
    ("mp", "EQ", [M(x=N(1))], True),
    ("a.b", "EQ", [N(1)], True),
    ("mp.x", "EQ", [N(1)], False),
    ("li", "CONTAINS", [N(1)], True),
    ("li", "CONTAINS", [BOOL(True)], False),
    ("li", "NOT_CONTAINS", [NULL], True),
    ("n", "NE", [N(5)], False),
    ("n", "NE", [S("5")], True),
    ("x", "NE", [N(5)], True),
    ("n", "LE", [N(5)], True),
    ("n", "LT", [N(10)], True),
    ("n", "LT", [S("9")], False),
    ("s", "GE", [S("hello")], True),
    ("s", "GT", [S("hello")], False),
    ("b", "GT", [B(b"\x01")], True),
    ("x", "LT", [N(10)], False),
    ("nil", "NOT_NULL", [], True),
    ("x", "NOT_NULL", [], False),
    ("nil", "NULL", [], False),
    ("x", "NULL", [], True),
    ("s", "CONTAINS", [S("ell")], True),
    ("b", "CONTAINS", [B(b"\x02")], True),
    ("ss", "CONTAINS", [S("a")], True),
    ("ns", "CONTAINS", [N("2.0")], True),
    ("bs", "CONTAINS", [B(b"x")], True),
    ("li", "CONTAINS", [N(1)], True),
    ("li", "CONTAINS", [N(2)], False),
    ("mp", "CONTAINS", [S("x")], False),
    ("x", "CONTAINS", [S("x")], False),
    ("s", "NOT_CONTAINS", [S("ell")], False),
    ("s", "NOT_CONTAINS", [S("bye")], True),
    ("ss", "NOT_CONTAINS", [S("a")], False),
    ("li", "NOT_CONTAINS", [N(2)], True),
    ("x", "NOT_CONTAINS", [S("x")], False),
    ("s", "BEGINS_WITH", [S("he")], True),
    ("s", "BEGINS_WITH", [S("lo")], False),
    ("b", "BEGINS_WITH", [B(b"\x01")], True),
    ("n", "BEGINS_WITH", [S("5")], False),
    ("n", "IN", [N(1), N(5)], True),
    ("n", "IN", [N(1)], False),
    ("ns", "IN", [N(1)], False),
    ("n", "BETWEEN", [N(5), N(10)], True),
    ("n", "BETWEEN", [N(6), N(10)], False),
    ("n", "BETWEEN", [S("1"), S("9")], False),
    ("x", "BETWEEN", [N(1), N(9)], False),
]


@pytest.mark.parametrize("attribute, operator, values, expected", TRUTH,
                         ids=[f"{row[0]} {row[1]} {row[2]}" for row in TRUTH])
def test_expected_compares(client, table, key, attribute, operator, values, expected):
    assert holds(client, table, key, {attribute: comparison(operator, *values)}) is expected


@pytest.mark.parametrize("expected, result", [
    ({"n": {"Value": N(5)}}, True),
    ({"n": {"Exists": True, "Value": N(5)}}, True),
    ({"n": {"Exists": True, "Value": N(6)}}, False),
    ({"x": {"Exists": False}}, True),
    ({"n": {"Exists": False}}, False),
    ({"n": {"ComparisonOperator": "GT", "Value": N(4)}}, True),
    ({"n": {"Value": N(5)}, "x": {"Exists": False}}, True),
    ({"n": {"Value": N(5)}, "s": {"Exists": False}}, False),
    ({}, True),
])
def test_expected_has_an_older_form(client, table, key, expected, result):
    assert holds(client, table, key, expected) is result


@pytest.mark.parametrize("operator, result", [(None, False), ("AND", False), ("OR", True)])
def test_conditional_operator_joins(client, table, key, operator, result):
    members = {"ConditionalOperator": operator} if operator else {}
    expected = {"x": comparison("NOT_NULL"), "n": {"Value": N(5)}}
    assert holds(client, table, key, expected, **members) is result


def test_expected_guards_put_and_delete(client, table):
    key = {"pk": S(unique("legacy"))}
    absent = {"pk": {"Exists": False}}
    client.put_item(TableName=table, Item={**key, "a": N(1)}, Expected=absent)
    fails(client.put_item, CONDITION_FAILED, "The conditional request failed",
          TableName=table, Item={**key, "a": N(2)}, Expected=absent)
    fails(client.delete_item, CONDITION_FAILED, "The conditional request failed",
          TableName=table, Key=key, Expected={"a": comparison("GT", N(1))})
    assert client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]["a"] == N(1)
    client.delete_item(TableName=table, Key=key, Expected={"a": {"Value": N(1)}})
    assert "Item" not in client.get_item(TableName=table, Key=key, ConsistentRead=True)


def test_a_failed_expected_shows_the_item_if_asked(client, table, key):
    response = fails(client.delete_item, CONDITION_FAILED, TableName=table, Key=key,
                     Expected={"n": {"Value": N(6)}},
                     ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert normalized(response["Item"]) == normalized({**key, **ITEM})


COUNT_ERROR = INVALID + "Invalid number of argument(s) for the %s ComparisonOperator"
TYPE_ERROR = INVALID + "ComparisonOperator %s is not valid for %s AttributeValue type"
SAME_TYPE = INVALID + "AttributeValues inside AttributeValueList must be of same type"
BETWEEN_ERROR = ("The BETWEEN condition was provided a range where the lower bound is greater than "
                 "the upper bound")

# What Expected and the filters refuse alike.
COMPARISON_ERRORS = cases(
    ("too few", comparison("IN"), COUNT_ERROR % "IN"),
    ("too many", comparison("EQ", N(1), N(2)), COUNT_ERROR % "EQ"),
    ("none wanted", comparison("NULL", N(1)), COUNT_ERROR % "NULL"),
    ("one of two", comparison("BETWEEN", N(1)), COUNT_ERROR % "BETWEEN"),
    ("mixed types", comparison("IN", N(1), S("1")), SAME_TYPE),
    ("mixed bounds", comparison("BETWEEN", N(1), S("1")), SAME_TYPE),
    ("prefix of number", comparison("BEGINS_WITH", N(1)), TYPE_ERROR % ("BEGINS_WITH", "N")),
    ("order of booleans", comparison("LE", BOOL(True)), TYPE_ERROR % ("LE", "BOOL")),
    ("order of lists", comparison("GT", L()), TYPE_ERROR % ("GT", "L")),
    ("set in set", comparison("CONTAINS", SS("a")), TYPE_ERROR % ("CONTAINS", "SS")),
    ("map in set", comparison("NOT_CONTAINS", M()), TYPE_ERROR % ("NOT_CONTAINS", "M")),
    ("one of sets", comparison("IN", NS(1)), TYPE_ERROR % ("IN", "NS")),
    ("bounds exchanged", comparison("BETWEEN", N(10), N(9)), BETWEEN_ERROR),
)


@pytest.mark.parametrize("condition, message", COMPARISON_ERRORS)
def test_filters_refuse_wrong_operands(client, table, condition, message):
    invalid(client.scan, message, TableName=table, ScanFilter={"a": condition})
    invalid(client.query, message, TableName=table, QueryFilter={"a": condition},
            KeyConditions={"pk": comparison("EQ", S("a"))})


@pytest.mark.parametrize("condition, message", [
    row for row in COMPARISON_ERRORS if "AttributeValueList" in row.values[0]])
def test_expected_refuses_wrong_operands(client, table, key, condition, message):
    invalid(client.delete_item, message, TableName=table, Key=key, Expected={"a": condition})


@pytest.mark.parametrize("element, message", cases(
    ("two ways to say a value", {"Value": N(1), **comparison("EQ", N(1))},
     "Value and AttributeValueList cannot be used together for Attribute: a"),
    ("exists with operator", {"Exists": False, **comparison("EQ", N(1))},
     "Exists and ComparisonOperator cannot be used together for Attribute: a"),
    ("operator without value", comparison("EQ"),
     "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a"),
    ("list without operator", {"AttributeValueList": [N(1)]},
     "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
    ("nothing", {}, "Value must be provided when Exists is null for Attribute: a"),
    ("exists without value", {"Exists": True},
     "Value must be provided when Exists is true for Attribute: a"),
    ("not there with value", {"Exists": False, "Value": N(1)},
     "Value cannot be used when Exists is false for Attribute: a"),
))
def test_expected_refuses(client, table, key, element, message):
    item = {"pk": key["pk"]}
    invalid(client.put_item, INVALID + message, TableName=table, Item=item, Expected={"a": element})
    invalid(client.update_item, INVALID + message, TableName=table, Key=key,
            Expected={"a": element})
    invalid(client.delete_item, INVALID + message, TableName=table, Key=key,
            Expected={"a": element})


ALONE = has("ConditionalOperator cannot be used without Filter or Expected")
ONE = has("ConditionalOperator can only be used when Filter or Expected has two or more elements")


def test_conditional_operator_needs_two_elements(client, table, key):
    invalid(client.delete_item, ALONE, TableName=table, Key=key, ConditionalOperator="AND")
    invalid(client.scan, ALONE, TableName=table, ConditionalOperator="OR")
    invalid(client.delete_item, ONE, TableName=table, Key=key, ConditionalOperator="AND",
            Expected={"a": {"Exists": False}})
    invalid(client.scan, ONE, TableName=table, ConditionalOperator="OR",
            ScanFilter={"a": comparison("NULL")})


# item before, update of a, item after
UPDATES = cases(
    ("puts", {}, {"Action": "PUT", "Value": M(x=NULL)}, {"a": M(x=NULL)}),
    ("puts by default", {"a": N(1)}, {"Value": S("x")}, {"a": S("x")}),
    ("adds to nothing", {}, {"Action": "ADD", "Value": N(-3)}, {"a": N(-3)}),
    ("adds to a number", {"a": N("1.5")}, {"Action": "ADD", "Value": N(-3)}, {"a": N("-1.5")}),
    ("adds to a set", {"a": SS("a", "b")}, {"Action": "ADD", "Value": SS("c", "b")},
     {"a": SS("a", "b", "c")}),
    ("appends to a list", {"a": L(N(1))}, {"Action": "ADD", "Value": L(S("x"))},
     {"a": L(N(1), S("x"))}),
    ("deletes", {"a": N(1), "b": N(2)}, {"Action": "DELETE"}, {"b": N(2)}),
    ("deletes nothing", {"b": N(2)}, {"Action": "DELETE"}, {"b": N(2)}),
    ("deletes elements", {"a": NS(1, 2)}, {"Action": "DELETE", "Value": NS(2, 3)}, {"a": NS(1)}),
    ("deletes the last element", {"a": SS("x")}, {"Action": "DELETE", "Value": SS("x")}, {}),
)


@pytest.mark.parametrize("before, update, after", UPDATES)
def test_attribute_updates(client, table, before, update, after):
    key = {"pk": S(unique("legacy"))}
    client.put_item(TableName=table, Item={**key, **before})
    answer = client.update_item(TableName=table, Key=key, AttributeUpdates={"a": update},
                                ReturnValues="ALL_NEW")
    assert normalized(answer["Attributes"]) == normalized({**key, **after})


def test_attribute_updates_return_what_they_changed(client, table):
    key = {"pk": S(unique("legacy"))}
    client.put_item(TableName=table, Item={**key, "n": N(1), "s": S("x"), "same": N(0)})
    updates = {"n": {"Action": "ADD", "Value": N(4)}, "s": {"Action": "DELETE"},
               "new": {"Value": N(1)}}

    def update(return_values):
        return client.update_item(TableName=table, Key=key, AttributeUpdates=updates,
                                  ReturnValues=return_values).get("Attributes")

    assert update("UPDATED_OLD") == {"n": N(1), "s": S("x")}
    assert update("UPDATED_NEW") == {"n": N(9), "new": N(1)}
    assert update("ALL_OLD") == {**key, "n": N(9), "new": N(1), "same": N(0)}
    assert update("NONE") is None


def test_deletes_alone_make_no_item(client, table):
    key = {"pk": S(unique("legacy"))}
    client.update_item(TableName=table, Key=key, AttributeUpdates={
        "a": {"Action": "DELETE"}, "b": {"Action": "DELETE", "Value": SS("x")}})
    assert "Item" not in client.get_item(TableName=table, Key=key, ConsistentRead=True)
    client.update_item(TableName=table, Key=key, AttributeUpdates={})
    assert client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"] == key


@pytest.mark.parametrize("attribute, update, message", cases(
    ("put nothing", "a", {"Action": "PUT"},
     INVALID + "Only DELETE action is allowed when no attribute value is specified"),
    ("say nothing", "a", {},
     INVALID + "Only DELETE action is allowed when no attribute value is specified"),
    ("delete a number", "a", {"Action": "DELETE", "Value": N(1)},
     INVALID + "DELETE action with value is not supported for the type N"),
    ("add a string", "a", {"Action": "ADD", "Value": S("x")},
     INVALID + "ADD action is not supported for the type S"),
    ("add a map", "a", {"Action": "ADD", "Value": M()},
     INVALID + "ADD action is not supported for the type M"),
    ("key", "pk", {"Value": S("x")},
     INVALID + "Cannot update attribute pk. This attribute is part of the key"),
    ("add to another type", "s", {"Action": "ADD", "Value": N(1)},
     "Type mismatch for attribute to update"),
    ("delete from another type", "ns", {"Action": "DELETE", "Value": SS("1")},
     "Type mismatch for attribute to update"),
))
def test_attribute_updates_refuse(client, table, key, attribute, update, message):
    invalid(client.update_item, message, TableName=table, Key=key,
            AttributeUpdates={attribute: update})


@pytest.fixture(scope="module")
def collection(client, ranged):
    """Five items under one partition key: sk a … e, n 0 … 4, odd ones marked."""
    value = S(unique("legacy"))
    for n, sk in enumerate("abcde"):
        item = {"pk": value, "sk": S(sk), "n": N(n), "m": M(x=N(n)), **({"odd": N(1)} if n % 2 else {})}
        client.put_item(TableName=ranged, Item=item)
    return value


def query(client, ranged, collection, sk=None, **members):
    conditions = {"pk": comparison("EQ", collection), **({"sk": sk} if sk else {})}
    return client.query(TableName=ranged, KeyConditions=conditions, ConsistentRead=True, **members)


def found(answer):
    return "".join(item["sk"]["S"] for item in answer["Items"])


@pytest.mark.parametrize("sk, expected", [
    (None, "abcde"),
    (comparison("EQ", S("b")), "b"),
    (comparison("LT", S("c")), "ab"),
    (comparison("LE", S("c")), "abc"),
    (comparison("GT", S("c")), "de"),
    (comparison("GE", S("c")), "cde"),
    (comparison("BETWEEN", S("b"), S("d")), "bcd"),
    (comparison("BEGINS_WITH", S("d")), "d"),
])
def test_key_conditions_select_a_range(client, ranged, collection, sk, expected):
    assert found(query(client, ranged, collection, sk)) == expected
    assert found(query(client, ranged, collection, sk, ScanIndexForward=False)) == expected[::-1]


@pytest.mark.parametrize("members, expected", [
    ({"QueryFilter": {"n": comparison("GE", N(2))}}, "cde"),
    ({"QueryFilter": {"odd": comparison("NULL"), "n": comparison("NE", N(4))}}, "ac"),
    ({"QueryFilter": {"odd": comparison("NOT_NULL"), "n": comparison("IN", N(0), N(3))},
      "ConditionalOperator": "OR"}, "abd"),
    ({"QueryFilter": {}}, "abcde"),
    ({"FilterExpression": "attribute_exists(odd)"}, "bd"),
])
def test_a_query_is_filtered(client, ranged, collection, members, expected):
    answer = query(client, ranged, collection, **members)
    assert found(answer) == expected
    assert (answer["Count"], answer["ScannedCount"]) == (len(expected), 5)


def test_filtered_pages_continue(client, ranged, collection):
    members = {"QueryFilter": {"odd": comparison("NOT_NULL")}, "AttributesToGet": ["sk"], "Limit": 2}
    answer = query(client, ranged, collection, **members)
    pages = [found(answer)]
    while "LastEvaluatedKey" in answer:
        answer = query(client, ranged, collection, **members,
                       ExclusiveStartKey=answer["LastEvaluatedKey"])
        pages.append(found(answer))
    assert pages == ["b", "d", ""]


def test_select_goes_with_legacy_parameters(client, ranged, collection):
    odd = {"QueryFilter": {"odd": comparison("NOT_NULL")}}
    answer = query(client, ranged, collection, Select="COUNT", **odd)
    assert "Items" not in answer
    assert (answer["Count"], answer["ScannedCount"]) == (2, 5)
    answer = query(client, ranged, collection, Select="SPECIFIC_ATTRIBUTES",
                   AttributesToGet=["n"], **odd)
    assert answer["Items"] == [{"n": N(1)}, {"n": N(3)}]


def test_a_scan_is_filtered_by_any_attribute(client, ranged, collection):
    # Page by page: other tests write to the table too, and may have made it larger than one.
    pages = client.get_paginator("scan").paginate(
        TableName=ranged, ConsistentRead=True, AttributesToGet=["sk", "m", "x"],
        ScanFilter={"pk": comparison("EQ", collection),
                    "n": comparison("BETWEEN", N(1), N(2))})
    assert [item for page in pages for item in page["Items"]] == [{"sk": S("b"), "m": M(x=N(1))}, {"sk": S("c"), "m": M(x=N(2))}]


PK = comparison("EQ", S("a"))


@pytest.mark.parametrize("conditions, message", cases(
    ("none", {}, "Conditions can be of length 1 or 2 only"),
    ("three", {"pk": PK, "sk": PK, "n": PK},
     "The number of query conditions (3) exceeds the number of key attributes defined in the schema "
     "(2)"),
    ("three, one wrong", {"pk": PK, "sk": PK, "n": comparison("EQ")}, COUNT_ERROR % "EQ"),
    ("no partition key", {"sk": PK}, "Query condition missed key schema element: pk"),
    ("no sort key", {"pk": PK, "n": PK}, "Query condition missed key schema element: sk"),
    ("range of partitions", {"pk": comparison("GT", S("a"))}, "Query key condition not supported"),
    ("not equal", {"pk": PK, "sk": comparison("NE", S("a"))},
     "Attempted conditional constraint is not an indexable operation"),
    ("not null", {"pk": comparison("NOT_NULL")},
     "Attempted conditional constraint is not an indexable operation"),
    ("another type", {"pk": comparison("EQ", N(1))},
     INVALID + "Condition parameter type does not match schema type"),
    ("prefix of number", {"pk": PK, "sk": comparison("BEGINS_WITH", N(1))},
     TYPE_ERROR % ("BEGINS_WITH", "N")),
    ("bounds exchanged", {"pk": PK, "sk": comparison("BETWEEN", S("b"), S("a"))}, BETWEEN_ERROR),
))
def test_key_conditions_refuse(client, ranged, conditions, message):
    invalid(client.query, message, TableName=ranged, KeyConditions=conditions)


def test_an_unindexable_condition_on_an_absent_table_is_about_the_table(client):
    fails(client.query, NOT_FOUND, TableName=unique("absent"),
          KeyConditions={"pk": comparison("NE", S("a"))})


def test_a_query_filter_names_no_key(client, ranged):
    invalid(client.query,
            "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk",
            TableName=ranged, KeyConditions={"pk": PK}, QueryFilter={"sk": comparison("NULL")})


def test_key_conditions_come_in_one_form(client, ranged):
    invalid(client.query,
            "Can not use both expression and non-expression parameters in the same request: "
            "Non-expression parameters: {KeyConditions} "
            "Expression parameters: {KeyConditionExpression}",
            TableName=ranged, KeyConditions={"pk": PK}, KeyConditionExpression="pk = :v")


@pytest.mark.parametrize("attributes, expected", [
    (["s", "n"], {"s": S("hello"), "n": N(5)}),
    (["mp", "x"], {"mp": M(x=N(1))}),
    (["a.b"], {"a.b": N(1)}),
    (["mp.x", "li[0]"], {}),
])
def test_attributes_to_get(client, table, key, attributes, expected):
    answer = client.get_item(TableName=table, Key=key, AttributesToGet=attributes,
                             ConsistentRead=True)
    assert answer["Item"] == expected
    answer = client.batch_get_item(RequestItems={
        table: {"Keys": [key], "AttributesToGet": attributes, "ConsistentRead": True}})
    assert answer["Responses"][table] == [expected]


def test_attributes_to_get_are_distinct(client, table, key):
    message = INVALID + "Duplicate value in attribute name: a"
    twice = {"AttributesToGet": ["a", "b", "a"]}
    invalid(client.get_item, message, TableName=table, Key=key, **twice)
    invalid(client.scan, message, TableName=table, **twice)
    invalid(client.query, message, TableName=table, KeyConditions={"pk": PK}, **twice)
    invalid(client.batch_get_item, message, RequestItems={table: {"Keys": [key], **twice}})


@pytest.mark.parametrize("call, members", [
    ("delete_item", {"Expected": {"": {"Value": S("a")}}}),
    ("delete_item", {"Expected": {"": {"Exists": False}}}),
    ("update_item", {"AttributeUpdates": {"": {"Action": "DELETE"}}}),
    ("get_item", {"AttributesToGet": [""]}),
    ("scan", {"AttributesToGet": ["a", ""]}),
    ("scan", {"ScanFilter": {"": comparison("NULL")}}),
    ("query", {"KeyConditions": {"pk": comparison("EQ", S("a"))},
               "QueryFilter": {"": comparison("NULL")}}),
])
def test_attributes_have_names(client, table, call, members):
    key = {} if call in ("scan", "query") else {"Key": {"pk": S("a")}}
    invalid(getattr(client, call), "Empty attribute name", TableName=table, **key, **members)


def test_the_type_of_a_key_condition_comes_before_its_operator(client, table):
    for operator in ("NE", "CONTAINS"):
        invalid(client.query, INVALID + "Condition parameter type does not match schema type",
                TableName=table, KeyConditions={"pk": comparison(operator, N(1))})
        invalid(client.query, "Attempted conditional constraint is not an indexable operation",
                TableName=table, KeyConditions={"pk": comparison(operator, S("a"))})


def test_an_action_is_one_of_three(client, table):
    invalid(client.update_item, "1 validation error detected: Failed to satisfy constraint: Member "
            "must satisfy enum value set: [ADD, DELETE, PUT]",
            TableName=table, Key={"pk": S("a")}, AttributeUpdates={"a": {"Action": "put"}})

"""Key condition expressions of Query.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html
"""

import uuid

import pytest

from support.errors import cases, has, invalid
from support.values import B, L, N, S, unique

STRINGS = ["", "a", "ab", "abc", "b", "ba", "é", "\U0001f600"]


@pytest.fixture(scope="module")
def strings(client, ranged):
    key = S(unique("key"))
    for text in STRINGS[1:]:
        client.put_item(TableName=ranged, Item={"pk": key, "sk": S(text)})
    return key


@pytest.fixture(scope="module")
def numbers(client, shared_tables):
    table, key = shared_tables.get("N", "N"), N(uuid.uuid4().int % 10**30)
    for number in ("-10", "-1.5", "0", "2", "10", "1E+3"):
        client.put_item(TableName=table, Item={"pk": key, "sk": N(number)})
    return table, key


@pytest.fixture(scope="module")
def binaries(client, shared_tables):
    table, key = shared_tables.get("B", "B"), B(unique("key").encode())
    for data in (b"\x00", b"\x01", b"\x01\x02", b"\x7f", b"\x80", b"\xff"):
        client.put_item(TableName=table, Item={"pk": key, "sk": B(data)})
    return table, key


def found(client, table, key, condition, **values):
    bound = {f":{name}": value for name, value in values.items()}
    answer = client.query(TableName=table, KeyConditionExpression=condition, ConsistentRead=True,
                          ExpressionAttributeValues={":pk": key, **bound})
    return [next(iter(item["sk"].values())) for item in answer["Items"]]


@pytest.mark.parametrize("condition, values, expected", [
    ("pk = :pk", {}, STRINGS[1:]),
    ("pk = :pk AND sk = :a", {"a": S("ab")}, ["ab"]),
    ("pk = :pk AND sk < :a", {"a": S("abc")}, ["a", "ab"]),
    ("pk = :pk AND sk <= :a", {"a": S("abc")}, ["a", "ab", "abc"]),
    ("pk = :pk AND sk > :a", {"a": S("b")}, ["ba", "é", "\U0001f600"]),
    ("pk = :pk AND sk >= :a", {"a": S("b")}, ["b", "ba", "é", "\U0001f600"]),
    ("pk = :pk AND sk BETWEEN :a AND :b", {"a": S("ab"), "b": S("b")}, ["ab", "abc", "b"]),
    ("pk = :pk AND sk BETWEEN :a AND :b", {"a": S("ab"), "b": S("ab")}, ["ab"]),
    ("pk = :pk AND begins_with(sk, :a)", {"a": S("ab")}, ["ab", "abc"]),
    ("pk = :pk AND begins_with(sk, :a)", {"a": S("b")}, ["b", "ba"]),
    ("pk = :pk AND begins_with(sk, :a)", {"a": S("zz")}, []),
    ("sk = :a AND pk = :pk", {"a": S("ab")}, ["ab"]),
    (":pk = pk AND :a < sk", {"a": S("b")}, ["ba", "é", "\U0001f600"]),
    (":a >= sk AND pk = :pk", {"a": S("ab")}, ["a", "ab"]),
    ("(pk = :pk) AND (sk = :a)", {"a": S("ab")}, ["ab"]),
    ("(pk = :pk AND sk = :a)", {"a": S("ab")}, ["ab"]),
    ("pk = :pk and sk between :a and :b", {"a": S("x"), "b": S("z")}, []),
])
def test_strings(client, ranged, strings, condition, values, expected):
    assert found(client, ranged, strings, condition, **values) == expected


@pytest.mark.parametrize("condition, values, expected", [
    ("pk = :pk AND sk = :a", {"a": N("1000")}, ["1000"]),
    ("pk = :pk AND sk < :a", {"a": N("0")}, ["-10", "-1.5"]),
    ("pk = :pk AND sk >= :a", {"a": N("2.0")}, ["2", "10", "1000"]),
    ("pk = :pk AND sk BETWEEN :a AND :b", {"a": N("-1.5"), "b": N("9")}, ["-1.5", "0", "2"]),
])
def test_numbers(client, numbers, condition, values, expected):
    table, key = numbers
    assert found(client, table, key, condition, **values) == expected


@pytest.mark.parametrize("condition, values, expected", [
    ("pk = :pk AND sk > :a", {"a": B(b"\x7f")}, [b"\x80", b"\xff"]),
    ("pk = :pk AND begins_with(sk, :a)", {"a": B(b"\x01")}, [b"\x01", b"\x01\x02"]),
    ("pk = :pk AND begins_with(sk, :a)", {"a": B(b"\xff")}, [b"\xff"]),
    ("pk = :pk AND sk BETWEEN :a AND :b", {"a": B(b"\x01\x00"), "b": B(b"\x80")},
     [b"\x01\x02", b"\x7f", b"\x80"]),
])
def test_binaries(client, binaries, condition, values, expected):
    table, key = binaries
    assert found(client, table, key, condition, **values) == expected


@pytest.mark.parametrize("condition", ["pk = :pk AND sk > :a", "pk = :pk AND begins_with(sk, :a)"])
def test_backwards_is_the_same_set(client, ranged, strings, condition):
    forward = found(client, ranged, strings, condition, a=S("a"))
    answer = client.query(TableName=ranged, KeyConditionExpression=condition, ConsistentRead=True,
                          ScanIndexForward=False,
                          ExpressionAttributeValues={":pk": strings, ":a": S("a")})
    assert [item["sk"]["S"] for item in answer["Items"]] == forward[::-1]


def test_names(client, ranged, strings):
    answer = client.query(TableName=ranged,
                          KeyConditionExpression="#p = :pk AND begins_with(#s, :a)",
                          ExpressionAttributeNames={"#p": "pk", "#s": "sk"}, ConsistentRead=True,
                          ExpressionAttributeValues={":pk": strings, ":a": S("abc")})
    assert [item["sk"]["S"] for item in answer["Items"]] == ["abc"]


A, B2, NUMBER = {":a": S("a")}, {":a": S("a"), ":b": S("b")}, {":a": S("a"), ":n": N(1)}
IN_KEY = "Invalid condition in KeyConditionExpression: "
KEY_EXPRESSIONS = "Invalid KeyConditionExpression: KeyConditionExpressions "
TYPES = ("One or more parameter values were invalid: Condition parameter type does not match "
         "schema type")

ERRORS = cases(
    ("partition key missing", "sk = :a", A, "Query condition missed key schema element: pk"),
    ("another attribute alone", "c = :a", A, "Query condition missed key schema element: pk"),
    ("another attribute", "pk = :a AND c = :a", A,
     "Query condition missed key schema element: sk"),
    ("three conditions", "pk = :a AND sk = :a AND c = :a", A,
     "The number of query conditions (3) exceeds the number of key attributes defined in the schema "
     "(2)"),
    ("partition key less", "pk < :a", A, "Query key condition not supported"),
    ("partition key prefix", "begins_with(pk, :a)", A, "Query key condition not supported"),
    ("partition key between", "pk BETWEEN :a AND :b", B2, "Query key condition not supported"),
    ("sort key not equal", "pk = :a AND sk <> :a", A,
     has("operator used in KeyConditionExpression: <>")),
    ("sort key in", "pk = :a AND sk IN (:a)", A,
     has("Invalid operator used in KeyConditionExpression: IN")),
    ("or", "pk = :a OR sk = :a", A, has("Invalid operator used in KeyConditionExpression: OR")),
    ("not", "NOT pk = :a", A, has("Invalid operator used in KeyConditionExpression: NOT")),
    ("attribute_exists", "pk = :a AND attribute_exists(sk)", A,
     has("Invalid operator used in KeyConditionExpression: attribute_exists")),
    ("contains", "pk = :a AND contains(sk, :a)", A,
     has("Invalid operator used in KeyConditionExpression: contains")),
    ("size", "pk = :a AND size(sk) = :n", NUMBER,
     KEY_EXPRESSIONS + "cannot contain nested operations"),
    ("two conditions on one key", "pk = :a AND sk > :a AND sk < :b", B2,
     KEY_EXPRESSIONS + "must only contain one condition per key"),
    ("partition key twice", "pk = :a AND pk = :b", B2,
     KEY_EXPRESSIONS + "must only contain one condition per key"),
    ("nested attribute", "pk = :a AND sk.x = :a", A,
     KEY_EXPRESSIONS + "cannot have conditions on nested attributes"),
    ("two attributes", "pk = sk", None, has("Multiple attribute names used in one condition")),
    ("no attribute", ":a = :b", B2, has(IN_KEY + "No key attribute specified")),
    ("between on the wrong side", "pk = :a AND :a BETWEEN sk AND :b", B2,
     has(IN_KEY + "BETWEEN operator must have the key attribute as its first operand")),
    ("begins_with on the wrong side", "pk = :a AND begins_with(:a, sk)", A,
     has(IN_KEY + "begins_with operator must have the key attribute as its first operand")),
    ("partition key type", "pk = :n", {":n": N(1)}, TYPES),
    ("sort key type", "pk = :a AND sk > :n", NUMBER, TYPES),
    ("between types", "pk = :a AND sk BETWEEN :n AND :n2", {**NUMBER, ":n2": N(2)}, TYPES),
    ("between upside down", "pk = :a AND sk BETWEEN :b AND :a", B2,
     has("upper bound to be greater than or equal to lower bound")),
    ("begins_with a number", "pk = :a AND begins_with(sk, :n)", NUMBER,
     has("Incorrect operand type for operator or function; operator or function: begins_with, "
         "operand type: N")),
    ("unknown function", "pk = :a AND starts(sk, :a)", A,
     has("Invalid KeyConditionExpression: Invalid function name; function: starts")),
    ("reserved word", "key = :a", A,
     "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: key"),
    ("value undefined", "pk = :b", A,
     "Invalid KeyConditionExpression: An expression attribute value used in expression is not "
     "defined; attribute value: :b"),
    ("name undefined", "#p = :a", A,
     "Invalid KeyConditionExpression: An expression attribute name used in the document path is "
     "not defined; attribute name: #p"),
    ("syntax", "pk = :a AND", A,
     has('Invalid KeyConditionExpression: Syntax error; token: "<EOF>", near: "')),
    ("syntax token", "pk == :a", A,
     has('Invalid KeyConditionExpression: Syntax error; token: "=", near: "')),
    ("redundant parentheses", "((pk = :a))", A,
     "Invalid KeyConditionExpression: The expression has redundant parentheses;"),
    ("unused value", "pk = :a", B2,
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}"),
    ("empty partition key", "pk = :e", {":e": S("")},
     has("The AttributeValue for a key attribute cannot contain an empty string value. Key: pk")),
    ("list", "pk = :l", {":l": L()}, None),
)


@pytest.mark.parametrize("condition, values, message", ERRORS)
def test_refuses(client, ranged, condition, values, message):
    request = {"TableName": ranged, "KeyConditionExpression": condition}
    if values:
        request["ExpressionAttributeValues"] = values
    if "#" in condition:
        request["ExpressionAttributeNames"] = {"#other": "pk"}
    invalid(client.query, message, **request)


def test_refuses_a_sort_key_condition_where_there_is_none(client, table):
    invalid(client.query, has("Query condition missed key schema element"), TableName=table,
            KeyConditionExpression="sk = :a", ExpressionAttributeValues={":a": S("a")})
    invalid(client.query, "The number of query conditions (2) exceeds the number of key attributes "
            "defined in the schema (1)", TableName=table,
            KeyConditionExpression="pk = :a AND sk = :a", ExpressionAttributeValues={":a": S("a")})

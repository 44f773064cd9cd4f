"""Projection expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
"""

import pytest

from support.errors import cases, has, invalid
from support.values import L, M, N, S, SS, normalized, unique

ITEM = {
    "a": S("x"), "b": N(1), "s": SS("p", "q"), "with.dot": N(2), "with-dash": N(3), "size": N(4),
    "m": M(x=N(1), y=M(z=N(2), w=N(3)), li=L(N(4), M(k=S("v"), l=S("u")), N(6))),
    "li": L(N(0), N(1), L(N(20), N(21)), M(k=S("v"), j=N(1)), N(4)),
}


@pytest.fixture(scope="module")
def key(client, table):
    stored = {"pk": S(unique("projection"))}
    client.put_item(TableName=table, Item={**stored, **ITEM})
    return stored


def project(client, table, key, expression, names=None):
    request = {"ExpressionAttributeNames": names} if names else {}
    return client.get_item(TableName=table, Key=key, ConsistentRead=True,
                           ProjectionExpression=expression, **request)["Item"]


@pytest.mark.parametrize("expression, expected", [
    ("a", {"a": S("x")}),
    ("a, b", {"a": S("x"), "b": N(1)}),
    ("a,b,s", {"a": S("x"), "b": N(1), "s": SS("p", "q")}),
    ("absent", {}),
    ("a, absent", {"a": S("x")}),
    ("m", {"m": ITEM["m"]}),
    ("m.x", {"m": M(x=N(1))}),
    ("m.y.z", {"m": M(y=M(z=N(2)))}),
    ("m.x, m.y.w", {"m": M(x=N(1), y=M(w=N(3)))}),
    ("m.absent", {}),
    ("m.x.absent", {}),
    ("a.absent", {}),
    ("li[0]", {"li": L(N(0))}),
    ("li[4], li[0]", {"li": L(N(0), N(4))}),
    ("li[2][1]", {"li": L(L(N(21)))}),
    ("li[3].k", {"li": L(M(k=S("v")))}),
    ("li[3].k, li[0]", {"li": L(N(0), M(k=S("v")))}),
    ("li[9]", {}),
    ("li[9], li[1]", {"li": L(N(1))}),
    ("m.li[1].k", {"m": M(li=L(M(k=S("v"))))}),
    ("m.li[2], m.li[0]", {"m": M(li=L(N(4), N(6)))}),
    ("m[0]", {}),
    ("li.k", {}),
    (" a \t,\n b ", {"a": S("x"), "b": N(1)}),
])
def test_projects(client, table, key, expression, expected):
    assert normalized(project(client, table, key, expression)) == normalized(expected)


@pytest.mark.parametrize("expression, names, expected", [
    ("#a", {"#a": "a"}, {"a": S("x")}),
    ("#d", {"#d": "with.dot"}, {"with.dot": N(2)}),
    ("#d", {"#d": "with-dash"}, {"with-dash": N(3)}),
    ("#r", {"#r": "size"}, {"size": N(4)}),
    ("#m.#y.#z", {"#m": "m", "#y": "y", "#z": "z"}, {"m": M(y=M(z=N(2)))}),
    ("#l[3].#k", {"#l": "li", "#k": "k"}, {"li": L(M(k=S("v")))}),
    ("#mx", {"#mx": "m.x"}, {}),
    ("#a, #b", {"#a": "a", "#b": "b"}, {"a": S("x"), "b": N(1)}),
    ("#1", {"#1": "a"}, {"a": S("x")}),
    ("#name", {"#name": "a"}, {"a": S("x")}),
])
def test_names(client, table, key, expression, names, expected):
    assert project(client, table, key, expression, names) == expected


def test_projects_key_attributes_only_when_asked(client, table, key):
    assert project(client, table, key, "pk, b") == {**key, "b": N(1)}
    assert "pk" not in project(client, table, key, "b")


def test_query_and_scan_project_the_same(client, ranged):
    key = {"pk": S(unique("projection")), "sk": S("s")}
    client.put_item(TableName=ranged, Item={**key, **ITEM})
    answer = client.query(TableName=ranged, KeyConditionExpression="pk = :p", ConsistentRead=True,
                          ExpressionAttributeValues={":p": key["pk"]},
                          ProjectionExpression="m.y.z, li[0]")
    assert answer["Items"] == [{"m": M(y=M(z=N(2))), "li": L(N(0))}]
    # Page by page: other tests write to the table too, and may have made it larger than one.
    pages = client.get_paginator("scan").paginate(
        TableName=ranged, FilterExpression="pk = :p", ConsistentRead=True,
        ExpressionAttributeValues={":p": key["pk"]}, ProjectionExpression="m.y.z, li[0]")
    assert [item for page in pages for item in page["Items"]] == [{"m": M(y=M(z=N(2))), "li": L(N(0))}]


OVERLAP = ("Invalid ProjectionExpression: Two document paths overlap with each other; must remove "
           "or rewrite one of these paths; path one: %s, path two: %s")
CONFLICT = ("Invalid ProjectionExpression: Two document paths conflict with each other; must "
            "remove or rewrite one of these paths; path one: %s, path two: %s")


@pytest.mark.parametrize("expression, names, message", cases(
    ("twice", "a, b, a", None, OVERLAP % ("[a]", "[a]")),
    ("twice by name", "a, #a", {"#a": "a"}, OVERLAP % ("[a]", "[a]")),
    ("inside", "m, m.x", None, OVERLAP % ("[m]", "[m, x]")),
    ("around", "m.y.z, m.y", None, OVERLAP % ("[m, y, z]", "[m, y]")),
    ("element twice", "li[1], li[1]", None, OVERLAP % ("[li, [1]]", "[li, [1]]")),
    ("list and map", "m.x, m[0]", None, CONFLICT % ("[m, x]", "[m, [0]]")),
    ("reserved word", "a, name", None,
     "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: name"),
    ("reserved word nested", "m.value", None,
     "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: value"),
    ("undefined name", "#x", {"#a": "a"},
     "Invalid ProjectionExpression: An expression attribute name used in the document path is not "
     "defined; attribute name: #x"),
    ("unused name", "a", {"#a": "a"},
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
    ("empty names", "a", {}, "ExpressionAttributeNames must not be empty"),
    ("nested key", "pk.x", None,
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
     "Key: pk"),
    ("key element", "pk[0]", None,
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
     "Key: pk"),
))
def test_refuses(client, table, key, expression, names, message):
    request = {} if names is None else {"ExpressionAttributeNames": names}
    invalid(client.get_item, message, TableName=table, Key=key, ProjectionExpression=expression,
            **request)


@pytest.mark.parametrize("expression, token", [
    ("a,", "<EOF>"), (",a", ","), ("a,,b", ","), ("a b", "b"), ("a.", "<EOF>"), (".a", "."),
    ("a..b", "."), ("li[", "<EOF>"), ("li[]", "]"), ("li[a]", "a"), ("li[0", "<EOF>"), ("li]", "]"),
    ("[0]", "["), ("a = b", "="), (":a", ":a"), ("a-b", "-"), ("a.#", "#"), ("(a)", "("),
    ("1a", None), ("m.1a", None), ("li[1.5]", None), ("a\\b", "\\"),
])
def test_syntax_errors_name_the_token(client, table, expression, token):
    wanted = "Invalid ProjectionExpression: Syntax error; token: "
    if token is not None:
        wanted += f'"{token}", near: "'
    invalid(client.get_item, has(wanted), TableName=table, Key={"pk": S("a")},
            ProjectionExpression=expression)

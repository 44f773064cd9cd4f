"""Update expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
"""

import re
import uuid

import pytest

from support.errors import cases, has, invalid
from support.values import B, BOOL, BS, L, M, N, NS, NULL, S, SS, normalized, unique

ITEM = {
    "n": N(5), "s": S("text"), "ss": SS("a", "b"), "ns": NS(1, 2), "bs": BS(b"x"),
    "li": L(N(0), N(1), N(2)), "m": M(x=N(1), y=M(z=S("deep")), li=L(S("p"), S("q"))),
    "t": BOOL(True), "nil": NULL,
}


@pytest.fixture
def key(client, table):
    stored = {"pk": S(unique("expression"))}
    client.put_item(TableName=table, Item={**stored, **ITEM})
    return stored


def update(client, table, key, expression, values=None, names=None, **members):
    request = {"TableName": table, "Key": key, "UpdateExpression": expression, **members}
    if values is not None:
        request["ExpressionAttributeValues"] = values
    if names is not None:
        request["ExpressionAttributeNames"] = names
    return client.update_item(**request)


V = {":v": N(7)}

# expression, values, the attributes that change (None: removed)
CHANGES = [
    # SET
    ("SET a = :v", V, {"a": N(7)}),
    ("set a = :v, b = :v", V, {"a": N(7), "b": N(7)}),
    ("SET n = :v", {":v": S("now a string")}, {"n": S("now a string")}),
    ("SET a = n", None, {"a": N(5)}),
    ("SET a = li[1], b = m.y", None, {"a": N(1), "b": M(z=S("deep"))}),
    ("SET a = m", None, {"a": ITEM["m"]}),
    ("SET n = s, s = n", None, {"n": S("text"), "s": N(5)}),  # right sides see the old item
    ("SET n = n + :v", V, {"n": N(12)}),
    ("SET n = n - :v", V, {"n": N(-2)}),
    ("SET n = :v - n", V, {"n": N(2)}),
    ("SET n = :v + :v", V, {"n": N(14)}),
    ("SET n = n + m.x", None, {"n": N(6)}),
    ("SET n = n + :v", {":v": N("0.1")}, {"n": N("5.1")}),
    ("SET n = n + :v", {":v": N("1E-37")}, {"n": N("5.0000000000000000000000000000000000001")}),
    ("SET n = n - :v", {":v": N(5)}, {"n": N(0)}),
    ("SET m.x = :v", V, {"m": M(**{**ITEM["m"]["M"], "x": N(7)})}),
    ("SET m.fresh = :v", V, {"m": M(**{**ITEM["m"]["M"], "fresh": N(7)})}),
    ("SET m.y.z = :v, m.x = :v", V, {"m": M(x=N(7), y=M(z=N(7)), li=ITEM["m"]["M"]["li"])}),
    ("SET m.li[0] = :v", V, {"m": M(**{**ITEM["m"]["M"], "li": L(N(7), S("q"))})}),
    ("SET li[1] = :v", V, {"li": L(N(0), N(7), N(2))}),
    ("SET li[3] = :v", V, {"li": L(N(0), N(1), N(2), N(7))}),
    ("SET li[100] = :v", V, {"li": L(N(0), N(1), N(2), N(7))}),
    ("SET li[50] = :a, li[10] = :b", {":a": S("50"), ":b": S("10")},
     {"li": L(N(0), N(1), N(2), S("10"), S("50"))}),  # appended in the order of their indexes
    # functions
    ("SET a = if_not_exists(a, :v)", V, {"a": N(7)}),
    ("SET n = if_not_exists(n, :v)", V, {}),
    ("SET n = if_not_exists(n, :v) + :v", V, {"n": N(12)}),
    ("SET a = if_not_exists(a, :v) + :v", V, {"a": N(14)}),
    ("SET a = if_not_exists(a, n)", None, {"a": N(5)}),
    ("SET a = if_not_exists(m.absent, if_not_exists(b, :v))", V, {"a": N(7)}),
    ("SET li = list_append(li, :v)", {":v": L(S("end"))}, {"li": L(N(0), N(1), N(2), S("end"))}),
    ("SET li = list_append(:v, li)", {":v": L(S("new"))}, {"li": L(S("new"), N(0), N(1), N(2))}),
    ("SET a = list_append(:v, :v)", {":v": L(NULL)}, {"a": L(NULL, NULL)}),
    ("SET li = list_append(li, m.li)", None, {"li": L(N(0), N(1), N(2), S("p"), S("q"))}),
    ("SET a = list_append(if_not_exists(a, :e), :v)", {":e": L(), ":v": L(N(1))}, {"a": L(N(1))}),
    # REMOVE
    ("REMOVE n", None, {"n": None}),
    ("REMOVE n, s", None, {"n": None, "s": None}),
    ("REMOVE absent", None, {}),
    ("REMOVE m.x", None, {"m": M(y=M(z=S("deep")), li=L(S("p"), S("q")))}),
    ("REMOVE m.y.z", None, {"m": M(x=N(1), y=M(), li=L(S("p"), S("q")))}),
    ("REMOVE m.absent", None, {}),
    ("REMOVE li[0]", None, {"li": L(N(1), N(2))}),
    ("REMOVE li[0], li[2]", None, {"li": L(N(1))}),  # indexes are those before the update
    ("REMOVE li[9]", None, {}),
    ("REMOVE m.li[1]", None, {"m": M(**{**ITEM["m"]["M"], "li": L(S("p"))})}),
    ("REMOVE li[0], li[1], li[2]", None, {"li": L()}),
    # ADD
    ("ADD n :v", V, {"n": N(12)}),
    ("ADD n :v", {":v": N("-5")}, {"n": N(0)}),
    ("ADD a :v", V, {"a": N(7)}),
    ("ADD m.x :v", V, {"m": M(**{**ITEM["m"]["M"], "x": N(8)})}),
    ("ADD ss :v", {":v": SS("b", "c")}, {"ss": SS("a", "b", "c")}),
    ("ADD ns :v", {":v": NS("2.0", 3)}, {"ns": NS(1, 2, 3)}),
    ("ADD bs :v", {":v": BS(b"y")}, {"bs": BS(b"x", b"y")}),
    ("ADD a :v", {":v": SS("fresh")}, {"a": SS("fresh")}),
    ("ADD n :v, a :v", V, {"n": N(12), "a": N(7)}),
    # What stands in for an attribute that is there may be of any type.
    ("SET a = if_not_exists(n, :v) + n", {":v": S("x")}, {"a": N(10)}),
    ("SET a = list_append(if_not_exists(li, :v), li)", V,
     {"a": L(N(0), N(1), N(2), N(0), N(1), N(2))}),
    # DELETE
    ("DELETE ss :v", {":v": SS("a", "z")}, {"ss": SS("b")}),
    ("DELETE ns :v", {":v": NS("1.0")}, {"ns": NS(2)}),
    ("DELETE ss :v", {":v": SS("a", "b")}, {"ss": None}),  # an empty set cannot be
    ("DELETE absent :v", {":v": SS("a")}, {}),
    # sections together, in any order and case
    ("REMOVE s SET a = :v ADD n :v DELETE ss :s", {**V, ":s": SS("a")},
     {"s": None, "a": N(7), "n": N(12), "ss": SS("b")}),
    ("add n :v remove s set a = n", V, {"n": N(12), "s": None, "a": N(5)}),
    ("SET a=:v REMOVE li[0],m.x", V,
     {"a": N(7), "li": L(N(1), N(2)), "m": M(y=M(z=S("deep")), li=L(S("p"), S("q")))}),
    ("SET li[0] = :v REMOVE li[2]", V, {"li": L(N(7), N(1))}),
]


@pytest.mark.parametrize("expression, values, changes", CHANGES)
def test_changes(client, table, key, expression, values, changes):
    update(client, table, key, expression, values)
    expected = {name: value for name, value in {**key, **ITEM, **changes}.items()
                if value is not None}
    found = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert normalized(found) == normalized(expected)


@pytest.mark.parametrize("expression, names, changes", [
    ("SET #a = :v", {"#a": "name"}, {"name": N(7)}),
    ("SET m.#a = :v", {"#a": "with.dot"}, {"m": M(**{**ITEM["m"]["M"], "with.dot": N(7)})}),
    ("SET #a = :v", {"#a": "m.x"}, {"m.x": N(7)}),
    ("SET #m.#x = :v", {"#m": "m", "#x": "x"}, {"m": M(**{**ITEM["m"]["M"], "x": N(7)})}),
    ("SET #l[0] = :v", {"#l": "li"}, {"li": L(N(7), N(1), N(2))}),
])
def test_names(client, table, key, expression, names, changes):
    update(client, table, key, expression, V, names)
    found = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert normalized(found) == normalized({**key, **ITEM, **changes})


TYPE = "An operand in the update expression has an incorrect data type"
PATH = "The document path provided in the update expression is invalid for update"
ABSENT = "The provided expression refers to an attribute that does not exist in the item"

# Refused because of what the item holds.
IMPOSSIBLE = [
    ("SET a = absent", None, ABSENT),
    ("SET a = m.absent", None, ABSENT),
    ("SET a = li[9]", None, ABSENT),
    ("SET a = absent + :v", V, ABSENT),
    ("SET a = list_append(absent, :v)", {":v": L()}, ABSENT),
    ("SET n = s + :v", V, TYPE),
    ("SET n = :v - ss", V, TYPE),
    ("SET li = list_append(li, n)", None, TYPE),
    ("SET a = list_append(if_not_exists(absent, :v), li)", V, TYPE),
    ("SET a = if_not_exists(absent, :v) + n", {":v": S("x")}, TYPE),
    ("SET li = list_append(s, :v)", {":v": L()}, TYPE),
    ("ADD s :v", V, TYPE),
    ("ADD n :v", {":v": SS("a")}, TYPE),
    ("ADD ss :v", {":v": NS(1)}, TYPE),
    ("DELETE ns :v", {":v": SS("a")}, TYPE),
    ("DELETE n :v", {":v": NS(1)}, TYPE),
    ("SET absent.x = :v", V, PATH),
    ("SET m.absent.x = :v", V, PATH),
    ("SET n.x = :v", V, PATH),
    ("SET s[0] = :v", V, PATH),
    ("SET m[0] = :v", V, PATH),
    ("SET li.x = :v", V, PATH),
    ("SET absent[0] = :v", V, PATH),
    ("REMOVE absent.x", None, PATH),
    ("REMOVE n.x", None, PATH),
    ("ADD absent.x :v", V, PATH),
    ("SET n = n + :v", {":v": N("1E-38")}, None),
    ("SET n = n + :v", {":v": N("9E+125")}, None),
    ("ADD n :v", {":v": N("1E+100")}, None),
]


@pytest.mark.parametrize("expression, values, message", IMPOSSIBLE)
def test_refuses_what_the_item_does_not_allow(client, table, key, expression, values, message):
    request = {"ExpressionAttributeValues": values} if values else {}
    invalid(client.update_item, message, TableName=table, Key=key, UpdateExpression=expression,
            **request)
    found = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert normalized(found) == normalized({**key, **ITEM})


OVERLAP = ("Two document paths overlap with each other; must remove or rewrite one of these paths; "
           "path one: %s, path two: %s")
CONFLICT = ("Two document paths conflict with each other; must remove or rewrite one of these "
            "paths; path one: %s, path two: %s")
OPERANDS = "Incorrect number of operands for operator or function; operator or function: "
MISUSED = "The function is not allowed to be used this way in an expression; function: "
OPERAND_TYPE = "Incorrect operand type for operator or function; "


def wrong_type(section, kind):
    return re.compile(f"^1 validation error detected: Invalid UpdateExpression: {OPERAND_TYPE}"
                      f"operator: {section}, operand type: {kind}(, typeSet: "
                      f"ALLOWED_FOR_{section}_OPERAND)?$")



ERRORS = cases(
    ("same path twice", "SET a = :v, a = :v", V, OVERLAP % ("[a]", "[a]")),
    ("same path in two sections", "SET a = :v REMOVE a", V, OVERLAP % ("[a]", "[a]")),
    ("path inside another", "SET m = :v, m.x = :v", V, OVERLAP % ("[m]", "[m, x]")),
    ("path around another", "SET m.y.z = :v REMOVE m.y", V, OVERLAP % ("[m, y, z]", "[m, y]")),
    ("element twice", "SET li[0] = :v REMOVE li[0]", V, OVERLAP % ("[li, [0]]", "[li, [0]]")),
    ("map and list", "SET m.x = :v, m[0] = :v", V, CONFLICT % ("[m, x]", "[m, [0]]")),
    ("section twice", "SET a = :v SET b = :v", V,
     'The "SET" section can only be used once in an update expression;'),
    ("section twice apart", "REMOVE a SET c = :v remove b", V,
     'The "REMOVE" section can only be used once in an update expression;'),
    ("reserved word", "SET name = :v", V,
     "Attribute name is a reserved keyword; reserved keyword: name"),
    ("reserved word on the right", "SET a = value", None,
     "Attribute name is a reserved keyword; reserved keyword: value"),
    ("reserved word removed", "REMOVE date", None,
     "Attribute name is a reserved keyword; reserved keyword: date"),
    ("undefined value", "SET a = :v, b = :w", V,
     "An expression attribute value used in expression is not defined; attribute value: :w"),
    ("undefined name", "SET #a = :v", V,
     "An expression attribute name used in the document path is not defined; attribute name: #a"),
    ("unknown function", "SET a = concat(a, :v)", V, "Invalid function name; function: concat"),
    ("condition function", "SET a = size(b)", None, has("function: size")),
    ("if_not_exists of one", "SET a = if_not_exists(a)", None,
     OPERANDS + "if_not_exists, number of operands: 1"),
    ("list_append in list_append", "SET a = list_append(:v, list_append(li, :v))", {":v": L()},
     MISUSED + "list_append"),
    ("list_append in if_not_exists", "SET a = if_not_exists(a, list_append(li, :v))", {":v": L()},
     MISUSED + "list_append"),
    ("list_append in a sum", "SET a = n + list_append(li, :v)", {":v": L()},
     MISUSED + "list_append"),
    ("list_append of three", "SET a = list_append(a, :v, :v)", V,
     OPERANDS + "list_append, number of operands: 3"),
    ("if_not_exists of a value", "SET a = if_not_exists(:v, a)", V,
     "Operator or function requires a document path; operator or function: if_not_exists"),
    ("list_append of a number", "SET a = list_append(a, :v)", V,
     OPERAND_TYPE + "operator or function: list_append, operand type: N"),
    ("plus a string", "SET a = a + :v", {":v": S("x")},
     OPERAND_TYPE + "operator or function: +, operand type: S"),
    ("minus a list", "SET a = :v - a", {":v": L()},
     OPERAND_TYPE + "operator or function: -, operand type: L"),
    ("add a string", "ADD a :v", {":v": S("x")},
     wrong_type("ADD", "STRING")),
    ("add a list", "ADD a :v", {":v": L()}, wrong_type("ADD", "LIST")),
    ("add a map", "ADD a :v", {":v": M()}, wrong_type("ADD", "MAP")),
    ("add a boolean", "ADD a :v", {":v": BOOL(True)},
     wrong_type("ADD", "BOOLEAN")),
    ("delete a number", "DELETE a :v", V, wrong_type("DELETE", "NUMBER")),
    ("delete a binary", "DELETE a :v", {":v": B(b"x")},
     wrong_type("DELETE", "BINARY")),
    ("delete null", "DELETE a :v", {":v": NULL},
     wrong_type("DELETE", "NULL")),
)


@pytest.mark.parametrize("expression, values, message", ERRORS)
def test_refuses(client, table, expression, values, message):
    request = {"TableName": table, "Key": {"pk": S("a")}, "UpdateExpression": expression}
    if values:
        request["ExpressionAttributeValues"] = values
    if "#" in expression:
        request["ExpressionAttributeNames"] = {"#other": "a"}
    expected = f"Invalid UpdateExpression: {message}" if isinstance(message, str) else message
    invalid(client.update_item, expected, **request)


# The offending token; near shows it with its neighbours.
SYNTAX = [
    ("SET", "<EOF>"), ("SET a", "<EOF>"), ("SET a =", "<EOF>"), ("SET a = :v,", "<EOF>"),
    ("SET a = :v REMOVE", "<EOF>"), ("SET a :v", ":v"), ("SET a == :v", "="), ("SET = :v", "="),
    ("a = :v", "a"), ("INSERT a = :v", "INSERT"), ("SET a = :v b = :v", "b"), ("SET :v = :v", ":v"),
    ("SET a-b = :v", "-"), ("SET a = :v; REMOVE b", ";"), ("SET a = 1", "1"), ("SET a = 'x'", "'"),
    ("SET a = :v + :v + :v", "+"), ("SET a = :v * :v", "*"), ("SET a += :v", "+"),
    ("ADD a = :v", "="), ("ADD a b", "b"), ("ADD a", "<EOF>"), ("DELETE a", "<EOF>"),
    ("REMOVE a = :v", "="), ("REMOVE a b", "b"), ("REMOVE :v", ":v"),
    ("SET a = list_append(a :v)", ":v"),
    ("SET a = if_not_exists(a, :v", "<EOF>"), ("SET a[x] = :v", "x"), ("SET a. = :v", "="),
    ("SET a[0 = :v", "="), ("SET a = :v)", ")"), ("SET a = ?", "?"),
]


@pytest.mark.parametrize("expression, token", SYNTAX)
def test_syntax_errors_name_the_token(client, table, expression, token):
    request = {"TableName": table, "Key": {"pk": S("a")}, "UpdateExpression": expression}
    if ":v" in expression:
        request["ExpressionAttributeValues"] = V
    answer = invalid(client.update_item, **request)
    message = answer["Error"]["Message"]
    assert message.startswith(
        f'1 validation error detected: Invalid UpdateExpression: Syntax error; token: "{token}", near: "'), message
    assert message.endswith('"')


ITEM_BYTES_MAX = 409_600
TOO_LARGE = "Item size to update has exceeded the maximum allowed size"

# What an expression counts by itself besides the text :t, whatever the item holds. (The documented
# limit is that of the item; these figures are from requests that the service took and refused.)
OWN_BYTES = [
    ("SET a = :t", 23), ("SET longer_name = :t", 33), ("SET m.x = :t", 28), ("SET li[0] = :t", 29),
    ("SET a = :t REMOVE b", 25), ("SET a = :t ADD n :n", 45), ("SET a = :t, b = s", 59),
    ("SET a = :t, b = n + :n", 95), ("SET a = :t, b = n - :n", 98),
    ("SET a = if_not_exists(a, :t)", 78),
]


@pytest.mark.parametrize("expression, own_bytes", OWN_BYTES)
def test_an_update_counts_by_itself(client, table, expression, own_bytes):
    key = {"pk": S(uuid.uuid4().hex[:6])}  # takes less than what is counted
    read = {"m": M(), "li": L(), "n": N(5), "s": S("")}
    client.put_item(TableName=table, Item={
        **key, **{name: value for name, value in read.items()
                  if re.search(rf"\b{name}\b", expression)}})
    values = {":n": N(1)} if ":n" in expression else {}
    room = ITEM_BYTES_MAX - own_bytes
    for size, legal in ((room + 1, False), (room, True)):
        request = {"TableName": table, "Key": key, "UpdateExpression": expression,
                   "ExpressionAttributeValues": {":t": S("t" * size), **values}}
        if legal:
            client.update_item(**request)
        else:
            invalid(client.update_item, TOO_LARGE, **request)


def test_what_is_there_counts_only_with_what_comes_of_it(client, table):
    key = {"pk": S(unique("update"))}
    client.put_item(TableName=table, Item={**key, "payload": S("x" * 400_000)})
    client.update_item(TableName=table, Key=key, UpdateExpression="SET n = :n",
                       ExpressionAttributeValues={":n": N(1)})
    invalid(client.update_item, TOO_LARGE, TableName=table, Key=key,
            UpdateExpression="SET copied = payload")


def test_an_update_is_too_large_before_its_condition_is_asked(client, table):
    invalid(client.update_item, TOO_LARGE, TableName=table, Key={"pk": S(unique("update"))},
            UpdateExpression="SET a = :t", ConditionExpression="attribute_exists(a)",
            ExpressionAttributeValues={":t": S("t" * ITEM_BYTES_MAX)})

"""Condition and filter expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
One grammar serves both; the tables here run through ConditionExpression, a few through a filter.
"""

import re

import pytest

from support.errors import CONDITION_FAILED, cases, fails, has, invalid
from support.values import B, BOOL, BS, L, M, N, NS, NULL, S, SS, unique

ITEM = {
    "s": S("hello"), "n": N(5), "b": B(b"\x01\x02"), "t": BOOL(True), "f": BOOL(False),
    "nil": NULL, "ss": SS("a", "b"), "ns": NS(1, 2), "bs": BS(b"x", b"y"),
    "li": L(S("a"), N(1), L(N(2)), M(k=S("v"))), "mp": M(x=N(1), y=M(z=S("deep")), **{"w.v": N(9)}),
    "es": S(""), "el": L(), "em": M(), "s2": S("help"), "n2": N("5.0"), "neg": N("-3"),
    "i": N(1),
}


@pytest.fixture(scope="module")
def key(client, table):
    stored = {"pk": S(unique("condition"))}
    client.put_item(TableName=table, Item={**stored, **ITEM})
    return stored


def holds(client, table, key, expression, values=None, names=None):
    """Whether a write under this condition goes through; the write itself changes nothing."""
    request = {"TableName": table, "Key": key, "ConditionExpression": expression}
    if values:
        request["ExpressionAttributeValues"] = values
    if names:
        request["ExpressionAttributeNames"] = names
    try:
        client.update_item(**request)
    except client.exceptions.ConditionalCheckFailedException:
        return False
    return True


# expression, values; True for met
TRUTH = [
    # comparisons
    ("s = :v", {":v": S("hello")}, True),
    ("s = :v", {":v": S("Hello")}, False),
    ("s <> :v", {":v": S("Hello")}, True),
    ("s < :v", {":v": S("help")}, True),
    ("s <= :v", {":v": S("hello")}, True),
    ("s > :v", {":v": S("hell")}, True),
    ("s >= :v", {":v": S("helm")}, False),
    ("n = :v", {":v": N("5.00")}, True),
    ("n < :v", {":v": N("10")}, True),
    ("n > :v", {":v": N("-10")}, True),
    ("neg < :v", {":v": N("-2.9")}, True),
    ("b < :v", {":v": B(b"\x01\x03")}, True),
    ("b > :v", {":v": B(b"\x01")}, True),
    ("b < :v", {":v": B(b"\xff")}, True),
    ("n = n2", {}, True),
    ("s < s2", {}, True),
    (":v = s", {":v": S("hello")}, True),
    (":a = :b", {":a": N(1), ":b": N("1.0")}, True),
    ("t = :v", {":v": BOOL(True)}, True),
    ("t <> f", {}, True),
    ("nil = :v", {":v": NULL}, True),
    ("ss = :v", {":v": SS("b", "a")}, True),
    ("ns = :v", {":v": NS(2, "1.0")}, True),
    ("bs = :v", {":v": BS(b"y", b"x")}, True),
    ("li = :v", {":v": ITEM["li"]}, True),
    ("mp = :v", {":v": ITEM["mp"]}, True),
    ("li = :v", {":v": L(S("a"))}, False),
    ("es = :v", {":v": S("")}, True),
    # different types are not equal, and in no order
    ("n = :v", {":v": S("5")}, False),
    ("n <> :v", {":v": S("5")}, True),
    ("n < :v", {":v": S("9")}, False),
    ("n > :v", {":v": S("1")}, False),
    ("s < :v", {":v": B(b"zzz")}, False),
    # an absent attribute is not equal to anything, and in no order
    ("absent = :v", {":v": S("x")}, False),
    ("absent <> :v", {":v": S("x")}, True),
    ("absent < :v", {":v": S("x")}, False),
    ("absent >= :v", {":v": S("x")}, False),
    ("absent = gone", {}, False),
    # BETWEEN and IN
    ("n BETWEEN :a AND :b", {":a": N(5), ":b": N(5)}, True),
    ("n BETWEEN :a AND :b", {":a": N(6), ":b": N(9)}, False),
    ("s BETWEEN :a AND :b", {":a": S("h"), ":b": S("i")}, True),
    (":v BETWEEN i AND n", {":v": N(3)}, True),
    ("n BETWEEN i AND n2", {}, True),
    ("absent BETWEEN :a AND :b", {":a": N(1), ":b": N(9)}, False),
    ("n IN (:a, :b)", {":a": N(1), ":b": N("5")}, True),
    ("n IN (:a)", {":a": S("5")}, False),
    ("n IN (s, n2)", {}, True),
    (":v IN (s, s2)", {":v": S("help")}, True),
    ("absent IN (:a)", {":a": N(1)}, False),
    # logic: NOT binds tighter than AND, AND tighter than OR
    ("t = f OR n = n2", {}, True),
    ("t = f AND n = n2", {}, False),
    ("NOT t = f", {}, True),
    ("NOT NOT n = n2", {}, True),
    ("n = n2 OR n = n2 AND t = f", {}, True),
    ("(n = n2 OR n = n2) AND t = f", {}, False),
    ("NOT t = f AND t = f", {}, False),
    ("NOT (t = f AND t = f)", {}, True),
    ("NOT t = f OR t = f", {}, True),
    ("not n = n2 or (n = n2 and n between i and n2)", {}, True),
    ("n=n2 AND(s<s2)", {}, True),
    ("  n  =\tn2\n\r", {}, True),
    # attribute_exists, attribute_not_exists
    ("attribute_exists(s)", {}, True),
    ("attribute_exists(absent)", {}, False),
    ("attribute_exists(nil)", {}, True),
    ("attribute_exists(mp.y.z)", {}, True),
    ("attribute_exists(mp.y.q)", {}, False),
    ("attribute_exists(li[3].k)", {}, True),
    ("attribute_exists(li[4])", {}, False),
    ("attribute_not_exists(absent)", {}, True),
    ("attribute_not_exists(s)", {}, False),
    ("attribute_not_exists(s.x)", {}, True),
    ("attribute_not_exists(mp[0])", {}, True),
    ("NOT attribute_exists(absent) AND attribute_not_exists (gone)", {}, True),
    # attribute_type
    *[(f"attribute_type({name}, :t)", {":t": S(kind)}, True)
      for name, value in ITEM.items() for kind in value],
    ("attribute_type(s, :t)", {":t": S("N")}, False),
    ("attribute_type(absent, :t)", {":t": S("S")}, False),
    ("attribute_type(li[2], :t)", {":t": S("L")}, True),
    # begins_with
    ("begins_with(s, :v)", {":v": S("he")}, True),
    ("begins_with(s, :v)", {":v": S("hello")}, True),
    ("begins_with(s, :v)", {":v": S("hello!")}, False),
    ("begins_with(s, :v)", {":v": S("")}, True),
    ("begins_with(b, :v)", {":v": B(b"\x01")}, True),
    ("begins_with(n, :v)", {":v": S("5")}, False),
    ("begins_with(absent, :v)", {":v": S("h")}, False),
    ("begins_with(li[3].k, :v)", {":v": S("v")}, True),
    # contains
    ("contains(s, :v)", {":v": S("ell")}, True),
    ("contains(s, :v)", {":v": S("elk")}, False),
    ("contains(b, :v)", {":v": B(b"\x02")}, True),
    ("contains(ss, :v)", {":v": S("a")}, True),
    ("contains(ss, :v)", {":v": S("c")}, False),
    ("contains(ns, :v)", {":v": N("2.0")}, True),
    ("contains(bs, :v)", {":v": B(b"y")}, True),
    ("contains(li, :v)", {":v": S("a")}, True),
    ("contains(li, :v)", {":v": N(1)}, True),
    ("contains(li, :v)", {":v": L(N(2))}, True),
    ("contains(li, :v)", {":v": M(k=S("v"))}, True),
    ("contains(li, :v)", {":v": N(2)}, False),
    ("contains(n, :v)", {":v": S("5")}, False),
    ("contains(mp, :v)", {":v": S("x")}, False),
    ("contains(absent, :v)", {":v": S("x")}, False),
    ("contains(:v, s)", {":v": S("oh, hello")}, True),
    ("contains(:v, s)", {":v": L(S("hello"))}, True),
    # size
    ("size(s) = :v", {":v": N(5)}, True),
    ("size(es) = :v", {":v": N(0)}, True),
    # A text is counted in UTF-16 code units.
    ("size(:v) = size(s)", {":v": S("a\u00e9\u4e2d\U0001f600")}, True),
    ("size(:v) = size(s)", {":v": S("\u00e9" * 5)}, True),
    ("size(:v) = size(s)", {":v": S("\ud7ff\ue000\uffff\U00010000")}, True),
    ("size(:v) = size(s)", {":v": S("\U0010ffff" * 5)}, False),
    ("size(b) = :v", {":v": N(2)}, True),
    ("size(ss) = :v", {":v": N(2)}, True),
    ("size(ns) = :v", {":v": N(2)}, True),
    ("size(bs) = :v", {":v": N(2)}, True),
    ("size(li) = :v", {":v": N(4)}, True),
    ("size(el) = :v", {":v": N(0)}, True),
    ("size(mp) = :v", {":v": N(3)}, True),
    ("size(em) = :v", {":v": N(0)}, True),
    ("size(mp.y.z) > :v", {":v": N(3)}, True),
    ("size(:v) = size(s)", {":v": S("12345")}, True),
    ("size(s) BETWEEN :a AND :b", {":a": N(1), ":b": N(9)}, True),
    ("size(s) IN (:v)", {":v": N(5)}, True),
    (":v < size(s)", {":v": N(4)}, True),
    ("size(absent) = :v", {":v": N(0)}, False),
    ("size(n) = :v", {":v": N(1)}, False),
    # paths
    ("mp.x = :v", {":v": N(1)}, True),
    ("mp.y.z = :v", {":v": S("deep")}, True),
    ("li[0] = :v", {":v": S("a")}, True),
    ("li[2][0] = :v", {":v": N(2)}, True),
    ("li[3].k = :v", {":v": S("v")}, True),
    ("li[9] = :v", {":v": S("a")}, False),
    ("li[ 0 ] = :v", {":v": S("a")}, True),
    ("mp . x = :v", {":v": N(1)}, True),
    ("((mp.y)).z = :v", {":v": S("deep")}, True),
    ("(mp).x = :v AND (((li)[3]).k) <> :v", {":v": N(1)}, True),
    ("size((mp).y.z) = :v", {":v": N(4)}, True),
]


@pytest.mark.parametrize("expression, values, expected", TRUTH)
def test_condition(client, table, key, expression, values, expected):
    assert holds(client, table, key, expression, values) == expected


@pytest.mark.parametrize("expression, names, expected", [
    ("attribute_exists(#a)", {"#a": "s"}, True),
    ("attribute_exists(#m.#x)", {"#m": "mp", "#x": "x"}, True),
    ("attribute_exists(mp.#d)", {"#d": "w.v"}, True),
    ("attribute_exists(#d)", {"#d": "mp.x"}, False),
    ("attribute_exists(#d)", {"#d": "li[0]"}, False),
    ("attribute_exists(#0)", {"#0": "s"}, True),
    ("attribute_exists(#_a1)", {"#_a1": "s"}, True),
    ("attribute_not_exists(#status)", {"#status": "status"}, True),
    ("attribute_exists(#a) AND attribute_exists(#a)", {"#a": "n"}, True),
])
def test_names(client, table, key, expression, names, expected):
    assert holds(client, table, key, expression, names=names) == expected


def test_an_absent_item_meets_only_what_absence_meets(client, table):
    absent = {"pk": S(unique("absent"))}
    fails(client.delete_item, CONDITION_FAILED, TableName=table, Key=absent,
          ConditionExpression="s = :v", ExpressionAttributeValues={":v": S("x")})
    client.delete_item(TableName=table, Key=absent, ConditionExpression="NOT s = :v",
                       ExpressionAttributeValues={":v": S("x")})


@pytest.mark.parametrize("expression, values, expected", TRUTH[::6])
def test_filter(client, table, key, expression, values, expected):
    answer = client.query(TableName=table, KeyConditionExpression="pk = :pk",
                          FilterExpression=expression, ConsistentRead=True,
                          ExpressionAttributeValues={":pk": key["pk"], **values})
    assert answer["Count"] == int(expected)


V = {":v": N(1)}
SX = {":v": S("x")}

ERRORS = cases(
    ("unknown name", "attribute_exists(#a)", None,
     "An expression attribute name used in the document path is not defined; attribute name: #a"),
    ("unknown value", "s = :v", None,
     "An expression attribute value used in expression is not defined; attribute value: :v"),
    ("reserved word", "status = :v", V,
     "Attribute name is a reserved keyword; reserved keyword: status"),
    ("reserved word in any case", "NaMe = :v", V,
     "Attribute name is a reserved keyword; reserved keyword: NaMe"),
    ("reserved word nested", "s.size = :v", V,
     "Attribute name is a reserved keyword; reserved keyword: size"),
    ("unknown function", "exists(s)", None, "Invalid function name; function: exists"),
    ("function names know case", "ATTRIBUTE_EXISTS(s)", None,
     "Invalid function name; function: ATTRIBUTE_EXISTS"),
    ("too many operands", "attribute_exists(s, n)", None,
     "Incorrect number of operands for operator or function; operator or function: "
     "attribute_exists, number of operands: 2"),
    ("too few operands", "begins_with(s)", None,
     "Incorrect number of operands for operator or function; operator or function: "
     "begins_with, number of operands: 1"),
    ("size of two", "size(s, n) = :v", V,
     "Incorrect number of operands for operator or function; operator or function: "
     "size, number of operands: 2"),
    ("exists of a value", "attribute_exists(:v)", V,
     "Operator or function requires a document path; operator or function: attribute_exists"),
    ("not exists of a value", "attribute_not_exists(:v)", V,
     "Operator or function requires a document path; operator or function: attribute_not_exists"),
    ("begins_with a number", "begins_with(s, :v)", V,
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: N"),
    ("begins_with of a list", "begins_with(:v, s)", {":v": L()},
     "Incorrect operand type for operator or function; operator or function: begins_with, "
     "operand type: L"),
    ("attribute_type number", "attribute_type(s, :v)", V,
     "Incorrect operand type for operator or function; operator or function: attribute_type, "
     "operand type: N"),
    ("attribute_type unknown", "attribute_type(s, :v)", {":v": S("STRING")},
     has("Invalid attribute type name found; type: STRING, valid types: {")),
    ("size of a number", "size(:v) = :v", V,
     "Incorrect operand type for operator or function; operator or function: size, "
     "operand type: N"),
    ("order of booleans", "s < :v", {":v": BOOL(True)},
     re.compile("Incorrect operand type for operator or function; operator( or function)?: <, "
                "operand type: BOOL")),
    ("order of lists", "s >= :v", {":v": L()},
     re.compile("Incorrect operand type for operator or function; operator( or function)?: >=, "
                "operand type: L")),
    ("between types differ", "n BETWEEN :a AND :b", {":a": N(1), ":b": S("x")},
     "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:1}, upper bound operand: AttributeValue: {S:x}"),
    ("between upside down", "n BETWEEN :a AND :b", {":a": N(2), ":b": N(1)},
     "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower "
     "bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"),
    ("same operand twice", "s = s", None,
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: =, first operand: [s]"),
    ("same path twice", "mp.y[1] < mp.y[1]", None,
     "The first operand must be distinct from the remaining operands for this operator or "
     "function; operator: <, first operand: [mp, y, [1]]"),
    ("redundant parentheses", "((s = :v))", SX, "The expression has redundant parentheses;"),
    ("redundant parentheses inside", "n = :v AND ((s = :v))", SX,
     "The expression has redundant parentheses;"),
    ("size as a condition", "size(s)", None,
     "The function is not allowed to be used this way in an expression; function: size"),
    ("a condition as an operand", "attribute_exists(s) = :v", V,
     "The function is not allowed to be used this way in an expression; function: "
     "attribute_exists"),
    ("update function", "if_not_exists(s, n) = :v", V,
     has("function: if_not_exists")),
    ("33 elements", "mp" + ".x" * 32 + " = :v", V,
     "The document path has too many nesting levels; nesting levels: 33"),
)

# Of two faults the one that stands first in the text is told; syntax comes before all others, then
# parentheses, then what shows without the placeholders.
SYNTAX_ERROR = has("Invalid ConditionExpression: Syntax error; ")
PARENTHESES = "The expression has redundant parentheses;"
RESERVED = "Attribute name is a reserved keyword; reserved keyword: name"
UNKNOWN = "Invalid function name; function: foo"
MISUSED = "The function is not allowed to be used this way in an expression; function: size"
UNDEFINED = "An expression attribute value used in expression is not defined; attribute value: :no"
COUNT = ("Incorrect number of operands for operator or function; operator or function: size, number "
         "of operands: 2")
TYPE = "Incorrect operand type for operator or function; operator or function: <, operand type: BOOL"
SAME = ("The first operand must be distinct from the remaining operands for this operator or "
        "function; operator: =, first operand: [s]")

ORDERED = cases(
    ("syntax before parentheses", "((s = :v)) AND", SYNTAX_ERROR),
    ("parentheses before reserved words", "name = :v AND ((s = :v))", PARENTHESES),
    ("a reserved word and a function", "name = :v AND foo(s)", RESERVED),
    ("a function and a reserved word", "foo(s) AND name = :v", UNKNOWN),
    ("a function of a reserved word", "foo(name)", UNKNOWN),
    ("a reserved word and a misuse", "name = :v AND size(s)", RESERVED),
    ("a misuse and a function", "size(s) AND foo(s)", MISUSED),
    ("reserved words before placeholders", "s = :no AND name = :v", RESERVED),
    ("a placeholder and a count", "s = :no AND size(s, n) = :v", UNDEFINED),
    ("a count and a placeholder", "size(s, n) = :v AND s = :no", COUNT),
    ("a count and a type", "size(s, n) = :v AND s < :t", COUNT),
    ("a type and a count", "s < :t AND size(s, n) = :v", TYPE),
    ("a type and the same", "s < :t AND s = s", TYPE),
    ("the same and a type", "s = s AND s < :t", SAME),
    ("the same and a placeholder", "s = s AND n = :no", SAME),
    ("operators last", " AND ".join(["s = :v"] * 151) + " AND s = s", SAME),
)


@pytest.mark.parametrize("expression, message", ORDERED)
def test_tells_the_fault_that_stands_first(client, table, expression, message):
    request = {"TableName": table, "Key": {"pk": S("a")}, "ConditionExpression": expression}
    values = {":v": N(1), ":t": BOOL(True)}
    used = {name: value for name, value in values.items() if name in expression}
    if used or ":no" in expression:
        request["ExpressionAttributeValues"] = used or V
    expected = message if isinstance(message, re.Pattern) else \
        f"Invalid ConditionExpression: {message}"
    invalid(client.delete_item, expected, **request)


@pytest.mark.parametrize("expression, values, message", ERRORS)
def test_refuses(client, table, expression, values, message):
    request = {"TableName": table, "Key": {"pk": S("a")}, "ConditionExpression": expression}
    if values:
        request["ExpressionAttributeValues"] = values
    if "#" in expression:
        request["ExpressionAttributeNames"] = {"#other": "s"}
    expected = f"Invalid ConditionExpression: {message}" if isinstance(message, str) else message
    invalid(client.delete_item, expected, **request)


def test_a_filter_is_called_one_in_errors(client, table):
    invalid(client.scan, "Invalid FilterExpression: Attribute name is a reserved keyword; reserved "
            "keyword: name", TableName=table, FilterExpression="name = :v",
            ExpressionAttributeValues={":v": N(1)})


# The offending token; near shows it with its neighbours.
SYNTAX = [
    ("s", "<EOF>"), ("s =", "<EOF>"), ("s = :v AND", "<EOF>"), ("s = :v)", ")"),
    ("(s = :v", "<EOF>"),
    ("= :v", "="), ("s == :v", "="), ("s != :v", "!"), ("s = :v s2 = :v", "s2"), ("s = 'x'", "'"),
    ("s = 1", "1"), ("AND s = :v", "AND"), ("s BETWEEN :v", "<EOF>"), ("s IN :v", ":v"),
    ("s IN ()", ")"), ("s = :v; ", ";"), ("a-b = :v", "-"), ("s.[0] = :v", "["), ("s[a] = :v", "a"),
    ("s[-1] = :v", "-"), ("s[:v] = :v", ":v"), ("attribute_exists()", ")"),
    ("attribute_exists(s", "<EOF>"), ("s + :v", "+"), ("s = :v OR OR s = :v", "OR"), ("%", "%"),
    ("SET s = :v", "SET"), ("s.remove = :v", "remove"), ("li[01] = :v", "1"), ("li[00] = :v", "0"),
]


@pytest.mark.parametrize("expression, token", SYNTAX)
def test_syntax_errors_name_the_token(client, table, expression, token):
    request = {"TableName": table, "Key": {"pk": S("a")}, "ConditionExpression": expression}
    if ":v" in expression:
        request["ExpressionAttributeValues"] = {":v": S("x")}
    answer = invalid(client.delete_item, has("Invalid ConditionExpression: Syntax error; token: "),
                     **request)
    message = answer["Error"]["Message"]
    assert message.startswith(
        f'1 validation error detected: Invalid ConditionExpression: Syntax error; token: "{token}", near: "'), message
    assert message.endswith('"')

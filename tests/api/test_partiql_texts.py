"""What PartiQL statements are told that cannot be run: in which words, by every operation alike.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html
"""

import re
from pathlib import Path

import pytest
from botocore.exceptions import ClientError

from support import tables
from support.errors import VALIDATION, cases, check_message, has, invalid
from support.partiql import execute, items, make_indexed
from support.values import N, S, unique

NWF = "Statement wasn't well formed, can't be processed: "
STATEMENTS_MAX = 25


def read_texts():
    lines = (Path(__file__).parent / "partiql_texts.txt").read_text().splitlines()
    lines = [line for line in lines if line and not line.startswith("##")]
    for statement, message in zip(lines[::2], lines[1::2], strict=True):
        assert not statement.startswith(" ") and message.startswith("    "), statement
        yield statement, re.sub("^NWF ?", NWF, message.strip())


TEXTS = list(read_texts())
# Words, names, literals and signs, longest first.
TOKEN = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|[\w$]+(?:\.\d+)?|<<|>>|<>|<=|>=|\S""")


def tokens(statement):
    return TOKEN.findall(statement)


@pytest.fixture(scope="module")
def indexed(client):
    name = make_indexed(client)
    yield name
    tables.drop(client, name)


@pytest.mark.parametrize("statement, message", TEXTS, ids=[statement for statement, _ in TEXTS])
def test_refuses(client, statement, message):
    invalid(client.execute_statement, message, Statement=statement)
    invalid(client.execute_transaction, f"Validation failed in TransactStatements[0]: {message}",
            TransactStatements=[{"Statement": statement}])


def begins_no_statement(statement):
    return bool(re.match(r"[\w'?$-]", statement)) and not re.match(
        r"(SELECT|INSERT|UPDATE|DELETE|FROM|EXISTS|WHERE|SET|REMOVE|GRANT|NULL|MISSING|NOT|COUNT|"
        r"CASE|CREATE|DROP)\b", statement, re.IGNORECASE)


def test_a_batch_refuses_each_in_its_slot(client):
    for at in range(0, len(TEXTS), STATEMENTS_MAX):
        batch = TEXTS[at:at + STATEMENTS_MAX]
        answer = client.batch_execute_statement(
            Statements=[{"Statement": statement} for statement, _ in batch])
        for (statement, message), response in zip(batch, answer["Responses"], strict=True):
            if begins_no_statement(statement):
                message = NWF + "Expected data manipulation"
            assert response == {"Error": {"Code": "ValidationError", "Message": message}}, statement


@pytest.mark.parametrize("statement, message", cases(
    ("a blank", " ", NWF + "Unexpected term"),
    ("on another line", "SELECT\n  a + 1 FROM t", "Unexpected path component at 2:5:1"),
    ("on another line of two signs", "SELECT\r\n  a + 1 FROM t", "Unexpected path component at 2:5:1"),
    ("behind comments", "SELECT /* b\n */ a -- c\n + 1 FROM t", "Unexpected path component at 3:2:1"),
    ("counted in code points", 'SELECT "é🎸" + 1 FROM t', "Unexpected path component at 1:13:1"),
    ("long in code points", "SELECT '🎸' FROM t", "Unexpected path component at 1:8:3"),
    ("no token before", "SELECT FROM t WHERE #", NWF),
    ("a comment alone", "-- SELECT * FROM t", NWF + "Unexpected term"),
    ("nested too deep", "SELECT * FROM t WHERE " + "(" * 4000, NWF + "Expressions are nested too deeply"),
    ("brackets, too deep", "SELECT * FROM t WHERE a = " + "[" * 4000,
     NWF + "Expressions are nested too deeply"),
    ("brackets, as deep as can be", "SELECT * FROM t WHERE a = " + "[" * 55 + "]" * 55,
     "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond "
     "supported limit"),
    ("functions, as deep as can be", "SELECT * FROM t WHERE " + "foo(" * 55 + "a" + ")" * 55,
     "Unrecognized function: foo at 1:239:3"),
))
def test_tells_the_place(client, statement, message):
    invalid(client.execute_statement, message, Statement=statement)


def test_tells_the_grammar_before_the_dialect(client):
    invalid(client.execute_statement, NWF + "Unexpected term", Statement="SELECT a AS b FROM t WHERE")
    invalid(client.execute_statement, NWF, Statement="SELECT FROM t WHERE a = 'x")


# Where | stands, a statement may end.
VALID = [
    "SELECT * FROM {t} | WHERE pk = 'a' | AND sk BETWEEN 1 AND 3 | AND (v = 10 OR NOT v IN [20, 30]) | "
    "ORDER BY sk | DESC",
    "SELECT pk, m.x, l[0], \"v\" FROM {t} | .\"all\" | WHERE g IN ('g0', 'g1') | AND v IS NOT MISSING | "
    "AND size(pk) >= 1 | AND begins_with(pk, 'a') | ORDER BY sk",
    "SELECT * FROM {t} | WHERE pk = 'a' | AND v = {'a': [1, 'x', <<2, 3>>], 'b': {'c': NULL}} | "
    "OR pk = 'b' | AND attribute_exists(v) | = TRUE | AND contains(v, 'x') | <> FALSE | AND v != -1.5e3",
    "INSERT INTO {t} VALUE {'pk': 'new', 'sk': 1, 'm': {'a': [1, (2), TRUE, null]}, 's': <<'x', 'y'>>}",
    "UPDATE {t} SET v = v + 1 - 2, w = list_append(w, [3]) SET m['x'] = if_not_exists(m.y, 'z') "
    "SET s = set_add(s, <<'x'>>) REMOVE l[0] REMOVE n.o WHERE pk = 'a' AND sk = 1 | AND v = 10 | "
    "RETURNING ALL OLD *",
    "FROM {t} WHERE pk = 'a' AND sk = 1 SET v = 5 | SET w = pk | REMOVE m | RETURNING MODIFIED NEW *",
    "DELETE FROM {t} WHERE pk = 'a' AND sk = 1 | AND v <> 10 | RETURNING ALL OLD *",
    "EXISTS(SELECT * FROM {t} WHERE pk = 'a' AND sk = 1 AND v = 10)",
]
# What is wrong with a statement that is cut off where it is still PartiQL.
KNOWN = re.compile("|".join(re.escape(text) for text in (
    NWF, "Where clause does not contain a mandatory equality on all key attributes",
    "WHERE clause must contain an expression that resolves to a boolean",
    "The arguments to AND/OR must be Expressions", "The argument to NOT must be",
    "The document path provided in the update expression is invalid for update",
    "Unsupported operation: ", "Unexpected path component", "Expected '*' after")))


def cut_off(statement):
    """All that the statement begins with and that is none, token by token."""
    *parts, last = [tokens(part) for part in statement.split(" | ")]
    before = []
    for part in [*parts, last]:
        for count in range(1, len(part)):
            yield " ".join(before + part[:count])
        before += part


@pytest.mark.parametrize("statement", VALID, ids=[statement[:20] for statement in VALID])
def test_a_statement_cut_off_does_nothing(client, indexed, statement):
    before = client.scan(TableName=indexed)["Items"]
    cuts = list(cut_off(statement.replace("{t}", f'"{indexed}"')))
    assert len(cuts) > 10
    for cut in cuts:
        for run, request in ((client.execute_statement, {"Statement": cut}),
                             (client.execute_transaction, {"TransactStatements": [{"Statement": cut}]})):
            with pytest.raises(ClientError) as refused:
                run(**request)
            error = refused.value.response["Error"]
            # What only the table's schema tells cancels a transaction.
            if "ValidationError" not in error["Message"]:
                assert error["Code"] == VALIDATION and KNOWN.search(error["Message"]), (cut, error)
    assert client.scan(TableName=indexed)["Items"] == before


def test_what_is_not_cut_off_is_run(client, indexed):
    for statement in VALID:
        if statement.startswith("SELECT"):
            parts = statement.replace("{t}", f'"{indexed}"').split(" | ")
            for count in range(1, len(parts) + 1):
                text = " ".join(parts[:count])
                if "ORDER BY" not in text or "WHERE" in text:
                    assert "Items" in execute(client, text), text


@pytest.mark.parametrize("statement, expected", cases(
    ("a truth compared", "attribute_exists(v) = true", 8), ("and another", "attribute_exists(q) = true", 0),
    ("a falsehood", "attribute_exists(q) = false", 8), ("exchanged", "true = attribute_exists(v)", 8),
    ("not equal", "attribute_exists(v) <> true", 0), ("of a comparison", "(v = 10) = TRUE", 2),
    ("of two", "begins_with(pk, 'a') = (v = 10)", 4), ("in", "contains(pk, 'a') IN [TRUE, 'x']", 4),
    ("with another type", "attribute_exists(v) = 1", 0), ("negated", "NOT attribute_exists(v) = true", 0),
    ("chained", "attribute_exists(v) = true = true", 8),
    ("a path in parentheses", "(v) = 10", 2), ("a list of one", "v = (10)", 2),
    ("keywords as names", '"select" IS MISSING AND "a"."from" IS MISSING', 8),
    ("a quote in a name", '"a""b" IS MISSING', 8), ("a quote in a text", "'it''s' <> 'it'", 8),
    ("comments", "v /* = 20 */ = -- 20\n 10", 2), ("signs", "v = +-+-10", 2),
    ("many levels", "(" * 55 + "v = 10" + ")" * 55, 2), ("many NOTs", "NOT " * 54 + "v = 10", 2),
))
def test_filters(client, indexed, statement, expected):
    assert len(items(client, f'SELECT * FROM "{indexed}" WHERE {statement}')) == expected


def test_projects_a_name_in_parentheses(client, indexed):
    assert items(client, f'SELECT (sk) FROM "{indexed}" WHERE pk = \'a\' AND sk = 1') == [{"sk": N(1)}]


WRONG_NUMBER = {"N": "x"}


def test_a_parameter_that_is_none(client, indexed):
    statement = f'SELECT * FROM "{indexed}" WHERE pk = ? AND sk = ?'
    message = "The parameter cannot be converted to a numeric value: x"
    right, wrong = ({"Statement": statement, "Parameters": [S("a"), number]}
                    for number in (N(1), WRONG_NUMBER))
    invalid(client.execute_statement, message, **wrong)
    invalid(client.execute_transaction, f"Validation failed in TransactStatements[1]: {message}",
            TransactStatements=[right, wrong])
    answer = client.batch_execute_statement(Statements=[wrong, right])
    assert answer["Responses"] == [
        {"Error": {"Code": "ValidationError", "Message": message}},
        {"TableName": indexed, "Item": client.get_item(
            TableName=indexed, Key={"pk": S("a"), "sk": N(1)})["Item"]}]


@pytest.mark.parametrize("value, message", cases(
    ("overflow", {"N": "1e126"},
     "Number overflow. Attempting to store a number with magnitude larger than supported range"),
    ("underflow", {"N": "1e-131"},
     "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
    ("the largest exponent of 32 bits", {"N": "1e2147483647"},
     "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
    ("no exponent of 32 bits", {"N": "1e99999999999999999999"},
     "The parameter cannot be converted to a numeric value: 1e99999999999999999999"),
    ("an element twice", {"NS": ["1", "1"]}, has("Input collection contains duplicates")),
    ("no value", {"NULL": False},
     "One or more parameter values were invalid: Null attribute value types must have the value of true"),
))
def test_a_batch_tells_a_parameter_in_its_slot(client, table, value, message):
    new = unique("slot")
    answer = client.batch_execute_statement(Statements=[
        {"Statement": f"INSERT INTO \"{table}\" VALUE {{'pk': '{new}', 'a': ?}}", "Parameters": [parameter]}
        for parameter in (value, N(1))])
    refused, written = answer["Responses"]
    assert (set(refused), refused["Error"]["Code"]) == ({"Error"}, "ValidationError")
    check_message(refused["Error"]["Message"], message)
    assert written == {"TableName": table}
    assert client.get_item(TableName=table, Key={"pk": S(new)})["Item"]["a"] == N(1)

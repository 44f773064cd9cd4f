"""INSERT, UPDATE and DELETE in ExecuteStatement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.update.html
"""

import pytest

from support import tables
from support.errors import CONDITION_FAILED, NOT_FOUND, cases, fails, has, invalid
from support.partiql import ITEM, execute, items, make_indexed
from support.sizes import ITEM_BYTES_MAX, item_bytes
from support.values import BOOL, L, M, N, NULL, NS, S, SS, B, unique

DUPLICATE = "DuplicateItemException"
NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"


def get(client, table, key):
    return client.get_item(TableName=table, Key={"pk": key}, ConsistentRead=True).get("Item")


@pytest.fixture
def key(client, table):
    """The key of an item with an attribute of every type, anew for each test."""
    made = S(unique("written"))
    client.put_item(TableName=table, Item={"pk": made, **ITEM})
    return made


@pytest.fixture(scope="module")
def indexed(client):
    name = make_indexed(client)
    yield name
    tables.drop(client, name)


@pytest.mark.parametrize("literal, value", cases(
    ("text", "'it''s'", S("it's")), ("empty text", "''", S("")), ("a number", "-1.50", N("-1.5")),
    ("an exponent", "1e3", N(1000)), ("true", "TRUE", BOOL(True)), ("false", "false", BOOL(False)),
    ("null", "null", NULL), ("a list", "[1, 'a', []]", L(N(1), S("a"), L())),
    ("a map", "{'a': {'b': 1}}", M(a=M(b=N(1)))), ("an empty map", "{}", M()),
    ("texts", "<<'b', 'a'>>", SS("a", "b")), ("numbers", "<<1, 2.5>>", NS(1, "2.5")),
))
def test_inserts_literals(client, table, literal, value):
    own = unique("literal")
    answer = execute(client, f"INSERT INTO \"{table}\" VALUE {{'pk': '{own}', 'a': {literal}}}")
    assert answer["Items"] == []
    stored = get(client, table, S(own))
    if "SS" in value or "NS" in value:
        stored["a"] = {kind: sorted(inner) for kind, inner in stored["a"].items()}
    assert stored == {"pk": S(own), "a": value}


@pytest.mark.parametrize("name", ITEM)
def test_inserts_parameters(client, table, name):
    own = S(unique("parameter"))
    execute(client, f"INSERT INTO \"{table}\" VALUE {{'pk': ?, 'a': ?}}", own, ITEM[name])
    found = client.query(TableName=table, KeyConditionExpression="pk = :pk", FilterExpression="a = :a",
                         ExpressionAttributeValues={":pk": own, ":a": ITEM[name]})
    assert found["Count"] == 1


def test_inserts_once(client, table, key):
    statement = f"INSERT INTO \"{table}\" VALUE {{'pk': ?}}"
    fails(client.execute_statement, DUPLICATE, "Duplicate primary key exists in table",
          Statement=statement, Parameters=[key])
    assert "n" in get(client, table, key)


@pytest.mark.parametrize("value, message", cases(
    ("without its key", "{'a': 1}", "Key attribute should be present in the item: Key pk"),
    ("a key of another type", "{'pk': 1}",
     "Key attribute's data type should match its data type in table's schema: Key pk"),
    ("an empty key", "{'pk': ''}", has("cannot contain an empty string value. Key: pk")),
    ("no tuple", "1", has("Unsupported format in item expression.")),
    ("an attribute twice", "{'pk': 'a', 'pk': 'b'}", has("Duplicate keys in tuple. Key: pk under root")),
    ("a mixed set", "{'pk': 'a', 'b': <<1, 'a'>>}", has("Unsupported data type in Bag.")),
    ("a set of others", "{'pk': 'a', 'b': <<TRUE>>}", has("Unsupported data type in Bag.")),
    ("an element twice", "{'pk': 'a', 'b': <<1, 1>>}", "Input collection contains duplicates"),
    ("a path", "{'pk': 'a', 'b': c}", has("Unsupported data type: c under key root")),
    ("a parameter too far in", "{'pk': 'a', 'b': [?]}",
     has("Unsupported data type: Parameter under key root.0")),
    ("returning", "{'pk': 'a'} RETURNING ALL OLD *", "RETURNING is not supported in INSERT"),
))
def test_refuses_to_insert(client, table, value, message):
    invalid(client.execute_statement, message, Statement=f'INSERT INTO "{table}" VALUE {value}')


def test_bounds_the_item(client, table):
    own = unique("large")
    statement = f"INSERT INTO \"{table}\" VALUE {{'pk': '{own}', 'a': ?}}"
    rest = len("pk") + len(own) + len("a")
    invalid(client.execute_statement, "Item size has exceeded the maximum allowed size",
            Statement=statement, Parameters=[S("x" * (ITEM_BYTES_MAX - rest + 1))])
    execute(client, statement, S("x" * (ITEM_BYTES_MAX - rest)))
    assert get(client, table, S(own))


def test_an_update_may_fill_the_item(client, table):
    """The statement is not weighed by itself, only what comes of it."""
    key = S(unique("full"))
    client.put_item(TableName=table, Item={"pk": key})
    statement = f'UPDATE "{table}" SET p = ? WHERE pk = ?'
    rest = item_bytes({"pk": key}) + len("p")
    largest = S("x" * (ITEM_BYTES_MAX - rest))
    invalid(client.execute_statement, "Item size to update has exceeded the maximum allowed size",
            Statement=statement, Parameters=[S(largest["S"] + "x"), key])
    execute(client, statement, largest, key)
    assert get(client, table, key)["p"] == largest


@pytest.mark.parametrize("clauses, changed", cases(
    ("set", "SET n = 5", {"n": N(5)}),
    ("several", "SET n = 5 SET q = 'x'", {"n": N(5), "q": S("x")}),
    ("several, by commas", "SET n = 5, q = s", {"n": N(5), "q": S("text")}),
    ("of another attribute", "SET q = m.x", {"q": N(1)}),
    ("a sum", "SET n = n + 4 - 1", {"n": N(4)}),
    ("a sum in parentheses", "SET n = n - (1 + 2)", {"n": N(-2)}),
    ("remove", "REMOVE n REMOVE s", {"n": None, "s": None}),
    ("set and remove", "SET q = 1 REMOVE n", {"q": N(1), "n": None}),
    ("a list", "SET l = list_append(l, [3])", {"l": L(N(1), N(2), N(3))}),
    ("a list, in front", "SET l = LIST_APPEND([0], l)", {"l": L(N(0), N(1), N(2))}),
    ("an element", "SET l[1] = 9", {"l": L(N(1), N(9))}),
    ("an element away", "REMOVE l[0]", {"l": L(N(2))}),
    ("within a map", "SET m.x = 7 SET m['y'] = [1]", {"m": M(x=N(7), y=L(N(1)), l=ITEM["m"]["M"]["l"])}),
    ("a set more", "SET ss = set_add(ss, <<'r'>>)", {"ss": SS("p", "q", "r")}),
    ("a set less", "SET ns = SET_DELETE(ns, <<1>>)", {"ns": NS(2)}),
    ("a set anew", "SET q = set_add(q, <<1>>)", {"q": NS(1)}),
    ("a set to nothing", "SET ss = set_delete(ss, <<'p', 'q'>>)", {"ss": None}),
    ("if_not_exists", "SET q = if_not_exists(n, 5)", {"q": N(1)}),
    ("a map", "SET m = {'a': <<1>>}", {"m": M(a=NS(1))}),
))
@pytest.mark.parametrize("form", ["UPDATE {t} {c} WHERE pk = ?", "FROM {t} WHERE pk = ? {c}"])
def test_updates(client, table, key, form, clauses, changed):
    execute(client, form.replace("{t}", f'"{table}"').replace("{c}", clauses), key)
    expected = {name: value for name, value in {"pk": key, **ITEM, **changed}.items() if value}
    found = get(client, table, key)
    for item in (expected, found):
        for name in ("ss", "ns"):
            if name in item:
                item[name] = {kind: sorted(inner) for kind, inner in item[name].items()}
    assert found == expected


@pytest.mark.parametrize("returning, expected", cases(
    ("nothing", "", []),
    ("all old", "RETURNING ALL OLD *", lambda item: item),
    ("all new", "RETURNING ALL NEW *", lambda item: {**item, "n": N(2), "q": S("x")}),
    ("modified old", "RETURNING MODIFIED OLD *", lambda item: {"n": N(1)}),
    ("modified new", "RETURNING MODIFIED NEW *", lambda item: {"n": N(2), "q": S("x")}),
))
def test_returns_what_was_updated(client, table, returning, expected):
    item = {"pk": S(unique("returning")), "n": N(1), "other": N(3)}
    client.put_item(TableName=table, Item=item)
    found = items(client, f'UPDATE "{table}" SET n = n + 1 SET q = \'x\' WHERE pk = ? {returning}',
                  item["pk"])
    assert found == ([expected(item)] if expected else [])


@pytest.mark.parametrize("statement, message", cases(
    ("no condition", "UPDATE {t} SET n = 1", NO_KEY),
    ("another attribute", "UPDATE {t} SET n = 1 WHERE n = 1", NO_KEY),
    ("several keys", "UPDATE {t} SET n = 1 WHERE pk = 'a' OR pk = 'b'", NO_KEY),
    ("in", "UPDATE {t} SET n = 1 WHERE pk IN ['a']", NO_KEY),
    ("a range", "DELETE FROM {t} WHERE pk > 'a'", NO_KEY),
    ("not", "DELETE FROM {t} WHERE NOT pk = 'a'", NO_KEY),
    ("two values", "DELETE FROM {t} WHERE pk = 'a' AND pk = 'b'",
     "Multiple conditions on same key pk. Only single item Update/Insert/Delete are supported"),
    ("another type", "DELETE FROM {t} WHERE pk = 1",
     "Key attribute's data type should match its data type in table's schema: Key pk"),
    ("the key", "UPDATE {t} SET pk = 'b' WHERE pk = 'a'", has("This attribute is part of the key")),
    ("overlapping", "UPDATE {t} SET n = 1 SET n = 2 WHERE pk = 'a'", has("Two document paths overlap")),
    ("into what is not there", "UPDATE {t} SET m.q.r = 1 WHERE pk = ?",
     "The document path provided in the update expression is invalid for update"),
    ("of what is not there", "UPDATE {t} SET q = r WHERE pk = ?",
     "The provided expression refers to an attribute that does not exist in the item"),
    ("wrong operands", "UPDATE {t} SET q = s + 1 WHERE pk = ?",
     "An operand in the update expression has an incorrect data type"),
    ("not a set", "UPDATE {t} SET n = set_add(n, 5) WHERE pk = 'a'",
     has("The second argument to SET_ADD must be a value with type SET")),
    ("another set", "UPDATE {t} SET n = set_add(ns, <<5>>) WHERE pk = 'a'",
     has("The first argument to SET_ADD must equal the assignment value")),
    ("an unknown function", "UPDATE {t} SET n = foo(n) WHERE pk = 'a'", has("Unrecognized function: foo")),
    ("other columns", "UPDATE {t} SET n = 1 WHERE pk = 'a' RETURNING ALL NEW n",
     "Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause"),
    ("a new item of DELETE", "DELETE FROM {t} WHERE pk = 'a' RETURNING ALL NEW *",
     "Invalid returning clause: RETURNING ALL NEW *. Only RETURNING ALL OLD * is allowed in DELETE "
     "statements."),
    ("without data", "UPDATE {t} WHERE pk = 'a'", has("Statement wasn't well formed")),
    ("two removed at once", "UPDATE {t} REMOVE n, s WHERE pk = 'a'", has("Statement wasn't well formed")),
))
def test_refuses(client, table, key, statement, message):
    request = {"Parameters": [key]} if "?" in statement else {}
    invalid(client.execute_statement, message, Statement=statement.replace("{t}", f'"{table}"'), **request)


@pytest.mark.parametrize("statement", ["UPDATE {t} SET n = 1 WHERE pk = ? AND n = 9",
                                       "DELETE FROM {t} WHERE pk = ? AND n = 9"])
def test_a_condition_fails(client, table, key, statement):
    request = {"Statement": statement.replace("{t}", f'"{table}"'), "Parameters": [key]}
    before = get(client, table, key)
    refused = fails(client.execute_statement, CONDITION_FAILED, "The conditional request failed", **request)
    assert "Item" not in refused
    refused = fails(client.execute_statement, CONDITION_FAILED, **request,
                    ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert refused["Item"]["pk"] == key and refused["Item"]["n"] == N(1)
    assert get(client, table, key) == before


def test_updates_only_what_is_there(client, table):
    own = S(unique("absent"))
    fails(client.execute_statement, CONDITION_FAILED, Statement=f'UPDATE "{table}" SET n = 1 WHERE pk = ?',
          Parameters=[own], ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert get(client, table, own) is None


def test_deletes(client, table, key):
    statement = f'DELETE FROM "{table}" WHERE pk = ? AND n = 1 RETURNING ALL OLD *'
    assert items(client, statement, key)[0]["pk"] == key
    assert get(client, table, key) is None
    assert items(client, statement, key) == []


def test_wants_a_table_and_no_index(client, indexed):
    for statement in ("INSERT INTO {t} VALUE {'pk': 'a'}", "UPDATE {t} SET n = 1 WHERE pk = 'a'",
                      "DELETE FROM {t} WHERE pk = 'a'"):
        fails(client.execute_statement, NOT_FOUND, "Requested resource not found",
              Statement=statement.replace("{t}", f'"{unique("nowhere")}"'))
        invalid(client.execute_statement, has("index" if "INTO" not in statement else "single table name"),
                Statement=statement.replace("{t}", f'"{indexed}"."all"'))


def test_keeps_indexes(client, indexed):
    execute(client, f"INSERT INTO \"{indexed}\" VALUE {{'pk': 'new', 'sk': 1, 'g': 'own'}}")
    statement = f"SELECT sk FROM \"{indexed}\".\"all\" WHERE g = 'own'"
    assert items(client, statement) == [{"sk": N(1)}]
    execute(client, f"UPDATE \"{indexed}\" SET g = 'g9' WHERE pk = 'new' AND sk = 1")
    assert items(client, statement) == []
    invalid(client.execute_statement, has("Type mismatch for Index Key g"),
            Statement=f"UPDATE \"{indexed}\" SET g = 1 WHERE pk = 'new' AND sk = 1")
    execute(client, f"DELETE FROM \"{indexed}\" WHERE pk = 'new' AND sk = 1")
    assert items(client, statement.replace("'own'", "'g9'")) == []

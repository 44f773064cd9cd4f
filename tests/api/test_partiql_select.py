"""SELECT in ExecuteStatement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
"""

import pytest

from support import tables
from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.indexes import index
from support.partiql import ITEM, execute, items, make_indexed, pages
from support.sizes import padded
from support.values import L, M, N, NS, S, SS, B, unique

NOT_WELL_FORMED = has("Statement wasn't well formed, can't be processed: ")
OVERLAPPING = "Overlapping conditions with range keys are not supported in where clause"
PAGES_MAX = 100


@pytest.fixture(scope="module")
def one(client, table):
    """The key of an item with an attribute of every type."""
    key = S(unique("partiql"))
    client.put_item(TableName=table, Item={"pk": key, **ITEM})
    return key


@pytest.fixture(scope="module")
def indexed(client):
    name = make_indexed(client)
    yield name
    tables.drop(client, name)


@pytest.mark.parametrize("projection, expected", cases(
    ("all", "*", ITEM),
    ("names", "n, s", {"n": N(1), "s": S("text")}),
    ("quoted", '"n"', {"n": N(1)}),
    ("an absent one", "n, q", {"n": N(1)}),
    ("case matters", "N", {}),
    ("within a map", "m.x", {"x": N(1)}),
    ("within a map, by a string", "m['x']", {"x": N(1)}),
    ("an element", "l[1]", {"l[1]": N(2)}),
    ("elements", "l[0], l[1]", {"l[0]": N(1), "l[1]": N(2)}),
    ("deep", "m.l[0], n", {"l[0]": N(5), "n": N(1)}),
))
def test_projects(client, table, one, projection, expected):
    statement = f'SELECT {projection} FROM "{table}" WHERE pk = ?'
    if projection == "*":
        expected = {"pk": one, **expected}
    assert items(client, statement, one) == [expected]


@pytest.mark.parametrize("condition, met", cases(
    ("equal", "n = 1", True), ("equal, exchanged", "1 = n", True), ("not equal", "n <> 1", False),
    ("not equal, otherwise", "n != 2", True), ("less", "n < 2", True), ("greater", "n > 1", False),
    ("at least", "n >= 1", True), ("at most", "n <= 0", False),
    ("between", "n BETWEEN 1 AND 2", True), ("not between", "n NOT BETWEEN 1 AND 2", False),
    ("in brackets", "n IN [3, 1]", True), ("in parentheses", "n IN (3, 1)", True),
    ("in a bag", "n IN <<3, 1>>", True), ("not in", "n NOT IN (3, 1)", False),
    ("a value in paths", "1 IN (s, n)", True),
    ("missing", "q IS MISSING", True), ("not missing", "n IS NOT MISSING", True),
    ("null", "z IS NULL", True), ("absent is not null", "q IS NULL", False),
    ("null as a value", "z = NULL", True), ("a string", "s IS STRING", True),
    ("a number", "n IS NUMERIC", True), ("a boolean", "t IS BOOLEAN", True),
    ("binary", "b IS BLOB", True), ("a list", "l IS LIST", True), ("a map", "m IS STRUCT", True),
    ("a map, otherwise", "m IS TUPLE", True), ("no string", "n IS NOT STRING", True),
    ("and before or", "n = 2 AND s = 'x' OR n = 1", True), ("not", "NOT n = 1", False),
    ("parentheses", "n = 1 AND (s = 'x' OR s = 'text')", True),
    ("size", "size(s) = 4", True), ("size in UTF-16", "size('\U0001f600é') = 3", True),
    ("an element far away", "l[4294967294] = 1", False), ("begins_with", "begins_with(s, 'te')", True),
    ("BEGINS_WITH", "BEGINS_WITH(s, 'x')", False), ("contains", "contains(ss, 'p')", True),
    ("contains of a list", "contains(l, 3)", False),
    ("attribute_type", "attribute_type(ss, 'SS')", True),
    ("a literal list", "l = [1, 2]", True), ("a literal map", "m = {'x': 1, 'l': [5, 'z']}", True),
    ("a literal set", "ss = <<'q', 'p'>>", True), ("a boolean literal", "t = true", True),
    ("a path", "m.l[1] = 'z'", True), ("a quoted path", '"m"."x" = 1', True),
    ("an exponent", "n = 10e-1", True), ("a sign", "n > -1", True),
    ("other types", "n = '1'", False),
))
def test_filters(client, table, one, condition, met):
    statement = f'SELECT n FROM "{table}" WHERE pk = ? AND ({condition})'
    assert items(client, statement, one) == ([{"n": N(1)}] if met else [])


@pytest.mark.parametrize("value", [
    S("text"), N(1), B(b"ab"), SS("p", "q"), NS(1, 2), L(N(1), N(2)), M(x=N(1), l=L(N(5), S("z")))],
    ids=lambda value: next(iter(value)))
def test_takes_parameters_of_every_type(client, table, one, value):
    name = next(name for name, own in ITEM.items() if own == value)
    statement = f'SELECT pk FROM "{table}" WHERE pk = ? AND {name} = ?'
    assert items(client, statement, one, value) == [{"pk": one}]


SK = lambda *numbers: [N(number) for number in numbers]


@pytest.mark.parametrize("rest, expected", cases(
    ("one partition", "WHERE pk = 'a'", SK(0, 1, 2, 3)),
    ("backwards", "WHERE pk = 'a' ORDER BY sk DESC", SK(3, 2, 1, 0)),
    ("forwards", "WHERE pk = 'a' ORDER BY sk ASC", SK(0, 1, 2, 3)),
    ("a range", "WHERE pk = 'a' AND sk > 1", SK(2, 3)),
    ("a range of two sides", "WHERE pk = 'a' AND sk > 0 AND sk < 3 ORDER BY sk DESC", SK(2, 1)),
    ("between", "WHERE sk BETWEEN 1 AND 2 AND pk = 'a'", SK(1, 2)),
    ("some of it", "WHERE pk = 'a' AND sk IN (3, 1)", SK(1, 3)),
    ("a filter", "WHERE pk = 'a' AND v >= 20", SK(2, 3)),
    ("two partitions", "WHERE pk IN ['b', 'a'] AND sk >= 2", SK(2, 3, 2, 3)),
    ("the same partition twice", "WHERE pk IN ['b', 'b'] AND sk >= 2", SK(2, 3)),
    ("ranges beside each other", "WHERE pk = 'a' AND sk > 2 OR pk = 'a' AND sk <= 1", SK(0, 1, 3)),
    ("backwards", "WHERE pk = 'a' AND sk <= 1 OR pk = 'a' AND sk > 2 ORDER BY sk DESC", SK(3, 1, 0)),
    ("beside another partition",
     "WHERE pk = 'a' AND sk = 3 OR pk = 'b' AND sk = 2 OR pk = 'a' AND sk = 0", SK(0, 3, 2)),
    ("the whole twice", "WHERE pk = 'a' AND v = 30 OR pk = 'a' AND v = 10", SK(1, 3)),
    ("items of two", "WHERE (pk = 'a' AND sk = 1) OR (pk = 'b' AND sk = 2)", SK(1, 2)),
    ("in the order of partitions", "WHERE pk IN ('a', 'b') AND sk > 1 ORDER BY pk DESC, sk DESC",
     SK(3, 2, 3, 2)),
    ("no partition", "WHERE pk = 'a' AND pk = 'b'", []),
    ("many items of one", "WHERE " + " OR ".join(f"pk = 'a' AND sk = {sk}" for sk in range(60)),
     SK(0, 1, 2, 3)),
))
def test_reads_partitions_in_order(client, indexed, rest, expected):
    assert [item["sk"] for item in items(client, f'SELECT sk FROM "{indexed}" {rest}')] == expected


def test_sorts_partitions_by_their_key(client, indexed):
    for order, expected in (("ASC", "aaaabbbb"), ("DESC", "bbbbaaaa")):
        found = items(client, f"SELECT pk FROM \"{indexed}\" WHERE pk IN ['b','a'] ORDER BY pk {order}")
        assert "".join(item["pk"]["S"] for item in found) == expected


@pytest.mark.parametrize("rest, expected", cases(
    ("all", "", 8), ("a filter", "WHERE v = 10", 2), ("a range of partitions", "WHERE pk > 'a'", 4),
    ("or", "WHERE pk = 'a' OR v = 10", 5), ("not", "WHERE NOT pk = 'a'", 4),
))
def test_scans(client, indexed, rest, expected):
    answer = execute(client, f'SELECT * FROM "{indexed}" {rest}', ReturnConsumedCapacity="TOTAL")
    assert len(answer["Items"]) == expected
    # Half a unit for each of the four partitions of a table on demand.
    assert answer["ConsumedCapacity"]["CapacityUnits"] == 2.0


@pytest.mark.parametrize("index, rest, expected", cases(
    ("global", "all", "WHERE g = 'g1' AND sk > 1", [{"pk", "sk", "g", "v"}] * 2),
    ("global, keys", "keys", "WHERE g = 'g1'", [{"pk", "sk", "g"}] * 4),
    ("local", "local", "WHERE pk = 'a' AND g = 'g1'", [{"pk", "sk", "g"}] * 2),
    ("scanned", "keys", "", [{"pk", "sk", "g"}] * 8),
))
def test_reads_indexes(client, indexed, index, rest, expected):
    found = items(client, f'SELECT * FROM "{indexed}"."{index}" {rest}')
    assert [set(item) for item in found] == expected


def test_fetches_what_a_local_index_lacks(client, indexed):
    statement = f"SELECT v FROM \"{indexed}\".\"local\" WHERE pk = 'a' AND g = 'g1'"
    assert items(client, statement) == [{"v": N(10)}, {"v": N(30)}]


@pytest.mark.parametrize("statement, message", cases(
    ("the table's name", 'SELECT * FROM "t"', has("Table name should be within the length [3, 255]")),
    ("no such index", 'SELECT * FROM "{t}"."other"',
     "The table does not have the specified index"),
    ("overlapping ranges", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND sk > 1 OR pk = 'a' AND sk > 0",
     OVERLAPPING),
    ("a range within the whole", "SELECT * FROM \"{t}\" WHERE pk = 'a' OR pk = 'a' AND sk = 1",
     OVERLAPPING),
    ("an item twice", "SELECT * FROM \"{t}\" WHERE pk = 'b' AND sk = 1 OR pk = 'a' OR pk = 'b' AND sk = 1",
     OVERLAPPING),
    ("overlapping in an index", "SELECT * FROM \"{t}\".\"all\" WHERE g = 'g1' AND sk < 2 OR g = 'g1' "
     "AND sk BETWEEN 1 AND 3", OVERLAPPING),
    ("not projected", "SELECT v FROM \"{t}\".\"keys\" WHERE g = 'g1'", has("does not project [v]")),
    ("a key of another type", "SELECT * FROM \"{t}\" WHERE pk = 1",
     "Key attribute's data type should match its data type in table's schema: Key pk"),
    ("a sort key of another type", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND sk = 'x'",
     "Key attribute's data type should match its data type in table's schema: Key sk"),
    ("an empty key", "SELECT * FROM \"{t}\" WHERE pk = ''", has("cannot contain an empty string value")),
    ("into a key", "SELECT * FROM \"{t}\" WHERE pk.x = 'a'", has("Key attributes must be scalars")),
    ("order without a partition", "SELECT * FROM \"{t}\" WHERE v = 1 ORDER BY sk",
     "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY "
     "clause."),
    ("order without a condition", "SELECT * FROM \"{t}\" ORDER BY sk",
     "Must have WHERE clause in the statement when using ORDER BY clause."),
    ("order of something else", "SELECT * FROM \"{t}\" WHERE pk = 'a' ORDER BY v",
     "Variable reference v in ORDER BY clause must be part of the primary key"),
    ("too many partitions", "SELECT * FROM \"{t}\" WHERE pk IN ("
     + ",".join(f"'{i}'" for i in range(51)) + ")",
     "The IN operator is provided with too many operands; number of operands: 51"),
    ("too many values", "SELECT * FROM \"{t}\" WHERE v IN (" + ",".join(map(str, range(101))) + ")",
     "The IN operator is provided with too many operands; number of operands: 101"),
    ("wrong operands", "SELECT * FROM \"{t}\" WHERE begins_with(v, 1)",
     "Incorrect operand type for operator or function; operator or function: begins_with, operand "
     "type: N"),
    ("exists", "EXISTS(SELECT * FROM \"{t}\" WHERE pk = 'a')",
     "EXISTS can only be used in ExecuteTransaction write requests."),
    ("nothing", "SELECT", NOT_WELL_FORMED),
    ("two of one name", "SELECT m.l[0], l[0] FROM \"{t}\"",
     "Duplicate identifiers in select clause: l[0]"),
    ("a missing parameter", "SELECT * FROM \"{t}\" WHERE pk = ?",
     "Number of parameters in request and statement don't match."),
))
def test_refuses(client, indexed, statement, message):
    invalid(client.execute_statement, message, Statement=statement.replace("{t}", indexed))


def test_asks_an_index_for_what_it_lacks_only_where_it_is_the_only_branch(client, indexed):
    statement = f'SELECT sk FROM "{indexed}"."keys" WHERE '
    invalid(client.execute_statement, has("does not project one or more filter attributes: [v]"),
            Statement=statement + "g = 'g1' AND v = 10")
    assert len(items(client, statement + "g = 'g0' OR g = 'g1' AND v = 10")) == 4
    assert len(items(client, statement + "g = 'g0' OR g = 'other' AND v = 10")) == 4


@pytest.mark.parametrize("hashes, ranges", [(["g", "h"], []), (["g"], ["h", "sk"])])
def test_reads_no_index_of_several_attributes(client, hashes, ranges, make_table):
    name = make_table(
        range_type="N",
        AttributeDefinitions=[*tables.attribute_definitions("S", "N"),
                              *({"AttributeName": name, "AttributeType": "S"} for name in "gh")],
        GlobalSecondaryIndexes=[index("several", hashes, ranges)])
    refused = ("PartiQL statements cannot be executed on tables with multi-attribute HASH keys or "
               "multi-attribute RANGE keys.")
    for where in ("", " WHERE g = 'a' AND h = 'b'", " WHERE g = 1"):
        statement = f'SELECT * FROM "{name}"."several"{where}'
        invalid(client.execute_statement, refused, Statement=statement)
        answer = client.batch_execute_statement(Statements=[{"Statement": statement}])
        assert answer["Responses"] == [{"Error": {"Code": "ValidationError", "Message": refused}}]
    assert items(client, f'SELECT * FROM "{name}"') == []
    execute(client, f"INSERT INTO \"{name}\" VALUE {{'pk': 'a', 'sk': 1}}")


def test_wants_a_table(client):
    fails(client.execute_statement, NOT_FOUND, "Requested resource not found",
          Statement=f'SELECT * FROM "{unique("nowhere")}"')


def test_knows_a_table_by_its_arn(client, indexed):
    arn = client.describe_table(TableName=indexed)["Table"]["TableArn"]
    assert len(items(client, f"SELECT * FROM \"{arn}\" WHERE pk = 'a'")) == 4


def test_bounds_a_statement(client, wire, table):
    longest = f'SELECT * FROM "{table}" WHERE pk = \'nobody\''
    assert items(client, longest + " " * (8192 - len(longest))) == []
    invalid(client.execute_statement, violation("statement", "Member must have length less than or "
            "equal to 8192"), Statement=longest + " " * (8193 - len(longest)))


@pytest.mark.parametrize("rest", cases(
    ("a scan", ""), ("a partition", " WHERE pk = 'a'"),
    ("backwards", " WHERE pk = 'a' ORDER BY sk DESC"), ("partitions", " WHERE pk IN ['b', 'a']"),
    ("a filter", " WHERE pk IN ['a', 'b'] AND v < 30"),
    ("a global index", ".\"all\" WHERE g IN ['g0', 'g1'] ORDER BY sk DESC"),
    ("a global index, scanned", ".\"keys\""), ("a local index", ".\"local\" WHERE pk = 'b'"),
))
@pytest.mark.parametrize("limit", [1, 3, 4, 100])
def test_pages_are_the_whole(client, indexed, rest, limit):
    statement = f'SELECT pk, sk FROM "{indexed}"{rest}'
    whole = items(client, statement)
    found, count = [], 0
    for page in pages(client, statement, Limit=limit):
        assert len(page["Items"]) <= limit
        assert ("NextToken" in page) == ("LastEvaluatedKey" in page)
        found += page["Items"]
        count += 1
        assert count < PAGES_MAX
    assert found == whole


def test_a_limit_counts_what_is_read(client, indexed):
    answer = execute(client, f"SELECT * FROM \"{indexed}\" WHERE pk = 'a' AND v = 30", Limit=2)
    assert answer["Items"] == []
    assert answer["LastEvaluatedKey"] == {"pk": S("a"), "sk": N(1)}


def test_one_item_has_no_next_page(client, indexed):
    answer = execute(client, f"SELECT * FROM \"{indexed}\" WHERE pk = 'a' AND sk = 1", Limit=1)
    assert len(answer["Items"]) == 1 and "NextToken" not in answer


def test_a_page_of_partitions_is_a_megabyte(client, make_table):
    name = make_table(range_type="N")
    for pk in "abc":
        for sk in range(2):
            client.put_item(TableName=name, Item=padded({"pk": S(pk)}, 300_000) | {"sk": N(sk)})
    sizes = [len(page["Items"]) for page in
             pages(client, f"SELECT pk FROM \"{name}\" WHERE pk IN ['a', 'b', 'c']")]
    assert sizes == [4, 2]


def test_takes_only_tokens_that_it_gave(client, indexed):
    statement = f'SELECT * FROM "{indexed}"'
    token = execute(client, statement, Limit=1)["NextToken"]
    changed = token[:20] + ("A" if token[20] != "A" else "B") + token[21:]
    for wrong in ("abc", "!", changed, token[:-4]):
        invalid(client.execute_statement, "Invalid NextToken", Statement=statement, NextToken=wrong)
    for other in (f"{statement} WHERE v = 1", f"{statement} WHERE pk = 'a' AND sk = 1"):
        invalid(client.execute_statement, "Invalid NextToken", Statement=other, NextToken=token)
    parameterized = f"{statement} WHERE v > ?"
    token = execute(client, parameterized, N(0), Limit=1)["NextToken"]
    invalid(client.execute_statement, "Invalid NextToken", Statement=parameterized,
            Parameters=[N(1)], NextToken=token)
    assert execute(client, parameterized, N(0), NextToken=token)["Items"]


@pytest.mark.parametrize("statement, consistent, capacity", cases(
    ("a get", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND sk = 1", False, 0.5),
    ("a consistent get", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND sk = 1", True, 1.0),
    ("of nothing", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND sk = 9", False, 0.5),
    ("a consistent query", "SELECT * FROM \"{t}\" WHERE pk = 'a'", True, 1.0),
    ("queries", "SELECT * FROM \"{t}\" WHERE pk IN ['a', 'b']", False, 1.0),
))
def test_tells_capacity(client, indexed, statement, consistent, capacity):
    consumed = execute(client, statement.replace("{t}", indexed), ConsistentRead=consistent,
                       ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert consumed == {"TableName": indexed, "CapacityUnits": capacity,
                        "Table": {"CapacityUnits": capacity}}


def test_reads_no_more_than_is_asked_for(client, make_table):
    # A table of one partition: of a scan each is charged by itself.
    name = make_table(range_type="N",
                      ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 5})
    for pk in "ab":
        for sk in range(4):
            client.put_item(TableName=name, Item=padded({"pk": S(pk)}, 8000) | {"sk": N(sk)})
    for condition, capacity in (
            ("pk = 'a' AND sk = 1", 1.0), ("sk = 1 AND pk = 'a' AND filler <> 'x'", 1.0),
            ("pk = 'a'", 4.0), ("pk = 'a' AND sk > 1", 2.0), ("pk = 'a' AND sk IN (1, 2)", 4.0),
            ("pk IN ['a', 'b'] AND sk = 1", 2.0),
            ("(pk = 'a' AND sk = 1) OR (pk = 'b' AND sk >= 2)", 3.0),
            ("(pk = 'a' OR pk = 'b') AND sk BETWEEN 1 AND 2", 4.0), ("sk = 1", 8.0)):
        consumed = execute(client, f'SELECT sk FROM "{name}" WHERE {condition}',
                           ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"]
        assert consumed["CapacityUnits"] == capacity, condition


def test_a_global_index_is_not_consistent(client, indexed):
    invalid(client.execute_statement, has("onsistent read"), ConsistentRead=True,
            Statement=f"SELECT * FROM \"{indexed}\".\"all\" WHERE g = 'g1'")

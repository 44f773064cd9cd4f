"""BatchExecuteStatement.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.batching.html
"""

import pytest

from support.errors import cases, invalid, violation
from support.values import N, S, unique

STATEMENTS_MAX = 25


@pytest.fixture(scope="module")
def made(client, table):
    keys = [S(unique("batch")) for _ in range(3)]
    for i, key in enumerate(keys):
        client.put_item(TableName=table, Item={"pk": key, "n": N(i)})
    return keys


def run(client, *statements, **members):
    batch = [{"Statement": text, "Parameters": list(parameters)} if parameters else {"Statement": text}
             for text, *parameters in statements]
    return client.batch_execute_statement(Statements=batch, **members)


def test_reads_each(client, table, made):
    statement = f'SELECT n FROM "{table}" WHERE pk = ?'
    answer = run(client, (statement, made[2]), (statement, S("absent")), (statement, made[0]),
                 ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == [{"TableName": table, "Item": {"n": N(2)}}, {"TableName": table},
                                   {"TableName": table, "Item": {"n": N(0)}}]
    assert answer["ConsumedCapacity"] == [{"TableName": table, "CapacityUnits": 0.5}] * 3


def test_reads_consistently(client, table, made):
    answer = client.batch_execute_statement(ReturnConsumedCapacity="TOTAL", Statements=[
        {"Statement": f'SELECT n FROM "{table}" WHERE pk = ?', "Parameters": [made[0]],
         "ConsistentRead": True}])
    assert answer["ConsumedCapacity"][0]["CapacityUnits"] == 1.0


def test_writes_each(client, table, made):
    new = S(unique("batch"))
    answer = run(client,
                 (f"INSERT INTO \"{table}\" VALUE {{'pk': ?}}", made[0]),
                 (f"INSERT INTO \"{table}\" VALUE {{'pk': ?, 'n': 7}}", new),
                 (f'UPDATE "{table}" SET n = n + 10 WHERE pk = ? RETURNING ALL NEW *', made[1]),
                 (f'UPDATE "{table}" SET n = 0 WHERE pk = ? AND n = 99', made[2]),
                 (f'UPDATE "{table}" SET n = 0 WHERE n = 0',),
                 ("DELETE FROM nowhere WHERE pk = 'a'",),
                 ("DELETE",))
    responses = answer["Responses"]
    assert [one.get("Error", {}).get("Code") for one in responses] == [
        "DuplicateItem", None, None, "ConditionalCheckFailed", "ValidationError", "ResourceNotFound",
        "ValidationError"]
    assert responses[0]["Error"]["Message"] == "Duplicate primary key exists in table"
    assert responses[2]["Item"] == {"pk": made[1], "n": N(11)}
    assert client.get_item(TableName=table, Key={"pk": new})["Item"]["n"] == N(7)


def test_tells_the_item_that_failed(client, table, made):
    answer = client.batch_execute_statement(Statements=[
        {"Statement": f'DELETE FROM "{table}" WHERE pk = ? AND n = 99', "Parameters": [made[0]],
         "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])
    error = answer["Responses"][0]["Error"]
    assert (error["Code"], error["Item"]) == ("ConditionalCheckFailed", {"pk": made[0], "n": N(0)})


@pytest.mark.parametrize("statement", cases(
    ("a scan", 'SELECT * FROM "{t}"'), ("a range", "SELECT * FROM \"{t}\" WHERE pk > 'a'"),
    ("several", "SELECT * FROM \"{t}\" WHERE pk IN ['a', 'b']"),
    ("more than the key", "SELECT * FROM \"{t}\" WHERE pk = 'a' AND n = 1"),
))
def test_reads_single_items(client, table, statement):
    answer = run(client, (statement.replace("{t}", table),))
    assert answer["Responses"][0]["Error"] == {
        "Code": "ValidationError",
        "Message": "Select statements within BatchExecuteStatement must specify the primary key in "
                   "the where clause."}


def test_has_no_exists(client, table):
    answer = run(client, (f"EXISTS(SELECT * FROM \"{table}\" WHERE pk = 'a' AND n = 1)",))
    assert answer["Responses"][0]["Error"]["Message"] == (
        "EXISTS can only be used in ExecuteTransaction write requests.")


def test_does_not_mix(client, table):
    new = unique("mixed")
    statements = [{"Statement": f"SELECT * FROM \"{table}\" WHERE pk = '{new}'"},
                  {"Statement": f"INSERT INTO \"{table}\" VALUE {{'pk': '{new}'}}"}]
    invalid(client.batch_execute_statement,
            "Read and write requests together in the same batch is not supported.",
            Statements=statements)
    assert "Item" not in client.get_item(TableName=table, Key={"pk": S(new)})


def test_wants_distinct_items(client, table):
    new = unique("twice")
    statement = {"Statement": f"INSERT INTO \"{table}\" VALUE {{'pk': '{new}'}}"}
    invalid(client.batch_execute_statement, "Provided list of item keys contains duplicates",
            Statements=[statement, statement])
    assert "Item" not in client.get_item(TableName=table, Key={"pk": S(new)})


def test_bounds_the_batch(client, table):
    statements = [{"Statement": f"SELECT * FROM \"{table}\" WHERE pk = 'a{i}'"}
                  for i in range(STATEMENTS_MAX + 1)]
    invalid(client.batch_execute_statement, violation(
        "statements", "Member must have length less than or equal to 25"), Statements=statements)
    answer = client.batch_execute_statement(Statements=statements[:STATEMENTS_MAX])
    assert answer["Responses"] == [{"TableName": table}] * STATEMENTS_MAX
    invalid(client.batch_execute_statement, violation(
        "statements", "Member must have length greater than or equal to 1"), Statements=[])

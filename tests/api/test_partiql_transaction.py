"""ExecuteTransaction.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.multiplestatements.transactions.html
"""

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.values import N, S, unique

STATEMENTS_MAX = 100
CANCELLED = "TransactionCanceledException"
KEY_TYPE = "Key attribute's data type should match its data type in table's schema: Key pk"
NO_KEY = "Where clause does not contain a mandatory equality on all key attributes"


@pytest.fixture
def made(client, table):
    keys = [S(unique("transaction")) for _ in range(3)]
    for i, key in enumerate(keys):
        client.put_item(TableName=table, Item={"pk": key, "n": N(i)})
    return keys


def statements(table, *texts_and_parameters):
    return [{"Statement": text.replace("{t}", f'"{table}"'), "Parameters": list(parameters)}
            if parameters else {"Statement": text.replace("{t}", f'"{table}"')}
            for text, *parameters in texts_and_parameters]


def get(client, table, key):
    return client.get_item(TableName=table, Key={"pk": key}, ConsistentRead=True).get("Item")


SELECT = "SELECT * FROM {t} WHERE pk = ?"


def test_reads_at_one_instant(client, table, made):
    answer = client.execute_transaction(
        TransactStatements=statements(table, (SELECT, made[1]), ("SELECT q FROM {t} WHERE pk = ?", made[0]),
                                      (SELECT, S("absent"))),
        ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == [{"Item": {"pk": made[1], "n": N(1)}}, {}, {}]
    assert answer["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}] * 3


def test_writes_all(client, table, made):
    new = S(unique("transaction"))
    answer = client.execute_transaction(TransactStatements=statements(
        table, ("INSERT INTO {t} VALUE {'pk': ?}", new), ("UPDATE {t} SET n = n + 5 WHERE pk = ?", made[0]),
        ("DELETE FROM {t} WHERE pk = ?", made[1]),
        ("EXISTS(SELECT * FROM {t} WHERE pk = ? AND n = 2)", made[2])), ReturnConsumedCapacity="TOTAL")
    assert answer["Responses"] == []
    assert answer["ConsumedCapacity"] == [
        {"TableName": table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}] * 4
    assert get(client, table, new) == {"pk": new}
    assert get(client, table, made[0])["n"] == N(5)
    assert get(client, table, made[1]) is None


@pytest.mark.parametrize("statement, code, message", cases(
    ("a duplicate", "INSERT INTO {t} VALUE {'pk': ?}", "DuplicateItem",
     "Duplicate primary key exists in table"),
    ("a condition", "UPDATE {t} SET n = 1 WHERE pk = ? AND n = 99", "ConditionalCheckFailed",
     "The conditional request failed"),
    ("exists", "EXISTS(SELECT * FROM {t} WHERE pk = ? AND n IS MISSING)", "ConditionalCheckFailed",
     "The conditional request failed"),
    ("a wrong operand", "UPDATE {t} SET n = pk + 1 WHERE pk = ?", "ValidationError",
     "An operand in the update expression has an incorrect data type"),
    ("no key", "UPDATE {t} SET n = 1 WHERE q = ?", "ValidationError", NO_KEY),
))
def test_one_cancels_all(client, table, made, statement, code, message):
    new = S(unique("cancelled"))
    refused = fails(
        client.execute_transaction, CANCELLED,
        f"Transaction cancelled, please refer cancellation reasons for specific reasons [None, {code}]",
        TransactStatements=statements(table, ("INSERT INTO {t} VALUE {'pk': ?}", new), (statement, made[0])))
    assert refused["CancellationReasons"] == [{"Code": "None"}, {"Code": code, "Message": message}]
    assert get(client, table, new) is None


@pytest.mark.parametrize("wrong", [
    "UPDATE {t} SET n = 1 WHERE pk = 7", "DELETE FROM {t} WHERE pk = 7",
    "EXISTS(SELECT * FROM {t} WHERE pk = 7 AND n = 1)"])
def test_tells_each_statement_that_cannot_be_done(client, table, made, wrong):
    refused = fails(
        client.execute_transaction, CANCELLED,
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        "[ValidationError, None, ValidationError]",
        TransactStatements=statements(table, ("UPDATE {t} SET n = 1 WHERE q = ?", made[0]),
                                      ("DELETE FROM {t} WHERE pk = ?", made[1]), (wrong,)))
    assert refused["CancellationReasons"] == [
        {"Code": "ValidationError", "Message": NO_KEY}, {"Code": "None"},
        {"Code": "ValidationError", "Message": KEY_TYPE}]
    assert get(client, table, made[1])


def test_tells_each_read_that_cannot_be_done(client, table, made):
    refused = fails(
        client.execute_transaction, CANCELLED,
        TransactStatements=statements(table, (SELECT, made[0]), (SELECT, N(7)), (SELECT, N(8))))
    assert refused["CancellationReasons"] == [
        {"Code": "None"}, {"Code": "ValidationError", "Message": KEY_TYPE},
        {"Code": "ValidationError", "Message": KEY_TYPE}]


def test_tells_the_item_that_failed(client, table, made):
    one, = statements(table, ("EXISTS(SELECT * FROM {t} WHERE pk = ? AND n = 99)", made[0]))
    refused = fails(client.execute_transaction, CANCELLED, TransactStatements=[
        {**one, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])
    assert refused["CancellationReasons"][0]["Item"] == {"pk": made[0], "n": N(0)}


@pytest.mark.parametrize("texts, message", cases(
    ("reads and writes", [SELECT, "DELETE FROM {t} WHERE pk = ?"],
     "ExecuteTransaction API does not support both read and write operations in the same request."),
    ("reads and exists", [SELECT, "EXISTS(SELECT * FROM {t} WHERE pk = ? AND n = 1)"],
     "ExecuteTransaction API does not support both read and write operations in the same request."),
    ("returning", ["DELETE FROM {t} WHERE pk = ? RETURNING ALL OLD *"],
     "Validation failed in TransactStatements[0]: RETURNING clause is not supported in "
     "ExecuteTransaction."),
    ("a read of several", ["SELECT * FROM {t} WHERE pk > ?"],
     "Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must "
     "specify the primary key in the where clause."),
    ("a read with a filter", ["SELECT * FROM {t} WHERE pk = ? AND n = 1"],
     "Validation failed in TransactStatements[0]: Select statements within ExecuteTransaction must "
     "specify the primary key in the where clause."),
    ("an index", ["SELECT * FROM {t}.\"other\" WHERE pk = ?"],
     "Validation failed in TransactStatements[0]: Reads on indices are not supported within "
     "transactions."),
    ("exists of the key alone", ["EXISTS(SELECT * FROM {t} WHERE pk = ?)"],
     "Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with "
     "additional condition"),
    ("exists of several", ["EXISTS(SELECT * FROM {t} WHERE n = ?)"],
     "Validation failed in TransactStatements[0]: EXISTS() must contain a single item read with "
     "additional condition"),
    ("a parameter too many", ["DELETE FROM {t} WHERE pk = 'a'"],
     "Validation failed in TransactStatements[0]: Number of parameters in request and statement don't "
     "match."),
    ("an item twice", [SELECT, SELECT],
     "Transaction request cannot include multiple operations on one item"),
    ("what is not well formed", ["DELETE FROM {t} WHERE pk ="], has("Statement wasn't well formed")),
))
def test_refuses(client, table, texts, message):
    invalid(client.execute_transaction, message,
            TransactStatements=statements(table, *((text, S("a")) for text in texts)))


def test_wants_tables(client):
    fails(client.execute_transaction, NOT_FOUND, "Requested resource not found",
          TransactStatements=statements(unique("nowhere"), (SELECT, S("a"))))


def test_a_token_makes_it_once(client, table, made):
    request = {"TransactStatements": statements(table, ("UPDATE {t} SET n = n + 1 WHERE pk = ?", made[0])),
               "ClientRequestToken": unique(), "ReturnConsumedCapacity": "TOTAL"}
    first = client.execute_transaction(**request)
    again = client.execute_transaction(**request)
    assert "WriteCapacityUnits" in first["ConsumedCapacity"][0]
    assert "ReadCapacityUnits" in again["ConsumedCapacity"][0]
    assert get(client, table, made[0])["n"] == N(1)
    request["TransactStatements"] = statements(table, ("UPDATE {t} SET n = n + 1 WHERE pk = ?", made[1]))
    fails(client.execute_transaction, "IdempotentParameterMismatchException", **request)
    assert get(client, table, made[1])["n"] == N(1)


def test_bounds_the_transaction(client, table):
    many = statements(table, *((SELECT, S(f"a{i}")) for i in range(STATEMENTS_MAX + 1)))
    invalid(client.execute_transaction, violation(
        "transactStatements", "Member must have length less than or equal to 100"),
        TransactStatements=many)
    answer = client.execute_transaction(TransactStatements=many[:STATEMENTS_MAX])
    assert answer["Responses"] == [{}] * STATEMENTS_MAX

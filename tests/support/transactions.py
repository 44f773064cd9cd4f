"""Actions of transactions, sent and refused."""

from support.errors import check_message, fails
from support.values import S, unique

CANCELED = "TransactionCanceledException"
CONFLICT = "TransactionConflictException"
IN_PROGRESS = "TransactionInProgressException"
MISMATCH = "IdempotentParameterMismatchException"


def put(table, item, **members):
    return {"Put": {"TableName": table, "Item": item, **members}}


def delete(table, key, **members):
    return {"Delete": {"TableName": table, "Key": key, **members}}


def update(table, key, expression, **members):
    return {"Update": {"TableName": table, "Key": key, "UpdateExpression": expression, **members}}


def check(table, key, condition, **members):
    return {"ConditionCheck": {"TableName": table, "Key": key, "ConditionExpression": condition,
                               **members}}


def write(client, *actions, **members):
    return client.transact_write_items(TransactItems=list(actions), **members)


def cancelled(client, *actions, reasons, **members):
    """The transaction must be cancelled; `reasons` has (code, message) or None for each action."""
    response = fails(client.transact_write_items, CANCELED, TransactItems=list(actions), **members)
    found = response["CancellationReasons"]
    codes = [reason[0] if reason else "None" for reason in reasons]
    assert response["Error"]["Message"] == (
        "Transaction cancelled, please refer cancellation reasons for specific reasons "
        f"[{', '.join(codes)}]")
    assert [reason["Code"] for reason in found] == codes
    for one, reason in zip(found, reasons):
        if reason:
            check_message(one["Message"], reason[1])
        else:
            assert one == {"Code": "None"}
    return found


FAILED = ("ConditionalCheckFailed", "The conditional request failed")


def stored(client, table, key):
    return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def new_keys(count):
    return [{"pk": S(unique("transact"))} for _ in range(count)]

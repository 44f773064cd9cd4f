"""Requests that meet a transaction under way: what may happen is documented; that they meet is luck.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
"""

import concurrent.futures

from botocore.exceptions import ClientError

from support.transactions import CANCELED, CONFLICT, IN_PROGRESS, new_keys, put, stored, update
from support.values import N, unique

ROUNDS = 60


def allowed(call, *codes, **request):
    """Whether the call succeeded; if not, with one of these codes."""
    try:
        call(**request)
        return True
    except ClientError as error:
        assert error.response["Error"]["Code"] in codes, error
        return False


def test_money_is_neither_made_nor_lost(client, table):
    accounts = new_keys(3)
    for key in accounts:
        client.put_item(TableName=table, Item={**key, "n": N(100)})

    def move(i):
        source, to = accounts[i % 3], accounts[(i + 1 + i % 2) % 3]
        return allowed(
            client.transact_write_items, CANCELED, TransactItems=[
                update(table, source, "ADD n :n", ExpressionAttributeValues={":n": N(-1)}),
                update(table, to, "ADD n :n", ExpressionAttributeValues={":n": N(1)})])

    def touch(i):
        return allowed(client.update_item, CONFLICT, TableName=table, Key=accounts[i % 3],
                       UpdateExpression="ADD touched :one",
                       ExpressionAttributeValues={":one": N(1)})

    def total(_):
        found = []
        if not allowed(lambda **request: found.append(client.transact_get_items(**request)),
                       CANCELED, TransactItems=[
                           {"Get": {"TableName": table, "Key": key}} for key in accounts]):
            return 300
        return sum(int(one["Item"]["n"]["N"]) for one in found[0]["Responses"])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        moves = pool.map(move, range(ROUNDS))
        touches = pool.map(touch, range(ROUNDS))
        totals = pool.map(total, range(ROUNDS))
        assert set(totals) == {300}
        assert any(moves)
        touched = sum(touches)
    found = [stored(client, table, key) for key in accounts]
    assert sum(int(item["n"]["N"]) for item in found) == 300
    assert sum(int(item.get("touched", N(0))["N"]) for item in found) == touched


def test_a_token_is_used_once_however_often_it_is_sent_at_once(client, table):
    key, = new_keys(1)
    token = unique()

    def add(_):
        return allowed(client.transact_write_items, IN_PROGRESS, ClientRequestToken=token,
                       TransactItems=[update(table, key, "ADD n :n",
                                             ExpressionAttributeValues={":n": N(1)})])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert any(pool.map(add, range(ROUNDS)))
    assert stored(client, table, key)["n"] == N(1)


def test_a_batch_leaves_what_a_transaction_has(client, table):
    keys = new_keys(2)

    def transact(i):
        return allowed(client.transact_write_items, CANCELED,
                       TransactItems=[put(table, {**keys[0], "n": N(i)})])

    def batch(i):
        requests = [{"PutRequest": {"Item": {**key, "n": N(i)}}} for key in keys]
        answer = client.batch_write_item(RequestItems={table: requests})
        left = answer["UnprocessedItems"].get(table, [])
        assert left in ([], requests[:1])
        return True

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        done = [pool.submit(job, i) for i in range(ROUNDS) for job in (transact, batch)]
        assert all(job.exception() is None for job in done)


def test_one_of_several_claims_succeeds(client, table):
    """attribute_not_exists on two items: whoever gets one gets both."""
    keys = new_keys(2)

    def claim(i):
        return allowed(client.transact_write_items, CANCELED, TransactItems=[
            put(table, {**key, "owner": N(i)}, ConditionExpression="attribute_not_exists(pk)")
            for key in (keys if i % 2 else keys[::-1])])

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        assert list(pool.map(claim, range(ROUNDS))).count(True) == 1
    owners = [stored(client, table, key)["owner"] for key in keys]
    assert owners[0] == owners[1]

"""The limits of items, keys, values, expressions and requests, to the byte, on every way in.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
What belongs to one operation alone (tags, policies, indexes) is with that operation.
"""

import re

import pytest
from botocore.exceptions import ClientError

from support import tables
from support.errors import VALIDATION, cases, fails, has, invalid, violation
from support.sizes import ITEM_BYTES_MAX, item_bytes, padded
from support.values import BOOL, BS, L, M, N, NS, NULL, S, SS, B, unique

PARTITION_KEY_BYTES_MAX = 2048
SORT_KEY_BYTES_MAX = 1024
ATTRIBUTE_NAME_BYTES_MAX = 65_535
EXPRESSION_BYTES_MAX = 4096
PLACEHOLDER_BYTES_MAX = 255
SUBSTITUTION_BYTES_MAX = 2 << 20
BATCH_GET_KEYS_MAX = 100
BATCH_WRITE_REQUESTS_MAX = 25
TRANSACTION_ACTIONS_MAX = 100
TRANSACTION_BYTES_MAX = 4 << 20
PAGE_BYTES_MAX = 1 << 20

CANCELLED = "TransactionCanceledException"


def stored(client, table, key):
    return client.get_item(TableName=table, Key=key, ConsistentRead=True).get("Item")


def key_of(item):
    return {name: item[name] for name in ("pk", "sk") if name in item}


# --- Every way in which an item is written: functions of (client, table, item).


def by_put(client, table, item):
    client.put_item(TableName=table, Item=item)


def by_batch(client, table, item):
    answer = client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": item}}]})
    assert not answer["UnprocessedItems"]


def by_transaction(client, table, item):
    client.transact_write_items(TransactItems=[{"Put": {"TableName": table, "Item": item}}])


def update_of(table, item):
    """What sets every attribute of the item but its key."""
    names = [name for name in item if name not in key_of(item)]
    return {
        "TableName": table, "Key": key_of(item),
        "UpdateExpression": "SET " + ", ".join(f"#{i} = :{i}" for i in range(len(names))),
        "ExpressionAttributeNames": {f"#{i}": name for i, name in enumerate(names)},
        "ExpressionAttributeValues": {f":{i}": item[name] for i, name in enumerate(names)},
    }


def by_update(client, table, item):
    """The item but for its largest attribute is there already."""
    rest = {name: value for name, value in item.items() if name != "filler"}
    client.put_item(TableName=table, Item=rest)
    client.update_item(**update_of(table, {**key_of(item), "filler": item["filler"]}))


def by_update_of_the_older_kind(client, table, item):
    rest = {name: value for name, value in item.items() if name != "filler"}
    client.put_item(TableName=table, Item=rest)
    client.update_item(TableName=table, Key=key_of(item), AttributeUpdates={
        "filler": {"Action": "PUT", "Value": item["filler"]}})


def by_transacted_update(client, table, item):
    rest = {name: value for name, value in item.items() if name != "filler"}
    client.put_item(TableName=table, Item=rest)
    update = update_of(table, {**key_of(item), "filler": item["filler"]})
    client.transact_write_items(TransactItems=[{"Update": update}])


PUTS = cases(("PutItem", by_put), ("BatchWriteItem", by_batch),
             ("TransactWriteItems", by_transaction))
WRITES = PUTS + cases(("UpdateItem", by_update),
                      ("UpdateItem with AttributeUpdates", by_update_of_the_older_kind),
                      ("Update of a transaction", by_transacted_update))

# Half an item of this makes room for the other half, whatever an update counts beforehand.
HALF = {"half": S("h" * (ITEM_BYTES_MAX // 2))}

CONTENTS = cases(
    ("a string", {}),
    ("characters of several bytes", {"é" * 100: S("é𝄞" * 1000)}),
    ("binary", {"b": B(bytes(1000))}),
    ("lists and maps", {"l": L(S("a"), L(), M(k=M(), other=L(NULL)))}),
    ("truth and null", {"t": BOOL(True), "f": BOOL(False), "n": NULL}),
    ("sets", {"ss": SS("a", "bc"), "bs": BS(b"a", b"bc")}),
    ("many attributes", {f"attribute{i}": S("") for i in range(1000)}),
)


def refused_item(write, client, table, item):
    """The write is refused, by itself or within a transaction, as too large."""
    with pytest.raises(ClientError) as caught:
        write(client, table, item)
    error = caught.value.response
    if error["Error"]["Code"] == CANCELLED:
        (reason,) = error["CancellationReasons"]
        assert reason["Code"] == "ValidationError"
        message = reason["Message"]
    else:
        assert error["Error"]["Code"] == VALIDATION
        message = error["Error"]["Message"]
    assert message.startswith("Item size ")
    assert message.endswith(" has exceeded the maximum allowed size")


class TestItemSize:
    @pytest.mark.parametrize("write", WRITES)
    def test_up_to_400_kilobytes(self, client, table, write):
        item = padded({"pk": S(unique("limit")), **HALF}, ITEM_BYTES_MAX)
        write(client, table, item)
        assert stored(client, table, key_of(item)) == item

    @pytest.mark.parametrize("write", WRITES)
    def test_no_byte_more(self, client, table, write):
        item = padded({"pk": S(unique("limit")), **HALF}, ITEM_BYTES_MAX + 1)
        refused_item(write, client, table, item)
        assert "filler" not in (stored(client, table, key_of(item)) or {})

    @pytest.mark.parametrize("content", CONTENTS)
    def test_whatever_is_in_it(self, client, table, content):
        key = {"pk": S(unique("limit"))}
        largest = padded({**key, **content}, ITEM_BYTES_MAX)
        assert item_bytes(largest) == ITEM_BYTES_MAX
        by_put(client, table, largest)
        refused_item(by_put, client, table, padded({**key, **content}, ITEM_BYTES_MAX + 1))

    def test_the_sort_key_counts(self, client, ranged):
        key = {"pk": S(unique("limit")), "sk": S("s" * SORT_KEY_BYTES_MAX)}
        by_put(client, ranged, padded(key, ITEM_BYTES_MAX))
        refused_item(by_put, client, ranged, padded(key, ITEM_BYTES_MAX + 1))

    def test_an_update_may_make_it_smaller_and_larger_at_once(self, client, table):
        """What counts is what comes of it, and what the update writes."""
        key = {"pk": S(unique("limit") + "k" * 100)}
        by_put(client, table, padded(key, ITEM_BYTES_MAX))
        other = padded(key, ITEM_BYTES_MAX, attribute="fillings")
        client.update_item(TableName=table, Key=key,
                           UpdateExpression="SET fillings = :o REMOVE filler",
                           ExpressionAttributeValues={":o": other["fillings"]})
        assert stored(client, table, key) == other


# --- Keys.


def key_calls(client, table, key):
    """Every operation that takes a whole key, with the member in which it takes it."""
    condition = " AND ".join(f"{name} = :{name}" for name in key)
    return (
        ("PutItem", lambda: client.put_item(TableName=table, Item=key)),
        ("GetItem", lambda: client.get_item(TableName=table, Key=key)),
        ("UpdateItem", lambda: client.update_item(TableName=table, Key=key)),
        ("DeleteItem", lambda: client.delete_item(TableName=table, Key=key)),
        ("BatchGetItem", lambda: client.batch_get_item(RequestItems={table: {"Keys": [key]}})),
        ("BatchWriteItem put", lambda: by_batch(client, table, key)),
        ("BatchWriteItem delete", lambda: client.batch_write_item(
            RequestItems={table: [{"DeleteRequest": {"Key": key}}]})),
        ("TransactGetItems", lambda: client.transact_get_items(
            TransactItems=[{"Get": {"TableName": table, "Key": key}}])),
        ("TransactWriteItems", lambda: client.transact_write_items(
            TransactItems=[{"Delete": {"TableName": table, "Key": key}}])),
        ("Query", lambda: client.query(
            TableName=table, KeyConditionExpression=condition,
            ExpressionAttributeValues={f":{name}": value for name, value in key.items()})),
    )


def refused_key(call, words):
    """By itself, or as the reason for which a transaction is cancelled."""
    with pytest.raises(ClientError) as caught:
        call()
    error = caught.value.response
    reasons = [reason.get("Message", "") for reason in error.get("CancellationReasons", [])]
    assert error["Error"]["Code"] in (VALIDATION, CANCELLED)
    assert any(words.search(message) for message in [error["Error"]["Message"], *reasons]), error


HASH_KEY_TOO_LONG = re.compile("Size of hashkey has exceeded the maximum size limit of2048 bytes")
# A condition of Query is told in other words than a key.
RANGE_KEY_TOO_LONG = re.compile("(Aggregated size of all range keys|Size of rangekey) has exceeded")


class TestKeys:
    @pytest.mark.parametrize("partition, sort", cases(
        ("text", S("p" * PARTITION_KEY_BYTES_MAX), S("s" * SORT_KEY_BYTES_MAX)),
        ("text beyond ASCII", S("é" * (PARTITION_KEY_BYTES_MAX // 2)),
         S("𝄞" * (SORT_KEY_BYTES_MAX // 4))),
        ("one character", S("p"), S("s")),
    ))
    def test_of_every_length(self, client, ranged, partition, sort):
        for _, call in key_calls(client, ranged, {"pk": partition, "sk": sort}):
            call()

    @pytest.mark.parametrize("partition, sort, words", cases(
        ("partition key", S("p" * (PARTITION_KEY_BYTES_MAX + 1)), S("s"),
         HASH_KEY_TOO_LONG),
        ("partition key in bytes", S("é" * (PARTITION_KEY_BYTES_MAX // 2) + "p"), S("s"),
         HASH_KEY_TOO_LONG),
        ("sort key", S("p"), S("s" * (SORT_KEY_BYTES_MAX + 1)),
         RANGE_KEY_TOO_LONG),
        ("sort key in bytes", S("p"), S("𝄞" * (SORT_KEY_BYTES_MAX // 4) + "s"),
         RANGE_KEY_TOO_LONG),
    ))
    def test_no_byte_more(self, client, ranged, partition, sort, words):
        for _, call in key_calls(client, ranged, {"pk": partition, "sk": sort}):
            refused_key(call, words)

    def test_of_binary(self, client, shared_tables):
        table = shared_tables.get("B", "B")
        longest = {"pk": B(b"p" * PARTITION_KEY_BYTES_MAX), "sk": B(b"s" * SORT_KEY_BYTES_MAX)}
        for _, call in key_calls(client, table, longest):
            call()
        for _, call in key_calls(client, table, {**longest, "sk": B(b"s" * 1025)}):
            refused_key(call, RANGE_KEY_TOO_LONG)
        for _, call in key_calls(client, table, {**longest, "pk": B(b"p" * 2049)}):
            refused_key(call, HASH_KEY_TOO_LONG)

    @pytest.mark.parametrize("number", ["9" * 38, "-" + "9" * 38, "1E-130", "-9.9E+125",
                                        "0." + "1" * 38])
    def test_of_numbers(self, client, shared_tables, number):
        table = shared_tables.get("N", "N")
        for _, call in key_calls(client, table, {"pk": N(number), "sk": N(number)}):
            call()


# --- Numbers. How they look when they come back is with the numbers.

LEGAL_NUMBERS = ["9" * 38, "-" + "9" * 38, "0." + "9" * 38, "1" + "0" * 125, "1E-130", "-1E-130",
                 "9.9999999999999999999999999999999999999E+125",
                 "-9.9999999999999999999999999999999999999E+125", "0" * 100, "1" + "0" * 37,
                 "0." + "0" * 129 + "1", "0E125"]
ILLEGAL_NUMBERS = cases(
    ("39 digits", "1" * 39, "Attempting to store more than 38 significant digits in a Number"),
    ("39 digits with a point", "1." + "1" * 38,
     "Attempting to store more than 38 significant digits in a Number"),
    ("too large", "1E+126", "Number overflow. Attempting to store a number with magnitude larger "
                            "than supported range"),
    ("too far below zero", "-1E+126", "Number overflow. Attempting to store a number with "
                                      "magnitude larger than supported range"),
    ("too small", "1E-131", "Number underflow. Attempting to store a number with magnitude "
                            "smaller than supported range"),
    ("too small below zero", "-1E-131", "Number underflow. Attempting to store a number with "
                                        "magnitude smaller than supported range"),
)


class TestNumbers:
    @pytest.mark.parametrize("number", LEGAL_NUMBERS)
    def test_legal_ones(self, client, table, number):
        key = {"pk": S(unique("limit"))}
        by_put(client, table, {**key, "n": N(number), "l": L(N(number)), "ns": NS(number)})
        client.update_item(TableName=table, Key=key, UpdateExpression="SET n = :n",
                           ExpressionAttributeValues={":n": N(number)})

    @pytest.mark.parametrize("number, message", ILLEGAL_NUMBERS)
    def test_illegal_ones(self, client, table, number, message):
        key = {"pk": S(unique("limit"))}
        for value in (N(number), L(N(number)), M(k=N(number)), NS(number)):
            for write in (by_put, by_batch, by_transaction):
                invalid(write, message, client=client, table=table, item={**key, "n": value})
            invalid(client.update_item, has(message), TableName=table, Key=key,
                    UpdateExpression="SET n = :n", ExpressionAttributeValues={":n": value})

    @pytest.mark.parametrize("start, by, words", cases(
        ("too many digits", "1", "1E-38", "Number overflow"),
        ("far apart", "1E50", "1", "Number overflow"),
        ("too large", "9" * 38 + "0" * 88, "1" + "0" * 125, "Number overflow"),
        ("too far below zero", "-" + "9" * 38 + "0" * 88, "-1" + "0" * 125, "Number overflow"),
    ))
    def test_nor_may_they_be_computed(self, client, table, start, by, words):
        key = {"pk": S(unique("limit"))}
        by_put(client, table, {**key, "n": N(start)})
        for expression in ("SET n = n + :by", "ADD n :by"):
            invalid(client.update_item, has(words), TableName=table, Key=key,
                    UpdateExpression=expression, ExpressionAttributeValues={":by": N(by)})


# --- Attribute names.


class TestAttributeNames:
    @pytest.mark.parametrize("name", ["n" * ATTRIBUTE_NAME_BYTES_MAX,
                                      "é" * (ATTRIBUTE_NAME_BYTES_MAX // 2), "n"])
    def test_up_to_64_kilobytes(self, client, table, name):
        key = {"pk": S(unique("limit"))}
        by_put(client, table, {**key, name: S("v"), "m": {"M": {name: S("v")}}})
        answer = client.get_item(TableName=table, Key=key, ConsistentRead=True,
                                 ProjectionExpression="#n, m.#n",
                                 ExpressionAttributeNames={"#n": name})
        assert answer["Item"] == {name: S("v"), "m": {"M": {name: S("v")}}}

    @pytest.mark.parametrize("name", ["n" * (ATTRIBUTE_NAME_BYTES_MAX + 1),
                                      "é" * (ATTRIBUTE_NAME_BYTES_MAX // 2 + 1)])
    @pytest.mark.parametrize("write", PUTS)
    def test_no_byte_more(self, client, table, write, name):
        invalid(write, client=client, table=table, item={"pk": S("a"), name: S("v")})
        invalid(write, client=client, table=table, item={"pk": S("a"), "m": {"M": {name: S("v")}}})

    def test_nor_through_an_expression(self, client, table):
        name = "n" * (ATTRIBUTE_NAME_BYTES_MAX + 1)
        invalid(client.update_item, TableName=table, Key={"pk": S("a")},
                UpdateExpression="SET #n = :v", ExpressionAttributeNames={"#n": name},
                ExpressionAttributeValues={":v": S("v")})


# --- Expressions.


def condition(size):
    """A condition of exactly `size` bytes."""
    text = ""
    while size - len(text) > 400:
        text += f"attribute_not_exists({'a' * 200}) AND "
    return text + f"attribute_not_exists({'b' * (size - len(text) - 22)})"


def projection(size):
    text = ""
    while size - len(text) > 400:
        text += f"a{len(text)}".ljust(200, "a") + ","
    return text + "b" * (size - len(text))


def update(size):
    return "REMOVE " + projection(size - len("REMOVE "))


def key_condition(size):
    """The name of a key is what it is; white space counts as well."""
    return "pk = :k".ljust(size)


KEY = {"pk": S("limit")}
KEY_VALUES = {"ExpressionAttributeValues": {":k": KEY["pk"]}}
EXPRESSIONS = cases(
    ("ConditionExpression of PutItem", "put_item", "ConditionExpression", condition, {"Item": KEY}),
    ("ConditionExpression of DeleteItem", "delete_item", "ConditionExpression", condition,
     {"Key": KEY}),
    ("ConditionExpression of UpdateItem", "update_item", "ConditionExpression", condition,
     {"Key": KEY}),
    ("UpdateExpression", "update_item", "UpdateExpression", update, {"Key": KEY}),
    ("ProjectionExpression of GetItem", "get_item", "ProjectionExpression", projection,
     {"Key": KEY}),
    ("ProjectionExpression of Query", "query", "ProjectionExpression", projection,
     {"KeyConditionExpression": "pk = :k", **KEY_VALUES}),
    ("ProjectionExpression of Scan", "scan", "ProjectionExpression", projection, {"Limit": 1}),
    ("FilterExpression of Query", "query", "FilterExpression", condition,
     {"KeyConditionExpression": "pk = :k", **KEY_VALUES}),
    ("FilterExpression of Scan", "scan", "FilterExpression", condition, {"Limit": 1}),
    ("KeyConditionExpression", "query", "KeyConditionExpression", key_condition, KEY_VALUES),
)


class TestExpressions:
    @pytest.mark.parametrize("call, member, text, request_", EXPRESSIONS)
    def test_up_to_four_kilobytes(self, client, table, call, member, text, request_):
        expression = text(EXPRESSION_BYTES_MAX)
        assert len(expression) == EXPRESSION_BYTES_MAX
        getattr(client, call)(TableName=table, **request_, **{member: expression})

    @pytest.mark.parametrize("call, member, text, request_", EXPRESSIONS)
    def test_no_byte_more(self, client, table, call, member, text, request_):
        invalid(getattr(client, call),
                has(f"Invalid {member}: Expression size has exceeded the maximum allowed size"),
                TableName=table, **request_, **{member: text(EXPRESSION_BYTES_MAX + 1)})

    def substitutions(self, size):
        """Names and values of `size` bytes together, and a filter that has use for them."""
        names = {f"#n{i}": f"{i}".ljust(1000, "n") for i in range(4)}
        left = size - sum(len(key) + len(name) for key, name in names.items())
        count = 7
        each = left // count
        lengths = [each] * (count - 1) + [left - each * (count - 1)]
        values = {f":v{i}": S("x" * (length - len(f":v{i}"))) for i, length in enumerate(lengths)}
        exists = " OR ".join(f"attribute_exists({name})" for name in names)
        return {"FilterExpression": f"a IN ({','.join(values)}) OR {exists}",
                "ExpressionAttributeNames": names, "ExpressionAttributeValues": values}

    def test_substitutions_well_within_two_megabytes(self, client, table):
        client.scan(TableName=table, Limit=1, **self.substitutions(SUBSTITUTION_BYTES_MAX - 1000))

    def test_substitutions_beyond_two_megabytes(self, client, table):
        invalid(client.scan, TableName=table, Limit=1,
                **self.substitutions(SUBSTITUTION_BYTES_MAX + 1000))


# --- Batches and transactions.


def keys(count):
    return [{"pk": S(unique("limit"))} for _ in range(count)]


class TestBatches:
    def test_batch_get_takes_a_hundred_keys(self, client, table, shared_tables):
        client.batch_get_item(RequestItems={table: {"Keys": keys(BATCH_GET_KEYS_MAX)}})
        ranged = shared_tables.get("N")
        client.batch_get_item(RequestItems={
            table: {"Keys": keys(BATCH_GET_KEYS_MAX // 2)},
            ranged: {"Keys": [{"pk": N(i)} for i in range(BATCH_GET_KEYS_MAX // 2)]}})

    def test_batch_get_takes_no_more(self, client, table, shared_tables):
        invalid(client.batch_get_item, RequestItems={
            table: {"Keys": keys(BATCH_GET_KEYS_MAX + 1)}})
        invalid(client.batch_get_item, "Too many items requested for the BatchGetItem call",
                RequestItems={table: {"Keys": keys(BATCH_GET_KEYS_MAX)},
                              shared_tables.get("N"): {"Keys": [{"pk": N(1)}]}})

    def test_batch_write_takes_25_requests(self, client, table):
        requests = [{"PutRequest": {"Item": key}} for key in keys(BATCH_WRITE_REQUESTS_MAX)]
        assert not client.batch_write_item(RequestItems={table: requests})["UnprocessedItems"]

    def test_batch_write_takes_no_more(self, client, table, shared_tables):
        requests = [{"DeleteRequest": {"Key": key}} for key in keys(BATCH_WRITE_REQUESTS_MAX + 1)]
        invalid(client.batch_write_item, RequestItems={table: requests})
        invalid(client.batch_write_item, "Too many items requested for the BatchWriteItem call",
                RequestItems={table: requests[:-1],
                              shared_tables.get("N"): [{"DeleteRequest": {"Key": {"pk": N(1)}}}]})

    def test_batch_write_takes_25_of_the_largest_items(self, client, table):
        requests = [{"PutRequest": {"Item": padded(key, ITEM_BYTES_MAX)}}
                    for key in keys(BATCH_WRITE_REQUESTS_MAX)]
        assert not client.batch_write_item(RequestItems={table: requests})["UnprocessedItems"]


class TestTransactions:
    def test_take_a_hundred_actions(self, client, table):
        wanted = keys(TRANSACTION_ACTIONS_MAX)
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": key}} for key in wanted])
        answer = client.transact_get_items(
            TransactItems=[{"Get": {"TableName": table, "Key": key}} for key in wanted])
        assert [each["Item"] for each in answer["Responses"]] == wanted

    def test_take_no_more(self, client, table):
        wanted = keys(TRANSACTION_ACTIONS_MAX + 1)
        invalid(client.transact_write_items, has("transactItems"),
                TransactItems=[{"Delete": {"TableName": table, "Key": key}} for key in wanted])
        invalid(client.transact_get_items, has("transactItems"),
                TransactItems=[{"Get": {"TableName": table, "Key": key}} for key in wanted])

    def test_take_at_least_one(self, client):
        for call in (client.transact_write_items, client.transact_get_items):
            invalid(call, has("transactItems"), TransactItems=[])

    def test_write_up_to_four_megabytes(self, client, table):
        each = TRANSACTION_BYTES_MAX // 11
        wanted = [padded(key, each) for key in keys(11)]
        client.transact_write_items(
            TransactItems=[{"Put": {"TableName": table, "Item": item}} for item in wanted])
        assert stored(client, table, key_of(wanted[-1])) == wanted[-1]

    def test_write_no_more(self, client, table):
        each = TRANSACTION_BYTES_MAX // 11 + 1
        wanted = [padded(key, each) for key in keys(11)]
        with pytest.raises(ClientError) as caught:
            client.transact_write_items(
                TransactItems=[{"Put": {"TableName": table, "Item": item}} for item in wanted])
        assert caught.value.response["Error"]["Code"] in (VALIDATION, CANCELLED)
        assert stored(client, table, key_of(wanted[0])) is None

    def test_read_no_more_than_four_megabytes(self, client, table):
        wanted = [padded(key, ITEM_BYTES_MAX) for key in keys(11)]
        for item in wanted:
            by_put(client, table, item)
        gets = [{"Get": {"TableName": table, "Key": key_of(item)}} for item in wanted]
        answer = client.transact_get_items(TransactItems=gets[:-1])  # 4,096,000 bytes
        assert [each["Item"] for each in answer["Responses"]] == wanted[:-1]
        with pytest.raises(ClientError) as caught:
            client.transact_get_items(TransactItems=gets)
        assert caught.value.response["Error"]["Code"] in (VALIDATION, CANCELLED)


# --- Pages and segments.


class TestPages:
    @pytest.mark.parametrize("call", ["query", "scan"])
    def test_end_after_a_megabyte(self, client, make_table, call):
        """The item that goes beyond it is the last of its page, or the first of the next."""
        name, size = make_table(range_type="S"), 100_000
        items = [padded({"pk": S("k"), "sk": S(f"{i:02}")}, size) for i in range(25)]
        for item in items:
            by_put(client, name, item)
        request = {"TableName": name, "ConsistentRead": True, "ReturnConsumedCapacity": "TOTAL"}
        if call == "query":
            request |= {"KeyConditionExpression": "pk = :k",
                        "ExpressionAttributeValues": {":k": S("k")}}
        answer = getattr(client, call)(**request)
        assert answer["Count"] in (PAGE_BYTES_MAX // size, PAGE_BYTES_MAX // size + 1)
        assert answer["LastEvaluatedKey"] == key_of(answer["Items"][-1])
        found = answer["Items"]
        while "LastEvaluatedKey" in answer:
            answer = getattr(client, call)(**request, ExclusiveStartKey=answer["LastEvaluatedKey"])
            found += answer["Items"]
        assert found == items

    @pytest.mark.parametrize("call", ["query", "scan"])
    def test_limit_is_at_least_one(self, client, table, call):
        for limit in (0, -1):
            invalid(getattr(client, call), has("greater than or equal to 1"), TableName=table,
                    Limit=limit)

    def test_a_scan_has_up_to_a_million_segments(self, client, table):
        client.scan(TableName=table, Segment=999_999, TotalSegments=1_000_000, Limit=1)
        invalid(client.scan, has("less than or equal to 1000000"), TableName=table, Segment=0,
                TotalSegments=1_000_001)
        invalid(client.scan, has("less than or equal to 999999"), TableName=table,
                Segment=1_000_000, TotalSegments=1_000_000)
        invalid(client.scan, has("greater than or equal to 1"), TableName=table, Segment=0,
                TotalSegments=0)


# --- Names of tables and of key attributes.


class TestNames:
    @pytest.mark.parametrize("length", [2, 256])
    def test_of_tables_have_3_to_255_characters(self, client, length):
        name = "t" * length
        told = violation("tableName", "Member must have length (greater than or equal to 3|less than or "
                                      "equal to 255)$")
        invalid(client.create_table, told, **tables.create_request(name=name))
        invalid(client.get_item, told, TableName=name, Key=KEY)
        invalid(client.scan, told, TableName=name)

    @pytest.mark.parametrize("length, legal", [(1, True), (255, True), (256, False), (0, False)])
    def test_of_key_attributes_have_1_to_255_characters(self, client, cleanup_tables, length,
                                                        legal):
        request = tables.create_request()
        attribute = "k" * length
        request["KeySchema"][0]["AttributeName"] = attribute
        request["AttributeDefinitions"][0]["AttributeName"] = attribute
        if not legal:
            invalid(client.create_table, has("attributeName"), **request)
            return
        client.create_table(**request)
        cleanup_tables.append(request["TableName"])
        tables.wait_for(client, request["TableName"], "ACTIVE")
        by_put(client, request["TableName"], {attribute: S("a")})


def test_a_page_of_table_names_has_up_to_a_hundred(client):
    for limit in (1, 100):
        client.list_tables(Limit=limit)
    for limit in (0, 101):
        fails(client.list_tables, VALIDATION, has("limit"), Limit=limit)

"""What a vector index asks of the items of its table, and what writing to it is charged.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html ("If the table has
vector indexes, the following validations apply to write operations.")
"""

import pytest

from support.errors import cases, has, invalid
from support.indexes import KEYS_ONLY, definitions, include, index as secondary_index
from support.tables import create_request, drop, wait_for
from support.values import B, N, S, unique
from support.vectors import descriptions, index, query, vector

WRONG = "One or more parameter values were invalid: "
SIZE = "One or more parameter values were invalid. "
TYPES = {"tenant": "S", "color": "N"}


@pytest.fixture(scope="module")
def table(client):
    """An index of everything: a HASH, a filter, three dimensions."""
    request = create_request(VectorIndexes=[index(hash="tenant", filters=["color"])])
    request["AttributeDefinitions"] = definitions(pk="S", **TYPES)
    client.create_table(**request)
    wait_for(client, request["TableName"], "ACTIVE")
    yield request["TableName"]
    drop(client, request["TableName"])


def item(**attributes):
    return {"pk": S(unique()), "tenant": S("t"), "v": vector([1, 2, 3]), **attributes}


BAD = cases(
    ("no list", {"v": S("1, 2, 3")},
     "Type mismatch for Vector Attribute v Expected: L Actual: S IndexName: vectors"),
    ("a set of numbers", {"v": {"NS": ["1", "2", "3"]}},
     "Type mismatch for Vector Attribute v Expected: L Actual: NS IndexName: vectors"),
    ("binary", {"v": B(b"\0" * 12)},
     "Type mismatch for Vector Attribute v Expected: L Actual: B IndexName: vectors"),
    ("null", {"v": {"NULL": True}},
     "Type mismatch for Vector Attribute v Expected: L Actual: NULL IndexName: vectors"),
    ("too short", {"v": vector([1, 2])},
     SIZE + "Invalid size for parameter v, Expected: 3, Actual: 2 IndexName: vectors"),
    ("too long", {"v": vector([1, 2, 3, 4])},
     SIZE + "Invalid size for parameter v, Expected: 3, Actual: 4 IndexName: vectors"),
    ("empty", {"v": {"L": []}},
     SIZE + "Invalid size for parameter v, Expected: 3, Actual: 0 IndexName: vectors"),
    ("a string in it", {"v": {"L": [N(1), S("2"), N(3)]}},
     "Vector Attribute v must be a list of numbers, but has an element of type S IndexName: "
     "vectors"),
    ("a list in it", {"v": {"L": [N(1), {"L": [N(2)]}, N(3)]}},
     "Vector Attribute v must be a list of numbers, but has an element of type L IndexName: "
     "vectors"),
    ("a null in it", {"v": {"L": [N(1), {"NULL": True}, N(3)]}},
     "Vector Attribute v must be a list of numbers, but has an element of type NULL IndexName: "
     "vectors"),
    ("beyond 32 bits", {"v": vector(["3.4028236E38", 0, 0])},
     "Vector Attribute v has a number that does not fit a 32-bit float: "
     "340282360000000000000000000000000000000 IndexName: vectors"),
    ("far below", {"v": vector([0, "-1E125", 0])}, has("does not fit a 32-bit float")),
    ("HASH of another type", {"tenant": N(1)},
     "Type mismatch for Index Key tenant Expected: S Actual: N IndexName: vectors"),
    ("filter of another type", {"color": S("red")},
     "Type mismatch for Inline Filter color Expected: N Actual: S IndexName: vectors"),
)

GOOD = cases(
    ("as it should be", {}, 1),
    ("the largest float", {"v": vector(["3.4028234E38", "-3.4028234E38", 0])}, 1),
    ("too small for a float", {"v": vector(["1E-130", "1E-45", "-1E-60"])}, 1),
    ("38 digits", {"v": vector(["1." + "2" * 37, 0, 0])}, 1),
    ("a zero vector", {"v": vector([0, 0, 0])}, 1),
    ("with a filter", {"color": N(5)}, 1),
    ("without a vector", {"v": None}, 0),
    ("without its HASH", {"tenant": None}, 0),
    ("other attributes of any type", {"w": vector([1, "2", 3]), "x": S("")}, 1),
)


def expected(message):
    if not isinstance(message, str) or message.startswith(SIZE):
        return message
    return WRONG + message


def put(client, table, wanted):
    client.put_item(TableName=table, Item=wanted)


def put_conditionally(client, table, wanted):
    client.put_item(TableName=table, Item=wanted, ConditionExpression="attribute_not_exists(pk)")


def update(client, table, wanted):
    names = [name for name in wanted if name != "pk"]
    client.update_item(
        TableName=table, Key={"pk": wanted["pk"]},
        UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in names),
        ExpressionAttributeNames={f"#{name}": name for name in names},
        ExpressionAttributeValues={f":{name}": wanted[name] for name in names})


def batch(client, table, wanted):
    other = {"PutRequest": {"Item": item()}}
    client.batch_write_item(RequestItems={table: [other, {"PutRequest": {"Item": wanted}}]})


def statement(client, table, wanted):
    names = ", ".join(f"'{name}': ?" for name in wanted)
    client.execute_statement(Statement=f'INSERT INTO "{table}" VALUE {{{names}}}',
                             Parameters=list(wanted.values()))


WRITERS = [put, put_conditionally, update, batch, statement]


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("attributes, message", BAD)
def test_what_cannot_be_in_the_index_is_refused(client, table, write, attributes, message):
    wanted = item(**attributes)
    before = descriptions(client, table)["vectors"]["ItemCount"]
    message = expected(message)
    if write is update and isinstance(message, str) and "Index Key tenant" in message:
        message = has("Type mismatch")
    invalid(lambda: write(client, table, wanted), message)
    assert "Item" not in client.get_item(TableName=table, Key={"pk": wanted["pk"]})
    assert descriptions(client, table)["vectors"]["ItemCount"] == before


@pytest.mark.parametrize("attributes, message", BAD)
def test_a_transaction_is_cancelled(client, table, attributes, message):
    wanted = item(**attributes)
    with pytest.raises(client.exceptions.ClientError) as caught:
        client.transact_write_items(TransactItems=[
            {"Put": {"TableName": table, "Item": item()}},
            {"Put": {"TableName": table, "Item": wanted}}])
    code = caught.value.response["Error"]["Code"]
    if code == "TransactionCanceledException":
        reasons = caught.value.response["CancellationReasons"]
        assert [reason["Code"] for reason in reasons] == ["None", "ValidationError"]
    else:
        assert code == "ValidationException"
    assert "Item" not in client.get_item(TableName=table, Key={"pk": wanted["pk"]})


@pytest.mark.parametrize("write", WRITERS, ids=lambda write: write.__name__)
@pytest.mark.parametrize("attributes, entries", GOOD)
def test_what_may_be_written_is_in_the_index_if_it_has_all(client, table, write, attributes,
                                                           entries):
    wanted = {name: value for name, value in item(**attributes).items() if value is not None}
    others = 1 if write is batch else 0
    before = descriptions(client, table)["vectors"]["ItemCount"]
    write(client, table, wanted)
    assert client.get_item(TableName=table, Key={"pk": wanted["pk"]})["Item"] == {
        name: value if name != "v" else client.get_item(
            TableName=table, Key={"pk": wanted["pk"]})["Item"]["v"]
        for name, value in wanted.items()}
    assert descriptions(client, table)["vectors"]["ItemCount"] == before + entries + others
    client.delete_item(TableName=table, Key={"pk": wanted["pk"]})
    assert descriptions(client, table)["vectors"]["ItemCount"] == before + others


def test_an_element_of_the_vector_may_be_updated(client, table):
    wanted = item(tenant=S(unique()))
    client.put_item(TableName=table, Item=wanted)
    change = {"TableName": table, "Key": {"pk": wanted["pk"]}}
    client.update_item(**change, UpdateExpression="SET v[1] = :x",
                       ExpressionAttributeValues={":x": N(7)})
    found = client.search_vectors(
        TableName=table, IndexName="vectors", SearchVector=query([1, 7, 3]), TopK=1,
        SearchConditionExpression="tenant = :t",
        ExpressionAttributeValues={":t": wanted["tenant"]})["SearchResults"]
    assert found[0]["Score"] == 0
    invalid(client.update_item, has("Expected: 3, Actual: 2"), **change,
            UpdateExpression="REMOVE v[0]")
    client.update_item(**change, UpdateExpression="REMOVE v")


# --- Capacity


@pytest.fixture(scope="module")
def charged(client):
    """Two vector indexes, of which one is small, and a global one."""
    request = create_request(
        VectorIndexes=[index("large", dimensions=3), index("small", projection=KEYS_ONLY)],
        GlobalSecondaryIndexes=[secondary_index("global", "g")])
    request["AttributeDefinitions"] = definitions(pk="S", g="S")
    client.create_table(**request)
    wait_for(client, request["TableName"], "ACTIVE")
    yield request["TableName"]
    drop(client, request["TableName"])


def written(consumed):
    return {name: one["VectorWriteRequestBytes"]
            for name, one in consumed.get("VectorIndexes", {}).items()}


def test_a_write_tells_the_bytes_of_each_index(client, charged):
    key = {"pk": S(unique())}
    text = S("x" * 3000)
    common = {"TableName": charged, "ReturnConsumedCapacity": "INDEXES"}
    # Names and values, of a vector four bytes a dimension.
    entry = 2 + len(key["pk"]["S"]) + 1 + 3000 + 1 + 3 * 4
    new = client.put_item(Item={**key, "v": vector([1, 2, 3]), "a": text}, **common)
    assert written(new["ConsumedCapacity"]) == {"large": entry, "small": 1024}
    same = client.put_item(Item={**key, "v": vector([1, 2, 3]), "a": text}, **common)
    assert written(same["ConsumedCapacity"]) == {}
    # Only what an index has counts for it.
    other = client.update_item(Key=key, UpdateExpression="SET a = :a",
                               ExpressionAttributeValues={":a": S("x")}, **common)
    assert written(other["ConsumedCapacity"]) == {"large": entry}
    gone = client.delete_item(Key=key, **common)
    assert written(gone["ConsumedCapacity"]) == {"large": 1024, "small": 1024}
    assert "VectorIndexes" not in client.delete_item(Key=key, **common)["ConsumedCapacity"]


@pytest.mark.parametrize("dimensions, name, expected", [
    (3, "v", 1024), (250, "v", 1024), (254, "v", 1024), (255, "v", 1025), (256, "v", 1029),
    (1024, "embedding", 4 * 1024 + 9 + 4), (4096, "x" * 255, 4 * 4096 + 255 + 4)])
def test_a_vector_is_charged_its_name_and_four_bytes_a_dimension(client, make_table, dimensions,
                                                                 name, expected):
    table = make_table(VectorIndexes=[index("plain", attribute=name, dimensions=dimensions,
                                            projection=KEYS_ONLY)])
    put_ = {"TableName": table, "ReturnConsumedCapacity": "INDEXES"}
    answer = client.put_item(Item={"pk": S("ab"), name: vector([1] * dimensions), "other": S("x")},
                             **put_)
    assert written(answer["ConsumedCapacity"]) == {"plain": expected}
    gone = client.delete_item(Key={"pk": S("ab")}, **put_)
    assert written(gone["ConsumedCapacity"]) == {"plain": expected}


@pytest.mark.parametrize("wanted", ["TOTAL", "NONE"])
def test_only_indexes_tells_them(client, charged, wanted):
    answer = client.put_item(TableName=charged, ReturnConsumedCapacity=wanted,
                             Item={"pk": S(unique()), "v": vector([1, 2, 3])})
    assert "VectorIndexes" not in answer.get("ConsumedCapacity", {})
    if wanted == "TOTAL":
        assert answer["ConsumedCapacity"]["CapacityUnits"] == 1.0


def test_batches_transactions_and_statements_tell_them(client, charged):
    def new():
        return {"pk": S(unique()), "v": vector([1, 2, 3])}
    both = {"large": 2048, "small": 2048}
    batched = client.batch_write_item(
        RequestItems={charged: [{"PutRequest": {"Item": new()}} for _ in range(2)]},
        ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert [written(one) for one in batched] == [both]
    transacted = client.transact_write_items(
        TransactItems=[{"Put": {"TableName": charged, "Item": new()}} for _ in range(2)],
        ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert [written(one) for one in transacted] == [both]
    stated = client.execute_statement(
        Statement=f"INSERT INTO \"{charged}\" VALUE {{'pk': '{unique()}', 'v': [1, 2, 3]}}",
        ReturnConsumedCapacity="INDEXES")["ConsumedCapacity"]
    assert written(stated) == {"large": 1024, "small": 1024}


def test_an_entry_that_moves_to_another_hash_value_is_written_twice(client, table):
    key = {"pk": S(unique())}
    client.put_item(TableName=table, Item={**key, "tenant": S("a"), "v": vector([1, 2, 3])})
    moved = client.update_item(TableName=table, Key=key, UpdateExpression="SET tenant = :t",
                               ExpressionAttributeValues={":t": S("b")},
                               ReturnConsumedCapacity="INDEXES")
    assert written(moved["ConsumedCapacity"]) == {"vectors": 2048}


def test_sizes_are_those_of_the_entries(client, cleanup_tables):
    request = create_request(VectorIndexes=[index(projection=include("a"))])
    client.create_table(**request)
    name = request["TableName"]
    cleanup_tables.append(name)
    wait_for(client, name, "ACTIVE")
    for i in range(10):
        client.put_item(TableName=name, Item={"pk": S(f"{i}"), "v": vector([i, i, i]),
                                              "a": S("abcd"), "b": S("x" * 1000)})
    described = descriptions(client, name)["vectors"]
    assert (described["ItemCount"], described["IndexSizeBytes"]) == (10, 10 * (3 + 5 + 12))
    client.delete_item(TableName=name, Key={"pk": S("0")})
    described = descriptions(client, name)["vectors"]
    assert (described["ItemCount"], described["IndexSizeBytes"]) == (9, 9 * (3 + 5 + 12))


def test_of_two_indexes_the_first_by_name_is_told(client, make_table):
    table = make_table(VectorIndexes=[index("later", dimensions=3), index("earlier", dimensions=3)])
    key, wrong = {"pk": S("ab")}, vector([1, 2])
    told = has("Expected: 3, Actual: 2 IndexName: earlier")
    invalid(client.put_item, told, TableName=table, Item={**key, "v": wrong})
    invalid(client.update_item, told, TableName=table, Key=key, UpdateExpression="SET v = :v",
            ExpressionAttributeValues={":v": wrong})

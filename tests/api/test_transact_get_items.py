"""TransactGetItems: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html"""

import pytest

from support.errors import NOT_FOUND, cases, check_message, fails, has, invalid, violation
from support.sizes import padded, read_units
from support.values import L, M, N, S, unique

GETS_MAX = 100
BYTES_MAX = 4 << 20


def get(table, key, **members):
    return {"Get": {"TableName": table, "Key": key, **members}}


def read(client, *gets, **members):
    return client.transact_get_items(TransactItems=list(gets), **members)


@pytest.fixture(scope="module")
def items(client, table):
    made = [{"pk": S(unique("get")), "n": N(i), "m": M(a=N(i), b=L(N(1), N(2)))}
            for i in range(5)]
    for item in made:
        client.put_item(TableName=table, Item=item)
    return made


def key_of(item):
    return {"pk": item["pk"]}


def test_gives_items_in_order(client, table, items):
    order = items[3:] + items[:3]
    answer = read(client, *[get(table, key_of(item)) for item in order])
    assert answer["Responses"] == [{"Item": item} for item in order]
    assert "ConsumedCapacity" not in answer


def test_leaves_the_places_of_absent_items_empty(client, table, items):
    absent = {"pk": S(unique("absent"))}
    answer = read(client, get(table, absent), get(table, key_of(items[0])))
    assert answer["Responses"] == [{}, {"Item": items[0]}]


def test_reads_several_tables(client, table, ranged, items):
    sorted_key = {"pk": S(unique("get")), "sk": S("s")}
    client.put_item(TableName=ranged, Item=sorted_key)
    arn = client.describe_table(TableName=ranged)["Table"]["TableArn"]
    answer = read(client, get(arn, sorted_key), get(table, key_of(items[1])))
    assert answer["Responses"] == [{"Item": sorted_key}, {"Item": items[1]}]


def test_projects_each_by_itself(client, table, items):
    answer = read(client,
                  get(table, key_of(items[0]), ProjectionExpression="#n, m.b[1]",
                      ExpressionAttributeNames={"#n": "n"}),
                  get(table, key_of(items[1])),
                  get(table, key_of(items[2]), ProjectionExpression="absent"),
                  get(table, {"pk": S(unique("absent"))}, ProjectionExpression="n"))
    assert answer["Responses"] == [
        {"Item": {"n": N(0), "m": M(b=L(N(2)))}}, {"Item": items[1]}, {}, {}]


def test_takes_a_hundred_gets(client, table, items):
    gets = [get(table, key_of(items[0]))]
    gets += [get(table, {"pk": S(unique("absent"))}) for _ in range(GETS_MAX - 1)]
    answer = read(client, *gets)
    assert answer["Responses"] == [{"Item": items[0]}] + [{}] * (GETS_MAX - 1)


def test_sees_what_was_written_before(client, table):
    key = {"pk": S(unique("get"))}
    for i in range(20):
        client.put_item(TableName=table, Item={**key, "n": N(i)})
        assert read(client, get(table, key))["Responses"][0]["Item"]["n"] == N(i)


class TestConsumedCapacity:
    def test_is_twice_that_of_consistent_reads(self, client, table):
        sizes = [100, 4096, 4097, 9000]
        keys = [{"pk": S(unique("get"))} for _ in sizes]
        for key, size in zip(keys, sizes):
            client.put_item(TableName=table, Item=padded(key, size))
        keys.append({"pk": S(unique("absent"))})
        units = 2 * sum(read_units(size, True) for size in [*sizes, 0])
        answer = read(client, *[get(table, key, ProjectionExpression="pk") for key in keys],
                      ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == [
            {"TableName": table, "CapacityUnits": units, "ReadCapacityUnits": units}]

    def test_is_told_for_each_table_in_order(self, client, table, ranged):
        answer = read(client, get(ranged, {"pk": S("a"), "sk": S("s")}), get(table, {"pk": S("a")}),
                      get(ranged, {"pk": S("b"), "sk": S("s")}), ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"] == [
            {"TableName": ranged, "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0},
            {"TableName": table, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}]

    def test_is_not_told_if_not_wanted(self, client, table):
        answer = read(client, get(table, {"pk": S("a")}), ReturnConsumedCapacity="NONE")
        assert "ConsumedCapacity" not in answer


def test_an_answer_holds_four_megabytes(client, table):
    keys = [{"pk": S(unique("get"))} for _ in range(12)]
    for key in keys[:11]:
        client.put_item(TableName=table, Item=padded(key, BYTES_MAX // 11))
    client.put_item(TableName=table, Item=keys[11])
    answer = read(client, *[get(table, key) for key in keys[:11]])
    assert len(answer["Responses"]) == 11
    invalid(client.transact_get_items, has("size cannot exceed"),
            TransactItems=[get(table, key, ProjectionExpression="pk") for key in keys])


NOT_THE_SCHEMA = "The provided key element does not match the schema"
A = {"pk": S("a")}


@pytest.mark.parametrize("key, members, message", cases(
    ("wrong key name", {"id": S("a")}, {}, NOT_THE_SCHEMA),
    ("no key", {}, {}, NOT_THE_SCHEMA),
    ("one too many", {**A, "sk": S("b")}, {}, NOT_THE_SCHEMA),
    ("another type", {"pk": N(1)}, {}, NOT_THE_SCHEMA),
    ("empty", {"pk": S("")}, {},
     "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
     "contain an empty string value. Key: pk"),
    ("too long", {"pk": S("k" * 2049)}, {},
     "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
     "limit of2048 bytes"),
    ("a path into it", A, {"ProjectionExpression": "pk.a"},
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
     "Key: pk"),
))
def test_a_wrong_key_cancels(client, table, key, members, message):
    other = {"pk": S("b")}
    # It is told before an item that is there twice, and the first of several alone.
    for keys in ([key], [other, key], [other, other, key, {"id": S("a")}]):
        gets = [get(table, one, **(members if one is key else {})) for one in keys]
        refused = fails(client.transact_get_items, "TransactionCanceledException",
                        TransactItems=gets)
        expected = [{"Code": "None"} for _ in keys]
        expected[keys.index(key)] = {"Code": "ValidationError", "Message": message}
        assert refused["CancellationReasons"] == expected
        assert refused["Error"]["Message"] == (
            "Transaction cancelled, please refer cancellation reasons for specific reasons "
            f"[{', '.join(reason['Code'] for reason in expected)}]")


def test_names_without_expression_are_of_no_interest(client, table, items):
    answer = read(client, get(table, key_of(items[0]), ExpressionAttributeNames={"#a": "a"}))
    assert answer["Responses"] == [{"Item": items[0]}]


INVALID = cases(
    ("an item twice", lambda t: [get(t, A), get(t, {"pk": S("b")}), get(t, A)],
     "Transaction request cannot include multiple operations on one item"),
    ("names unused",
     lambda t: [get(t, A, ProjectionExpression="a", ExpressionAttributeNames={"#a": "a"})],
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
    ("projection malformed", lambda t: [get(t, A, ProjectionExpression="a,,b")],
     has('Invalid ProjectionExpression: Syntax error; token: ","')),
    ("no gets", lambda t: [],
     violation("transactItems", "Member must have length greater than or equal to 1")),
    ("a hundred and one", lambda t: [get(t, {"pk": S(str(i))}) for i in range(GETS_MAX + 1)],
     violation("transactItems", "Member must have length less than or equal to 100")),
    ("nothing to get", lambda t: [{}],
     violation("transactItems.1.member.get", "Member must not be null")),
    ("get without key", lambda t: [get(t, A), {"Get": {"TableName": t}}],
     violation("transactItems.2.member.get.key", "Member must not be null")),
    ("get without table", lambda t: [{"Get": {"Key": A}}],
     violation("transactItems.1.member.get.tableName", "Member must not be null")),
)


@pytest.mark.parametrize("gets, message", INVALID)
def test_refuses(wire, table, gets, message):
    answer = wire.call("TransactGetItems", {"TransactItems": gets(table)})
    assert (answer.status, answer.error) == (400, "ValidationException"), answer.body
    check_message(answer.message, message)


def test_refuses_absent_tables(client, table):
    fails(client.transact_get_items, NOT_FOUND, "Requested resource not found",
          TransactItems=[get(table, A), get(unique("absent"), A)])


def test_expressions_are_looked_at_before_tables(client):
    invalid(client.transact_get_items, has("Invalid ProjectionExpression: Syntax error"),
            TransactItems=[get(unique("absent"), A, ProjectionExpression="a,,b")])


def test_refuses_unknown_capacity(client, table):
    invalid(client.transact_get_items,
            violation("returnConsumedCapacity", "Member must satisfy enum value set: "),
            TransactItems=[get(table, A)], ReturnConsumedCapacity="SOME")

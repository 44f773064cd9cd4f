"""Queries of indexes whose keys have several attributes, and of keys of every type.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.DesignPattern.MultiAttributeKeys.html
"""

import pytest

from support import tables
from support.errors import cases, invalid
from support.indexes import KEYS_ONLY, becomes, definitions, index, unordered
from support.values import B, N, S

# tournament, region: the partition key of by-match; round, bracket, player its sort key.
MATCHES = [
    (f"m{i}", tournament, region, round_, bracket, player)
    for i, (tournament, region, round_, bracket, player) in enumerate([
        ("WINTER", "EU", 1, "lower", "a"), ("WINTER", "EU", 1, "lower", "b"),
        ("WINTER", "EU", 1, "upper", "a"), ("WINTER", "EU", 2, "lower", "c"),
        ("WINTER", "EU", 10, "upper", "a"), ("WINTER", "NA", 1, "upper", "a"),
        ("SUMMER", "EU", 1, "upper", "a"), ("WINTERE", "U", 1, "upper", "a"),
    ])]
NAMES = ("pk", "tournament", "region", "turn", "bracket", "player")


def item_of(match):
    pk, tournament, region, turn, bracket, player = match
    return dict(zip(NAMES, (S(pk), S(tournament), S(region), N(turn), S(bracket),
                            B(player.encode()))))


ITEMS = [item_of(match) for match in MATCHES]
MANY = [f"k{i}" for i in range(8)]


@pytest.fixture(scope="module")
def matches(client):
    name = tables.create(
        client,
        AttributeDefinitions=definitions(pk="S", tournament="S", region="S", turn="N",
                                         bracket="S", player="B", **{name: "S" for name in MANY}),
        GlobalSecondaryIndexes=[
            index("by-match", ["tournament", "region"], ["turn", "bracket", "player"]),
            index("by-place", ["region", "tournament"], [], KEYS_ONLY),
            index("by-turn", ["tournament"], ["turn", "region"], KEYS_ONLY),
            index("by-many", MANY[:4], MANY[4:], KEYS_ONLY)])
    for item in ITEMS:
        client.put_item(TableName=name, Item=item)
    # Each lacks one of the attributes of by-match, and is not in it.
    for missing in NAMES[1:]:
        client.put_item(TableName=name, Item={
            **{key: value for key, value in ITEMS[0].items() if key != missing},
            "pk": S(f"without-{missing}")})
    becomes(client, name, "by-match", ITEMS)
    yield name
    tables.drop(client, name)


WHERE = "tournament = :t AND #r = :r"
VALUES = {":t": S("WINTER"), ":r": S("EU")}


def query(client, table, condition, values=None, index_name="by-match", **members):
    # REGION is a reserved word.
    condition = condition.replace("region", "#r")
    names = {"ExpressionAttributeNames": {"#r": "region"}} if "#r" in condition else {}
    used = {name: value for name, value in {**VALUES, **(values or {})}.items()
            if name in condition}
    return client.query(TableName=table, IndexName=index_name, KeyConditionExpression=condition,
                        **({"ExpressionAttributeValues": used} if used else {}), **names, **members)


def ids(answer):
    return [item["pk"]["S"] for item in answer["Items"]]


@pytest.mark.parametrize("condition, values, expected", cases(
    ("the partition key", "", {}, ["m0", "m1", "m2", "m3", "m4"]),
    ("the first attribute", " AND turn = :1", {":1": N(1)}, ["m0", "m1", "m2"]),
    ("the first, less", " AND turn < :1", {":1": N(2)}, ["m0", "m1", "m2"]),
    ("the first, at most", " AND turn <= :1", {":1": N(2)}, ["m0", "m1", "m2", "m3"]),
    ("the first, greater", " AND turn > :1", {":1": N(1)}, ["m3", "m4"]),
    ("the first, at least", " AND turn >= :1", {":1": N(2)}, ["m3", "m4"]),
    ("the first, between", " AND turn BETWEEN :1 AND :2", {":1": N(2), ":2": N(9)}, ["m3"]),
    ("two attributes", " AND turn = :1 AND bracket = :2", {":1": N(1), ":2": S("lower")},
     ["m0", "m1"]),
    ("the second, a prefix", " AND turn = :1 AND begins_with(bracket, :2)",
     {":1": N(1), ":2": S("u")}, ["m2"]),
    ("the second, greater", " AND turn = :1 AND bracket > :2", {":1": N(1), ":2": S("lower")},
     ["m2"]),
    ("all attributes", " AND turn = :1 AND bracket = :2 AND player = :3",
     {":1": N(1), ":2": S("lower"), ":3": B(b"b")}, ["m1"]),
    ("the third, less", " AND turn = :1 AND bracket = :2 AND player < :3",
     {":1": N(1), ":2": S("lower"), ":3": B(b"b")}, ["m0"]),
    ("the third, between", " AND turn = :1 AND bracket = :2 AND player BETWEEN :3 AND :3",
     {":1": N(1), ":2": S("lower"), ":3": B(b"a")}, ["m0"]),
    ("in any order", " AND player = :3 AND turn = :1 AND bracket = :2",
     {":1": N(1), ":2": S("upper"), ":3": B(b"a")}, ["m2"]),
    ("nothing", " AND turn = :1", {":1": N(3)}, []),
))
def test_select_from_the_left(client, matches, condition, values, expected):
    assert ids(query(client, matches, WHERE + condition, values)) == expected
    assert ids(query(client, matches, WHERE + condition, values,
                     ScanIndexForward=False)) == expected[::-1]


def test_partition_keys_are_told_apart_by_attribute(client, matches):
    """WINTER + EU is not WINTERE + U."""
    found = query(client, matches, WHERE, {":t": S("WINTERE"), ":r": S("U")})
    assert ids(found) == ["m7"]
    found = query(client, matches, WHERE, index_name="by-place")
    assert sorted(ids(found)) == ["m0", "m1", "m2", "m3", "m4", "without-bracket",
                                  "without-player", "without-turn"]
    found = query(client, matches, "tournament = :t AND turn = :1 AND region >= :r",
                  {":1": N(1)}, index_name="by-turn")
    assert ids(found)[-1] == "m5"
    assert len(ids(found)) == 6  # with those without bracket and player


def key_conditions(**values):
    operators = {"eq": "EQ", "gt": "GT", "between": "BETWEEN"}
    return {name: {"ComparisonOperator": operators[operator], "AttributeValueList": operands}
            for name, (operator, *operands) in values.items()}


def test_key_conditions_are_as_good(client, matches):
    answer = client.query(TableName=matches, IndexName="by-match", KeyConditions=key_conditions(
        tournament=("eq", S("WINTER")), region=("eq", S("EU")), turn=("eq", N(1)),
        bracket=("gt", S("lower"))))
    assert ids(answer) == ["m2"]


def test_eight_attributes(client, matches):
    item = {"pk": S("many"), **{name: S(name) for name in MANY}}
    client.put_item(TableName=matches, Item=item)
    becomes(client, matches, "by-many", [item])
    answer = client.query(
        TableName=matches, IndexName="by-many",
        KeyConditionExpression=" AND ".join(f"{name} = :{name}" for name in MANY),
        ExpressionAttributeValues={f":{name}": S(name) for name in MANY})
    assert answer["Items"] == [item]
    client.delete_item(TableName=matches, Key={"pk": S("many")})
    becomes(client, matches, "by-many", [])


@pytest.mark.parametrize("forward", [True, False])
@pytest.mark.parametrize("condition, values", [
    ("", {}), (" AND turn = :1", {":1": N(1)}), (" AND turn > :1", {":1": N(1)})])
def test_pages_are_the_whole(client, matches, condition, values, forward):
    whole = query(client, matches, WHERE + condition, values, ScanIndexForward=forward)["Items"]
    found, start = [], {}
    while True:
        page = query(client, matches, WHERE + condition, values, ScanIndexForward=forward,
                     Limit=1, **start)
        found += page["Items"]
        if "LastEvaluatedKey" not in page:
            break
        assert set(page["LastEvaluatedKey"]) == set(NAMES)
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}
    assert found == whole


def test_scans_give_all(client, matches):
    assert unordered(client.scan(TableName=matches, IndexName="by-match")["Items"]) == unordered(
        ITEMS)
    counts = [client.scan(TableName=matches, IndexName="by-match", TotalSegments=3,
                          Segment=segment)["Count"] for segment in range(3)]
    assert sum(counts) == len(ITEMS)


INVALID = "The provided starting key is invalid"
GAP = ("RANGE key attributes {} must have equality conditions specified in the query because a "
       "condition is present on key attribute {}")
ONE = {":1": N(1), ":2": S("upper"), ":3": B(b"a")}


@pytest.mark.parametrize("condition, message", cases(
    ("one attribute of the partition key", "tournament = :t",
     "Query condition missed key schema element: region"),
    ("the other one", "region = :r", "Query condition missed key schema element: tournament"),
    ("no equality on one", "tournament = :t AND region > :r", "Query key condition not supported"),
    ("the second without the first", "tournament = :t AND region = :r AND bracket = :2",
     GAP.format("turn", "bracket")),
    ("a gap", "tournament = :t AND region = :r AND turn = :1 AND player = :3",
     GAP.format("bracket", "player")),
    ("two gaps", "tournament = :t AND region = :r AND player = :3",
     GAP.format("turn, bracket", "player")),
    ("a range before the last", "tournament = :t AND region = :r AND turn > :1 AND bracket = :2",
     GAP.format("turn", "bracket")),
    ("a range and a gap", "tournament = :t AND region = :r AND turn > :1 AND player = :3",
     GAP.format("turn, bracket", "player")),
    ("too many", "tournament = :t AND region = :r AND turn = :1 AND bracket = :2 AND player = :3 "
     "AND pk = :2", "The number of query conditions (6) exceeds the number of key attributes "
     "defined in the schema (5)"),
    ("a type", "tournament = :t AND region = :r AND turn = :2",
     "One or more parameter values were invalid: Condition parameter type does not match schema "
     "type"),
    ("the table's key", "tournament = :t AND region = :r AND pk = :2",
     "Query condition missed key schema element: turn"),
))
def test_refuse(client, matches, condition, message):
    invalid(query, message, client=client, table=matches, condition=condition, values=ONE)


@pytest.mark.parametrize("changes, message", cases(
    ("one of the partition key is missing", {"region": None}, INVALID),
    ("one of the sort key is missing", {"bracket": None}, INVALID),
    ("the table's is missing", {"pk": None}, INVALID),
    ("another partition key", {"region": S("NA")},
     "The provided starting key is outside query boundaries based on provided conditions"),
    ("outside the condition", {"turn": N(2)},
     "The provided starting key does not match the range key predicate"),
    ("a type", {"player": S("a")}, "The provided key element does not match the schema"),
))
def test_refuse_the_start_key(client, matches, changes, message):
    key = {name: value for name, value in {**ITEMS[0], **changes}.items() if value is not None}
    invalid(query, message, client=client, table=matches, condition=f"{WHERE} AND turn = :1",
            values=ONE, ExclusiveStartKey=key)


def test_filters_may_not_name_any_key_attribute(client, matches):
    for name in NAMES[1:]:
        invalid(query,
                "Filter Expression can only contain non-primary key attributes: Primary key "
                f"attribute: {name}", client=client, table=matches, condition=WHERE,
                FilterExpression=f"attribute_exists({name.replace('region', '#r')})")

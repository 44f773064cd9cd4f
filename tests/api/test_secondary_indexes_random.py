"""Queries and scans of indexes at random, against a model: items, filtered and sorted here."""

import decimal
import random

import pytest

from support import tables
from support.indexes import KEYS_ONLY, becomes, definitions, entries, include, index, unordered
from support.values import B, N, S

SEED = 20260801
ITEMS = 300
QUERIES = 100

TYPES = {"pk": "S", "sk": "N", "text": "S", "number": "N", "data": "B", "group": "S"}
INDEXES = {  # hash and range attributes, and whether the index is local
    "l-text": (["pk"], ["text"], True),
    "l-number": (["pk"], ["number"], True),
    "g-number": (["group"], ["number"], False),
    "g-data": (["group"], ["data"], False),
    "g-alone": (["number"], [], False),
    "g-several": (["group", "pk"], ["number", "text", "data"], False),
}
VALUES = {
    "pk": [S(text) for text in ("a", "b", "ab")],
    "sk": [N(number) for number in range(40)],
    "text": [S(text) for text in ("a", "aa", "ab", "b", "a\0", "a\0b", "\u00e9", "\uffee",
                                  "\U0001f600", "z" * 50)],
    "number": [N(number) for number in (-10**20, "-10.5", "-1", "-0.001", "0", "0.5", "1", "1.5",
                                        "10", "100", 10**20)],
    "data": [B(data) for data in (b"\0", b"\0\0", b"\0\1", b"\1", b"\x7f", b"\x80", b"\xff",
                                  b"\xff\0")],
    "group": [S(text) for text in ("x", "y", "xy")],
}


def order(value):
    (kind, inner), = value.items()
    if kind == "N":
        return decimal.Decimal(inner)
    return inner.encode() if kind == "S" else inner


def random_item(dice):
    item = {name: dice.choice(VALUES[name]) for name in ("pk", "sk")}
    for name in ("text", "number", "data", "group"):
        if dice.random() < 0.8:
            item[name] = dice.choice(VALUES[name])
    return {**item, "other": N(dice.randrange(1000))}


def keys_of(name):
    hash_names, range_names, _ = INDEXES[name]
    return hash_names + range_names


@pytest.fixture(scope="module")
def model(client):
    """A table, and the items that are in it at the end of many writes."""
    dice = random.Random(SEED)
    projections = [None, KEYS_ONLY, include("other")]
    made = {True: [], False: []}
    for i, (name, (hash_names, range_names, local)) in enumerate(INDEXES.items()):
        made[local].append(index(name, hash_names, range_names, projections[i % 3]))
    table = tables.create(client, range_type="N", AttributeDefinitions=definitions(**TYPES),
                          LocalSecondaryIndexes=made[True], GlobalSecondaryIndexes=made[False])
    items = {}
    for _ in range(2 * ITEMS):
        item = random_item(dice)
        key = (item["pk"]["S"], item["sk"]["N"])
        if dice.random() < 0.2:
            client.delete_item(TableName=table, Key={"pk": item["pk"], "sk": item["sk"]})
            items.pop(key, None)
        else:
            client.put_item(TableName=table, Item=item)
            items[key] = item
    found = list(items.values())
    for name in INDEXES:
        in_index = [item for item in found if set(keys_of(name)) <= set(item)]
        kept = {"pk", "sk", *keys_of(name)}
        shown = [{key: value for key, value in item.items() if key in kept} for item in in_index]
        if name in ("l-text", "g-data"):  # all
            shown = in_index
        elif name in ("g-number", "g-several"):
            shown = [{**one, "other": item["other"]} for one, item in zip(shown, in_index)]
        becomes(client, table, name, shown)
    yield table, found
    tables.drop(client, table)


def random_condition(dice, name):
    """An operator with its operands, its text, and the test that it is."""
    kind = TYPES[name]
    operator = dice.choice(["=", "=", "<", "<=", ">", ">=", "between"]
                           + (["begins_with"] if kind != "N" else []))
    one, two = sorted((dice.choice(VALUES[name]) for _ in range(2)), key=order)
    if operator == "between":
        return (f"#{name} BETWEEN :{name}0 AND :{name}1", [one, two],
                lambda value: order(one) <= order(value) <= order(two))
    if operator == "begins_with":
        return (f"begins_with(#{name}, :{name}0)", [one],
                lambda value: order(value).startswith(order(one)))
    tests = {"=": lambda value: order(value) == order(one),
             "<": lambda value: order(value) < order(one),
             "<=": lambda value: order(value) <= order(one),
             ">": lambda value: order(value) > order(one),
             ">=": lambda value: order(value) >= order(one)}
    return f"#{name} {operator} :{name}0", [one], tests[operator]


def pages(call, request):
    found, start = [], {}
    while True:
        page = call(**request, **start)
        found += page["Items"]
        assert page["Count"] == len(page["Items"])
        if "LastEvaluatedKey" not in page:
            return found
        start = {"ExclusiveStartKey": page["LastEvaluatedKey"]}


@pytest.mark.parametrize("name", list(INDEXES))
def test_queries(client, model, name):
    table, items = model
    dice = random.Random(f"{SEED} {name}")
    hash_names, range_names, _ = INDEXES[name]
    for _ in range(QUERIES):
        fixed = {key: dice.choice(VALUES[key]) for key in hash_names}
        used = range_names[:dice.randint(0, len(range_names))]
        for key in used[:-1]:
            fixed[key] = dice.choice(VALUES[key])
        parts = [f"#{key} = :{key}" for key in fixed]
        values = {f":{key}": value for key, value in fixed.items()}

        def meets(item):
            return (set(keys_of(name)) <= set(item)
                    and all(order(item[key]) == order(value) for key, value in fixed.items()))

        expected = [item for item in items if meets(item)]
        if used:
            text, operands, test = random_condition(dice, used[-1])
            parts.append(text)
            values |= {f":{used[-1]}{i}": operand for i, operand in enumerate(operands)}
            expected = [item for item in expected if test(item[used[-1]])]
        forward = dice.random() < 0.5
        dice.shuffle(parts)
        request = {"TableName": table, "IndexName": name, "ScanIndexForward": forward,
                   "KeyConditionExpression": " AND ".join(parts),
                   "ExpressionAttributeNames": {f"#{key}": key for key in [*fixed, *used]},
                   "ExpressionAttributeValues": values}
        if dice.random() < 0.7:
            request["Limit"] = dice.randint(1, 5)
        found = pages(client.query, request)
        told = [[order(item[key]) for key in range_names] for item in found]
        assert told == sorted(told, reverse=not forward), request
        assert (sorted((item["pk"]["S"], item["sk"]["N"]) for item in found)
                == sorted((item["pk"]["S"], item["sk"]["N"]) for item in expected)), request


@pytest.mark.parametrize("name", list(INDEXES))
def test_scans(client, model, name):
    table, _ = model
    dice = random.Random(f"{SEED} {name}")
    whole = unordered(entries(client, table, name))
    for _ in range(10):
        total = dice.randint(1, 7)
        found = [item for segment in range(total) for item in pages(client.scan, {
            "TableName": table, "IndexName": name, "TotalSegments": total, "Segment": segment,
            "Limit": dice.randint(1, 60)})]
        assert unordered(found) == whole


def test_what_local_indexes_lack_is_fetched(client, model):
    table, items = model
    for name in ("l-text", "l-number"):
        for pk in VALUES["pk"]:
            found = pages(client.query, {
                "TableName": table, "IndexName": name, "Select": "ALL_ATTRIBUTES", "Limit": 7,
                "ConsistentRead": True, "KeyConditionExpression": "pk = :pk",
                "ExpressionAttributeValues": {":pk": pk}})
            assert unordered(found) == unordered(
                item for item in items if item["pk"] == pk and set(keys_of(name)) <= set(item))

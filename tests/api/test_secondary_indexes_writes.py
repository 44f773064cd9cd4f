"""What writes make of secondary indexes, and the attributes that an index cannot have as keys.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
"""

import time

import pytest

from support import tables
from support.errors import CONDITION_FAILED, cases, fails, invalid
from support.indexes import KEYS_ONLY, definitions, include, index
from support.tables import POLL_SECONDS, STATE_SECONDS_MAX
from support.values import B, N, S

WRONG_TYPE = ("One or more parameter values were invalid: Type mismatch for Index Key {} "
              "Expected: {} Actual: {} IndexName: {}")
EMPTY = ("One or more parameter values are not valid. A value specified for a secondary index key "
         "is not supported. The AttributeValue for a key attribute cannot contain an empty {} "
         "value. IndexName: {}, IndexKey: {}")
HASH_TOO_LONG = ("One or more parameter values were invalid: Size of hashkey has exceeded the "
                 "maximum size limit of2048 bytes")
RANGE_TOO_LONG = ("One or more parameter values were invalid: Aggregated size of all range keys "
                  "has exceeded the size limit of 1024 bytes")
KEY = {"pk": S("a"), "sk": S("1")}


@pytest.fixture(scope="module")
def films(client):
    name = tables.create(
        client, range_type="S",
        AttributeDefinitions=definitions(pk="S", sk="S", title="S", year="N", owner="B",
                                         country="S", city="S"),
        LocalSecondaryIndexes=[index("by-title", ["pk"], ["title"]),
                               index("by-year", ["pk"], ["year"], KEYS_ONLY)],
        GlobalSecondaryIndexes=[index("by-owner", ["owner"], [], include("price", "year")),
                                index("by-place", ["country", "city"], ["year", "title"],
                                      KEYS_ONLY)])
    yield name
    tables.drop(client, name)


def entries(client, table, index_name):
    pages = client.get_paginator("scan").paginate(TableName=table, IndexName=index_name)
    return sorted((item for page in pages for item in page["Items"]),
                  key=lambda item: (item["pk"]["S"], item["sk"]["S"]))


def becomes(client, table, index_name, expected):
    """Waits until the index, which may be behind its table, has these entries."""
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while (found := entries(client, table, index_name)) != expected:
        assert time.monotonic() < deadline, f"{index_name} has {found}"
        time.sleep(POLL_SECONDS)


@pytest.fixture
def empty_films(client, films):
    """The table without items."""
    for page in client.get_paginator("scan").paginate(TableName=films, ConsistentRead=True):
        for item in page["Items"]:
            client.delete_item(TableName=films, Key={"pk": item["pk"], "sk": item["sk"]})
    return films


def full(sk="1", **more):
    return {**KEY, "sk": S(sk), "title": S("T"), "year": N(1999), "owner": B(b"O"),
            "country": S("C"), "city": S("Y"), "price": N(5), "other": S("x"), **more}


def without(item, *names):
    return {name: value for name, value in item.items() if name not in names}


def projected(index_name, item):
    """What the index has of a full item, in a list."""
    left_out = {"by-title": (),
                "by-year": ("title", "owner", "country", "city", "price", "other"),
                "by-owner": ("title", "country", "city", "other"),
                "by-place": ("owner", "price", "other")}
    return [without(item, *left_out[index_name])]


@pytest.mark.parametrize("index_name", ["by-title", "by-year", "by-owner", "by-place"])
def test_an_index_has_the_keys_and_what_it_projects(client, empty_films, index_name):
    client.put_item(TableName=empty_films, Item=full())
    becomes(client, empty_films, index_name, projected(index_name, full()))


@pytest.mark.parametrize("index_name, key", cases(
    ("local", "by-title", "title"),
    ("global", "by-owner", "owner"),
    ("one of several hash keys", "by-place", "city"),
    ("one of several range keys", "by-place", "year"),
))
def test_an_item_without_a_key_of_the_index_is_not_in_it(client, empty_films, index_name, key):
    client.put_item(TableName=empty_films, Item=without(full("1"), key))
    client.put_item(TableName=empty_films, Item=full("2"))
    becomes(client, empty_films, index_name, projected(index_name, full("2")))


def test_an_entry_comes_moves_and_goes_with_updates(client, empty_films):
    def update(expression, **values):
        client.update_item(TableName=empty_films, Key=KEY, UpdateExpression=expression,
                           ExpressionAttributeNames={"#o": "owner"},
                           **({"ExpressionAttributeValues": {":v": values["v"]}}
                              if values else {}))

    update("SET #o = :v", v=B(b"O"))
    becomes(client, empty_films, "by-owner", [{**KEY, "owner": B(b"O")}])
    update("SET #o = :v, price = :v", v=B(b"P"))
    becomes(client, empty_films, "by-owner", [{**KEY, "owner": B(b"P"), "price": B(b"P")}])
    update("REMOVE #o")
    becomes(client, empty_films, "by-owner", [])
    update("SET #o = :v", v=B(b"O"))
    becomes(client, empty_films, "by-owner", [{**KEY, "owner": B(b"O"), "price": B(b"P")}])
    client.delete_item(TableName=empty_films, Key=KEY)
    becomes(client, empty_films, "by-owner", [])


def test_a_batch_keeps_indexes(client, empty_films):
    client.batch_write_item(RequestItems={empty_films: [
        {"PutRequest": {"Item": full(sk)}} for sk in ("1", "2", "3")]})
    becomes(client, empty_films, "by-title", [full(sk) for sk in ("1", "2", "3")])
    client.batch_write_item(RequestItems={empty_films: [
        {"DeleteRequest": {"Key": {**KEY, "sk": S("1")}}},
        {"PutRequest": {"Item": without(full("2"), "title")}}]})
    becomes(client, empty_films, "by-title", [full("3")])


BAD_KEYS = cases(
    ("local: another type", {"title": N(1)}, WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("local: NULL", {"title": {"NULL": True}},
     WRONG_TYPE.format("title", "S", "NULL", "by-place")),
    ("global: another type", {"owner": S("O")},
     WRONG_TYPE.format("owner", "B", "S", "by-owner")),
    ("global: a map", {"owner": {"M": {}}}, WRONG_TYPE.format("owner", "B", "M", "by-owner")),
    ("global: one of several keys", {"city": {"BOOL": True}},
     WRONG_TYPE.format("city", "S", "BOOL", "by-place")),
    ("local: an empty string", {"title": S("")}, EMPTY.format("string", "by-place", "title")),
    ("global: an empty binary", {"owner": B(b"")}, EMPTY.format("binary", "by-owner", "owner")),
    ("global: too long", {"owner": B(b"x" * 2049)}, HASH_TOO_LONG),
    ("global: several too long together", {"country": S("c" * 1048), "city": S("c" * 1001)},
     HASH_TOO_LONG),
    ("local: too long", {"title": S("x" * 1025)}, RANGE_TOO_LONG),
)


@pytest.mark.parametrize("attributes, message", BAD_KEYS)
def test_put_item_of_what_an_index_cannot_have(client, films, attributes, message):
    invalid(client.put_item, message, TableName=films, Item={**KEY, **attributes})


@pytest.mark.parametrize("attributes, message", BAD_KEYS)
def test_batch_write_item_of_what_an_index_cannot_have(client, films, attributes, message):
    invalid(client.batch_write_item, message, RequestItems={films: [
        {"PutRequest": {"Item": {**KEY, "sk": S("good")}}},
        {"PutRequest": {"Item": {**KEY, **attributes}}}]})
    assert "Item" not in client.get_item(TableName=films, Key={**KEY, "sk": S("good")},
                                         ConsistentRead=True)


UNSUPPORTED_TYPE = (
    "The update expression attempted to update the secondary index key to unsupported type")
UNSUPPORTED_EMPTY = (
    "One or more parameter values are not valid. The update expression attempted to update a "
    "secondary index key to a value that is not supported. The AttributeValue for a key attribute "
    "cannot contain an empty {} value.")
UNSUPPORTED_SIZE = ("The update expression attempted to update the secondary index key beyond "
                    "allowed size limits")


@pytest.mark.parametrize("attributes, message", cases(
    ("local: another type", {"title": N(1)}, WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("global: another type", {"owner": S("O")}, WRONG_TYPE.format("owner", "B", "S", "by-owner")),
    ("global: one of several keys", {"city": {"BOOL": True}},
     WRONG_TYPE.format("city", "S", "BOOL", "by-place")),
    ("local: an empty string", {"title": S("")}, UNSUPPORTED_EMPTY.format("string")),
    ("global: an empty binary", {"owner": B(b"")}, UNSUPPORTED_EMPTY.format("binary")),
    ("global: too long", {"owner": B(b"x" * 2049)}, UNSUPPORTED_SIZE),
    ("local: too long", {"title": S("x" * 1025)}, UNSUPPORTED_SIZE),
))
def test_update_item_to_what_an_index_cannot_have(client, films, attributes, message):
    names = {f"#{i}": name for i, name in enumerate(attributes)}
    values = {f":{i}": value for i, value in enumerate(attributes.values())}
    sets = ", ".join(f"#{i} = :{i}" for i in range(len(attributes)))
    invalid(client.update_item, message, TableName=films, Key=KEY,
            UpdateExpression=f"SET {sets}", ExpressionAttributeNames=names,
            ExpressionAttributeValues=values)


@pytest.mark.parametrize("attributes, message", BAD_KEYS)
def test_attribute_updates_to_what_an_index_cannot_have(client, films, attributes, message):
    invalid(client.update_item, message, TableName=films, Key=KEY,
            AttributeUpdates={name: {"Value": value, "Action": "PUT"}
                              for name, value in attributes.items()})


def test_put_item_is_refused_before_its_condition_is_evaluated(client, films):
    invalid(client.put_item, WRONG_TYPE.format("title", "S", "N", "by-place"), TableName=films,
            Item={**KEY, "title": N(1)}, ConditionExpression="attribute_exists(nothing)")


# Of these values the type shows without the item.
@pytest.mark.parametrize("expression, message", cases(
    ("a value", "SET title = :n", WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("a sum", "SET title = price + :n", WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("a default", "SET title = if_not_exists(extra, :n)",
     WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("a list", "SET title = list_append(extra, :l)",
     WRONG_TYPE.format("title", "S", "L", "by-place")),
    ("what is added", "ADD title :n", WRONG_TYPE.format("title", "S", "N", "by-place")),
    ("what is deleted", "DELETE title :s", WRONG_TYPE.format("title", "S", "SS", "by-place")),
    ("the first of its keys", "SET title = :n, city = :n",
     WRONG_TYPE.format("city", "S", "N", "by-place")),
))
def test_update_item_is_refused_types_before_its_condition_is_evaluated(client, films, expression,
                                                                        message):
    values = {":n": N(1), ":l": {"L": []}, ":s": {"SS": ["a"]}}
    invalid(client.update_item, message, TableName=films, Key=KEY,
            UpdateExpression=expression, ConditionExpression="attribute_exists(nothing)",
            ExpressionAttributeValues={name: value for name, value in values.items()
                                       if name in expression})


@pytest.mark.parametrize("expression, values, message", cases(
    ("the type of another attribute", "SET title = price", {}, UNSUPPORTED_TYPE),
    ("an empty value", "SET title = :e", {":e": S("")}, UNSUPPORTED_EMPTY.format("string")),
))
def test_update_item_is_refused_what_shows_after_its_condition(client, empty_films, expression,
                                                               values, message):
    client.put_item(TableName=empty_films, Item=full())
    given = {"ExpressionAttributeValues": values} if values else {}
    request = {"TableName": empty_films, "Key": KEY, "UpdateExpression": expression, **given}
    fails(client.update_item, CONDITION_FAILED, ConditionExpression="attribute_exists(nothing)",
          **request)
    invalid(client.update_item, message, **request)


@pytest.mark.parametrize("path", ["title.x", "title[0]", "city.x[1]"])
def test_update_item_is_refused_parts_of_index_keys(client, films, path):
    invalid(client.update_item,
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
            f"allowed: IndexKey: {path.partition('.')[0].partition('[')[0]}",
            TableName=films, Key=KEY, UpdateExpression=f"REMOVE {path}")


@pytest.mark.parametrize("attributes", [
    pytest.param({"owner": B(b"x" * 2048)}, id="hash"),
    pytest.param({"country": S("c" * 1048), "city": S("c" * 1000)}, id="several hash"),
    pytest.param({"title": S("x" * 1024)}, id="range"),
])
def test_keys_may_be_as_long_as_that(client, films, attributes):
    key = {**KEY, "sk": S("long")}
    client.put_item(TableName=films, Item={**key, **attributes})
    found = client.get_item(TableName=films, Key=key, ConsistentRead=True)
    assert found["Item"] == {**key, **attributes}

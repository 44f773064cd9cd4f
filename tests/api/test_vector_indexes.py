"""Vector indexes in CreateTable, UpdateTable, DescribeTable and DeleteTable.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_VectorIndex.html
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_VectorIndexDescription.html
"""

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.indexes import ALL, KEYS_ONLY, definitions, include, index as secondary_index
from support.tables import create_request, wait_for
from support.values import N, S
from support.vectors import (create_action, delete_action, descriptions, index, query, vector,
                             wait_for_index)

LIMIT_EXCEEDED = "LimitExceededException"
ONE_AT_A_TIME = ("Subscriber limit exceeded: Only 1 online index can be created or deleted "
                 "simultaneously per table")
WRONG = "One or more parameter values were invalid: "
FIVE = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


def request_with(*indexes, types=None, **members):
    """A CreateTable request with these vector indexes; `types` of what their schemas name."""
    request = create_request(VectorIndexes=list(indexes), **members)
    request["AttributeDefinitions"] = definitions(pk="S", **(types or {}))
    return request


@pytest.fixture
def make(client, cleanup_tables):
    def create(*indexes, **options):
        request = request_with(*indexes, **options)
        if not indexes:
            del request["VectorIndexes"]
        client.create_table(**request)
        cleanup_tables.append(request["TableName"])
        wait_for(client, request["TableName"], "ACTIVE")
        return request["TableName"]
    return create


def test_create_table_describes_the_index_that_is_being_made(client, cleanup_tables):
    wanted = index(dimensions=7, hash="tenant", filters=["color", "year"],
                   projection=include("a", "b"))
    request = request_with(wanted, types={"tenant": "S", "color": "S", "year": "N"})
    table = client.create_table(**request)["TableDescription"]
    cleanup_tables.append(request["TableName"])
    (described,) = table["VectorIndexes"]
    assert described == {**wanted, "IndexStatus": "CREATING", "IndexSizeBytes": 0, "ItemCount": 0,
                         "IndexArn": f"{table['TableArn']}/index/vectors"}
    wait_for(client, request["TableName"], "ACTIVE")
    ready = descriptions(client, request["TableName"])["vectors"]
    assert ready["IndexStatus"] == "ACTIVE"
    assert "Backfilling" not in ready


@pytest.mark.parametrize("function", ["COSINE", "EUCLIDEAN", "DOT_PRODUCT"])
@pytest.mark.parametrize("projection", [ALL, KEYS_ONLY, include("a")], ids=str)
@pytest.mark.parametrize("dimensions", [1, 4096])
def test_each_setting_is_described(client, make, function, projection, dimensions):
    wanted = index(function=function, projection=projection, dimensions=dimensions)
    described = descriptions(client, make(wanted))["vectors"]
    assert {member: described[member] for member in wanted} == wanted


@pytest.mark.parametrize("kind", "SNB")
def test_the_search_schema_has_strings_numbers_and_binary(client, make, kind):
    wanted = index(hash="h", filters=["f"])
    table = make(wanted, types={"h": kind, "f": kind})
    assert descriptions(client, table)["vectors"]["SearchSchema"] == wanted["SearchSchema"]


def test_a_table_has_five_with_eighteen_filters_and_one_attribute(client, make):
    filters = [f"f{i}" for i in range(18)]
    five = [index("i0aa", filters=filters)] + [index(f"i{i}aa") for i in range(1, 5)]
    table = make(*five, types=dict.fromkeys(filters, "S"))
    assert list(descriptions(client, table)) == [f"i{i}aa" for i in range(5)]


DEFINED = {"f": "S", "g": "S", "h": "S"}

REFUSED = cases(
    ("none", [], {}, {}, WRONG + "List of VectorIndexes is empty"),
    ("six", [index(f"i{i}aa") for i in range(6)], {}, {},
     WRONG + "Number of VectorIndexes exceeds per-table limit of 5"),
    ("provisioned", [index()], {}, {"ProvisionedThroughput": FIVE},
     WRONG + "Vector indexes are only supported for PAY_PER_REQUEST tables"),
    ("a projected attribute twice", [index(projection=include("a", "a"))], {}, {},
     WRONG + "Duplicate element in NonKeyAttributes: a"),
    ("too many dimensions", [index(dimensions=4097)], {}, {},
     WRONG + "Dimensions must be between 1 and 4096 for index: vectors"),
    ("no dimensions", [index(dimensions=0)], {}, {},
     violation("vectorIndexes.1.member.dimensions",
               "Member must have value greater than or equal to 1")),
    ("unknown function", [index(function="MANHATTAN")], {}, {},
     violation("vectorIndexes.1.member.distanceFunction",
               "Member must satisfy enum value set: ")),
    ("unknown element", [index(SearchSchema=[{"AttributeName": "f",
                                              "SearchSchemaElementType": "RANGE"}])],
     {"f": "S"}, {}, has("Member must satisfy enum value set: ")),
    ("empty schema", [index(SearchSchema=[])], {}, {},
     violation("vectorIndexes.1.member.searchSchema",
               "Member must have length greater than or equal to 1")),
    ("short name", [index("ab")], {}, {},
     violation("vectorIndexes.1.member.indexName",
               "Member must have length greater than or equal to 3")),
    ("same name twice", [index(), index()], {}, {}, WRONG + "Duplicate index name: vectors"),
    ("name of another index", [index("global")], {"g": "S"},
     {"GlobalSecondaryIndexes": [secondary_index("global", "g")]},
     WRONG + "Duplicate index name: global"),
    ("other dimensions of one attribute", [index("one"), index("two", dimensions=4)], {}, {},
     WRONG + "Vector indexes on attribute v must have the same number of Dimensions: index one has "
     "3, index two has 4"),
    ("two HASH elements",
     [index(SearchSchema=[{"AttributeName": name, "SearchSchemaElementType": "HASH"}
                          for name in "gh"])], {"g": "S", "h": "S"}, {},
     WRONG + "SearchSchema has more than one HASH element for index: vectors"),
    ("an attribute twice", [index(hash="f", filters=["f"])], {"f": "S"}, {},
     WRONG + "Duplicate attribute in SearchSchema: f for index: vectors"),
    ("nineteen filters", [index(filters=[f"f{i}" for i in range(19)])],
     {f"f{i}": "S" for i in range(19)}, {},
     WRONG + "Number of INLINE_FILTER elements exceeds the limit of 18 for index: vectors"),
    ("undefined attribute", [index(filters=["f"])], {}, {},
     WRONG + "Some index key attributes are not defined in AttributeDefinitions. Keys: [f], "
     "AttributeDefinitions: [pk]"),
    ("unused attribute", [index(filters=["f"])], {"f": "S", "g": "S"}, {},
     has("Some AttributeDefinitions are not used. AttributeDefinitions: [pk, f, g], keys used: ")),
    ("the key as the vector", [index(attribute="pk")], {}, {},
     has("VectorAttribute must be a list of numbers and cannot be a key attribute")),
    ("a filter as the vector", [index(attribute="f", filters=["f"])], {"f": "S"}, {},
     WRONG + "VectorAttribute cannot be part of the SearchSchema: f for index: vectors"),
    ("no projection type", [index(projection={})], {}, {},
     WRONG + "Unknown ProjectionType: null"),
    ("KEYS_ONLY with attributes",
     [index(projection={"ProjectionType": "KEYS_ONLY", "NonKeyAttributes": ["a"]})], {}, {},
     WRONG + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"),
    ("INCLUDE without", [index(projection={"ProjectionType": "INCLUDE"})], {}, {},
     WRONG + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"),
    ("more than 100 projected attributes",
     [index(f"i{i}aa", projection=include(*(f"a{j}" for j in range(20)))) for i in range(5)], {},
     {}, WRONG + "Number of NonKeyAttributes in all secondary indexes exceeds per-table limit of "
     "100"),
)


@pytest.mark.parametrize("indexes, types, members, message", REFUSED)
def test_create_table_refuses(client, indexes, types, members, message):
    invalid(client.create_table, message, **request_with(*indexes, types=types, **members))


@pytest.mark.parametrize("member", ["IndexName", "VectorAttribute", "Projection", "Dimensions",
                                    "DistanceFunction"])
def test_each_required_member_is_missed(wire, member):
    request = request_with({**index(), member: None})
    answer = wire.call("CreateTable", request)
    name = member[0].lower() + member[1:]
    assert answer.error == "ValidationException"
    assert f"'vectorIndexes.1.member.{name}' failed to satisfy constraint: Member must not be null" \
        in answer.json["message"]


# --- UpdateTable


def test_an_index_is_added_with_what_the_table_has(client, make):
    table = make(types={})
    for i in range(300):
        client.put_item(TableName=table, Item={"pk": S(str(i)), "v": vector([i, 0, 0])})
    # What cannot be in the index is left out.
    client.put_item(TableName=table, Item={"pk": S("text"), "v": S("no vector")})
    client.put_item(TableName=table, Item={"pk": S("short"), "v": vector([1, 2])})
    client.put_item(TableName=table, Item={"pk": S("none")})
    answer = client.update_table(TableName=table, VectorIndexUpdates=create_action())
    (described,) = answer["TableDescription"]["VectorIndexes"]
    assert (described["IndexStatus"], described["Backfilling"]) == ("CREATING", False)
    assert answer["TableDescription"]["TableStatus"] == "UPDATING"
    wait_for_index(client, table)
    ready = descriptions(client, table)["vectors"]
    assert ready["ItemCount"] == 300
    assert "Backfilling" not in ready
    found = client.search_vectors(TableName=table, IndexName="vectors", TopK=2,
                                  SearchVector=query([41.9, 0, 0]))["SearchResults"]
    assert [one["Item"]["pk"] for one in found] == [S("42"), S("41")]


def test_an_old_item_that_cannot_be_in_the_index_may_be_changed_otherwise(client, make):
    table = make()
    client.put_item(TableName=table, Item={"pk": S("old"), "v": vector([1, 2])})
    client.update_table(TableName=table, VectorIndexUpdates=create_action())
    wait_for_index(client, table)
    change = {"TableName": table, "Key": {"pk": S("old")}}
    client.update_item(**change, UpdateExpression="SET a = :a",
                       ExpressionAttributeValues={":a": N(1)})
    invalid(client.update_item, has("Invalid size for parameter v"), **change,
            UpdateExpression="SET v = :v", ExpressionAttributeValues={":v": vector([1])})
    client.update_item(**change, UpdateExpression="SET v = :v",
                       ExpressionAttributeValues={":v": vector([1, 2, 3])})
    assert descriptions(client, table)["vectors"]["ItemCount"] == 1


def test_an_index_with_a_search_schema_brings_its_definitions_and_takes_them(client, make):
    table = make()
    client.update_table(TableName=table, AttributeDefinitions=definitions(tenant="S", color="N"),
                        VectorIndexUpdates=create_action(hash="tenant", filters=["color"]))
    wait_for_index(client, table)

    def defined():
        return client.describe_table(TableName=table)["Table"]["AttributeDefinitions"]
    assert defined() == definitions(pk="S", tenant="S", color="N")
    answer = client.update_table(TableName=table, VectorIndexUpdates=delete_action())
    assert answer["TableDescription"]["VectorIndexes"][0]["IndexStatus"] == "DELETING"
    wait_for_index(client, table, wanted=None)
    assert defined() == definitions(pk="S")
    # And may be made again, otherwise.
    client.update_table(TableName=table, VectorIndexUpdates=create_action(dimensions=5))
    wait_for_index(client, table)


UPDATES_REFUSED = cases(
    ("nothing", "ValidationException", {"VectorIndexUpdates": []}, None),
    ("no action", "ValidationException", {"VectorIndexUpdates": [{}]},
     WRONG + "One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null"),
    ("two actions", "ValidationException",
     {"VectorIndexUpdates": [{"Create": index("new"), "Delete": {"IndexName": "vectors"}}]},
     WRONG + "Only one of VectorIndexUpdate.Create, VectorIndexUpdate.Delete can be specified"),
    ("two updates", LIMIT_EXCEEDED,
     {"VectorIndexUpdates": create_action("new1") + create_action("new2")}, ONE_AT_A_TIME),
    ("one of each kind", LIMIT_EXCEEDED,
     {"VectorIndexUpdates": create_action("new1"),
      "AttributeDefinitions": definitions(g="S"),
      "GlobalSecondaryIndexUpdates": [{"Create": secondary_index("global", "g")}]}, ONE_AT_A_TIME),
    ("a name that is there", "ValidationException", {"VectorIndexUpdates": create_action()},
     "Attempting to create an index which already exists"),
    ("a name that is not there", NOT_FOUND, {"VectorIndexUpdates": delete_action("other")},
     "Requested resource not found"),
    ("other dimensions", "ValidationException",
     {"VectorIndexUpdates": create_action("new", dimensions=4)},
     has("must have the same number of Dimensions")),
    ("undefined attribute", "ValidationException",
     {"VectorIndexUpdates": create_action("new", filters=["f"])},
     WRONG + "AttributeDefinitions is not specified for index: new"),
    ("an attribute that only the table defines", "ValidationException",
     {"VectorIndexUpdates": create_action("new", filters=["pk"])},
     WRONG + "AttributeDefinitions is not specified for index: new"),
    ("provisioned", "ValidationException",
     {"BillingMode": "PROVISIONED", "ProvisionedThroughput": FIVE},
     WRONG + "Vector indexes are only supported for PAY_PER_REQUEST tables"),
)


@pytest.fixture(scope="module")
def with_index(client):
    request = request_with(index())
    client.create_table(**request)
    wait_for(client, request["TableName"], "ACTIVE")
    yield request["TableName"]
    client.delete_table(TableName=request["TableName"])


@pytest.mark.parametrize("code, request_members, message", UPDATES_REFUSED)
def test_update_table_refuses(client, with_index, code, request_members, message):
    fails(client.update_table, code, message, TableName=with_index, **request_members)
    wait_for(client, with_index, "ACTIVE")
    assert list(descriptions(client, with_index)) == ["vectors"]


def test_a_sixth_index_is_refused(client, make):
    table = make(*(index(f"i{i}aa") for i in range(5)))
    invalid(client.update_table, has("exceeds per-table limit of 5"), TableName=table,
            VectorIndexUpdates=create_action("sixth"))


def test_a_provisioned_table_takes_no_index(client, make):
    table = make(ProvisionedThroughput=FIVE)
    invalid(client.update_table,
            WRONG + "Vector indexes are only supported for PAY_PER_REQUEST tables",
            TableName=table, VectorIndexUpdates=create_action())


def test_an_index_is_no_secondary_index(client, with_index):
    invalid(client.query, "Query operation not supported on this index type.",
            TableName=with_index, IndexName="vectors", KeyConditionExpression="pk = :p",
            ExpressionAttributeValues={":p": S("a")})
    invalid(client.scan, "Scan operation not supported on this index type", TableName=with_index,
            IndexName="vectors")
    fails(client.update_table, NOT_FOUND, None, TableName=with_index,
          GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "vectors"}}])


def test_a_secondary_index_is_no_vector_index(client, make):
    table = make(types={"g": "S"}, GlobalSecondaryIndexes=[secondary_index("global", "g")])
    invalid(client.update_table, None, TableName=table, VectorIndexUpdates=delete_action("global"))
    invalid(client.search_vectors, has("only supported on vector indexes"), TableName=table,
            IndexName="global", SearchVector=query([1, 2, 3]), TopK=1)


def test_deleting_the_table_takes_its_indexes_along(client, make):
    table = make(index())
    described = client.delete_table(TableName=table)["TableDescription"]
    assert "VectorIndexes" not in described
    wait_for(client, table, None)
    fails(client.search_vectors, NOT_FOUND, None, TableName=table, IndexName="vectors",
          SearchVector=query([1, 2, 3]), TopK=1)

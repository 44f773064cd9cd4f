"""Secondary indexes in CreateTable, UpdateTable, DescribeTable and DeleteTable.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
"""

import re

import pytest

from support.errors import IN_USE, NOT_FOUND, cases, fails, has, invalid, violation
from support.indexes import (ALL, KEYS_ONLY, definitions, descriptions, include, index, keys,
                             wait_for_index)
from support.tables import create_request, wait_for
from support.values import unique

FIVE = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
NINE = {"ReadCapacityUnits": 9, "WriteCapacityUnits": 9}
ZERO = {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
UNITS_MAX = 10**12
LIMIT_EXCEEDED = "LimitExceededException"
ONE_AT_A_TIME = ("Subscriber limit exceeded: Only 1 online index can be created or deleted "
                 "simultaneously per table")
WRONG = "One or more parameter values were invalid: "


def request_with(hash_names="p", range_names="s", types=None, **members):
    """A CreateTable request; all its attributes are strings unless `types` say otherwise."""
    names = dict.fromkeys([*hash_names, *range_names])
    for one in [*(members.get("LocalSecondaryIndexes") or []),
                *(members.get("GlobalSecondaryIndexes") or [])]:
        names.update(dict.fromkeys(key["AttributeName"] for key in one["KeySchema"]))
    request = create_request(**members)
    request["KeySchema"] = keys(hash_names, range_names)
    if "AttributeDefinitions" not in members:
        request["AttributeDefinitions"] = definitions(**dict.fromkeys(names, "S") | (types or {}))
    return request


@pytest.fixture
def make(client, cleanup_tables):
    """Creates a table with indexes, waits for it and returns its name."""
    def create(**options):
        request = request_with(**options)
        client.create_table(**request)
        cleanup_tables.append(request["TableName"])
        wait_for(client, request["TableName"], "ACTIVE")
        return request["TableName"]
    return create


def update(client, table, *updates, **members):
    answer = client.update_table(TableName=table, GlobalSecondaryIndexUpdates=list(updates),
                                 **members)["TableDescription"]
    wait_for(client, table, "ACTIVE")
    return answer


def create_action(name, hash_names, range_names=(), projection=None, **members):
    return {"Create": index(name, hash_names, range_names, projection, **members)}


def update_action(name, **members):
    return {"Update": {"IndexName": name, **members}}


def delete_action(name):
    return {"Delete": {"IndexName": name}}


def only(described):
    assert len(described) == 1
    return described[0]


# --- CreateTable and what it shows


def test_create_table_describes_a_global_index_that_is_being_made(client, cleanup_tables):
    wanted = index("global", "g", "s", include("x", "y"))
    request = request_with(GlobalSecondaryIndexes=[wanted])
    table = client.create_table(**request)["TableDescription"]
    cleanup_tables.append(request["TableName"])
    described = only(table["GlobalSecondaryIndexes"])
    warm = described.pop("WarmThroughput", {"Status": "UPDATING"})
    assert described == {
        **wanted, "IndexStatus": "CREATING", "ProvisionedThroughput": ZERO, "IndexSizeBytes": 0,
        "ItemCount": 0, "IndexArn": f"{table['TableArn']}/index/global"}
    assert warm["Status"] in ("CREATING", "UPDATING")
    assert "LocalSecondaryIndexes" not in table
    wait_for(client, request["TableName"], "ACTIVE")
    ready = descriptions(client, request["TableName"])["global"]
    assert ready["IndexStatus"] == "ACTIVE"
    assert "Backfilling" not in ready


def test_create_table_describes_a_local_index(client, cleanup_tables):
    wanted = index("local", "p", "l", KEYS_ONLY)
    request = request_with(LocalSecondaryIndexes=[wanted])
    table = client.create_table(**request)["TableDescription"]
    cleanup_tables.append(request["TableName"])
    assert only(table["LocalSecondaryIndexes"]) == {
        **wanted, "IndexSizeBytes": 0, "ItemCount": 0,
        "IndexArn": f"{table['TableArn']}/index/local"}
    assert "GlobalSecondaryIndexes" not in table


@pytest.mark.parametrize("projection", [ALL, KEYS_ONLY, include("a"),
                                        include(*(f"a{i}" for i in range(20)))], ids=str)
def test_each_projection_is_described(client, make, projection):
    table = make(LocalSecondaryIndexes=[index("local", "p", "l", projection)],
                 GlobalSecondaryIndexes=[index("global", "g", (), projection)])
    described = descriptions(client, table)
    assert described["local"]["Projection"] == projection
    assert described["global"]["Projection"] == projection


@pytest.mark.parametrize("hash_type", "SNB")
@pytest.mark.parametrize("range_type", "SNB")
def test_keys_can_be_strings_numbers_and_binary(client, make, hash_type, range_type):
    table = make(types={"g": hash_type, "r": range_type},
                 LocalSecondaryIndexes=[index("local", "p", "r")],
                 GlobalSecondaryIndexes=[index("global", "g", "r")])
    types = {one["AttributeName"]: one["AttributeType"] for one in
             client.describe_table(TableName=table)["Table"]["AttributeDefinitions"]}
    assert types == {"p": "S", "s": "S", "g": hash_type, "r": range_type}


@pytest.mark.parametrize("hash_names, range_names", [
    ("ab", ""), ("abcd", ""), ("a", "bc"), ("ab", "c"), ("abcd", "efgh")])
def test_a_global_key_can_have_four_attributes_of_each_type(client, make, hash_names, range_names):
    table = make(GlobalSecondaryIndexes=[index("global", hash_names, range_names)])
    assert descriptions(client, table)["global"]["KeySchema"] == keys(hash_names, range_names)


def test_keys_of_the_table_can_be_those_of_an_index(client, make):
    table = make(LocalSecondaryIndexes=[index("local", "p", "s")],
                 GlobalSecondaryIndexes=[index("same", "p", "s"), index("turned", "s", "p"),
                                         index("half", "p")])
    assert set(descriptions(client, table)) == {"local", "same", "turned", "half"}


def test_as_many_indexes_as_there_may_be(client, make):
    table = make(LocalSecondaryIndexes=[index(f"local{i}", "p", "l") for i in range(5)],
                 GlobalSecondaryIndexes=[index(f"global{i}", "g") for i in range(20)])
    assert len(descriptions(client, table)) == 25


def test_a_hundred_attributes_can_be_projected(client, make):
    table = make(GlobalSecondaryIndexes=[
        index(f"global{i}", "g", (), include(*(f"a{j}" for j in range(20)))) for i in range(5)])
    assert len(descriptions(client, table)) == 5


@pytest.mark.parametrize("name", ["abc", "A-Z_a.z-09", "...", "x" * 255])
def test_accepts_every_legal_name(client, make, name):
    assert name in descriptions(client, make(GlobalSecondaryIndexes=[index(name, "g")]))


def test_indexes_of_different_tables_can_have_one_name(make):
    make(GlobalSecondaryIndexes=[index("global", "g")])
    make(GlobalSecondaryIndexes=[index("global", "g")])


def test_a_provisioned_index_has_units_of_its_own(client, make):
    table = make(ProvisionedThroughput=FIVE, GlobalSecondaryIndexes=[
        index("global", "g", ProvisionedThroughput={"ReadCapacityUnits": 2,
                                                    "WriteCapacityUnits": 3})])
    assert descriptions(client, table)["global"]["ProvisionedThroughput"] == {
        "NumberOfDecreasesToday": 0, "ReadCapacityUnits": 2, "WriteCapacityUnits": 3}


def test_an_on_demand_index_has_a_maximum_of_its_own(client, make):
    maximum = {"MaxReadRequestUnits": 11, "MaxWriteRequestUnits": 12}
    table = make(GlobalSecondaryIndexes=[index("global", "g", OnDemandThroughput=maximum)])
    assert descriptions(client, table)["global"]["OnDemandThroughput"] == maximum
    assert "OnDemandThroughput" not in client.describe_table(TableName=table)["Table"]


def test_an_index_is_warmed_by_itself(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g", WarmThroughput={
        "ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000})])
    assert descriptions(client, table)["global"]["WarmThroughput"] == {
        "ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000, "Status": "ACTIVE"}


def attributes_defined(**types):
    return {"AttributeDefinitions": definitions(**types)}


def global_indexes(*indexes):
    return {"GlobalSecondaryIndexes": list(indexes)}


def local_indexes(*indexes):
    return {"LocalSecondaryIndexes": list(indexes)}


PSG = attributes_defined(p="S", s="S", g="S")
PROVISIONED = {"BillingMode": None, "ProvisionedThroughput": FIVE}

INVALID = cases(
    ("no global indexes", global_indexes(), WRONG + "List of GlobalSecondaryIndexes is empty"),
    ("no local indexes", local_indexes(), WRONG + "List of LocalSecondaryIndexes is empty"),
    ("name too short", global_indexes(index("ab", "g")),
     violation("globalSecondaryIndexes.1.member.indexName",
               "Member must have length greater than or equal to 3$")),
    ("name too long", local_indexes(index("x" * 256, "p", "l")),
     violation("localSecondaryIndexes.1.member.indexName",
               "Member must have length less than or equal to 255$")),
    ("name of other characters", global_indexes(index("a b c", "g")),
     violation("globalSecondaryIndexes.1.member.indexName",
               re.escape("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"))),
    ("name absent", global_indexes({"KeySchema": keys("g"), "Projection": ALL}),
     violation("globalSecondaryIndexes.1.member.indexName", "Member must not be null$")),
    ("projection absent", {**PSG, "GlobalSecondaryIndexes": [{"IndexName": "global",
                                                               "KeySchema": keys("g")}]},
     violation("globalSecondaryIndexes.1.member.projection", "Member must not be null$")),
    ("keys empty", {**PSG, **global_indexes(index("global", ""))},
     violation("globalSecondaryIndexes.1.member.keySchema",
               "Member must have length greater than or equal to 1$")),
    ("projection type unknown",
     global_indexes(index("global", "g", (), {"ProjectionType": "SOME"})),
     violation("globalSecondaryIndexes.1.member.projection.projectionType",
               r"Member must satisfy enum value set: \[.*\]$")),
    ("non-key attributes empty",
     global_indexes(index("global", "g", (), {"ProjectionType": "INCLUDE",
                                              "NonKeyAttributes": []})),
     violation("globalSecondaryIndexes.1.member.projection.nonKeyAttributes",
               "Member must have length greater than or equal to 1$")),
    ("too many non-key attributes of one index",
     global_indexes(index("global", "g", (), include(*(f"a{i}" for i in range(21))))),
     violation("globalSecondaryIndexes.1.member.projection.nonKeyAttributes",
               "Member must have length less than or equal to 20$")),
    ("units of an index below one",
     {**PROVISIONED, **global_indexes(index("global", "g", ProvisionedThroughput={
         "ReadCapacityUnits": 0, "WriteCapacityUnits": 1}))},
     violation("globalSecondaryIndexes.1.member.provisionedThroughput.readCapacityUnits",
               "Member must have value greater than or equal to 1$")),
    ("global hash key not defined", {**PSG, **global_indexes(index("global", "x"))},
     WRONG + "Some index key attributes are not defined in AttributeDefinitions. Keys: [x], "
     "AttributeDefinitions: [p, s, g]"),
    ("global range key not defined", {**PSG, **global_indexes(index("global", "g", "x"))},
     WRONG + "Some index key attributes are not defined in AttributeDefinitions. Keys: [g, x], "
     "AttributeDefinitions: [p, s, g]"),
    ("local range key not defined", {**PSG, **local_indexes(index("local", "p", "x"))},
     WRONG + "Some index key attributes are not defined in AttributeDefinitions. Keys: [p, x], "
     "AttributeDefinitions: [p, s, g]"),
    ("global key without hash", global_indexes(index("global", "", "g")),
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ("global hash and range of one name", global_indexes(index("global", "g", "g")),
     "Both the Hash Key and the Range Key element in the KeySchema have the same name"),
    ("global key with one name twice", global_indexes(index("global", "gh", "g")),
     has("Invalid KeySchema: ")),
    ("hash after range",
     {**PSG, **global_indexes(index("global", "", KeySchema=keys("g", "s") + keys("p")))},
     WRONG + "All HASH key attributes must precede RANGE key attributes in the KeySchema"),
    ("hash after two ranges",
     {**PSG, **global_indexes(index("global", "", KeySchema=keys("g", "ps") + keys("x"))),
      **attributes_defined(p="S", s="S", g="S", x="S")},
     WRONG + "All HASH key attributes must precede RANGE key attributes in the KeySchema"),
    ("range first, then hashes",
     {**PSG, **global_indexes(index("global", "", KeySchema=keys("", "g") + keys("ps")))},
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ("a projected attribute twice",
     global_indexes(index("global", "g", (), include("a", "x", "b", "x"))),
     WRONG + "Duplicate element in NonKeyAttributes: x"),
    ("a projected attribute of a local index twice",
     local_indexes(index("local", "p", "l", include("x", "x"))),
     WRONG + "Duplicate element in NonKeyAttributes: x"),
    ("an attribute defined twice", {**attributes_defined(p="S", s="S", g="S"), **{
        "AttributeDefinitions": definitions(p="S", s="S", g="S") + definitions(g="S")},
        **global_indexes(index("global", "g"))}, "Attribute Name is duplicated: g"),
    ("five hash attributes", global_indexes(index("global", "abcde")), None),
    ("five range attributes", global_indexes(index("global", "g", "abcde")), None),
    ("local key without hash", local_indexes(index("local", "", "p")),
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ("local key of two hashes", local_indexes(index("local", "pl")),
     "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type"),
    ("local key of three attributes", local_indexes(index("local", "p", "lm")),
     re.compile("keySchema", re.IGNORECASE)),
    ("local key without range", local_indexes(index("local", "p")),
     WRONG + "Index KeySchema does not have a range key for index: local"),
    ("local key of another hash", local_indexes(index("local", "g", "s")),
     WRONG + "Index KeySchema does not have the same leading hash key as table KeySchema for "
     "index: local. index hash key: g, table hash key: p"),
    ("local index of a table without range",
     {"range_names": "", **local_indexes(index("local", "p", "l"))},
     WRONG + "Table KeySchema does not have a range key, which is required when specifying a "
     "LocalSecondaryIndex"),
    ("no projection type", global_indexes(index("global", "g", (), {})),
     WRONG + "Unknown ProjectionType: null"),
    ("ALL with attributes",
     global_indexes(index("global", "g", (), {**ALL, "NonKeyAttributes": ["x"]})),
     WRONG + "ProjectionType is ALL, but NonKeyAttributes is specified"),
    ("KEYS_ONLY with attributes",
     local_indexes(index("local", "p", "l", {**KEYS_ONLY, "NonKeyAttributes": ["x"]})),
     WRONG + "ProjectionType is KEYS_ONLY, but NonKeyAttributes is specified"),
    ("INCLUDE without attributes",
     global_indexes(index("global", "g", (), {"ProjectionType": "INCLUDE"})),
     WRONG + "ProjectionType is INCLUDE, but NonKeyAttributes is not specified"),
    ("more than a hundred attributes projected",
     global_indexes(*(index(f"global{i}", "g", (), include(*(f"a{j}" for j in range(20))))
                      for i in range(5)), index("global", "g", (), include("x"))), None),
    ("two global indexes of one name",
     global_indexes(index("global", "g"), index("global", "h")),
     WRONG + "Duplicate index name: global"),
    ("two local indexes of one name",
     local_indexes(index("local", "p", "l"), index("local", "p", "m")),
     WRONG + "Duplicate index name: local"),
    ("a local and a global index of one name",
     {**local_indexes(index("index", "p", "l")), **global_indexes(index("index", "g"))},
     WRONG + "Duplicate index name: index"),
    ("six local indexes", local_indexes(*(index(f"local{i}", "p", "l") for i in range(6))),
     WRONG + "Number of LocalSecondaryIndexes exceeds per-table limit of 5"),
    ("21 global indexes", global_indexes(*(index(f"global{i}", "g") for i in range(21))),
     WRONG + "GlobalSecondaryIndex count exceeds the per-table limit of 20"),
    ("definition that is not used",
     {**attributes_defined(p="S", s="S", g="S", u="S"), **global_indexes(index("global", "g"))},
     re.compile("Some AttributeDefinitions are not used|does not exactly match")),
    ("units of an on-demand index",
     global_indexes(index("global", "g", ProvisionedThroughput=FIVE)),
     WRONG + "ProvisionedThroughput should not be specified for index: global when BillingMode is "
     "PAY_PER_REQUEST"),
    ("units of some on-demand indexes",
     global_indexes(index("units-z", "g", ProvisionedThroughput=FIVE), index("index-b", "g"),
                    index("units-a", "g", ProvisionedThroughput=FIVE)),
     WRONG + "ProvisionedThroughput should not be specified for index: units-a,units-z when "
     "BillingMode is PAY_PER_REQUEST"),
    ("no units of a provisioned index",
     {**PROVISIONED, **global_indexes(index("global", "g"))},
     WRONG + "ProvisionedThroughput must be specified for index: global"),
    ("no units of some provisioned indexes",
     {**PROVISIONED, **global_indexes(index("index-B", "g"),
                                      index("index-C", "g", ProvisionedThroughput=FIVE),
                                      index("index-A", "g"))},
     WRONG + "ProvisionedThroughput must be specified for index: index-A,index-B"),
    ("maxima of provisioned indexes",
     {**PROVISIONED, **global_indexes(*(
         index(name, "g", ProvisionedThroughput=FIVE, OnDemandThroughput={
             "MaxReadRequestUnits": 5}) for name in ("two", "one")))},
     WRONG + "OnDemandThroughput should not be specified for index: one,two when BillingMode is "
     "PROVISIONED"),
    ("units of an index out of bounds",
     {**PROVISIONED, **global_indexes(index("global", "g", ProvisionedThroughput={
         "ReadCapacityUnits": UNITS_MAX + 1, "WriteCapacityUnits": 1}))},
     has(f"Given value {UNITS_MAX + 1} for ReadCapacityUnits is out of bounds")),
    ("maximum of a provisioned index",
     {**PROVISIONED, **global_indexes(index("global", "g", ProvisionedThroughput=FIVE,
                                            OnDemandThroughput={"MaxReadRequestUnits": 5}))},
     None),
    ("maximum of zero", global_indexes(index("global", "g",
                                             OnDemandThroughput={"MaxReadRequestUnits": 0})), None),
    ("warm throughput below what there is anyway",
     global_indexes(index("global", "g", WarmThroughput={"ReadUnitsPerSecond": 1})),
     has("is lower than baseline")),
)


@pytest.mark.parametrize("members, message", INVALID)
def test_create_table_refuses(client, members, message):
    request = request_with(**members)
    invalid(client.create_table, message, **request)
    fails(client.describe_table, NOT_FOUND, TableName=request["TableName"])


# Of several faults, which is told.
BAD_KEY = index("global", "", "g")
UNTYPED = index("global", "g", (), {})
UNITS = index("global", "g", ProvisionedThroughput=FIVE)
ORDER = cases(
    ("constraints before all else",
     {"BillingMode": None, **global_indexes(index("ab", "g"))}, has("validation error")),
    ("the table's throughput before its keys",
     {"BillingMode": None, "hash_names": "", "range_names": "p"},
     has("ReadCapacityUnits and WriteCapacityUnits must both be specified")),
    ("the table's keys before its indexes", {**global_indexes(), "hash_names": "",
                                             "range_names": "p"},
     has("The first KeySchemaElement is not a HASH key type")),
    ("local indexes before global ones",
     {**local_indexes(index("local", "p")), **global_indexes(BAD_KEY)},
     has("does not have a range key for index: local")),
    ("an index's keys before its projection",
     global_indexes(index("global", "", "g", {})), has("The first KeySchemaElement")),
    ("an index's projection before its throughput",
     global_indexes(index("global", "g", (), {}, ProvisionedThroughput=FIVE)),
     has("Unknown ProjectionType")),
    ("an index's throughput before its name", global_indexes(index("global", "g"), UNITS),
     has("ProvisionedThroughput should not be specified")),
    ("the first index before the second",
     global_indexes(UNITS, index("global2", "", "g")),
     has("ProvisionedThroughput should not be specified")),
    ("a local key's parts before its hash",
     {**PSG, **local_indexes(index("local", "g", "x"))}, has("Some index key attributes")),
    ("the table's range before local keys",
     {"range_names": "", **attributes_defined(p="S"), **local_indexes(index("local", "x"))},
     has("Table KeySchema does not have a range key")),
    ("names before their number",
     global_indexes(*(index("global", "g") for _ in range(21))), has("Duplicate index name")),
    ("indexes before what is not used",
     {**attributes_defined(p="S", s="S", g="S", u="S"), **global_indexes(UNTYPED)},
     has("Unknown ProjectionType")),
)


@pytest.mark.parametrize("members, message", ORDER)
def test_create_table_tells_of(client, members, message):
    invalid(client.create_table, message, **request_with(**members))


# --- Counts


def test_describe_table_counts_what_is_in_an_index(client, make, request):
    table = make(LocalSecondaryIndexes=[index("local", "p", "l", KEYS_ONLY)],
                 GlobalSecondaryIndexes=[index("global", "g")])
    if request.config.getoption("--endpoint"):
        pytest.skip("the service updates counts every six hours")
    client.put_item(TableName=table, Item={"p": {"S": "1"}, "s": {"S": "1"}, "g": {"S": "1"},
                                           "l": {"S": "1"}, "x": {"S": "1234"}})
    client.put_item(TableName=table, Item={"p": {"S": "1"}, "s": {"S": "2"}, "g": {"S": "1"}})
    described = descriptions(client, table)
    assert described["local"]["ItemCount"] == 1
    assert described["local"]["IndexSizeBytes"] == 6
    assert described["global"]["ItemCount"] == 2
    assert described["global"]["IndexSizeBytes"] == 13 + 6
    client.delete_item(TableName=table, Key={"p": {"S": "1"}, "s": {"S": "1"}})
    described = descriptions(client, table)
    assert described["local"]["ItemCount"] == 0
    assert described["local"]["IndexSizeBytes"] == 0
    assert described["global"]["ItemCount"] == 1


# --- UpdateTable


def test_update_table_adds_an_index(client, make):
    table = make()
    for i in range(5):
        client.put_item(TableName=table, Item={"p": {"S": "p"}, "s": {"S": str(i)},
                                               "n": {"N": str(i)}})
    answer = update(client, table, create_action("added", "n", "s", include("x")),
                    AttributeDefinitions=definitions(n="N", s="S"))
    assert answer["TableStatus"] == "UPDATING"
    described = only(answer["GlobalSecondaryIndexes"])
    assert described["IndexStatus"] == "CREATING"
    assert described["Backfilling"] is False
    assert {"AttributeName": "n", "AttributeType": "N"} in answer["AttributeDefinitions"]
    wait_for_index(client, table, "added")
    ready = descriptions(client, table)["added"]
    assert "Backfilling" not in ready
    assert ready["KeySchema"] == keys("n", "s")
    assert ready["Projection"] == include("x")
    found = client.scan(TableName=table, IndexName="added")["Items"]
    assert sorted(item["n"]["N"] for item in found) == list("01234")


def test_update_table_adds_an_index_of_attributes_that_are_defined(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    update(client, table, create_action("added", "g", "p"),
           AttributeDefinitions=definitions(p="S", s="S", g="S"))
    wait_for_index(client, table, "added")


def test_update_table_adds_a_provisioned_index(client, make):
    table = make(ProvisionedThroughput=FIVE)
    update(client, table, create_action("added", "g", ProvisionedThroughput=NINE),
           AttributeDefinitions=definitions(g="S"))
    wait_for_index(client, table, "added")
    assert descriptions(client, table)["added"]["ProvisionedThroughput"]["ReadCapacityUnits"] == 9


def test_update_table_deletes_an_index(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g"), index("kept", "s")])
    answer = update(client, table, delete_action("global"))
    statuses = {one["IndexName"]: one["IndexStatus"] for one in answer["GlobalSecondaryIndexes"]}
    assert statuses == {"global": "DELETING", "kept": "ACTIVE"}
    wait_for_index(client, table, "global", None)
    assert set(descriptions(client, table)) == {"kept"}
    defined = client.describe_table(TableName=table)["Table"]["AttributeDefinitions"]
    assert sorted(one["AttributeName"] for one in defined) == ["p", "s"]


def test_the_last_index_leaves_no_member_behind(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    update(client, table, delete_action("global"))
    wait_for_index(client, table, "global", None)
    assert "GlobalSecondaryIndexes" not in client.describe_table(TableName=table)["Table"]


def test_an_index_can_be_made_anew_with_other_keys(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    client.put_item(TableName=table, Item={"p": {"S": "p"}, "s": {"S": "s"}, "g": {"N": "1"}}
                    | {"g": {"S": "1"}, "n": {"N": "1"}})
    update(client, table, delete_action("global"))
    wait_for_index(client, table, "global", None)
    update(client, table, create_action("global", "n"), AttributeDefinitions=definitions(n="N"))
    wait_for_index(client, table, "global")
    assert client.scan(TableName=table, IndexName="global")["Count"] == 1


def test_update_table_changes_the_units_of_indexes_and_table_at_once(client, make):
    table = make(ProvisionedThroughput=FIVE, GlobalSecondaryIndexes=[
        index("one", "g", ProvisionedThroughput=FIVE),
        index("two", "g", ProvisionedThroughput=FIVE)])
    answer = update(client, table, update_action("one", ProvisionedThroughput=NINE),
                    ProvisionedThroughput=NINE)
    assert answer["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    wait_for_index(client, table, "one")
    assert client.describe_table(
        TableName=table)["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"] == 9
    described = descriptions(client, table)
    assert described["one"]["ProvisionedThroughput"]["WriteCapacityUnits"] == 9
    assert "LastIncreaseDateTime" in described["one"]["ProvisionedThroughput"]
    assert described["two"]["ProvisionedThroughput"]["WriteCapacityUnits"] == 5


def test_decreases_of_an_index_are_its_own(client, make):
    table = make(ProvisionedThroughput=FIVE, GlobalSecondaryIndexes=[
        index("global", "g", ProvisionedThroughput=NINE)])
    for units in (8, 7, 6, 5):
        update(client, table, update_action("global", ProvisionedThroughput={
            "ReadCapacityUnits": units, "WriteCapacityUnits": 9}))
        wait_for_index(client, table, "global")
    assert descriptions(client, table)["global"][
        "ProvisionedThroughput"]["NumberOfDecreasesToday"] == 4
    message = re.compile(
        "^Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be "
        "performed at most once every 3600 seconds. Number of decreases today: 4. Last decrease at "
        r"\w+, \w+ \d+, \d{4} \d+:\d\d:\d\d [AP]M UTC. Next decrease can be made at "
        r"\w+, \w+ \d+, \d{4} \d+:\d\d:\d\d [AP]M UTC$")
    fails(client.update_table, LIMIT_EXCEEDED, message, TableName=table,
          GlobalSecondaryIndexUpdates=[update_action("global", ProvisionedThroughput={
              "ReadCapacityUnits": 4, "WriteCapacityUnits": 9})])
    update(client, table, update_action("global", ProvisionedThroughput=NINE))
    client.update_table(TableName=table, ProvisionedThroughput={"ReadCapacityUnits": 1,
                                                                "WriteCapacityUnits": 1})


def test_indexes_switch_their_billing_mode_with_the_table(client, make):
    table = make(ProvisionedThroughput=FIVE, GlobalSecondaryIndexes=[
        index("global", "g", ProvisionedThroughput=FIVE)])
    client.update_table(TableName=table, BillingMode="PAY_PER_REQUEST")
    wait_for(client, table, "ACTIVE")
    units = descriptions(client, table)["global"]["ProvisionedThroughput"]
    assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (0, 0)
    invalid(client.update_table, WRONG + "ProvisionedThroughput must be specified for index: global",
            TableName=table, BillingMode="PROVISIONED", ProvisionedThroughput=FIVE)
    invalid(client.update_table, WRONG + "ProvisionedThroughput should not be specified for index: "
            "global when BillingMode is PAY_PER_REQUEST", TableName=table,
            GlobalSecondaryIndexUpdates=[update_action("global", ProvisionedThroughput=NINE)])
    update(client, table, update_action("global", ProvisionedThroughput=NINE),
           BillingMode="PROVISIONED", ProvisionedThroughput=FIVE)
    wait_for_index(client, table, "global")
    units = descriptions(client, table)["global"]["ProvisionedThroughput"]
    assert (units["ReadCapacityUnits"], units["WriteCapacityUnits"]) == (9, 9)


def test_each_index_that_gets_no_units_is_named(client, make):
    table = make(GlobalSecondaryIndexes=[index(name, "g") for name in ("zzz", "mmm", "aaa")])
    to_provisioned = {"BillingMode": "PROVISIONED", "ProvisionedThroughput": FIVE}
    must = WRONG + "ProvisionedThroughput must be specified for index: "
    invalid(client.update_table, must + "aaa,mmm,zzz", TableName=table, **to_provisioned)
    invalid(client.update_table, must + "aaa,zzz", TableName=table, **to_provisioned,
            GlobalSecondaryIndexUpdates=[update_action("mmm", ProvisionedThroughput=NINE)])
    invalid(client.update_table, WRONG + "ProvisionedThroughput should not be specified for index: "
            "aaa,zzz when BillingMode is PAY_PER_REQUEST", TableName=table,
            GlobalSecondaryIndexUpdates=[update_action(name, ProvisionedThroughput=NINE)
                                         for name in ("zzz", "aaa")])


def test_an_attribute_redefined_beside_a_new_one_stays_as_it_is(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    update(client, table, create_action("added", ["new"]),
           AttributeDefinitions=definitions(p="N", g="B", new="N"))
    wait_for_index(client, table, "added")
    defined = client.describe_table(TableName=table)["Table"]["AttributeDefinitions"]
    assert sorted(defined, key=repr) == sorted(definitions(p="S", s="S", g="S", new="N"), key=repr)


def test_update_table_sets_the_on_demand_maximum_of_an_index(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    update(client, table, update_action("global", OnDemandThroughput={"MaxReadRequestUnits": 7}))
    wait_for_index(client, table, "global")
    assert descriptions(client, table)["global"]["OnDemandThroughput"]["MaxReadRequestUnits"] == 7


def test_update_table_warms_an_index(client, make):
    table = make(GlobalSecondaryIndexes=[index("global", "g")])
    update(client, table, update_action("global", WarmThroughput={"ReadUnitsPerSecond": 14_000}))
    wait_for_index(client, table, "global")
    warm = descriptions(client, table)["global"]["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"]) == (14_000, 4_000)


def updates(*actions, **members):
    return {"GlobalSecondaryIndexUpdates": list(actions), **members}


SAME_UNITS = ("The provisioned throughput for the index global will not change. The requested value "
              "equals the current value. Current ReadCapacityUnits provisioned for the index: 5. "
              "Requested ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the "
              "index: 5. Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer "
              "Guide for current limits and how to request higher limits.")

VALIDATION = "ValidationException"
REFUSED_UPDATES = cases(
    ("no updates", updates(), VALIDATION, has("At least one of ProvisionedThroughput")),
    ("an update of nothing", updates({}), VALIDATION,
     WRONG + "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
     "GlobalSecondaryIndexUpdate.Delete must not be null"),
    ("two actions in one update", updates({**delete_action("global"), **update_action(
        "global", ProvisionedThroughput=NINE)}), VALIDATION, None),
    ("one index twice",
     updates(update_action("global", ProvisionedThroughput=NINE), delete_action("global")),
     VALIDATION, WRONG + "Only one global secondary index update per index is allowed "
     "simultaneously. Index: global"),
    ("two new indexes",
     updates(create_action("one", "g", ProvisionedThroughput=FIVE),
             create_action("two", "g", ProvisionedThroughput=FIVE)),
     LIMIT_EXCEEDED, ONE_AT_A_TIME),
    ("one new and one deleted",
     updates(create_action("one", "g", ProvisionedThroughput=FIVE), delete_action("global")),
     LIMIT_EXCEEDED, ONE_AT_A_TIME),
    ("two deleted", updates(delete_action("global"), delete_action("other")), LIMIT_EXCEEDED,
     ONE_AT_A_TIME),
    ("name too short", updates(delete_action("ab")), VALIDATION,
     violation("globalSecondaryIndexUpdates.1.member.delete.indexName",
               "Member must have length greater than or equal to 3$")),
    ("units below one", updates(update_action("global", ProvisionedThroughput={
        "ReadCapacityUnits": 1, "WriteCapacityUnits": 0})), VALIDATION,
     violation("globalSecondaryIndexUpdates.1.member.update.provisionedThroughput."
               "writeCapacityUnits", "Member must have value greater than or equal to 1$")),
    ("units out of bounds", updates(update_action("global", ProvisionedThroughput={
        "ReadCapacityUnits": UNITS_MAX + 1, "WriteCapacityUnits": 1})), VALIDATION, None),
    ("units that are the same", updates(update_action("global", ProvisionedThroughput=FIVE)),
     VALIDATION, SAME_UNITS),
    ("no units", updates(update_action("global")), VALIDATION, None),
    ("a maximum of a provisioned index",
     updates(update_action("global", OnDemandThroughput={"MaxReadRequestUnits": 5})), VALIDATION,
     None),
    ("update of no index", updates(update_action("absent", ProvisionedThroughput=NINE)),
     NOT_FOUND, has("Requested resource not found")),
    ("delete of no index", updates(delete_action("absent")), NOT_FOUND,
     has("Requested resource not found")),
    ("delete of a local index", updates(delete_action("local")), VALIDATION, None),
    ("name that is taken", updates(create_action("global", "g", ProvisionedThroughput=FIVE),
                                   **attributes_defined(g="S")),
     VALIDATION, "Attempting to create an index which already exists"),
    ("name of a local index", updates(create_action("local", "g", ProvisionedThroughput=FIVE),
                                      **attributes_defined(g="S")),
     VALIDATION, "Attempting to create an index which already exists"),
    ("new index without units", updates(create_action("one", "g"), **attributes_defined(g="S")),
     VALIDATION, WRONG + "ProvisionedThroughput must be specified for index: one"),
    ("new index of no attribute",
     updates(create_action("one", "x", ProvisionedThroughput=FIVE)), VALIDATION,
     WRONG + "AttributeDefinitions is not specified for index: one"),
    ("new index of an attribute that only the table defines",
     updates(create_action("one", "g", ProvisionedThroughput=FIVE)), VALIDATION,
     WRONG + "AttributeDefinitions is not specified for index: one"),
    ("new index of the table's key",
     updates(create_action("one", "p", ProvisionedThroughput=FIVE)), VALIDATION,
     WRONG + "AttributeDefinitions is not specified for index: one"),
    ("new index with another attribute defined",
     updates(create_action("one", "g", "x", ProvisionedThroughput=FIVE),
             **attributes_defined(g="S")), VALIDATION,
     WRONG + "AttributeDefinitions is not specified for index: one"),
    ("an attribute defined twice",
     updates(create_action("one", "x", ProvisionedThroughput=FIVE),
             AttributeDefinitions=definitions(x="S") + definitions(x="S")), VALIDATION,
     "Attribute Name is duplicated: x"),
    ("a projected attribute twice",
     updates(create_action("one", "g", (), include("a", "a"), ProvisionedThroughput=FIVE),
             **attributes_defined(g="S")), VALIDATION,
     WRONG + "Duplicate element in NonKeyAttributes: a"),
    ("hash after range",
     updates({"Create": index("one", "", KeySchema=keys("g", "s") + keys("p"),
                              ProvisionedThroughput=FIVE)},
             **attributes_defined(g="S", s="S", p="S")), VALIDATION,
     WRONG + "All HASH key attributes must precede RANGE key attributes in the KeySchema"),
    ("new index of an attribute of another type",
     updates(create_action("one", "g", ProvisionedThroughput=FIVE),
             AttributeDefinitions=definitions(g="N")), VALIDATION, None),
    ("new index without projection type",
     updates(create_action("one", "g", (), {}, ProvisionedThroughput=FIVE),
             **attributes_defined(g="S")), VALIDATION,
     WRONG + "Unknown ProjectionType: null"),
    ("new index without hash", updates(create_action("one", "", "g", ProvisionedThroughput=FIVE),
                                       **attributes_defined(g="S")),
     VALIDATION, "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
)


@pytest.fixture(scope="module")
def provisioned(client):
    """A table for requests that are all refused."""
    request = request_with(ProvisionedThroughput=FIVE,
                           LocalSecondaryIndexes=[index("local", "p", "l")],
                           GlobalSecondaryIndexes=[index("global", "g", ProvisionedThroughput=FIVE),
                                                   index("other", "g", ProvisionedThroughput=FIVE)])
    client.create_table(**request)
    wait_for(client, request["TableName"], "ACTIVE")
    yield request["TableName"]
    client.delete_table(TableName=request["TableName"])


@pytest.mark.parametrize("members, code, message", REFUSED_UPDATES)
def test_update_table_refuses(client, provisioned, members, code, message):
    before = client.describe_table(TableName=provisioned)
    fails(client.update_table, code, message, TableName=provisioned, **members)
    after = client.describe_table(TableName=provisioned)
    assert after["Table"] == before["Table"]


def test_update_table_refuses_a_21st_index(client, make):
    table = make(GlobalSecondaryIndexes=[index(f"global{i}", "g") for i in range(20)])
    invalid(client.update_table, WRONG + "GlobalSecondaryIndex count exceeds the per-table limit of "
            "20", TableName=table, AttributeDefinitions=definitions(g="S"),
            GlobalSecondaryIndexUpdates=[create_action("more", "g")])
    assert len(descriptions(client, table)) == 20


def test_update_table_refuses_an_absent_table(client):
    name = unique("absent")
    fails(client.update_table, NOT_FOUND,
          f"Requested resource not found: Table: {name} not found", TableName=name,
          GlobalSecondaryIndexUpdates=[delete_action("global")])


# --- While an index is being built

ITEMS = 3000


@pytest.fixture
def building(client, make):
    """A table large enough that an index of it is being filled for a moment, and that index."""
    table = make(GlobalSecondaryIndexes=[index("global", "s")])
    for start in range(0, ITEMS, 25):
        client.batch_write_item(RequestItems={table: [
            {"PutRequest": {"Item": {"p": {"S": f"p{i}"}, "s": {"S": "s"}, "g": {"N": str(i)}}}}
            for i in range(start, start + 25)]})
    client.update_table(TableName=table, AttributeDefinitions=definitions(g="N"),
                        GlobalSecondaryIndexUpdates=[create_action("added", "g")])
    wait_for(client, table, "ACTIVE")
    return table


def is_building(client, table):
    described = descriptions(client, table).get("added", {})
    return described.get("IndexStatus") == "CREATING" and described["Backfilling"]


def while_building(client, table, call, **request):
    """The error's code and message, or None if the index was there before it could be seen."""
    if not is_building(client, table):
        return None
    try:
        call(**request)
    except client.exceptions.ClientError as error:
        return (error.response["Error"]["Code"], error.response["Error"]["Message"])
    return None if not is_building(client, table) else ("", "accepted")


def test_no_other_index_is_made_or_deleted_meanwhile(client, building):
    for action in (create_action("more", "g"), delete_action("global")):
        told = while_building(client, building, client.update_table, TableName=building,
                              AttributeDefinitions=definitions(g="N"),
                              GlobalSecondaryIndexUpdates=[action])
        assert told in (None, (LIMIT_EXCEEDED, ONE_AT_A_TIME))
    wait_for_index(client, building, "added")


def test_its_table_is_not_deleted_meanwhile(client, building):
    told = while_building(client, building, client.delete_table, TableName=building)
    assert told is None or told[0] == IN_USE
    if told:
        wait_for_index(client, building, "added")


def test_other_settings_are_changed_meanwhile(client, building):
    client.update_table(TableName=building, TableClass="STANDARD_INFREQUENT_ACCESS")
    wait_for(client, building, "ACTIVE")
    client.update_table(TableName=building, GlobalSecondaryIndexUpdates=[
        update_action("added", OnDemandThroughput={"MaxReadRequestUnits": 5})])
    wait_for(client, building, "ACTIVE")
    wait_for_index(client, building, "added")
    described = descriptions(client, building)["added"]
    assert described["OnDemandThroughput"]["MaxReadRequestUnits"] == 5
    found = client.get_paginator("scan").paginate(TableName=building, IndexName="added",
                                                  Select="COUNT")
    assert sum(page["Count"] for page in found) == ITEMS


def test_its_making_can_be_cancelled(client, building):
    client.update_table(TableName=building, GlobalSecondaryIndexUpdates=[delete_action("added")])
    wait_for_index(client, building, "added", None)
    wait_for(client, building, "ACTIVE")
    update(client, building, create_action("added", "s"), AttributeDefinitions=definitions(s="S"))
    wait_for_index(client, building, "added")


# --- DeleteTable


def test_delete_table_deletes_its_indexes(client, cleanup_tables, make):
    table = make(LocalSecondaryIndexes=[index("local", "p", "l")],
                 GlobalSecondaryIndexes=[index("global", "g")])
    client.put_item(TableName=table, Item={"p": {"S": "p"}, "s": {"S": "s"}, "g": {"S": "g"},
                                           "l": {"S": "l"}})
    answer = client.delete_table(TableName=table)["TableDescription"]
    assert answer["TableStatus"] == "DELETING"
    wait_for(client, table, None)
    request = request_with(name=table, LocalSecondaryIndexes=[index("local", "p", "l")],
                           GlobalSecondaryIndexes=[index("global", "g")])
    client.create_table(**request)
    wait_for(client, table, "ACTIVE")
    for name in ("local", "global"):
        assert client.scan(TableName=table, IndexName=name)["Count"] == 0

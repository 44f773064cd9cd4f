"""ReturnConsumedCapacity: what operations say they were charged, of a table and of its indexes.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations
Transactions are in their own files; the plain cases of single operations in theirs.
"""

import itertools

import pytest

from support import tables
from support.errors import CONDITION_FAILED, cases, fails, invalid, violation
from support.indexes import ALL, KEYS_ONLY, becomes, definitions, include, index
from support.sizes import item_bytes, padded, read_units
from support.values import N, S, unique


@pytest.fixture(scope="module")
def table(client):
    name = tables.create(
        client, range_type="S",
        AttributeDefinitions=definitions(pk="S", sk="S", l="S", g="S", h="S"),
        LocalSecondaryIndexes=[index("l-keys", ["pk"], ["l"], KEYS_ONLY),
                               index("l-all", ["pk"], ["l"], ALL)],
        GlobalSecondaryIndexes=[index("g-all", ["g"], [], ALL),
                                index("g-some", ["g"], ["h"], include("a"))])
    yield name
    tables.drop(client, name)


def capacity(table, of_table, local=None, everywhere=None):
    """ConsumedCapacity as INDEXES shows it."""
    units = itertools.chain((of_table,), (local or {}).values(), (everywhere or {}).values())
    told = {"TableName": table, "CapacityUnits": float(sum(units)),
            "Table": {"CapacityUnits": float(of_table)}}
    for member, indexes in (("LocalSecondaryIndexes", local),
                            ("GlobalSecondaryIndexes", everywhere)):
        if indexes:
            told[member] = {name: {"CapacityUnits": float(units)}
                            for name, units in indexes.items()}
    return told


def of_size(size, **attributes):
    """What to put besides the key, so that the whole item is of this size."""
    return lambda key: padded({**key, **attributes}, size)


def update(expression, **values):
    def request(_):
        given = {f":{name}": value for name, value in values.items()}
        return {"UpdateExpression": expression,
                **({"ExpressionAttributeValues": given} if given else {})}
    return request


LONG = S("x" * 2000)

# What is there before, what is done to it, and the units of the table and of its indexes.
WRITES = cases(
    ("put what is in no index", None, "put", of_size(100), 1, {}, {}),
    ("put what is in local indexes", None, "put", of_size(100, l=S("a")), 1,
     {"l-keys": 1, "l-all": 1}, {}),
    ("put what is in a global index", None, "put", of_size(100, g=S("a")), 1, {}, {"g-all": 1}),
    ("put what is in both global indexes", None, "put", of_size(100, g=S("a"), h=S("b")), 1, {},
     {"g-all": 1, "g-some": 1}),
    ("each entry is rounded by itself", None, "put",
     of_size(2500, l=S("a"), g=S("b"), h=S("c"), a=S("a" * 1024)), 3,
     {"l-keys": 1, "l-all": 3}, {"g-all": 3, "g-some": 2}),
    ("put the same again", of_size(2500, l=S("a"), g=S("b"), h=S("c")), "put",
     of_size(2500, l=S("a"), g=S("b"), h=S("c")), 3, {}, {}),
    ("put a smaller one", of_size(2500, g=S("b")), "put", of_size(100, g=S("b")), 3, {},
     {"g-all": 3}),
    ("put a larger one", of_size(100, g=S("b")), "put", of_size(2500, g=S("b")), 3, {},
     {"g-all": 3}),
    ("put over it without the key of an index", of_size(2500, g=S("b")), "put", of_size(100), 3,
     {}, {"g-all": 3}),
    ("update what is not projected", of_size(100, g=S("b"), h=S("c")), "update",
     update("SET b = :b", b=S("b")), 1, {}, {"g-all": 1}),
    ("update what is projected", of_size(100, g=S("b"), h=S("c")), "update",
     update("SET a = :a", a=S("a")), 1, {}, {"g-all": 1, "g-some": 1}),
    ("update to the same value", of_size(100, g=S("b"), h=S("c"), a=S("a")), "update",
     update("SET a = :a", a=S("a")), 1, {}, {}),
    ("another key: the old entry and the new one", of_size(2500, g=S("b"), h=S("c")), "update",
     update("SET g = :g", g=S("z")), 3, {}, {"g-all": 6, "g-some": 2}),
    ("another local key", of_size(2500, l=S("b")), "update", update("SET l = :l", l=S("z")), 3,
     {"l-keys": 2, "l-all": 6}, {}),
    ("a key that was not there", of_size(2500, g=S("b")), "update",
     update("SET h = :h", h=S("h")), 3, {}, {"g-all": 3, "g-some": 1}),
    ("a key that is no more", of_size(2500, g=S("b"), h=S("c")), "update", update("REMOVE h"), 3,
     {}, {"g-all": 3, "g-some": 1}),
    ("entries that grow cost what they become", of_size(100, g=S("b"), h=S("c")), "update",
     update("SET a = :a", a=LONG), 3, {}, {"g-all": 3, "g-some": 2}),
    ("an update that changes nothing", of_size(2500, l=S("b")), "update", update("REMOVE nothing"),
     3, {}, {}),
    ("an update of nothing", None, "update", update("REMOVE nothing"), 1, {}, {}),
    ("an update that makes an item", None, "update",
     update("SET g = :v, l = :v", v=S("v")), 1, {"l-keys": 1, "l-all": 1}, {"g-all": 1}),
    ("delete", of_size(2500, l=S("a"), g=S("b"), h=S("c")), "delete", None, 3,
     {"l-keys": 1, "l-all": 3}, {"g-all": 3, "g-some": 1}),
    ("delete what is in no index", of_size(2500), "delete", None, 3, {}, {}),
    ("delete nothing", None, "delete", None, 1, {}, {}),
)


def written(client, table, before, operation, what, **members):
    """The answer to one write of an item that was as `before` says."""
    key = {"pk": S(unique("k")[:20]), "sk": S("1")}
    if before:
        client.put_item(TableName=table, Item=before(key))
    if operation == "put":
        return client.put_item(TableName=table, Item=what(key), **members)
    if operation == "update":
        return client.update_item(TableName=table, Key=key, **what(key), **members)
    return client.delete_item(TableName=table, Key=key, **members)


class TestSingleWrites:
    @pytest.mark.parametrize("before, operation, what, of_table, local, everywhere", WRITES)
    def test_by_index(self, client, table, before, operation, what, of_table, local, everywhere):
        answer = written(client, table, before, operation, what, ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"] == capacity(table, of_table, local, everywhere)

    @pytest.mark.parametrize("before, operation, what, of_table, local, everywhere", WRITES)
    def test_in_total(self, client, table, before, operation, what, of_table, local, everywhere):
        answer = written(client, table, before, operation, what, ReturnConsumedCapacity="TOTAL")
        total = float(of_table + sum(local.values()) + sum(everywhere.values()))
        assert answer["ConsumedCapacity"] == {"TableName": table, "CapacityUnits": total}

    @pytest.mark.parametrize("members", [{}, {"ReturnConsumedCapacity": "NONE"}])
    def test_unasked(self, client, table, members):
        answer = written(client, table, None, "put", of_size(100, g=S("g")), **members)
        assert "ConsumedCapacity" not in answer

    def test_of_a_failed_condition_is_not_told(self, client, table):
        response = fails(client.put_item, CONDITION_FAILED, TableName=table,
                         Item={"pk": S(unique("k")), "sk": S("1"), "g": S("g")},
                         ConditionExpression="attribute_exists(pk)",
                         ReturnConsumedCapacity="INDEXES")
        assert "ConsumedCapacity" not in response

    def test_names_the_table_as_the_request_does(self, client, table):
        arn = client.describe_table(TableName=table)["Table"]["TableArn"]
        answer = written(client, arn, None, "put", of_size(100, l=S("l")),
                         ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"] == capacity(arn, 1, {"l-keys": 1, "l-all": 1})


class TestBatches:
    def test_writes_are_summed_by_table_and_index(self, client, table, ranged):
        key = {"pk": S(unique("k")[:20])}
        client.put_item(TableName=table, Item=padded({**key, "sk": S("1"), "g": S("b")}, 2500))
        writes = [{"DeleteRequest": {"Key": {**key, "sk": S("1")}}},
                  {"DeleteRequest": {"Key": {**key, "sk": S("absent")}}},
                  {"PutRequest": {"Item": padded({**key, "sk": S("2"), "l": S("l")}, 1500)}},
                  {"PutRequest": {"Item": padded({**key, "sk": S("3"), "g": S("g"), "h": S("h"),
                                                  "l": S("l")}, 100)}}]
        answer = client.batch_write_item(
            RequestItems={table: writes,
                          ranged: [{"PutRequest": {"Item": {**key, "sk": S("1")}}}]},
            ReturnConsumedCapacity="INDEXES")
        told = {one["TableName"]: one for one in answer["ConsumedCapacity"]}
        assert told == {
            table: capacity(table, 3 + 1 + 2 + 1, {"l-keys": 2, "l-all": 3},
                            {"g-all": 4, "g-some": 1}),
            ranged: capacity(ranged, 1)}

    @pytest.mark.parametrize("consistent", [True, False])
    def test_each_item_that_is_read_is_rounded_by_itself(self, client, table, consistent):
        key = {"pk": S(unique("k")[:20])}
        sizes = [100, 4096, 4097, 9000]
        for i, size in enumerate(sizes):
            client.put_item(TableName=table, Item=padded({**key, "sk": S(str(i))}, size))
        answer = client.batch_get_item(
            RequestItems={table: {"Keys": [{**key, "sk": S(str(i))} for i in range(5)],
                                  "ConsistentRead": consistent}},
            ReturnConsumedCapacity="INDEXES")
        units = sum(read_units(size, consistent) for size in [*sizes, 0])
        assert answer["ConsumedCapacity"] == [capacity(table, units)]

    @pytest.mark.parametrize("operation", ["batch_write_item", "batch_get_item"])
    def test_unasked(self, client, table, operation):
        key = {"pk": S(unique("k")), "sk": S("1")}
        requests = ([{"DeleteRequest": {"Key": key}}] if operation == "batch_write_item"
                    else {"Keys": [key]})
        answer = getattr(client, operation)(RequestItems={table: requests})
        assert "ConsumedCapacity" not in answer


COUNT = 5
EACH = 3000
FIVE = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}


@pytest.fixture(scope="module")
def collection(client, table):
    """Items of one partition key, in all indexes."""
    pk = S(unique("c")[:20])
    items = [padded({"pk": pk, "sk": S(str(i)), "l": S(str(i)), "g": pk, "h": S(str(i)),
                     "a": S("a" * 1000)}, EACH) for i in range(COUNT)]
    for item in items:
        client.put_item(TableName=table, Item=item)
    for name, names in (("g-all", None), ("g-some", ("pk", "sk", "g", "h", "a"))):
        becomes(client, table, name, [{one: item[one] for one in names or item}
                                      for item in items], g=pk)
    return pk, items


def entry_bytes(items, *names):
    return sum(item_bytes({name: item[name] for name in names}) for item in items)


# Index, members, bytes of entries that are read (None: whole items), items that are fetched.
READS = cases(
    ("entries of keys", "l-keys", {}, ("pk", "sk", "l"), 0),
    ("whole items", "l-all", {}, None, 0),
    ("whole items, none fetched", "l-all", {"Select": "ALL_ATTRIBUTES"}, None, 0),
    ("a part of them", "l-all", {"ProjectionExpression": "a"}, None, 0),
    ("the count", "l-keys", {"Select": "COUNT"}, ("pk", "sk", "l"), 0),
    ("what is projected", "l-keys", {"ProjectionExpression": "sk"}, ("pk", "sk", "l"), 0),
    ("all attributes: fetched", "l-keys", {"Select": "ALL_ATTRIBUTES"}, ("pk", "sk", "l"), COUNT),
    ("an attribute: fetched", "l-keys", {"ProjectionExpression": "a"}, ("pk", "sk", "l"), COUNT),
    ("a part of one: fetched", "l-keys", {"ProjectionExpression": "b.c"}, ("pk", "sk", "l"), COUNT),
    ("all that the filter sees: fetched", "l-keys",
     {"Select": "ALL_ATTRIBUTES", "FilterExpression": "sk = :s"}, ("pk", "sk", "l"), COUNT),
    ("though the filter leaves nothing: fetched", "l-keys",
     {"ProjectionExpression": "a", "FilterExpression": "attribute_not_exists(sk)"},
     ("pk", "sk", "l"), COUNT),
    ("global: whole items", "g-all", {}, None, 0),
    ("global: entries", "g-some", {}, ("pk", "sk", "g", "h", "a"), 0),
    ("global: a part of them", "g-some", {"ProjectionExpression": "sk"},
     ("pk", "sk", "g", "h", "a"), 0),
    ("global: filtered", "g-some", {"FilterExpression": "a = :s"}, ("pk", "sk", "g", "h", "a"), 0),
    ("global: the count", "g-all", {"Select": "COUNT"}, None, 0),
)


class TestIndexReads:
    def expected(self, table, index_name, items, names, fetched, consistent):
        size = entry_bytes(items, *names) if names else EACH * len(items)
        of_index = {index_name: read_units(size, consistent)}
        of_table = fetched * read_units(EACH, consistent)
        if index_name.startswith("l"):
            return capacity(table, of_table, of_index)
        return capacity(table, of_table, None, of_index)

    def query(self, client, table, index_name, pk, members):
        hash_name = "pk" if index_name.startswith("l") else "g"
        values = {":k": pk}
        if ":s" in members.get("FilterExpression", ""):
            values[":s"] = S("1")
        return client.query(TableName=table, IndexName=index_name,
                            KeyConditionExpression=f"{hash_name} = :k",
                            ExpressionAttributeValues=values, **members)

    @pytest.mark.parametrize("consistent", [True, False])
    @pytest.mark.parametrize("index_name, members, names, fetched", READS)
    def test_query(self, client, table, collection, index_name, members, names, fetched,
                   consistent):
        if consistent and index_name.startswith("g"):
            return
        pk, items = collection
        request = {"ConsistentRead": consistent, **members}
        told = self.query(client, table, index_name, pk,
                          {"ReturnConsumedCapacity": "INDEXES", **request})["ConsumedCapacity"]
        assert told == self.expected(table, index_name, items, names, fetched, consistent)
        total = self.query(client, table, index_name, pk,
                           {"ReturnConsumedCapacity": "TOTAL", **request})["ConsumedCapacity"]
        assert total == {"TableName": table, "CapacityUnits": told["CapacityUnits"]}

    def test_is_of_what_the_limit_let_read(self, client, table, collection):
        pk, items = collection
        for index_name, members, fetched in (("l-all", {}, 0), ("g-all", {}, 0),
                                             ("l-keys", {"Select": "ALL_ATTRIBUTES"}, 2)):
            names = ("pk", "sk", "l") if index_name == "l-keys" else None
            told = self.query(client, table, index_name, pk, {
                "ReturnConsumedCapacity": "INDEXES", "Limit": 2, **members})["ConsumedCapacity"]
            assert told == self.expected(table, index_name, items[:2], names, fetched, False)

    @pytest.mark.parametrize("index_name", ["l-keys", "g-all"])
    def test_of_nothing_is_the_least(self, client, table, index_name):
        told = self.query(client, table, index_name, S(unique("absent")),
                          {"ReturnConsumedCapacity": "INDEXES"})["ConsumedCapacity"]
        assert told == self.expected(table, index_name, [], ("pk",), 0, False)

    def test_scan(self, client, make_table):
        # Of one partition: each is charged by itself.
        name = make_table(
            range_type="S", AttributeDefinitions=definitions(pk="S", sk="S", l="S", g="S"),
            LocalSecondaryIndexes=[index("l-keys", ["pk"], ["l"], KEYS_ONLY)],
            GlobalSecondaryIndexes=[index("g-all", ["g"], ProvisionedThroughput=FIVE)],
            ProvisionedThroughput=FIVE)
        items = [padded({"pk": S(f"p{i}"), "sk": S("s"), "l": S("l"), "g": S(f"g{i}")}, EACH)
                 for i in range(COUNT)]
        for item in items:
            client.put_item(TableName=name, Item=item)
        becomes(client, name, "g-all", items)
        names = ("pk", "sk", "l")
        for index_name, members, of_entries, fetched, consistent in (
                ("g-all", {}, None, 0, False), ("l-keys", {}, names, 0, False),
                ("l-keys", {"ConsistentRead": True}, names, 0, True),
                ("l-keys", {"Select": "ALL_ATTRIBUTES"}, names, COUNT, False)):
            told = client.scan(TableName=name, IndexName=index_name,
                               ReturnConsumedCapacity="INDEXES", **members)["ConsumedCapacity"]
            assert told == self.expected(name, index_name, items, of_entries, fetched, consistent)


# A new table on demand lies in four partitions. A Scan reads one after the other, and each is
# charged by itself, also if nothing is in it.
PARTITIONS = 4


def scan_units(client, table, **members):
    answer = client.scan(TableName=table, ReturnConsumedCapacity="TOTAL", **members)
    return answer["ConsumedCapacity"]["CapacityUnits"], answer


class TestScansByPartition:
    @pytest.fixture
    def on_demand(self, make_table):
        return make_table(
            range_type="S", AttributeDefinitions=definitions(pk="S", sk="S", l="S", g="S"),
            LocalSecondaryIndexes=[index("l-keys", ["pk"], ["l"], KEYS_ONLY)],
            GlobalSecondaryIndexes=[index("g-all", ["g"])])

    @pytest.mark.parametrize("items", [0, 1])
    @pytest.mark.parametrize("index_name, consistent", [
        (None, True), (None, False), ("l-keys", True), ("l-keys", False), ("g-all", False)])
    def test_of_nearly_nothing(self, client, on_demand, items, index_name, consistent):
        item = {"pk": S("p"), "sk": S("s"), "l": S("l"), "g": S("g")}
        if items:
            client.put_item(TableName=on_demand, Item=item)
            becomes(client, on_demand, "g-all", [item])
        source = {"IndexName": index_name} if index_name else {}
        units, answer = scan_units(client, on_demand, ConsistentRead=consistent, **source)
        assert answer["Count"] == items
        assert units == (PARTITIONS if consistent else PARTITIONS / 2)

    def test_of_one_partition(self, client, make_table):
        table = make_table(ProvisionedThroughput=FIVE)
        assert scan_units(client, table)[0] == 0.5
        assert scan_units(client, table, ConsistentRead=True)[0] == 1.0

    @pytest.mark.parametrize("segments", [1, 2, 4, 8, 100])
    def test_of_a_segment_is_of_its_partitions(self, client, on_demand, segments):
        units = [scan_units(client, on_demand, ConsistentRead=True, TotalSegments=segments,
                            Segment=segment)[0] for segment in range(segments)]
        assert units == [max(1.0, PARTITIONS / segments)] * segments

    def test_of_a_segment_across_partitions(self, client, on_demand):
        """Thirds of four quarters: two of each."""
        for segment in range(3):
            units, _ = scan_units(client, on_demand, ConsistentRead=True, TotalSegments=3,
                                  Segment=segment)
            assert units == 2.0

    def test_each_partition_is_rounded_by_itself(self, client, on_demand):
        for i in range(40):
            client.put_item(TableName=on_demand,
                            Item=padded({"pk": S(str(i)), "sk": S("s")}, 1000))
        whole, answer = scan_units(client, on_demand, ConsistentRead=True)
        assert answer["Count"] == 40
        quarters = [scan_units(client, on_demand, ConsistentRead=True, TotalSegments=PARTITIONS,
                               Segment=segment) for segment in range(PARTITIONS)]
        for units, quarter in quarters:
            assert units == read_units(1000 * quarter["Count"], True)
        assert whole == sum(units for units, _ in quarters)

    def test_a_page_is_of_the_partitions_it_came_to(self, client, on_demand):
        """And the next one begins in the partition where that ended."""
        for i in range(40):
            client.put_item(TableName=on_demand, Item={"pk": S(str(i)), "sk": S("s")})
        first, answer = scan_units(client, on_demand, ConsistentRead=True, Limit=1)
        assert first == 1.0
        rest, _ = scan_units(client, on_demand, ConsistentRead=True,
                             ExclusiveStartKey=answer["LastEvaluatedKey"])
        assert rest == PARTITIONS

    def test_of_items_fetched_for_entries(self, client, on_demand):
        items = [{"pk": S(str(i)), "sk": S("s"), "l": S("l")} for i in range(COUNT)]
        for item in items:
            client.put_item(TableName=on_demand, Item=item)
        answer = client.scan(TableName=on_demand, IndexName="l-keys", Select="ALL_ATTRIBUTES",
                             ConsistentRead=True, ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"] == capacity(on_demand, COUNT, {"l-keys": PARTITIONS})

    def test_a_query_is_of_one(self, client, on_demand):
        answer = client.query(TableName=on_demand, KeyConditionExpression="pk = :p",
                              ExpressionAttributeValues={":p": S("p")},
                              ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"]["CapacityUnits"] == 0.5

    def test_a_statement_that_scans_is_of_all(self, client, on_demand):
        answer = client.execute_statement(Statement=f'SELECT * FROM "{on_demand}"',
                                          ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"]["CapacityUnits"] == PARTITIONS / 2


@pytest.mark.parametrize("operation, members", cases(
    ("PutItem", "put_item", {"Item": {"pk": S("a"), "sk": S("b")}}),
    ("GetItem", "get_item", {"Key": {"pk": S("a"), "sk": S("b")}}),
    ("Scan", "scan", {}),
))
def test_refuses_another_word(client, table, operation, members):
    invalid(getattr(client, operation),
            violation("returnConsumedCapacity", "Member must satisfy enum value set: "),
            TableName=table, ReturnConsumedCapacity="ALL", **members)

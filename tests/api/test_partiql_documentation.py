"""The developer guide's own examples of PartiQL, in its words, on tables of its items.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.html
"""

import pytest

from support import tables
from support.errors import cases
from support.indexes import keys
from support.partiql import execute, items
from support.values import L, M, N, NS, S, SS, normalized, unique

SCHEMAS = {  # key attributes and their types
    "Music": [("Artist", "S"), ("SongTitle", "S")],
    "Orders": [("OrderID", "N")],
    "WatchList": [("CustomerID", "S"), ("MovieID", "S")],
    "TypesTable": [("primarykey", "S")],
}


@pytest.fixture(scope="module")
def names(client):
    """The tables' names, by what the guide calls them."""
    made = {}
    for table, attributes in SCHEMAS.items():
        hash_name, *range_names = [name for name, _ in attributes]
        made[table] = tables.create(
            client, name=unique(table), KeySchema=keys([hash_name], range_names),
            AttributeDefinitions=[{"AttributeName": name, "AttributeType": kind}
                                  for name, kind in attributes])
    for order, total in ((1, 400), (2, 550), (3, 600), (100, 900)):
        client.put_item(TableName=made["Orders"], Item={
            "OrderID": N(order), "Total": N(total), "Address": S(f"7834 24th, Kirkland {order}"),
            "Image": S("x" * total)})
    client.put_item(TableName=made["WatchList"], Item={
        "CustomerID": S("C1"), "MovieID": S("M1"),
        "Devices": M(FireStick=M(DateWatched=L(S("12/31/19"), S("01/02/20"))))})
    yield made
    for name in made.values():
        tables.drop(client, name)


def said(names, text):
    """The guide's statement, about the table that is here."""
    for table, name in names.items():
        text = text.replace(f'"{table}"', table).replace(f" {table} ", f' "{name}" ')
    return text


def orders(*numbers):
    return sorted(numbers)


@pytest.mark.parametrize("statement, expected", cases(
    ("by its key", 'SELECT OrderID, Total FROM "Orders" WHERE OrderID = 1', orders(1)),
    ("or", 'SELECT OrderID, Total FROM "Orders" WHERE OrderID = 1 OR OrderID = 2', orders(1, 2)),
    ("in", 'SELECT OrderID, Total FROM "Orders" WHERE OrderID IN [1, 2, 3] ORDER BY OrderID DESC',
     orders(1, 2, 3)),
    ("a scan", 'SELECT OrderID, Total FROM "Orders" WHERE Total > 500', orders(2, 3, 100)),
    ("a scan, in", 'SELECT OrderID, Total FROM "Orders" WHERE Total IN [550, 600]', orders(2, 3)),
    ("a scan, between", 'SELECT OrderID, Total FROM "Orders" WHERE Total BETWEEN 500 AND 600',
     orders(2, 3)),
    ("of many keys", 'SELECT * FROM "Orders" WHERE OrderID IN [100, 300, 234]', orders(100)),
    ("begins_with", "SELECT * FROM \"Orders\" WHERE \"OrderID\"=1 AND begins_with(\"Address\", '7834 24th')",
     orders(1)),
    ("contains", "SELECT * FROM \"Orders\" WHERE \"OrderID\"=1 AND contains(\"Address\", 'Kirkland')",
     orders(1)),
    ("size", 'SELECT * FROM "Orders" WHERE "OrderID"=1 AND size("Image") >300', orders(1)),
    ("an or that scans", "SELECT * FROM \"Orders\" WHERE OrderID = 100 OR Address='some address'",
     orders(100)),
    ("missing", 'SELECT * FROM Orders WHERE "Awards" is MISSING', orders(1, 2, 3, 100)),
    ("attribute_type", "SELECT * FROM \"Orders\" WHERE attribute_type(\"Address\", 'S')",
     orders(1, 2, 3, 100)),
))
def test_selects(client, names, statement, expected):
    found = [int(item["OrderID"]["N"]) for item in items(client, said(names, statement))]
    assert sorted(found) == expected
    if "DESC" in statement:
        assert found == sorted(found, reverse=True)


def test_reads_paths(client, names):
    assert items(client, said(names, "SELECT Devices.FireStick.DateWatched[0] FROM WatchList WHERE "
                              "CustomerID= 'C1' AND MovieID= 'M1'")) == [
        {"DateWatched[0]": S("12/31/19")}]
    found = items(client, said(names, "SELECT Devices FROM WatchList WHERE "
                               "Devices.FireStick.DateWatched[0] >= '12/12/19'"))
    assert [list(item) for item in found] == [["Devices"]]


WHERE = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'"
KEY = {"Artist": S("Acme Band"), "SongTitle": S("PartiQL Rocks")}


def test_changes_music(client, names):
    insert = said(names, "INSERT INTO \"Music\" value {'Artist' : 'Acme Band','SongTitle' : 'PartiQL Rocks'}")
    assert execute(client, insert)["Items"] == []
    update = ('UPDATE "Music" SET AwardsWon=1 SET AwardDetail={\'Grammys\':[2020, 2018]} ' + WHERE)
    assert items(client, said(names, update + " RETURNING ALL OLD *")) == [KEY]
    changed = {**KEY, "AwardsWon": N(1), "AwardDetail": M(Grammys=L(N(2020), N(2018)))}
    assert items(client, said(names, update + " RETURNING ALL NEW *")) == [changed]
    for clause, name, expected in (
            ("SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016])", "AwardDetail",
             M(Grammys=L(N(2020), N(2018), N(2016)))),
            ("REMOVE AwardDetail.Grammys[2]", "AwardDetail", M(Grammys=L(N(2020), N(2018)))),
            ("SET AwardDetail.BillBoard=[2020]", "AwardDetail",
             M(Grammys=L(N(2020), N(2018)), BillBoard=L(N(2020)))),
            ("SET BandMembers =<<'member1', 'member2'>>", "BandMembers", SS("member1", "member2")),
            ("SET BandMembers =set_add(BandMembers, <<'newbandmember'>>)", "BandMembers",
             SS("member1", "member2", "newbandmember"))):
        execute(client, said(names, f'UPDATE "Music" {clause} {WHERE}'))
        stored = client.get_item(TableName=names["Music"], Key=KEY)["Item"]
        assert normalized(stored[name]) == normalized(expected), clause
    delete = 'DELETE FROM "Music" WHERE "Artist" = \'Acme Band\' AND "SongTitle" = \'PartiQL Rocks\''
    assert items(client, said(names, delete + " RETURNING ALL OLD *"))[0]["AwardsWon"] == N(1)
    assert "Item" not in client.get_item(TableName=names["Music"], Key=KEY)


def test_changes_values_of_every_type(client, names):
    insert = """INSERT INTO TypesTable value {'primarykey':'1',
        'NumberType':1,
        'MapType' : {'entryname1': 'value', 'entryname2': 4},
        'ListType': [1,'stringval'],
        'NumberSetType':<<1,34,32,4.5>>,
        'StringSetType':<<'stringval','stringval2'>>
        }"""
    more = """UPDATE TypesTable SET NumberType=NumberType + 100
        SET MapType.NewMapEntry=[2020, 'stringvalue', 2.4]
        SET ListType = LIST_APPEND(ListType, [4, <<'string1', 'string2'>>])
        SET NumberSetType= SET_ADD(NumberSetType, <<345, 48.4>>)
        SET StringSetType = SET_ADD(StringSetType, <<'stringsetvalue1', 'stringsetvalue2'>>)
        WHERE primarykey='1'"""
    less = """UPDATE TypesTable SET NumberType=NumberType - 1
        REMOVE ListType[1]
        REMOVE MapType.NewMapEntry
        SET NumberSetType = SET_DELETE( NumberSetType, <<345>>)
        SET StringSetType = SET_DELETE( StringSetType, <<'stringsetvalue1'>>)
        WHERE primarykey='1'"""
    for statement in (insert, more, less):
        execute(client, said(names, statement))
    stored = client.get_item(TableName=names["TypesTable"], Key={"primarykey": S("1")})["Item"]
    assert normalized(stored) == normalized({
        "primarykey": S("1"), "NumberType": N(100), "MapType": M(entryname1=S("value"), entryname2=N(4)),
        "ListType": L(N(1), N(4), SS("string1", "string2")),
        "NumberSetType": NS(1, 34, 32, "4.5", "48.4"),
        "StringSetType": SS("stringval", "stringval2", "stringsetvalue2")})

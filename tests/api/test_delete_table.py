"""DeleteTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html"""

import re

from support.errors import NOT_FOUND, fails, invalid
from support.tables import wait_for
from support.values import unique


def test_describes_the_table_as_deleting(client, make_table):
    name = make_table(range_type="S")
    before = client.describe_table(TableName=name)["Table"]
    description = client.delete_table(TableName=name)["TableDescription"]
    assert description["TableStatus"] == "DELETING"
    for member in ("TableName", "TableArn", "TableId"):
        assert description[member] == before[member]
    for member in ("AttributeDefinitions", "KeySchema", "CreationDateTime"):
        assert member not in description
    wait_for(client, name, None)
    assert name not in client.list_tables(ExclusiveStartTableName=name[:-1])["TableNames"]


def test_deletes_by_arn(client, make_table):
    name = make_table()
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    assert client.delete_table(TableName=arn)["TableDescription"]["TableName"] == name
    wait_for(client, name, None)


def test_a_deleted_table_takes_no_items(client, make_table):
    name = make_table()
    client.delete_table(TableName=name)
    wait_for(client, name, None)
    fails(client.put_item, NOT_FOUND, "Requested resource not found", TableName=name,
          Item={"pk": {"S": "a"}})
    fails(client.get_item, NOT_FOUND, "Requested resource not found", TableName=name,
          Key={"pk": {"S": "a"}})


def test_refuses_an_absent_table(client):
    name = unique("absent")
    fails(client.delete_table, NOT_FOUND, f"Requested resource not found: Table: {name} not found",
          TableName=name)


def test_refuses_a_protected_table(client, make_table):
    name = make_table(DeletionProtectionEnabled=True)
    invalid(client.delete_table,
            re.compile("Resource cannot be deleted as it is currently protected against deletion"),
            TableName=name)
    assert client.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE"


def test_refuses_a_bad_name(client):
    invalid(client.delete_table, re.compile("TableName|tableName"), TableName="ab")
    invalid(client.delete_table, re.compile(re.escape("[a-zA-Z0-9_.-]+")), TableName="a b c")
    invalid(client.delete_table, re.compile("TableName|tableName"))

"""DescribeTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html"""

import re

from support.errors import NOT_FOUND, fails, invalid
from support.tables import create_request, wait_for
from support.values import unique


def test_describes_what_was_created(client, cleanup_tables):
    request = create_request(range_type="B", BillingMode=None,
                             ProvisionedThroughput={"ReadCapacityUnits": 5,
                                                    "WriteCapacityUnits": 6})
    created = client.create_table(**request)["TableDescription"]
    cleanup_tables.append(request["TableName"])
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["TableStatus"] == "ACTIVE"
    for member in ("TableName", "TableArn", "TableId", "CreationDateTime", "KeySchema",
                   "AttributeDefinitions", "ProvisionedThroughput"):
        assert table[member] == created[member], member


MEMBERS = {"AttributeDefinitions", "TableName", "KeySchema", "TableStatus", "CreationDateTime",
           "ProvisionedThroughput", "TableSizeBytes", "ItemCount", "TableArn", "TableId",
           "DeletionProtectionEnabled", "WarmThroughput"}


def test_a_plain_table_shows_these_members(client, table, make_table):
    on_demand = client.describe_table(TableName=table)["Table"]
    assert set(on_demand) == MEMBERS | {"BillingModeSummary"}
    name = make_table(ProvisionedThroughput={"ReadCapacityUnits": 5, "WriteCapacityUnits": 6})
    provisioned = client.describe_table(TableName=name)["Table"]
    assert set(provisioned) == MEMBERS
    assert provisioned["WarmThroughput"] == {"ReadUnitsPerSecond": 5, "WriteUnitsPerSecond": 6,
                                             "Status": "ACTIVE"}


def test_describes_by_arn(client, table):
    by_name = client.describe_table(TableName=table)["Table"]
    assert client.describe_table(TableName=by_name["TableArn"])["Table"] == by_name


def test_on_demand_table_says_since_when(client, table):
    summary = client.describe_table(TableName=table)["Table"]["BillingModeSummary"]
    assert summary["BillingMode"] == "PAY_PER_REQUEST"
    assert "LastUpdateToPayPerRequestDateTime" in summary


def test_on_demand_table_is_warm_from_the_start(client, table):
    warm = client.describe_table(TableName=table)["Table"]["WarmThroughput"]
    assert warm == {"ReadUnitsPerSecond": 12_000, "WriteUnitsPerSecond": 4_000, "Status": "ACTIVE"}


def test_refuses_an_absent_table(client):
    name = unique("absent")
    fails(client.describe_table, NOT_FOUND,
          f"Requested resource not found: Table: {name} not found", TableName=name)


def test_refuses_an_absent_table_by_arn(client, table):
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    name = unique("absent")
    fails(client.describe_table, NOT_FOUND, re.compile(f"Table: .*{name} not found"),
          TableName=arn.replace(table, name))


def test_refuses_what_is_neither_name_nor_arn(client):
    invalid(client.describe_table, TableName="arn:aws:dynamodb:us-east-1")
    invalid(client.describe_table, re.compile(re.escape("[a-zA-Z0-9_.-]+")), TableName="a:bcd")
    invalid(client.describe_table, re.compile("ableName"))

"""Tables named by their ARNs, which every TableName takes, and by those of others.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-cross-account-access.html
"""

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid
from support.tables import attribute_definitions, key_schema
from support.values import S, unique

KEY = {"pk": S("a")}
ALL = {"ProjectionType": "ALL"}


@pytest.fixture(scope="module")
def arn(client, shared_tables):
    return client.describe_table(TableName=shared_tables.get("S"))["Table"]["TableArn"]


def with_account(arn, account):
    return ":".join([*arn.split(":")[:4], account, *arn.split(":")[5:]])


def other_account(arn):
    own = arn.split(":")[4]
    return with_account(arn, "999999999999" if own != "999999999999" else "888888888888")


# Operations on items: what each is called with, given the table's name or ARN.
ITEM_CALLS = cases(
    ("PutItem", "put_item", lambda name: {"TableName": name, "Item": KEY}),
    ("GetItem", "get_item", lambda name: {"TableName": name, "Key": KEY}),
    ("UpdateItem", "update_item", lambda name: {"TableName": name, "Key": KEY}),
    ("DeleteItem", "delete_item", lambda name: {"TableName": name, "Key": KEY}),
    ("Query", "query", lambda name: {
        "TableName": name, "KeyConditionExpression": "pk = :k",
        "ExpressionAttributeValues": {":k": KEY["pk"]}}),
    ("Scan", "scan", lambda name: {"TableName": name, "Limit": 1}),
    ("BatchGetItem", "batch_get_item", lambda name: {"RequestItems": {name: {"Keys": [KEY]}}}),
    ("BatchWriteItem", "batch_write_item", lambda name: {
        "RequestItems": {name: [{"PutRequest": {"Item": KEY}}]}}),
    ("TransactGetItems", "transact_get_items", lambda name: {
        "TransactItems": [{"Get": {"TableName": name, "Key": KEY}}]}),
    ("TransactWriteItems", "transact_write_items", lambda name: {
        "TransactItems": [{"Put": {"TableName": name, "Item": KEY}}]}),
)
TABLE_CALLS = cases(
    ("DescribeTable", "describe_table", lambda name: {"TableName": name}),
    ("DescribeTimeToLive", "describe_time_to_live", lambda name: {"TableName": name}),
    ("UpdateTable", "update_table", lambda name: {
        "TableName": name, "DeletionProtectionEnabled": False}),
)
CALLS = ITEM_CALLS + TABLE_CALLS


@pytest.mark.parametrize("call, request_of", CALLS)
def test_an_arn_stands_for_the_name(client, arn, call, request_of):
    getattr(client, call)(**request_of(arn))


@pytest.mark.parametrize("call, request_of", CALLS)
def test_the_table_must_exist(client, arn, call, request_of):
    missing = arn.rpartition("/")[0] + "/" + unique("missing")
    fails(getattr(client, call), NOT_FOUND, has("Requested resource not found"),
          **request_of(missing))


@pytest.mark.parametrize("call, request_of", CALLS)
def test_tables_of_other_accounts_are_not_to_be_had(client, arn, call, request_of):
    operation = client.meta.method_to_api_mapping[call]
    response = fails(getattr(client, call), "AccessDeniedException", None,
                     **request_of(other_account(arn)))
    assert f"is not authorized to perform: dynamodb:{operation}" in response["Error"]["Message"]
    assert other_account(arn) in response["Error"]["Message"]


NOT_TABLES = cases(
    ("another service", lambda arn: arn.replace(":dynamodb:", ":s3:")),
    ("no name", lambda arn: arn.rpartition("/")[0] + "/"),
    ("a name too short", lambda arn: arn.rpartition("/")[0] + "/ab"),
    ("no account", lambda arn: with_account(arn, "")),
    ("nothing else", lambda arn: "arn:"),
    ("another Region", lambda arn: ":".join([*arn.split(":")[:3], "eu-nowhere-9",
                                             *arn.split(":")[4:]])),
    ("a stream", lambda arn: arn + "/stream/2015-05-11T21:21:33.291"),
    ("a backup", lambda arn: arn + "/backup/01489602797149-73d8d5bc"),
)


@pytest.mark.parametrize("change", NOT_TABLES)
@pytest.mark.parametrize("call, request_of", CALLS)
def test_other_arns_are_none_of_a_table(client, arn, call, request_of, change):
    wrong = change(arn)
    invalid(getattr(client, call), has("Invalid TableArn"), **request_of(wrong))


@pytest.fixture(scope="module")
def index(client):
    """The ARN of a global index of a table, and the item that is in both."""
    name = unique("arns")
    client.create_table(
        TableName=name, BillingMode="PAY_PER_REQUEST", KeySchema=key_schema(),
        AttributeDefinitions=[*attribute_definitions(),
                              {"AttributeName": "g", "AttributeType": "S"}],
        GlobalSecondaryIndexes=[
            {"IndexName": index_name, "Projection": ALL,
             "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}
            for index_name in ("by-g", "by-g-again")])
    client.get_waiter("table_exists").wait(
        TableName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    item = {"pk": S("a"), "g": S("b")}
    client.put_item(TableName=name, Item=item)
    client.put_item(TableName=name, Item={"pk": S("not in the index")})
    described = client.describe_table(TableName=name)["Table"]["GlobalSecondaryIndexes"]
    (found,) = (each["IndexArn"] for each in described if each["IndexName"] == "by-g")
    yield found, item
    client.delete_table(TableName=name)


class TestIndexes:
    def test_are_described_by_their_arn(self, index):
        assert index[0].endswith("/index/by-g")
        assert ":table/arns-" in index[0]

    @pytest.mark.parametrize("members", [{}, {"IndexName": "by-g"}])
    def test_are_read(self, client, index, members):
        arn, item = index
        found = client.query(TableName=arn, KeyConditionExpression="g = :g",
                             ExpressionAttributeValues={":g": S("b")}, **members)
        assert found["Items"] == [item]
        assert client.scan(TableName=arn, **members)["Items"] == [item]

    def test_are_not_two_at_once(self, client, index):
        for call, request in ((client.scan, {}), (client.query, {
                "KeyConditionExpression": "g = :g", "ExpressionAttributeValues": {":g": S("b")}})):
            invalid(call, TableName=index[0], IndexName="by-g-again", **request)

    def test_must_exist(self, client, index):
        invalid(client.scan, has("The table does not have the specified index"),
                TableName=index[0] + "-not")
        fails(client.scan, NOT_FOUND, None, TableName=index[0].replace(":table/arns", ":table/no"))

    def test_of_other_accounts_are_not_to_be_had(self, client, index):
        fails(client.scan, "AccessDeniedException", None, TableName=other_account(index[0]))

    @pytest.mark.parametrize("call, request_of", [
        case for case in CALLS if case.id not in ("Query", "Scan")])
    def test_are_no_tables(self, client, index, call, request_of):
        invalid(getattr(client, call), has("Invalid TableArn"), **request_of(index[0]))

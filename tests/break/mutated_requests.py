"""Valid requests of all operations, spoiled a little: never an internal error, never no answer."""

import json

import watched
from mutation import mutated
from faults import REFUSED, UNANSWERED
from support import tables
from support.clients import make_client
from support.indexes import definitions, index
from support.values import BOOL, N, NS, NULL, SS, L, M, S
from support.wire import Wire

REQUESTS = 1500
TABLE = "mutated"
ARN = f"arn:aws:dynamodb:us-east-1:000000000000:table/{TABLE}"
KEY = {"pk": S("1"), "sk": N(1)}
ITEM = {**KEY, "n": N("1.5e10"), "t": S("text"), "b": {"B": "AAEC"}, "s": SS("a", "b"),
        "ns": NS(1, 2), "l": L(S("a"), N(1), NULL), "m": M(a=S("b"), c=BOOL(True))}
VALUES = {":a": S("a"), ":n": N(1)}
VALID = [
    ("PutItem", {"TableName": TABLE, "Item": ITEM, "ReturnValues": "ALL_OLD",
                 "ConditionExpression": "attribute_not_exists(x) OR n > :n AND t <> :a",
                 "ExpressionAttributeValues": VALUES}),
    ("PutItem", {"TableName": TABLE, "Item": ITEM, "ConditionalOperator": "OR",
                 "Expected": {"n": {"ComparisonOperator": "GE", "AttributeValueList": [N(1)]},
                              "x": {"Exists": False}}}),
    ("GetItem", {"TableName": TABLE, "Key": KEY, "ConsistentRead": True,
                 "ProjectionExpression": "n, #m.a, l[0]", "ExpressionAttributeNames": {"#m": "m"},
                 "ReturnConsumedCapacity": "TOTAL"}),
    ("UpdateItem", {"TableName": TABLE, "Key": KEY, "ReturnValues": "UPDATED_NEW",
                    "UpdateExpression": "SET m.a = if_not_exists(t, :a), l[1] = n + :n REMOVE l[0] "
                                        "ADD ns :s DELETE s :t",
                    "ExpressionAttributeValues": {**VALUES, ":s": NS(3), ":t": SS("a")}}),
    ("UpdateItem", {"TableName": TABLE, "Key": KEY, "AttributeUpdates": {
        "n": {"Action": "ADD", "Value": N(1)}, "t": {"Action": "PUT", "Value": S("x")}}}),
    ("DeleteItem", {"TableName": TABLE, "Key": KEY, "ConditionExpression": "contains(t, :a)",
                    "ExpressionAttributeValues": {":a": S("e")}, "ReturnValues": "ALL_OLD"}),
    ("Query", {"TableName": TABLE, "KeyConditionExpression": "pk = :a AND sk BETWEEN :n AND :m",
               "FilterExpression": "size(t) > :n OR begins_with(t, :a) OR n IN (:n, :m)",
               "ExpressionAttributeValues": {**VALUES, ":m": N(5)}, "Limit": 10,
               "ScanIndexForward": False, "ExclusiveStartKey": KEY}),
    ("Query", {"TableName": TABLE, "IndexName": "texts", "Select": "COUNT", "KeyConditions": {
        "t": {"ComparisonOperator": "EQ", "AttributeValueList": [S("text")]}}}),
    ("Scan", {"TableName": TABLE, "Segment": 0, "TotalSegments": 4, "Limit": 5,
              "FilterExpression": "attribute_type(l, :a) AND NOT contains(s, :a)",
              "ExpressionAttributeValues": {":a": S("L")}}),
    ("Scan", {"TableName": TABLE, "AttributesToGet": ["n", "m.a"], "ScanFilter": {
        "n": {"ComparisonOperator": "BETWEEN", "AttributeValueList": [N(1), N(2)]}}}),
    ("BatchGetItem", {"RequestItems": {TABLE: {"Keys": [KEY], "ProjectionExpression": "n"}}}),
    ("BatchWriteItem", {"RequestItems": {TABLE: [{"PutRequest": {"Item": ITEM}}, {
        "DeleteRequest": {"Key": {"pk": S("2"), "sk": N(1)}}}]}}),
    ("TransactGetItems", {"TransactItems": [{"Get": {"TableName": TABLE, "Key": KEY}}]}),
    ("TransactWriteItems", {"ClientRequestToken": "token", "TransactItems": [
        {"Put": {"TableName": TABLE, "Item": ITEM}},
        {"Update": {"TableName": TABLE, "Key": {"pk": S("2"), "sk": N(1)},
                    "UpdateExpression": "SET n = :n", "ExpressionAttributeValues": {":n": N(1)}}},
        {"ConditionCheck": {"TableName": TABLE, "Key": {"pk": S("3"), "sk": N(1)},
                            "ConditionExpression": "attribute_not_exists(pk)"}}]}),
    ("ExecuteStatement", {"Statement": f'SELECT n, m.a FROM "{TABLE}" WHERE pk = ? AND sk > 0',
                          "Parameters": [S("1")], "ConsistentRead": True}),
    ("ExecuteStatement", {"Statement": f"UPDATE {TABLE} SET n = 1 REMOVE m.a WHERE pk = '1' AND "
                                       "sk = 1 RETURNING ALL NEW *"}),
    ("ExecuteStatement", {"Statement": f"INSERT INTO {TABLE} VALUE {{'pk': '9', 'sk': 1, "
                                       "'l': [1, 'a', <<1, 2>>]}"}),
    ("BatchExecuteStatement", {"Statements": [
        {"Statement": f"SELECT * FROM {TABLE} WHERE pk = '1' AND sk = 1"}]}),
    ("ExecuteTransaction", {"TransactStatements": [
        {"Statement": f"DELETE FROM {TABLE} WHERE pk = ? AND sk = 1", "Parameters": [S("1")]}]}),
    ("CreateTable", tables.create_request(
        "mutated-other", AttributeDefinitions=definitions(pk="S", n="N"),
        GlobalSecondaryIndexes=[index("numbers", ["n"])], Tags=[{"Key": "a", "Value": "b"}])),
    ("UpdateTable", {"TableName": "mutated-other", "DeletionProtectionEnabled": False,
                     "BillingMode": "PROVISIONED", "ProvisionedThroughput": {
                         "ReadCapacityUnits": 5, "WriteCapacityUnits": 5}}),
    ("UpdateTable", {"TableName": "mutated-other", "AttributeDefinitions": definitions(m="S"),
                     "GlobalSecondaryIndexUpdates": [{"Create": index("later", ["m"])}]}),
    ("DeleteTable", {"TableName": "mutated-other"}),
    ("DescribeTable", {"TableName": TABLE}),
    ("ListTables", {"Limit": 5, "ExclusiveStartTableName": "a"}),
    ("TagResource", {"ResourceArn": ARN, "Tags": [{"Key": "a", "Value": "b"}]}),
    ("UntagResource", {"ResourceArn": ARN, "TagKeys": ["a"]}),
    ("ListTagsOfResource", {"ResourceArn": ARN}),
    ("UpdateTimeToLive", {"TableName": TABLE, "TimeToLiveSpecification": {
        "AttributeName": "until", "Enabled": True}}),
    ("DescribeTimeToLive", {"TableName": TABLE}),
    ("PutResourcePolicy", {"ResourceArn": ARN, "Policy": json.dumps({
        "Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*",
                                                "Action": "dynamodb:*", "Resource": ARN}]})}),
    ("GetResourcePolicy", {"ResourceArn": ARN}),
    ("DeleteResourcePolicy", {"ResourceArn": ARN}),
    ("DescribeLimits", {}),
    ("DescribeEndpoints", {}),
]


def attack(chance, place, report):
    data = place / "data"
    with watched.running(report, data) as server:
        tables.create(make_client(server.url), name=TABLE, range_type="N",
                      AttributeDefinitions=definitions(pk="S", sk="N", t="S"),
                      GlobalSecondaryIndexes=[index("texts", ["t"])])
        wire = Wire(server.url)
        for operation, request in VALID:
            judge(server, wire, operation, json.dumps(request).encode(), report)
        for _ in range(REQUESTS):
            operation, request = chance.choice(VALID)
            judge(server, wire, operation, mutated(chance, request), report)
    watched.check_sound(report, data)


def judge(server, wire, operation, body, report):
    report.tried()
    try:
        answer = wire.post(body, operation)
    except TimeoutError:
        report.over(UNANSWERED, f"{operation} of {body!r}")
    except OSError as error:
        watched.check_alive(report, server)
        report.over(UNANSWERED, f"{operation} of {body!r}: {error!r}")
    if answer.status >= 500:
        report.fault(REFUSED, f"{operation} of {body!r}: {answer.status} {answer.body[:300]!r}")
    elif answer.status != 200 and not answer.error:
        report.fault(REFUSED, f"{operation} of {body!r}: no error's name in {answer.body[:300]!r}")

"""CreateTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html"""

import datetime
import json
import re

import pytest

from support.errors import IN_USE, cases, fails, has, invalid, violation
from support.tables import create_request, wait_for
from support.values import unique

PROVISIONED = {"ReadCapacityUnits": 3, "WriteCapacityUnits": 4}
UNITS_MAX = 10**12


def create(client, cleanup_tables, **options):
    request = create_request(**options)
    description = client.create_table(**request)["TableDescription"]
    cleanup_tables.append(request["TableName"])
    return request, description


def test_describes_a_provisioned_table(client, cleanup_tables):
    before = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=1)
    request, description = create(client, cleanup_tables, range_type="N",
                                  ProvisionedThroughput=PROVISIONED)
    name = request["TableName"]
    assert description["TableName"] == name
    assert description["TableStatus"] == "CREATING"
    assert description["KeySchema"] == request["KeySchema"]
    assert (sorted(map(repr, description["AttributeDefinitions"]))
            == sorted(map(repr, request["AttributeDefinitions"])))
    assert description["ItemCount"] == 0
    assert description["TableSizeBytes"] == 0
    assert description["CreationDateTime"] > before
    assert description["ProvisionedThroughput"] == {"NumberOfDecreasesToday": 0, **PROVISIONED}
    assert re.fullmatch(rf"arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{{12}}:table/{name}",
                        description["TableArn"])
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", description["TableId"])
    assert description["DeletionProtectionEnabled"] is False
    assert "BillingModeSummary" not in description
    assert "GlobalSecondaryIndexes" not in description
    assert "LocalSecondaryIndexes" not in description


def test_billing_mode_is_provisioned_when_not_said(client, cleanup_tables):
    request, _ = create(client, cleanup_tables, BillingMode="PROVISIONED",
                        ProvisionedThroughput=PROVISIONED)
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 3
    assert table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED") == "PROVISIONED"


def test_describes_an_on_demand_table(client, cleanup_tables):
    _, description = create(client, cleanup_tables, BillingMode="PAY_PER_REQUEST")
    assert description["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    throughput = description["ProvisionedThroughput"]
    assert throughput == {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0,
                          "WriteCapacityUnits": 0}


@pytest.mark.parametrize("hash_type", ["S", "N", "B"])
@pytest.mark.parametrize("range_type", [None, "S", "N", "B"])
def test_keys_can_be_strings_numbers_and_binary(client, cleanup_tables, hash_type, range_type):
    request, _ = create(client, cleanup_tables, hash_type=hash_type, range_type=range_type)
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    types = {definition["AttributeName"]: definition["AttributeType"]
             for definition in table["AttributeDefinitions"]}
    assert types == {"pk": hash_type, **({"sk": range_type} if range_type else {})}
    assert table["KeySchema"] == request["KeySchema"]


@pytest.mark.parametrize("name", ["abc", "A-Z_a.z-09", "..." , "---", "x" * 255])
def test_accepts_every_legal_name(client, cleanup_tables, name):
    request, _ = create(client, cleanup_tables, name=name)
    wait_for(client, name, "ACTIVE")
    assert client.describe_table(TableName=request["TableName"])["Table"]["TableName"] == name


def test_names_differ_by_case(client, cleanup_tables):
    name = unique("Case")
    create(client, cleanup_tables, name=name)
    create(client, cleanup_tables, name=name.lower())
    assert client.describe_table(TableName=name)["Table"]["TableName"] == name


def test_refuses_a_name_in_use(client, table):
    fails(client.create_table, IN_USE, f"Table already exists: {table}",
          **create_request(name=table))


def test_a_deleted_table_can_be_created_anew(client, cleanup_tables, make_table):
    name = make_table()
    client.put_item(TableName=name, Item={"pk": {"S": "old"}})
    first = client.describe_table(TableName=name)["Table"]["TableId"]
    client.delete_table(TableName=name)
    wait_for(client, name, None)
    create(client, cleanup_tables, name=name)
    wait_for(client, name, "ACTIVE")
    assert client.describe_table(TableName=name)["Table"]["TableId"] != first
    assert "Item" not in client.get_item(TableName=name, Key={"pk": {"S": "old"}},
                                         ConsistentRead=True)


def test_deletion_protection_is_kept(client, cleanup_tables):
    request, description = create(client, cleanup_tables, DeletionProtectionEnabled=True)
    assert description["DeletionProtectionEnabled"] is True
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["DeletionProtectionEnabled"] is True


@pytest.mark.parametrize("table_class", ["STANDARD", "STANDARD_INFREQUENT_ACCESS"])
def test_table_class_is_described(client, cleanup_tables, table_class):
    request, _ = create(client, cleanup_tables, TableClass=table_class)
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["TableClassSummary"]["TableClass"] == table_class


def test_encryption_with_a_kms_key_is_described(client, cleanup_tables):
    request, _ = create(client, cleanup_tables,
                        SSESpecification={"Enabled": True, "SSEType": "KMS"})
    wait_for(client, request["TableName"], "ACTIVE")
    encryption = client.describe_table(TableName=request["TableName"])["Table"]["SSEDescription"]
    assert encryption["Status"] == "ENABLED"
    assert encryption["SSEType"] == "KMS"
    assert encryption["KMSMasterKeyArn"].startswith("arn:aws")


def test_encryption_with_the_owned_key_is_not_described(client, cleanup_tables):
    request, _ = create(client, cleanup_tables, SSESpecification={"Enabled": False})
    wait_for(client, request["TableName"], "ACTIVE")
    assert "SSEDescription" not in client.describe_table(TableName=request["TableName"])["Table"]


def test_tags_are_listed(client, cleanup_tables):
    tags = [{"Key": "team", "Value": "tools"}, {"Key": "empty", "Value": ""}]
    _, description = create(client, cleanup_tables, Tags=tags)
    listed = client.list_tags_of_resource(ResourceArn=description["TableArn"])["Tags"]
    assert sorted(listed, key=repr) == sorted(tags, key=repr)


def test_stream_is_described(client, cleanup_tables):
    wanted = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    request, description = create(client, cleanup_tables, StreamSpecification=wanted)
    assert description["StreamSpecification"] == wanted
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["StreamSpecification"] == wanted
    assert (table["LatestStreamArn"]
            == f"{table['TableArn']}/stream/{table['LatestStreamLabel']}")


def test_no_stream_is_not_described(client, cleanup_tables):
    _, description = create(client, cleanup_tables,
                            StreamSpecification={"StreamEnabled": False})
    for member in ("StreamSpecification", "LatestStreamLabel", "LatestStreamArn"):
        assert member not in description


def test_resource_policy_is_attached(client, cleanup_tables):
    policy = json.dumps({"Version": "2012-10-17", "Statement": [
        {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
         "Action": "dynamodb:GetItem",
         "Resource": "arn:aws:dynamodb:us-east-1:000000000000:table/x"}]})
    _, description = create(client, cleanup_tables, ResourcePolicy=policy)
    attached = client.get_resource_policy(ResourceArn=description["TableArn"])
    assert json.loads(attached["Policy"]) == json.loads(policy)
    assert attached["RevisionId"]


UUID = "1234abcd-12ab-34cd-56ef-1234567890ab"
ANY_KEY = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
OWN = "arn:aws:kms:REGION:ACCOUNT:"


@pytest.mark.parametrize("key, expected", cases(
    ("none", None, OWN + "key/" + ANY_KEY),
    ("an alias", "alias/mine", OWN + "key/" + ANY_KEY),
    ("an alias of AWS", "alias/aws/dynamodb", OWN + "key/" + ANY_KEY),
    ("an id", UUID, OWN + "key/" + UUID),
    ("a key's ARN", "arn:aws:kms:eu-west-3:111122223333:key/" + UUID,
     "arn:aws:kms:eu-west-3:111122223333:key/" + UUID),
    ("an alias' ARN", "arn:aws:kms:eu-west-3:111122223333:alias/mine",
     "arn:aws:kms:eu-west-3:111122223333:key/" + ANY_KEY),
))
def test_encryption_key_is_described_by_its_arn(client, cleanup_tables, key, expected):
    wanted = {"Enabled": True, **({"KMSMasterKeyId": key} if key else {})}
    arns = []
    for _ in range(2):
        request, description = create(client, cleanup_tables, SSESpecification=wanted)
        wait_for(client, request["TableName"], "ACTIVE")
        table = client.describe_table(TableName=request["TableName"])["Table"]
        arns.append(table["SSEDescription"]["KMSMasterKeyArn"])
        assert description["SSEDescription"] == table["SSEDescription"]
    region, account = table["TableArn"].split(":")[3:5]
    expected = expected.replace("REGION", region).replace("ACCOUNT", account)
    assert re.fullmatch(expected, arns[0])
    assert arns[0] == arns[1]


def test_on_demand_maximum_is_described(client, cleanup_tables):
    maximum = {"MaxReadRequestUnits": 100, "MaxWriteRequestUnits": 50}
    request, _ = create(client, cleanup_tables, OnDemandThroughput=maximum)
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert table["OnDemandThroughput"] == maximum


def test_warm_throughput_is_described(client, cleanup_tables):
    warm = {"ReadUnitsPerSecond": 15_000, "WriteUnitsPerSecond": 5_000}
    request, _ = create(client, cleanup_tables, WarmThroughput=warm)
    wait_for(client, request["TableName"], "ACTIVE")
    described = client.describe_table(TableName=request["TableName"])["Table"]["WarmThroughput"]
    assert {member: described[member] for member in warm} == warm


def test_warm_throughput_is_answered_if_it_was_asked_for(client, cleanup_tables):
    warm = {"ReadUnitsPerSecond": 15_000, "WriteUnitsPerSecond": 5_000}
    request, description = create(client, cleanup_tables, WarmThroughput=warm)
    assert {member: description["WarmThroughput"][member] for member in warm} == warm
    request, description = create(
        client, cleanup_tables,
        AttributeDefinitions=[attribute("pk", "S"), attribute("g", "S")],
        GlobalSecondaryIndexes=[
            {"IndexName": name, "KeySchema": [element("g", "HASH")],
             "Projection": {"ProjectionType": "ALL"}, **members}
            for name, members in (("cool", {}), ("warm", {"WarmThroughput": warm}))])
    assert "WarmThroughput" not in description
    assert [("WarmThroughput" in one) for one in description["GlobalSecondaryIndexes"]] == [
        False, True]
    wait_for(client, request["TableName"], "ACTIVE")
    table = client.describe_table(TableName=request["TableName"])["Table"]
    assert "WarmThroughput" in table
    assert all("WarmThroughput" in one for one in table["GlobalSecondaryIndexes"])
    deleted = client.delete_table(TableName=request["TableName"])["TableDescription"]
    assert "WarmThroughput" not in deleted
    wait_for(client, request["TableName"], None)


def test_an_on_demand_table_is_dated_once(client, cleanup_tables):
    for _ in range(20):
        request, _ = create(client, cleanup_tables)
        wait_for(client, request["TableName"], "ACTIVE")
        table = client.describe_table(TableName=request["TableName"])["Table"]
        assert (table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"]
                == table["CreationDateTime"])


def attribute(name, kind):
    return {"AttributeName": name, "AttributeType": kind}


def element(name, kind):
    return {"AttributeName": name, "KeyType": kind}


NOT_MATCHING = ("One or more parameter values were invalid: Number of attributes in KeySchema does "
                "not exactly match number of attributes defined in AttributeDefinitions")
AT_LEAST_ONE = r"Member must have value greater than or equal to 1$"

INVALID = cases(
    ("key schema absent", {"KeySchema": None}, re.compile("keySchema|KeySchema")),
    ("key schema empty", {"KeySchema": []}, re.compile("keySchema|KeySchema|key schema")),
    ("definitions absent", {"AttributeDefinitions": None},
     re.compile("attributeDefinitions|AttributeDefinitions")),
    ("definitions empty", {"AttributeDefinitions": []},
     re.compile("AttributeDefinitions|no definition")),
    ("key without definition", {"AttributeDefinitions": [attribute("other", "S")]},
     "One or more parameter values were invalid: Some index key attributes are not defined in "
     "AttributeDefinitions. Keys: [pk], AttributeDefinitions: [other]"),
    ("definition without key",
     {"AttributeDefinitions": [attribute("pk", "S"), attribute("more", "S")]}, NOT_MATCHING),
    ("first element not hash", {"KeySchema": [element("pk", "RANGE")]},
     "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ("second element not range",
     {"KeySchema": [element("pk", "HASH"), element("sk", "HASH")],
      "AttributeDefinitions": [attribute("pk", "S"), attribute("sk", "S")]},
     re.compile(r"KeySchema")),
    ("same name twice", {"KeySchema": [element("pk", "HASH"), element("pk", "RANGE")]},
     re.compile(r"Both the Hash Key and the Range Key element in the KeySchema have the same name"
                r"|no definition")),
    ("three elements",
     {"KeySchema": [element("pk", "HASH"), element("sk", "RANGE"), element("tk", "RANGE")],
      "AttributeDefinitions": [attribute(name, "S") for name in ("pk", "sk", "tk")]},
     re.compile("KeySchema|keySchema|key schema", re.IGNORECASE)),
    ("attribute type unknown", {"AttributeDefinitions": [attribute("pk", "BOOL")]},
     violation("attributeDefinitions.1.member.attributeType",
               r"Member must satisfy enum value set: \[[SNB], [SNB], [SNB]\]$")),
    ("key type unknown", {"KeySchema": [element("pk", "hash")]},
     violation("keySchema.1.member.keyType",
               r"Member must satisfy enum value set: \[(HASH, RANGE|RANGE, HASH)\]$")),
    ("key name empty", {"KeySchema": [element("", "HASH")]},
     re.compile("keySchema.1.member.attributeName.*greater than or equal to 1", re.DOTALL)),
    ("key name too long",
     {"KeySchema": [element("a" * 256, "HASH")],
      "AttributeDefinitions": [attribute("a" * 256, "S")]},
     has("Member must have length less than or equal to 255")),
    ("billing mode unknown", {"BillingMode": "FREE"},
     violation("billingMode", r"Member must satisfy enum value set: \[.*PAY_PER_REQUEST.*\]$")),
    ("on demand with throughput",
     {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": PROVISIONED},
     "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
     "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    ("provisioned without throughput", {"BillingMode": "PROVISIONED"},
     "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
     "both be specified when BillingMode is PROVISIONED"),
    ("neither mode nor throughput", {"BillingMode": None},
     "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
     "both be specified when BillingMode is PROVISIONED"),
    ("zero read units",
     {"BillingMode": None,
      "ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}},
     violation("provisionedThroughput.readCapacityUnits", AT_LEAST_ONE)),
    ("negative write units",
     {"BillingMode": None,
      "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": -1}},
     violation("provisionedThroughput.writeCapacityUnits", AT_LEAST_ONE)),
    ("read units absent",
     {"BillingMode": None, "ProvisionedThroughput": {"WriteCapacityUnits": 1}},
     violation("provisionedThroughput.readCapacityUnits", "Member must not be null$")),
    ("read units out of bounds",
     {"BillingMode": None,
      "ProvisionedThroughput": {"ReadCapacityUnits": UNITS_MAX + 1, "WriteCapacityUnits": 1}},
     f"Given value {UNITS_MAX + 1} for ReadCapacityUnits is out of bounds"),
    ("write units out of bounds",
     {"BillingMode": None,
      "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": UNITS_MAX + 1}},
     f"Given value {UNITS_MAX + 1} for WriteCapacityUnits is out of bounds"),
    ("table class unknown", {"TableClass": "FAST"},
     violation("tableClass", r"Member must satisfy enum value set: ")),
    ("encryption type unknown", {"SSESpecification": {"Enabled": True, "SSEType": "ROT13"}},
     violation("sSESpecification.sSEType", r"Member must satisfy enum value set: ")),
    ("on-demand maximum of a provisioned table",
     {"BillingMode": "PROVISIONED", "ProvisionedThroughput": PROVISIONED,
      "OnDemandThroughput": {"MaxReadRequestUnits": 5, "MaxWriteRequestUnits": 5}},
     re.compile("OnDemandThroughput|MaxReadRequestUnits")),
    ("on-demand maximum of zero", {"OnDemandThroughput": {"MaxReadRequestUnits": 0}}, None),
    ("on-demand maximum below minus one", {"OnDemandThroughput": {"MaxWriteRequestUnits": -2}},
     None),
    ("on-demand maximum of nothing", {"OnDemandThroughput": {}}, None),
    ("warm throughput of nothing", {"WarmThroughput": {}}, None),
    ("warm throughput below what there is anyway",
     {"WarmThroughput": {"WriteUnitsPerSecond": 3_999}}, None),
    ("stream without view type", {"StreamSpecification": {"StreamEnabled": True}},
     "One or more parameter values were invalid: If stream is being enabled then UpdateViewType is "
     "required"),
    ("no stream with view type",
     {"StreamSpecification": {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"}},
     has("StreamViewType")),
    ("neither stream nor none", {"StreamSpecification": {}},
     violation("streamSpecification.streamEnabled", "Member must not be null$")),
    ("encryption of another kind", {"SSESpecification": {"Enabled": True, "SSEType": "AES256"}},
     None),
    ("encryption key without encryption",
     {"SSESpecification": {"Enabled": False, "KMSMasterKeyId": "alias/mine"}}, None),
    ("attribute defined twice",
     {"AttributeDefinitions": [attribute("pk", "S"), attribute("pk", "N")]},
     "Attribute Name is duplicated: pk"),
    ("attribute defined twice alike",
     {"AttributeDefinitions": [attribute("pk", "S"), attribute("xyz", "N"),
                               attribute("xyz", "N")]},
     "Attribute Name is duplicated: xyz"),
    ("resource policy that is none", {"ResourcePolicy": "{}"}, None),
    ("tag key empty", {"Tags": [{"Key": "", "Value": "v"}]},
     violation("tags.1.member.key", "Member must have length greater than or equal to 1$")),
    ("tag key too long", {"Tags": [{"Key": "k" * 129, "Value": "v"}]},
     violation("tags.1.member.key", "Member must have length less than or equal to 128$")),
    ("tag value too long", {"Tags": [{"Key": "k", "Value": "v" * 257}]},
     violation("tags.1.member.value", "Member must have length less than or equal to 256$")),
    ("tag key reserved", {"Tags": [{"Key": "aws:team", "Value": "v"}]},
     "Tag Key cannot be prefixed with aws:, Key: aws:team"),
    ("tag key twice", {"Tags": [{"Key": "k", "Value": "1"}, {"Key": "k", "Value": "2"}]}, None),
    ("too many tags", {"Tags": [{"Key": f"k{i}", "Value": ""} for i in range(51)]}, None),
)


@pytest.mark.parametrize("members, message", INVALID)
def test_refuses(client, members, message):
    request = create_request()
    request.update(members)
    invalid(client.create_table, message,
            **{member: value for member, value in request.items() if value is not None})


@pytest.mark.parametrize("name, message", cases(
    ("empty", "", None),
    ("two characters", "ab",
     re.compile("at least 3 characters|greater than or equal to 3|3 and 255")),
    ("256 characters", "x" * 256,
     re.compile("at most 255 characters|less than or equal to 255|3 and 255")),
    ("space", "a b c", re.compile(re.escape("[a-zA-Z0-9_.-]+"))),
    ("slash", "a/bc", re.compile(re.escape("[a-zA-Z0-9_.-]+"))),
    ("umlaut", "tüble", re.compile(re.escape("[a-zA-Z0-9_.-]+"))),
))
def test_refuses_the_name(client, name, message):
    invalid(client.create_table, message, **create_request() | {"TableName": name})


def test_refuses_a_request_without_a_name(client):
    request = create_request()
    del request["TableName"]
    invalid(client.create_table, re.compile("'TableName' is required|'tableName'"), **request)


def test_a_refused_table_does_not_exist(client):
    request = create_request(BillingMode="PROVISIONED")
    invalid(client.create_table, **request)
    fails(client.describe_table, "ResourceNotFoundException", TableName=request["TableName"])

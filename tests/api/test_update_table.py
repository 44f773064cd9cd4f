"""UpdateTable: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html"""

import re

import pytest

from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.tables import wait_for
from support.values import unique

FIVE = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 5}
UNITS_MAX = 10**12


def described(client, name):
    return client.describe_table(TableName=name)["Table"]


def update(client, name, **members):
    """Updates and waits until the table is ACTIVE again; returns the immediate answer."""
    answer = client.update_table(TableName=name, **members)["TableDescription"]
    wait_for(client, name, "ACTIVE")
    return answer


@pytest.fixture
def provisioned(make_table):
    return make_table(ProvisionedThroughput=FIVE)


@pytest.mark.parametrize("units, increased, decreased", [
    ((7, 9), True, False), ((5, 6), True, False), ((2, 3), False, True), ((9, 1), True, True)])
def test_changes_provisioned_throughput(client, provisioned, units, increased, decreased):
    answer = update(client, provisioned, ProvisionedThroughput={
        "ReadCapacityUnits": units[0], "WriteCapacityUnits": units[1]})
    assert answer["TableName"] == provisioned
    assert answer["TableStatus"] == "UPDATING"
    # "The new settings do not take effect until the UpdateTable operation is complete."
    assert answer["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert answer["ProvisionedThroughput"]["WriteCapacityUnits"] == 5
    throughput = described(client, provisioned)["ProvisionedThroughput"]
    assert (throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]) == units
    assert ("LastIncreaseDateTime" in throughput) == increased
    assert ("LastDecreaseDateTime" in throughput) == decreased
    assert throughput["NumberOfDecreasesToday"] == int(decreased)


LIMIT_EXCEEDED = "LimitExceededException"


def test_decreases_have_a_limit_a_day(client, make_table):
    name = make_table(ProvisionedThroughput={"ReadCapacityUnits": 9, "WriteCapacityUnits": 9})
    for units in (8, 7, 6, 5):
        update(client, name, ProvisionedThroughput={"ReadCapacityUnits": units,
                                                    "WriteCapacityUnits": 9})
    assert described(client, name)["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 4
    fails(client.update_table, LIMIT_EXCEEDED,
          has("Subscriber limit exceeded: Provisioned throughput decreases are limited within a "
              "given UTC day. After the first 4 decreases, each subsequent decrease in the same "
              "UTC day can be performed at most once every 3600 seconds. Number of decreases "
              "today: 4. Last decrease at "),
          TableName=name, ProvisionedThroughput={"ReadCapacityUnits": 4, "WriteCapacityUnits": 9})
    # One decreases, the other increases: a decrease all the same.
    fails(client.update_table, LIMIT_EXCEEDED, TableName=name,
          ProvisionedThroughput={"ReadCapacityUnits": 4, "WriteCapacityUnits": 10})
    update(client, name, ProvisionedThroughput={"ReadCapacityUnits": 6, "WriteCapacityUnits": 9})


def test_switches_to_on_demand_have_a_limit_a_day(client, provisioned):
    for _ in range(4):
        update(client, provisioned, BillingMode="PAY_PER_REQUEST")
        update(client, provisioned, BillingMode="PROVISIONED", ProvisionedThroughput=FIVE)
    fails(client.update_table, LIMIT_EXCEEDED,
          has("Subscriber limit exceeded: Update to PayPerRequest mode are limited to"),
          TableName=provisioned, BillingMode="PAY_PER_REQUEST")
    assert described(client, provisioned)["BillingModeSummary"]["BillingMode"] == "PROVISIONED"


def test_table_class_changes_have_a_limit(client, make_table):
    name = make_table()
    update(client, name, TableClass="STANDARD_INFREQUENT_ACCESS")
    update(client, name, TableClass="STANDARD")
    fails(client.update_table, LIMIT_EXCEEDED, TableName=name,
          TableClass="STANDARD_INFREQUENT_ACCESS")
    update(client, name, DeletionProtectionEnabled=False)


def test_encryption_keys_have_a_limit_of_changes(client, make_table):
    name = make_table()
    for _ in range(4):
        update(client, name, SSESpecification={"Enabled": True})
        update(client, name, SSESpecification={"Enabled": False})
    fails(client.update_table, LIMIT_EXCEEDED, TableName=name, SSESpecification={"Enabled": True})
    assert "SSEDescription" not in described(client, name)


def test_refuses_the_encryption_key_it_has(client, make_table):
    name = make_table(SSESpecification={"Enabled": True})
    invalid(client.update_table,
            "One or more parameter values were invalid: Table is already encrypted by given "
            "KMSMasterKeyId", TableName=name, SSESpecification={"Enabled": True})


@pytest.mark.parametrize("view_type", ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES",
                                       "KEYS_ONLY"])
def test_enables_and_disables_the_stream(client, make_table, view_type):
    name = make_table()
    wanted = {"StreamEnabled": True, "StreamViewType": view_type}
    answer = update(client, name, StreamSpecification=wanted)
    assert answer["StreamSpecification"] == wanted
    table = described(client, name)
    assert table["StreamSpecification"] == wanted
    label = table["LatestStreamLabel"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}", label)
    assert table["LatestStreamArn"] == f"{table['TableArn']}/stream/{label}"
    invalid(client.update_table, has("Table already has an enabled stream"), TableName=name,
            StreamSpecification=wanted)
    update(client, name, StreamSpecification={"StreamEnabled": False})
    table = described(client, name)
    assert "StreamSpecification" not in table
    assert table["LatestStreamLabel"] == label
    invalid(client.update_table, has("Table has no stream to disable"), TableName=name,
            StreamSpecification={"StreamEnabled": False})
    update(client, name, StreamSpecification=wanted)
    assert described(client, name)["LatestStreamLabel"] > label


def test_goes_on_demand_and_back(client, provisioned):
    update(client, provisioned, BillingMode="PAY_PER_REQUEST")
    table = described(client, provisioned)
    assert table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST"
    assert "LastUpdateToPayPerRequestDateTime" in table["BillingModeSummary"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 0
    assert table["ProvisionedThroughput"]["WriteCapacityUnits"] == 0
    update(client, provisioned, BillingMode="PROVISIONED", ProvisionedThroughput=FIVE)
    table = described(client, provisioned)
    assert table["BillingModeSummary"]["BillingMode"] == "PROVISIONED"
    assert "LastUpdateToPayPerRequestDateTime" in table["BillingModeSummary"]
    assert table["ProvisionedThroughput"]["ReadCapacityUnits"] == 5
    assert "LastIncreaseDateTime" in table["ProvisionedThroughput"]
    assert table["ProvisionedThroughput"]["NumberOfDecreasesToday"] == 0


def test_items_stay(client, make_table):
    name = make_table()
    item = {"pk": {"S": "kept"}, "n": {"N": "1"}}
    client.put_item(TableName=name, Item=item)
    update(client, name, TableClass="STANDARD_INFREQUENT_ACCESS")
    assert client.get_item(TableName=name, Key={"pk": {"S": "kept"}},
                           ConsistentRead=True)["Item"] == item


def test_switches_deletion_protection(client, make_table):
    name = make_table()
    assert update(client, name, DeletionProtectionEnabled=True)["DeletionProtectionEnabled"] is True
    invalid(client.delete_table, TableName=name)
    update(client, name, DeletionProtectionEnabled=False)
    client.delete_table(TableName=name)
    wait_for(client, name, None)


def test_changes_the_table_class(client, make_table):
    name = make_table()
    update(client, name, TableClass="STANDARD_INFREQUENT_ACCESS")
    summary = described(client, name)["TableClassSummary"]
    assert summary["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert "LastUpdateDateTime" in summary
    update(client, name, TableClass="STANDARD")
    assert described(client, name)["TableClassSummary"]["TableClass"] == "STANDARD"


def test_changes_the_encryption_key(client, make_table):
    name = make_table()
    update(client, name, SSESpecification={"Enabled": True, "SSEType": "KMS"})
    assert described(client, name)["SSEDescription"]["SSEType"] == "KMS"


def test_the_encryption_that_changes_is_shown_updating(client, make_table):
    name = make_table()
    wanted = {"Enabled": True, "SSEType": "KMS"}
    encryption = update(client, name, SSESpecification=wanted)["SSEDescription"]
    ready = described(client, name)["SSEDescription"]
    assert (encryption["Status"], ready["Status"]) == ("UPDATING", "ENABLED")
    assert {**encryption, "Status": "ENABLED"} == ready
    assert re.search(r":key/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", ready["KMSMasterKeyArn"])
    # The alias is that of the key that it has.
    invalid(client.update_table, has("Table is already encrypted by given KMSMasterKeyId"),
            TableName=name, SSESpecification={**wanted, "KMSMasterKeyId": "alias/aws/dynamodb"})
    off = update(client, name, SSESpecification={"Enabled": False})["SSEDescription"]
    assert off == encryption
    assert "SSEDescription" not in described(client, name)
    assert "SSEDescription" not in update(client, name, DeletionProtectionEnabled=False)


ALONE = {
    "Server-Side Encryption": {"SSESpecification": {"Enabled": True}},
    "Table Class": {"TableClass": "STANDARD_INFREQUENT_ACCESS"},
    "Deletion Protection": {"DeletionProtectionEnabled": True},
}
OTHERS = {
    "BillingMode": {"BillingMode": "PAY_PER_REQUEST"},
    "ProvisionedThroughput": {"ProvisionedThroughput": {"ReadCapacityUnits": 6,
                                                        "WriteCapacityUnits": 6}},
    "StreamSpecification": {"StreamSpecification": {"StreamEnabled": True,
                                                    "StreamViewType": "KEYS_ONLY"}},
    "OnDemandThroughput": {"OnDemandThroughput": {"MaxReadRequestUnits": 5}},
    "WarmThroughput": {"WarmThroughput": {"ReadUnitsPerSecond": 20_000}},
    "index": {"AttributeDefinitions": [{"AttributeName": "g", "AttributeType": "S"}],
              "GlobalSecondaryIndexUpdates": [{"Create": {
                  "IndexName": "added", "Projection": {"ProjectionType": "ALL"},
                  "KeySchema": [{"AttributeName": "g", "KeyType": "HASH"}]}}]},
    "vector index": {"VectorIndexUpdates": [{"Create": {
        "IndexName": "added", "Projection": {"ProjectionType": "ALL"}, "Dimensions": 3,
        "DistanceFunction": "COSINE", "VectorAttribute": {"AttributeName": "v"}}}]},
}


@pytest.mark.parametrize("name, members", [
    *((name, {**ALONE[name], **other}) for name in ALONE for other in OTHERS.values()),
    ("Server-Side Encryption", {**ALONE["Server-Side Encryption"], **ALONE["Table Class"]}),
    ("Server-Side Encryption", {**ALONE["Server-Side Encryption"],
                                **ALONE["Deletion Protection"]}),
    ("Table Class", {**ALONE["Table Class"], **ALONE["Deletion Protection"]}),
    ("Server-Side Encryption", {**ALONE["Server-Side Encryption"], **ALONE["Table Class"],
                                **ALONE["Deletion Protection"], **OTHERS["BillingMode"]}),
])
def test_some_changes_come_alone(client, table, name, members):
    before = described(client, table)
    invalid(client.update_table,
            f"One or more parameter values were invalid: {name} modification must be the only "
            "operation in the request", TableName=table, **members)
    assert described(client, table) == before


def test_a_change_that_comes_alone_may_define_attributes(client, make_table):
    name = make_table()
    update(client, name, DeletionProtectionEnabled=False,
           AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}])


def test_sets_and_clears_the_on_demand_maximum(client, make_table):
    name = make_table()
    update(client, name,
           OnDemandThroughput={"MaxReadRequestUnits": 10, "MaxWriteRequestUnits": 20})
    assert described(client, name)["OnDemandThroughput"] == {"MaxReadRequestUnits": 10,
                                                             "MaxWriteRequestUnits": 20}
    update(client, name,
           OnDemandThroughput={"MaxReadRequestUnits": -1, "MaxWriteRequestUnits": -1})
    cleared = described(client, name).get("OnDemandThroughput", {})
    assert cleared.get("MaxReadRequestUnits", -1) == -1
    assert cleared.get("MaxWriteRequestUnits", -1) == -1


def test_raises_warm_throughput(client, make_table):
    name = make_table()
    update(client, name,
           WarmThroughput={"ReadUnitsPerSecond": 13_000, "WriteUnitsPerSecond": 5_000})
    warm = described(client, name)["WarmThroughput"]
    assert (warm["ReadUnitsPerSecond"], warm["WriteUnitsPerSecond"]) == (13_000, 5_000)


def test_updates_by_arn(client, make_table):
    name = make_table()
    arn = described(client, name)["TableArn"]
    answer = client.update_table(TableName=arn, DeletionProtectionEnabled=True)
    assert answer["TableDescription"]["TableName"] == name
    wait_for(client, name, "ACTIVE")


def test_refuses_an_absent_table(client):
    name = unique("absent")
    fails(client.update_table, NOT_FOUND,
          f"Requested resource not found: Table: {name} not found",
          TableName=name, ProvisionedThroughput=FIVE)


def test_refuses_unchanged_throughput(client, provisioned):
    invalid(client.update_table,
            "The provisioned throughput for the table will not change. The requested value equals "
            "the current value. Current ReadCapacityUnits provisioned for the table: 5. Requested "
            "ReadCapacityUnits: 5. Current WriteCapacityUnits provisioned for the table: 5. "
            "Requested WriteCapacityUnits: 5. Refer to the Amazon DynamoDB Developer Guide for "
            "current limits and how to request higher limits.",
            TableName=provisioned, ProvisionedThroughput=FIVE)


INVALID_ON_DEMAND = cases(
    ("nothing to do", {}, re.compile("At least one of ProvisionedThroughput, BillingMode")),
    ("throughput of an on-demand table", {"ProvisionedThroughput": FIVE},
     "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
     "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    ("on demand with throughput",
     {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": FIVE},
     "One or more parameter values were invalid: Neither ReadCapacityUnits nor "
     "WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST"),
    ("provisioned without throughput", {"BillingMode": "PROVISIONED"},
     "One or more parameter values were invalid: ProvisionedThroughput must be specified when "
     "BillingMode is PROVISIONED"),
    ("billing mode unknown", {"BillingMode": "FREE"},
     violation("billingMode", "Member must satisfy enum value set: ")),
    ("zero units",
     {"ProvisionedThroughput": {"ReadCapacityUnits": 0, "WriteCapacityUnits": 1}},
     violation("provisionedThroughput.readCapacityUnits",
               "Member must have value greater than or equal to 1$")),
    ("units out of bounds",
     {"ProvisionedThroughput": {"ReadCapacityUnits": UNITS_MAX + 1, "WriteCapacityUnits": 1}},
     re.compile("ReadCapacityUnits")),
    ("table class unknown", {"TableClass": "FAST"},
     violation("tableClass", "Member must satisfy enum value set: ")),
    ("stream without view type", {"StreamSpecification": {"StreamEnabled": True}},
     "One or more parameter values were invalid: If stream is being enabled then UpdateViewType is "
     "required"),
    ("no stream with view type",
     {"StreamSpecification": {"StreamEnabled": False, "StreamViewType": "KEYS_ONLY"}},
     has("StreamViewType")),
    ("neither stream nor none", {"StreamSpecification": {}},
     violation("streamSpecification.streamEnabled", "Member must not be null$")),
    ("view type unknown",
     {"StreamSpecification": {"StreamEnabled": True, "StreamViewType": "SOME"}},
     violation("streamSpecification.streamViewType", "Member must satisfy enum value set: ")),
    ("encryption of another kind", {"SSESpecification": {"Enabled": True, "SSEType": "AES256"}},
     None),
    ("maximum of zero", {"OnDemandThroughput": {"MaxReadRequestUnits": 0}}, None),
    ("maximum below minus one", {"OnDemandThroughput": {"MaxWriteRequestUnits": -2}}, None),
    ("no maximum", {"OnDemandThroughput": {}}, None),
    ("no warm throughput", {"WarmThroughput": {}}, None),
    ("warm throughput below what there is anyway",
     {"WarmThroughput": {"ReadUnitsPerSecond": 11_999}}, None),
    ("definitions alone",
     {"AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]},
     re.compile("At least one of ProvisionedThroughput, BillingMode")),
)


@pytest.mark.parametrize("members, message", INVALID_ON_DEMAND)
def test_refuses_for_an_on_demand_table(client, table, members, message):
    invalid(client.update_table, message, TableName=table, **members)


@pytest.mark.parametrize("members, message", cases(
    ("a maximum", {"OnDemandThroughput": {"MaxReadRequestUnits": 5}}, None),
    ("going on demand with throughput",
     {"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": FIVE},
     has("Neither ReadCapacityUnits nor WriteCapacityUnits can be specified")),
    ("provisioned without throughput", {"BillingMode": "PROVISIONED"},
     has("ProvisionedThroughput must be specified when BillingMode is PROVISIONED")),
    ("warm throughput below the units", {"WarmThroughput": {"WriteUnitsPerSecond": 4}}, None),
    ("throughput and stream",
     {"ProvisionedThroughput": {"ReadCapacityUnits": 6, "WriteCapacityUnits": 6},
      "StreamSpecification": {"StreamEnabled": True, "StreamViewType": "KEYS_ONLY"}},
     "Cannot change IOPS and Streams at the same time."),
))
def test_refuses_for_a_provisioned_table(client, provisioned, members, message):
    before = described(client, provisioned)
    invalid(client.update_table, message, TableName=provisioned, **members)
    assert described(client, provisioned) == before


def test_refuses_out_of_bounds_units(client, provisioned):
    invalid(client.update_table,
            f"Given value {UNITS_MAX + 1} for WriteCapacityUnits is out of bounds",
            TableName=provisioned, ProvisionedThroughput={
                "ReadCapacityUnits": 1, "WriteCapacityUnits": UNITS_MAX + 1})
    assert described(client, provisioned)["ProvisionedThroughput"]["WriteCapacityUnits"] == 5

"""Tables by their key types: created, waited for, deleted."""

import time

from botocore.exceptions import ClientError

from support.values import unique

STATE_SECONDS_MAX = 60
POLL_SECONDS = 0.01

HASH_NAME = "pk"
RANGE_NAME = "sk"


def key_schema(range_type=None):
    schema = [{"AttributeName": HASH_NAME, "KeyType": "HASH"}]
    if range_type:
        schema.append({"AttributeName": RANGE_NAME, "KeyType": "RANGE"})
    return schema


def attribute_definitions(hash_type="S", range_type=None):
    definitions = [{"AttributeName": HASH_NAME, "AttributeType": hash_type}]
    if range_type:
        definitions.append({"AttributeName": RANGE_NAME, "AttributeType": range_type})
    return definitions


def create_request(name=None, hash_type="S", range_type=None, **members):
    """A valid CreateTable request: on demand, unless `members` say otherwise; None leaves out."""
    request = {
        "TableName": name or unique("table"),
        "KeySchema": key_schema(range_type),
        "AttributeDefinitions": attribute_definitions(hash_type, range_type),
    }
    if "ProvisionedThroughput" not in members:
        request["BillingMode"] = "PAY_PER_REQUEST"
    request.update(members)
    return {member: value for member, value in request.items() if value is not None}


def status(client, name):
    """The table's state, or None if there is no such table."""
    try:
        return client.describe_table(TableName=name)["Table"]["TableStatus"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise


def wait_for(client, name, wanted):
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while (found := status(client, name)) != wanted:
        assert time.monotonic() < deadline, f"{name} is {found}, and never became {wanted}"
        time.sleep(POLL_SECONDS)


def wait_for_indexes(client, name):
    """Until every index is ACTIVE: a table is not deleted while one is being filled."""
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while statuses := {index["IndexStatus"] for index in client.describe_table(TableName=name)[
            "Table"].get("GlobalSecondaryIndexes", [])} - {"ACTIVE"}:
        assert time.monotonic() < deadline, f"{name} has indexes that stay {statuses}"
        time.sleep(POLL_SECONDS)


def create(client, **options):
    """Creates a table, waits until it is ACTIVE, and returns its name."""
    request = create_request(**options)
    client.create_table(**request)
    wait_for(client, request["TableName"], "ACTIVE")
    return request["TableName"]


def drop(client, name):
    """Deletes a table if it is there, protected or not, and waits until it is gone."""
    found = status(client, name)
    if found not in (None, "DELETING"):
        wait_for(client, name, "ACTIVE")
        wait_for_indexes(client, name)
        if client.describe_table(TableName=name)["Table"].get("DeletionProtectionEnabled"):
            client.update_table(TableName=name, DeletionProtectionEnabled=False)
            wait_for(client, name, "ACTIVE")
        client.delete_table(TableName=name)
    wait_for(client, name, None)


class SharedTables:
    """One table per key type for a whole run. Tests keep apart by using unique keys."""

    def __init__(self, client):
        self.client = client
        self.names = {}

    def get(self, hash_type="S", range_type=None):
        types = (hash_type, range_type)
        if types not in self.names:
            self.names[types] = create(self.client, hash_type=hash_type, range_type=range_type)
        return self.names[types]

    def drop_all(self):
        for name in self.names.values():
            drop(self.client, name)

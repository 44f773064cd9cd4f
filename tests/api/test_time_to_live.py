"""UpdateTimeToLive and DescribeTimeToLive:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html"""

import time

import pytest

from support import tables
from support.clients import make_client
from support.errors import NOT_FOUND, cases, fails, has, invalid, violation, violations
from support.values import N, S, unique

STATE_SECONDS_MAX = 3700  # "It can take up to one hour for the change to fully process."
POLL_SECONDS = 0.01


def described(client, name):
    return client.describe_time_to_live(TableName=name)["TimeToLiveDescription"]


def wait_for(client, name, status):
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while (found := described(client, name))["TimeToLiveStatus"] != status:
        assert time.monotonic() < deadline, f"time to live of {name} never became {status}"
        time.sleep(POLL_SECONDS)
    return found


def update(client, name, enabled, attribute):
    specification = {"Enabled": enabled, "AttributeName": attribute}
    answer = client.update_time_to_live(TableName=name, TimeToLiveSpecification=specification)
    assert answer["TimeToLiveSpecification"] == specification


def refuses(client, name, enabled, attribute, message):
    invalid(client.update_time_to_live, message, TableName=name,
            TimeToLiveSpecification={"Enabled": enabled, "AttributeName": attribute})


@pytest.fixture
def name(make_table):
    return make_table()


def test_is_disabled_at_first(client, name):
    assert described(client, name) == {"TimeToLiveStatus": "DISABLED"}


def test_enabling(client, name):
    update(client, name, True, "expires")
    found = described(client, name)
    assert found["TimeToLiveStatus"] in ("ENABLING", "ENABLED")
    assert found["AttributeName"] == "expires"
    assert wait_for(client, name, "ENABLED") == {"TimeToLiveStatus": "ENABLED",
                                                 "AttributeName": "expires"}


def test_the_table_may_be_named_by_its_arn(client, name):
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    update(client, arn, True, "expires")
    assert described(client, arn)["AttributeName"] == "expires"
    assert described(client, name)["AttributeName"] == "expires"


def test_leaves_the_table_active(client, name):
    update(client, name, True, "expires")
    assert tables.status(client, name) == "ACTIVE"


@pytest.mark.parametrize("attribute", cases(
    ("shortest", "a"), ("longest", "a" * 255), ("a key", "pk"), ("a reserved word", "ttl"),
    ("dots and spaces", "a.b c"), ("beyond ASCII", "à"),
))
def test_any_attribute_will_do(client, name, attribute):
    update(client, name, True, attribute)
    assert described(client, name)["AttributeName"] == attribute


def test_disabling_what_is_not_enabled(client, name):
    refuses(client, name, False, "expires", "TimeToLive is already disabled")


def test_once_enabled(client, name):
    update(client, name, True, "expires")
    refuses(client, name, True, "expires", "TimeToLive is already enabled")
    refuses(client, name, True, "other",
            "TimeToLive is active on a different AttributeName: current AttributeName is expires")
    refuses(client, name, False, "other",
            "TimeToLive is active on a different AttributeName: current AttributeName is expires")
    refuses(client, name, False, "expires",
            "Time to live has been modified multiple times within a fixed interval")
    assert described(client, name)["AttributeName"] == "expires"


@pytest.mark.parametrize("specification, message", cases(
    ("none", None,
     violation("timeToLiveSpecification", "Member must not be null")),
    ("empty", {}, violations(2, ("timeToLiveSpecification.enabled", "Member must not be null"),
                             ("timeToLiveSpecification.attributeName",
                              "Member must not be null"))),
    ("no attribute", {"Enabled": True},
     violation("timeToLiveSpecification.attributeName", "Member must not be null")),
    ("no enabled", {"AttributeName": "a"},
     violation("timeToLiveSpecification.enabled", "Member must not be null")),
    ("empty attribute", {"Enabled": True, "AttributeName": ""},
     violation("timeToLiveSpecification.attributeName",
               "Member must have length greater than or equal to 1")),
    ("long attribute", {"Enabled": True, "AttributeName": "a" * 256},
     violation("timeToLiveSpecification.attributeName",
               "Member must have length less than or equal to 255")),
))
def test_refuses(client, name, specification, message):
    request = {"TableName": name}
    if specification is not None:
        request["TimeToLiveSpecification"] = specification
    invalid(client.update_time_to_live, message, **request)


def test_the_table_must_exist(client):
    missing = unique("missing")
    message = f"Requested resource not found: Table: {missing} not found"
    fails(client.describe_time_to_live, NOT_FOUND, message, TableName=missing)
    fails(client.update_time_to_live, NOT_FOUND, message, TableName=missing,
          TimeToLiveSpecification={"Enabled": True, "AttributeName": "a"})


def test_the_table_needs_a_name(client):
    for call, request in ((client.describe_time_to_live, {}),
                          (client.update_time_to_live,
                           {"TimeToLiveSpecification": {"Enabled": True, "AttributeName": "a"}})):
        invalid(call, has("ableName"), **request)
        invalid(call, has("ableName"), TableName="ab", **request)
        invalid(call, has("ableName"), TableName="a b c", **request)


def test_items_without_a_valid_time_stay(client, name):
    update(client, name, True, "expires")
    items = [{"pk": S("none")}, {"pk": S("text"), "expires": S("1")},
             {"pk": S("far"), "expires": N(2**40)}, {"pk": S("more than five years"),
                                                     "expires": N(1)}]
    for item in items:
        client.put_item(TableName=name, Item=item)
    for item in items:
        assert client.get_item(TableName=name, Key={"pk": item["pk"]})["Item"] == item


@pytest.mark.own_server
def test_survives_a_restart(server_of_own):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client)
    update(client, name, True, "expires")
    server.kill()
    server.start()
    client = make_client(server.url)
    assert described(client, name) == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}
    refuses(client, name, False, "expires",
            "Time to live has been modified multiple times within a fixed interval")

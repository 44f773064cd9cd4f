"""PutResourcePolicy, GetResourcePolicy and DeleteResourcePolicy:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html"""

import json
import time

import pytest

from support import tables
from support.clients import make_client
from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.values import unique

NO_POLICY = "PolicyNotFoundException"
POLICY_BYTES_MAX = 20 * 1024


def statement(arn, **members):
    """A statement that takes no right from whoever runs the tests."""
    account = arn.split(":")[4]
    usual = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
             "Action": "dynamodb:GetItem", "Resource": arn}
    return {name: value for name, value in {**usual, **members}.items() if value is not None}


def policy(arn, **members):
    return json.dumps({"Version": "2012-10-17", "Statement": [statement(arn, **members)]})


@pytest.fixture
def arn(client, make_table):
    return client.describe_table(TableName=make_table())["Table"]["TableArn"]


def put(client, arn, document, **options):
    return client.put_resource_policy(ResourceArn=arn, Policy=document, **options)["RevisionId"]


def get(client, arn):
    answer = client.get_resource_policy(ResourceArn=arn)
    return answer["Policy"], answer["RevisionId"]


def has_none(client, arn):
    fails(client.get_resource_policy, NO_POLICY, has("Resource-based policy not found"),
          ResourceArn=arn)


def test_a_table_has_none_at_first(client, arn):
    has_none(client, arn)


def test_is_given_back_as_it_was_put(client, arn):
    document = json.dumps(json.loads(policy(arn)), indent=2)
    revision = put(client, arn, document)
    assert revision
    assert json.loads(get(client, arn)[0]) == json.loads(document)
    assert get(client, arn)[1] == revision


def test_each_change_is_a_revision(client, arn):
    first = put(client, arn, policy(arn))
    second = put(client, arn, policy(arn, Action="dynamodb:PutItem"))
    assert first != second
    assert json.loads(get(client, arn)[0])["Statement"][0]["Action"] == "dynamodb:PutItem"
    assert get(client, arn)[1] == second
    client.delete_resource_policy(ResourceArn=arn)
    assert put(client, arn, policy(arn)) not in (first, second)


def test_revisions_are_milliseconds_that_grow(client, arn):
    begin = int(time.time() * 1000) - 60_000
    revisions = []
    for i in range(20):
        revisions.append(int(put(client, arn, policy(arn, Sid=f"id{i}"))))
        if i % 3 == 0:
            client.delete_resource_policy(ResourceArn=arn)
    assert revisions == sorted(set(revisions))
    assert begin < revisions[0] and revisions[-1] < begin + 24 * 3600 * 1000


def test_the_policy_of_a_new_table_has_such_a_revision_too(client, cleanup_tables):
    document = policy("arn:aws:dynamodb:us-east-1:000000000000:table/x")
    name = tables.create(client, ResourcePolicy=document)
    cleanup_tables.append(name)
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    first = get(client, arn)[1]
    assert abs(int(first) / 1000 - time.time()) < 3600
    assert int(put(client, arn, policy(arn, Sid="another"))) > int(first)


def test_the_same_document_again_is_no_change(client, arn):
    revision = put(client, arn, policy(arn))
    assert put(client, arn, policy(arn)) == revision
    assert put(client, arn, policy(arn), ExpectedRevisionId=revision) == revision
    assert get(client, arn)[1] == revision


def test_is_deleted(client, arn):
    revision = put(client, arn, policy(arn))
    assert client.delete_resource_policy(ResourceArn=arn)["RevisionId"] == revision
    has_none(client, arn)


def test_deleting_none_is_no_error(client, arn):
    assert client.delete_resource_policy(ResourceArn=arn).get("RevisionId", "") == ""


def test_leaves_the_table_active(client, arn):
    put(client, arn, policy(arn))
    assert tables.status(client, arn) == "ACTIVE"


def test_confirming_is_accepted(client, arn):
    put(client, arn, policy(arn), ConfirmRemoveSelfResourceAccess=True)


class TestExpectedRevision:
    def test_the_right_one(self, client, arn):
        revision = put(client, arn, policy(arn), ExpectedRevisionId="NO_POLICY")
        revision = put(client, arn, policy(arn, Action="dynamodb:PutItem"),
                       ExpectedRevisionId=revision)
        client.delete_resource_policy(ResourceArn=arn, ExpectedRevisionId=revision)
        has_none(client, arn)

    @pytest.mark.parametrize("expected, reason", [
        ("NO_POLICY", "Requested policy update expecting none present for table {table}, but a "
         "policy exists with revision id {revision}."),
        ("1234567890", "Requested update for policy with revision id 1234567890, but the policy "
         "associated to target table {table} has revision id {revision}."),
        ("123", "Requested update for policy with revision id 123, but the policy associated to "
         "target table {table} has revision id {revision}."),
    ])
    def test_another_one(self, client, arn, expected, reason):
        revision = put(client, arn, policy(arn))
        message = ("Resource-based policy not found for the provided ResourceArn: "
                   + reason.format(table=arn.rpartition("/")[2], revision=revision))
        fails(client.put_resource_policy, NO_POLICY, message, ResourceArn=arn,
              Policy=policy(arn, Action="dynamodb:PutItem"), ExpectedRevisionId=expected)
        fails(client.put_resource_policy, NO_POLICY, message, ResourceArn=arn,
              Policy=policy(arn), ExpectedRevisionId=expected)
        fails(client.delete_resource_policy, NO_POLICY, message, ResourceArn=arn,
              ExpectedRevisionId=expected)
        assert get(client, arn)[1] == revision

    def test_of_a_table_without_a_policy(self, client, arn):
        for call, request in ((client.put_resource_policy, {"Policy": policy(arn)}),
                              (client.delete_resource_policy, {})):
            fails(call, NO_POLICY, has("Resource-based policy not found"), ResourceArn=arn,
                  ExpectedRevisionId="1234567890", **request)
        has_none(client, arn)

    @pytest.mark.parametrize("length, word", [(0, "greater than or equal to 1"),
                                              (256, "less than or equal to 255")])
    def test_of_a_wrong_length(self, client, arn, length, word):
        for call, request in ((client.put_resource_policy, {"Policy": policy(arn)}),
                              (client.delete_resource_policy, {})):
            invalid(call, violation("expectedRevisionId", f"Member must have length {word}"),
                    ResourceArn=arn, ExpectedRevisionId="1" * length, **request)


@pytest.mark.parametrize("members", cases(
    ("deny", {"Effect": "Deny", "Action": "dynamodb:DeleteTable",
              "Principal": {"AWS": "arn:aws:iam::111122223333:root"}}),
    ("an account", {"Principal": {"AWS": "111122223333"}}),
    ("a service", {"Principal": {"Service": "replication.dynamodb.amazonaws.com"}}),
    ("several actions", {"Action": ["dynamodb:Query", "dynamodb:Batch*"]}),
    ("every action", {"Action": "dynamodb:*"}),
    ("an id", {"Sid": "one"}),
    ("a condition", {"Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1234567890"},
                                   "ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["a*"]},
                                   "Bool": {"aws:SecureTransport": "true"}}}),
))
def test_takes_what_the_language_allows(client, arn, members):
    put(client, arn, policy(arn, **members))
    assert json.loads(get(client, arn)[0]) == json.loads(policy(arn, **members))


def test_takes_indexes_of_the_table(client, arn):
    put(client, arn, policy(arn, Resource=[arn, arn + "/index/*"]))


def test_takes_one_statement_without_a_list(client, arn):
    put(client, arn, json.dumps({"Statement": statement(arn)}))


@pytest.mark.parametrize("members", cases(
    ("no effect", {"Effect": None}),
    ("another effect", {"Effect": "Maybe"}),
    ("no principal", {"Principal": None}),
    ("an unknown kind of principal", {"Principal": {"User": "x"}}),
    ("no action", {"Action": None}),
    ("an action of no service", {"Action": "GetItem"}),
    ("no resource", {"Resource": None}),
    ("a resource without ARN", {"Resource": "my-table"}),
    ("an unknown member", {"Colour": "red"}),
    ("an unknown condition", {"Condition": {"StringAlike": {"a": "b"}}}),
))
def test_refuses_a_statement(client, arn, members):
    invalid(client.put_resource_policy, None, ResourceArn=arn, Policy=policy(arn, **members))
    has_none(client, arn)


@pytest.mark.parametrize("document", cases(
    ("empty", ""), ("not JSON", "policy"), ("cut off", '{"Statement": ['), ("a list", "[]"),
    ("no statement", '{"Version": "2012-10-17"}'), ("no statements", '{"Statement": []}'),
    ("an unknown member", '{"Statements": []}'),
))
def test_refuses_a_document(client, arn, document):
    invalid(client.put_resource_policy, None, ResourceArn=arn, Policy=document)


def test_refuses_another_version(client, arn):
    document = json.dumps({"Version": "2020-02-02", "Statement": [statement(arn)]})
    invalid(client.put_resource_policy, None, ResourceArn=arn, Policy=document)


def test_takes_twenty_kilobytes_and_no_more(client, arn):
    """White space counts."""
    document = policy(arn)
    largest = document + " " * (POLICY_BYTES_MAX - len(document))
    put(client, arn, largest)
    invalid(client.put_resource_policy, None, ResourceArn=arn, Policy=largest + " ")


def calls(client, arn):
    return ((client.put_resource_policy, {"Policy": policy(arn)}),
            (client.get_resource_policy, {}), (client.delete_resource_policy, {}))


def test_the_table_must_exist(client, arn):
    missing = arn.rpartition("/")[0] + "/" + unique("missing")
    for call, request in calls(client, missing):
        fails(call, NOT_FOUND, None, ResourceArn=missing, **request)


@pytest.mark.parametrize("change", cases(
    ("a name", lambda arn: arn.rpartition("/")[2]),
    ("an index", lambda arn: arn + "/index/abc"),
    ("another service", lambda arn: arn.replace(":dynamodb:", ":s3:")),
    ("another Region", lambda arn: ":".join([*arn.split(":")[:3], "eu-nowhere-9",
                                             *arn.split(":")[4:]])),
))
def test_the_resource_must_be_a_table(client, arn, change):
    for call, request in calls(client, arn):
        invalid(call, None, ResourceArn=change(arn), **request)


def test_a_stream_must_exist(client, arn):
    stream = arn + "/stream/2015-05-11T21:21:33.291"
    for call, request in calls(client, stream):
        fails(call, NOT_FOUND, None, ResourceArn=stream, **request)


def test_required_members(client, arn):
    for call in (client.get_resource_policy, client.delete_resource_policy):
        invalid(call, None)
    invalid(client.put_resource_policy, violation("policy", "Member must not be null"),
            ResourceArn=arn)


def test_outlasts_other_changes_of_the_table_and_not_the_table(client, cleanup_tables):
    name = tables.create(client)
    cleanup_tables.append(name)
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    revision = put(client, arn, policy(arn))
    client.update_table(TableName=name, DeletionProtectionEnabled=True)
    tables.wait_for(client, name, "ACTIVE")
    assert get(client, arn)[1] == revision
    tables.drop(client, name)
    tables.create(client, name=name)
    has_none(client, arn)


@pytest.mark.own_server
def test_survives_a_restart(server_of_own):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client)
    arn = client.describe_table(TableName=name)["Table"]["TableArn"]
    revision = put(client, arn, policy(arn))
    server.kill()
    server.start()
    assert get(make_client(server.url), arn) == (policy(arn), revision)

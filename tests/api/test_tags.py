"""TagResource, UntagResource and ListTagsOfResource:
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TaggingRestrictions.html"""

import pytest

from support import tables
from support.clients import make_client
from support.errors import NOT_FOUND, cases, fails, has, invalid, violation
from support.values import unique

TAGS_MAX = 50


def tag(key, value=""):
    return {"Key": key, "Value": value}


def arn_of(client, name):
    return client.describe_table(TableName=name)["Table"]["TableArn"]


def tags_of(client, arn):
    """As a dictionary, every page of them."""
    request = {"ResourceArn": arn}
    found = {}
    while True:
        answer = client.list_tags_of_resource(**request)
        found |= {each["Key"]: each["Value"] for each in answer["Tags"]}
        if "NextToken" not in answer:
            return found
        request["NextToken"] = answer["NextToken"]


@pytest.fixture
def arn(client, make_table):
    return arn_of(client, make_table())


def test_a_table_has_none_at_first(client, arn):
    assert client.list_tags_of_resource(ResourceArn=arn)["Tags"] == []


def test_come_with_the_table(client, make_table):
    name = make_table(Tags=[tag("Owner", "blueTeam"), tag("empty")])
    assert tags_of(client, arn_of(client, name)) == {"Owner": "blueTeam", "empty": ""}


def test_are_added_changed_and_taken_away(client, arn):
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "1"), tag("b", "2")])
    assert tags_of(client, arn) == {"a": "1", "b": "2"}
    client.tag_resource(ResourceArn=arn, Tags=[tag("b", "3"), tag("c", "4")])
    assert tags_of(client, arn) == {"a": "1", "b": "3", "c": "4"}
    client.untag_resource(ResourceArn=arn, TagKeys=["a", "no such key", "c"])
    assert tags_of(client, arn) == {"b": "3"}


def test_answers_of_changes_have_no_body(wire, arn):
    for operation, request in (("TagResource", {"Tags": [tag("a")]}),
                               ("UntagResource", {"TagKeys": ["a"]})):
        answer = wire.call(operation, {"ResourceArn": arn, **request})
        assert (answer.status, answer.body) == (200, b"")


def test_a_change_leaves_the_table_active(client, arn):
    client.tag_resource(ResourceArn=arn, Tags=[tag("a")])
    assert client.describe_table(TableName=arn)["Table"]["TableStatus"] == "ACTIVE"


def test_keys_and_values_are_case_sensitive(client, arn):
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "x"), tag("A", "X")])
    assert tags_of(client, arn) == {"a": "x", "A": "X"}


@pytest.mark.parametrize("key, value", cases(
    ("shortest", "k", ""),
    ("longest", "k" * 128, "v" * 256),
    ("longest beyond ASCII", "ñ" * 128, "ñ" * 256),
    ("special characters", "+ - = . _ : /", "+ - = . _ : /"),
    ("digits", "42", "42"),
    ("aws elsewhere", "my-aws:", "aws:x"),
))
def test_characters_and_lengths(client, arn, key, value):
    client.tag_resource(ResourceArn=arn, Tags=[tag(key, value)])
    assert tags_of(client, arn) == {key: value}


@pytest.mark.parametrize("tags, message", cases(
    ("none", [], "Atleast one Tag needs to be provided as Input."),
    ("no key", [{"Value": "v"}], violation("tags.1.member.key", "Member must not be null")),
    ("no value", [tag("a"), {"Key": "k"}],
     violation("tags.2.member.value", "Member must not be null")),
    ("empty key", [tag("")],
     violation("tags.1.member.key", "Member must have length greater than or equal to 1")),
    ("long key", [tag("k" * 129)],
     violation("tags.1.member.key", "Member must have length less than or equal to 128")),
    ("long value", [tag("k", "v" * 257)],
     violation("tags.1.member.value", "Member must have length less than or equal to 256")),
    ("reserved key", [tag("aws:k")], "Tag Key cannot be prefixed with aws:, Key: aws:k"),
    ("the prefix alone", [tag("aws:")], "Tag Key cannot be prefixed with aws:, Key: aws:"),
    ("reserved key in capitals", [tag("AWS:k")],
     "Tag Key cannot be prefixed with aws:, Key: AWS:k"),
    ("the second key reserved", [tag("k"), tag("aws:x", "v")],
     "Tag Key cannot be prefixed with aws:, Key: aws:x"),
    ("two of one key", [tag("k", "1"), tag("k", "2")], has("k")),
    ("characters of a key", [tag("a*b")], has("a*b")),
    ("characters of a value", [tag("a", "b<c")], has("b<c")),
))
def test_refuses_tags(client, arn, tags, message):
    invalid(client.tag_resource, message, ResourceArn=arn, Tags=tags)
    assert tags_of(client, arn) == {}


def test_refuses_to_take_away_nothing(client, arn):
    invalid(client.untag_resource, "Atleast one Tag Key needs to be provided as Input.",
            ResourceArn=arn, TagKeys=[])


def test_reserved_keys_are_not_taken_away(client, arn):
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "1")])
    invalid(client.untag_resource, "Tag Key cannot be prefixed with aws:, Key: aws:x",
            ResourceArn=arn, TagKeys=["a", "aws:x"])
    assert tags_of(client, arn) == {"a": "1"}


def test_a_table_is_not_created_with_a_reserved_key(client):
    invalid(client.create_table, "Tag Key cannot be prefixed with aws:, Key: aws:x",
            **tables.create_request(Tags=[tag("a"), tag("aws:x")]))


class TestAtMostFifty:
    def test_in_one_call(self, client, arn):
        wanted = {f"key{i}": str(i) for i in range(TAGS_MAX)}
        client.tag_resource(ResourceArn=arn, Tags=[tag(*each) for each in wanted.items()])
        assert tags_of(client, arn) == wanted

    def test_in_all(self, client, arn):
        client.tag_resource(ResourceArn=arn, Tags=[tag(f"key{i}") for i in range(TAGS_MAX)])
        invalid(client.tag_resource, has("Number of Tags exceed the current limit"),
                ResourceArn=arn, Tags=[tag("one-more")])
        assert len(tags_of(client, arn)) == TAGS_MAX
        client.tag_resource(ResourceArn=arn, Tags=[tag("key0", "changed")])
        client.untag_resource(ResourceArn=arn, TagKeys=["key1"])
        client.tag_resource(ResourceArn=arn, Tags=[tag("one-more")])
        assert len(tags_of(client, arn)) == TAGS_MAX

    def test_when_a_table_is_created(self, client):
        invalid(client.create_table, None, **tables.create_request(
            Tags=[tag(f"key{i}") for i in range(TAGS_MAX + 1)]))


def calls(client):
    """Each operation with what it needs besides the ARN."""
    return ((client.tag_resource, {"Tags": [tag("a")]}),
            (client.untag_resource, {"TagKeys": ["a"]}),
            (client.list_tags_of_resource, {}))


def test_a_table_must_exist(client, arn):
    missing = arn.rpartition("/")[0] + "/" + unique("missing")
    for call, request in calls(client):
        fails(call, NOT_FOUND,
              f"Requested resource not found: ResourceArn: {missing} not found",
              ResourceArn=missing, **request)


@pytest.mark.parametrize("change", cases(
    ("a name", lambda arn: arn.rpartition("/")[2]),
    ("a text", lambda arn: "not-an-arn"),
    ("in capitals", lambda arn: "ARN" + arn[3:]),
    ("a prefix", lambda arn: "x" + arn),
    ("arn alone", lambda arn: "arn"),
))
def test_an_arn_starts_with_arn(client, arn, change):
    wrong = change(arn)
    for call, request in calls(client):
        invalid(call, "One or more parameter values were invalid: ARNs must start with 'arn:': "
                + wrong, ResourceArn=wrong, **request)


@pytest.mark.parametrize("change", cases(
    ("nothing else", lambda arn: "arn:"),
    ("another Region", lambda arn: ":".join([*arn.split(":")[:3], "eu-nowhere-9",
                                             *arn.split(":")[4:]])),
    ("no table", lambda arn: arn.rpartition("/")[0]),
    ("an index", lambda arn: arn + "/index/abc"),
    ("another service", lambda arn: arn.replace(":dynamodb:", ":s3:")),
    ("a name too short", lambda arn: arn.rpartition("/")[0] + "/ab"),
))
def test_the_resource_must_be_a_table(client, arn, change):
    wrong = change(arn)
    for call, request in calls(client):
        invalid(call, f"Invalid TableArn: Invalid ResourceArn provided as input {wrong}",
                ResourceArn=wrong, **request)


def test_the_table_of_another_account(client, arn):
    other = arn.split(":")
    other[4] = "999999999999" if other[4] != "999999999999" else "888888888888"
    other = ":".join(other)
    for call, request in calls(client):
        fails(call, "AccessDeniedException", has("is not authorized to perform: dynamodb:"),
              ResourceArn=other, **request)


def test_tags_outlast_other_changes_of_the_table(client, arn):
    client.tag_resource(ResourceArn=arn, Tags=[tag("a", "1")])
    client.update_table(TableName=arn, DeletionProtectionEnabled=True)
    tables.wait_for(client, arn, "ACTIVE")
    assert tags_of(client, arn) == {"a": "1"}


@pytest.mark.own_server
def test_tags_survive_a_restart(server_of_own):
    server = server_of_own()
    client = make_client(server.url)
    name = tables.create(client, Tags=[tag("a", "1"), tag("b", "2")])
    arn = arn_of(client, name)
    client.tag_resource(ResourceArn=arn, Tags=[tag("b", "3"), tag("c", "4")])
    client.untag_resource(ResourceArn=arn, TagKeys=["a"])
    server.kill()
    server.start()
    assert tags_of(make_client(server.url), arn) == {"b": "3", "c": "4"}

"""The AWS command line, version 2, as a person at a terminal uses it."""

import json
import os
import shutil
import subprocess

import pytest

from support.clients import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from support.values import unique

AWS = "/usr/bin/aws" if os.path.exists("/usr/bin/aws") else shutil.which("aws")  # Debian's first
COMMAND_SECONDS_MAX = 120

pytestmark = pytest.mark.skipif(AWS is None, reason="the AWS command line is not installed")


@pytest.fixture(scope="module")
def aws(endpoint):
    """Runs `aws dynamodb …`; returns the finished process, or its parsed output."""
    environment = {
        "PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY, "AWS_DEFAULT_REGION": REGION,
        "AWS_EC2_METADATA_DISABLED": "true", "AWS_PAGER": "", "AWS_MAX_ATTEMPTS": "1",
        "LC_ALL": "C.UTF-8",
    }

    def run(*arguments, check=True, service="dynamodb"):
        finished = subprocess.run(
            [AWS, "--endpoint-url", endpoint, "--output", "json", "--cli-read-timeout", "60",
             service, *arguments],
            env=environment, capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX,
            check=False)
        if not check:
            return finished
        assert finished.returncode == 0, finished.stderr
        return json.loads(finished.stdout) if finished.stdout.strip() else {}

    return run


@pytest.fixture(scope="module")
def name(aws):
    name = unique("cli")
    aws("create-table", "--table-name", name, "--billing-mode", "PAY_PER_REQUEST",
        "--attribute-definitions", "AttributeName=Artist,AttributeType=S",
        "AttributeName=SongTitle,AttributeType=S",
        "--key-schema", "AttributeName=Artist,KeyType=HASH",
        "AttributeName=SongTitle,KeyType=RANGE")
    aws("wait", "table-exists", "--table-name", name)
    yield name
    aws("delete-table", "--table-name", name)
    aws("wait", "table-not-exists", "--table-name", name)


def song(title, **more):
    return {"Artist": {"S": "No One You Know"}, "SongTitle": {"S": title}, **more}


def test_a_session(aws, name):
    """The developer guide's Getting Started, and a bit more."""
    described = aws("describe-table", "--table-name", name)["Table"]
    assert described["TableStatus"] == "ACTIVE"
    assert name in aws("list-tables")["TableNames"]

    titles = ["Call Me Today", "Howdy", "Scared of My Shadow"]
    for title in titles:
        aws("put-item", "--table-name", name, "--item",
            json.dumps(song(title, AlbumTitle={"S": "Blue Sky Blues"}, Year={"N": "2015"})))
    key = json.dumps(song("Howdy"))
    found = aws("get-item", "--table-name", name, "--consistent-read", "--key", key)
    assert found["Item"] == song("Howdy", AlbumTitle={"S": "Blue Sky Blues"}, Year={"N": "2015"})

    updated = aws("update-item", "--table-name", name, "--key", key,
                  "--update-expression", "SET #y = #y + :one, Cover = :cover",
                  "--condition-expression", "attribute_exists(Artist)",
                  "--expression-attribute-names", '{"#y": "Year"}',
                  "--expression-attribute-values", '{":one": {"N": "1"}, ":cover": {"B": "AP+A"}}',
                  "--return-values", "ALL_NEW")["Attributes"]
    assert updated["Year"] == {"N": "2016"}
    assert updated["Cover"] == {"B": "AP+A"}

    queried = aws("query", "--table-name", name, "--page-size", "1",
                  "--key-condition-expression", "Artist = :a AND SongTitle >= :t",
                  "--expression-attribute-values",
                  json.dumps({":a": {"S": "No One You Know"}, ":t": {"S": "C"}}))
    assert [item["SongTitle"]["S"] for item in queried["Items"]] == titles

    first = aws("scan", "--table-name", name, "--max-items", "2")
    rest = aws("scan", "--table-name", name, "--starting-token", first["NextToken"])
    assert len(first["Items"]) == 2
    assert len(rest["Items"]) == 1

    aws("batch-write-item", "--request-items",
        json.dumps({name: [{"DeleteRequest": {"Key": song(title)}} for title in titles]}))
    assert aws("scan", "--table-name", name, "--select", "COUNT")["Count"] == 0


@pytest.mark.parametrize("arguments, code, message", [
    (["get-item", "--table-name", "no-such-table", "--key", '{"a": {"S": "b"}}'],
     "ResourceNotFoundException", "Requested resource not found"),
    (["list-tables", "--exclusive-start-table-name", "a;b"], "ValidationException",
     "1 validation error detected: Value 'a;b' at 'exclusiveStartTableName' failed to satisfy "
     "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+"),
])
def test_errors_are_told(aws, arguments, code, message):
    finished = aws(*arguments, check=False)
    assert finished.returncode != 0
    assert f"An error occurred ({code}) when calling the" in finished.stderr
    assert finished.stderr.rstrip().endswith(f": {message}")


def test_failed_conditions_are_told(aws, name):
    item = json.dumps(song("Once"))
    put = ["put-item", "--table-name", name, "--item", item,
           "--condition-expression", "attribute_not_exists(SongTitle)"]
    aws(*put)
    finished = aws(*put, check=False)
    assert "ConditionalCheckFailedException" in finished.stderr
    assert "The conditional request failed" in finished.stderr
    aws("delete-item", "--table-name", name, "--key", item)


def test_settings(aws, name):
    """The developer guide's commands for tags and time to live."""
    arn = aws("describe-table", "--table-name", name)["Table"]["TableArn"]
    assert aws("tag-resource", "--resource-arn", arn, "--tags", "Key=Owner,Value=blueTeam") == {}
    assert aws("list-tags-of-resource", "--resource-arn", arn) == {
        "Tags": [{"Key": "Owner", "Value": "blueTeam"}]}
    assert aws("untag-resource", "--resource-arn", arn, "--tag-keys", "Owner") == {}
    assert aws("list-tags-of-resource", "--resource-arn", arn) == {"Tags": []}

    aws("update-time-to-live", "--table-name", name, "--time-to-live-specification",
        "Enabled=true, AttributeName=ttl")
    described = aws("describe-time-to-live", "--table-name", name)["TimeToLiveDescription"]
    assert described["AttributeName"] == "ttl"
    assert described["TimeToLiveStatus"] in ("ENABLING", "ENABLED")


def test_the_account_and_its_endpoint(aws, endpoint):
    limits = aws("describe-limits")
    assert limits["AccountMaxReadCapacityUnits"] >= limits["TableMaxReadCapacityUnits"]
    (found,) = aws("describe-endpoints")["Endpoints"]
    assert endpoint.endswith("//" + found["Address"])


def test_partiql(aws, name):
    where = "WHERE Artist='Acme Band' AND SongTitle='PartiQL Rocks'"
    aws("execute-statement", "--statement",
        f"INSERT INTO \"{name}\" VALUE {{'Artist':'Acme Band','SongTitle':'PartiQL Rocks'}}")
    updated = aws("execute-statement", "--statement",
                  f"UPDATE \"{name}\" SET AwardsWon=1 SET AwardDetail={{'Grammys':[2020, 2018]}} "
                  f"{where} RETURNING ALL NEW *")
    detail = {"M": {"Grammys": {"L": [{"N": "2020"}, {"N": "2018"}]}}}
    assert updated["Items"][0]["AwardDetail"] == detail
    batch = json.dumps([{"Statement": f"SELECT AwardDetail.Grammys[1] FROM \"{name}\" {where}"}])
    assert aws("batch-execute-statement", "--statements", batch)["Responses"] == [
        {"TableName": name, "Item": {"Grammys[1]": {"N": "2018"}}}]
    transaction = json.dumps([
        {"Statement": f"EXISTS(SELECT * FROM \"{name}\" {where} AND Awards IS MISSING)"},
        {"Statement": f"INSERT INTO \"{name}\" VALUE {{'Artist':'Acme Band','SongTitle':?}}",
         "Parameters": [{"S": "Best Song"}]}])
    aws("execute-transaction", "--transact-statements", transaction)
    pages = aws("execute-statement", "--statement",
                f"SELECT SongTitle FROM \"{name}\" WHERE Artist='Acme Band'")
    assert pages["Items"] == [{"SongTitle": {"S": "Best Song"}}, {"SongTitle": {"S": "PartiQL Rocks"}}]
    aws("execute-statement", "--statement", f"DELETE FROM \"{name}\" {where}")


def test_who_am_i(aws):
    assert aws("get-caller-identity", service="sts") == {
        "UserId": "000000000000", "Account": "000000000000",
        "Arn": "arn:aws:iam::000000000000:root"}

"""DescribeContributorInsights, ListContributorInsights, and UpdateContributorInsights, which is
refused until there are any."""

import pytest

from support.errors import NOT_FOUND, cases, fails, invalid, violation
from support.indexes import definitions, index
from support.values import unique


@pytest.fixture
def indexed(make_table):
    return make_table(AttributeDefinitions=definitions(pk="S", g="S"),
                      GlobalSecondaryIndexes=[index("ByG", "g")])


def described(client, **request):
    answer = client.describe_contributor_insights(**request)
    answer.pop("ResponseMetadata")
    return answer


def test_are_disabled(client, table):
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    for name in (table, arn):
        assert described(client, TableName=name) == {
            "TableName": table, "ContributorInsightsStatus": "DISABLED"}


def test_are_disabled_for_an_index(client, indexed):
    assert described(client, TableName=indexed, IndexName="ByG") == {
        "TableName": indexed, "IndexName": "ByG", "ContributorInsightsStatus": "DISABLED"}


def test_lists_none(client, table):
    for request in ({}, {"TableName": table}, {"MaxResults": 1}, {"MaxResults": 100}):
        answer = client.list_contributor_insights(**request)
        assert answer["ContributorInsightsSummaries"] == []
        assert "NextToken" not in answer


def test_turning_them_on_is_refused(client, table):
    invalid(client.update_contributor_insights,
            "One or more parameter values were invalid: Contributor insights are not supported "
            "yet: ContributorInsightsAction", TableName=table, ContributorInsightsAction="ENABLE")
    assert described(client, TableName=table)["ContributorInsightsStatus"] == "DISABLED"


def test_turning_them_off_changes_nothing(client, table):
    answer = client.update_contributor_insights(TableName=table,
                                                ContributorInsightsAction="DISABLE")
    assert (answer["TableName"], answer["ContributorInsightsStatus"]) == (table, "DISABLED")


def test_missing_table_or_index(client, table):
    name = unique("absent")
    message = f"Requested resource not found: Table: {name} not found"
    fails(client.describe_contributor_insights, NOT_FOUND, message, TableName=name)
    fails(client.list_contributor_insights, NOT_FOUND, message, TableName=name)
    for action in ("ENABLE", "DISABLE"):
        fails(client.update_contributor_insights, NOT_FOUND, message, TableName=name,
              ContributorInsightsAction=action)
    fails(client.describe_contributor_insights, NOT_FOUND, TableName=table, IndexName="absent")


@pytest.mark.parametrize("operation, request_, message", cases(
    ("no table", "describe", {}, violation("tableName", "Member must not be null")),
    ("no action", "update", {"TableName": "abc"},
     violation("contributorInsightsAction", "Member must not be null")),
    ("another action", "update", {"TableName": "abc", "ContributorInsightsAction": "enable"},
     violation("contributorInsightsAction", r"Member must satisfy enum value set: \[")),
    ("a short index", "describe", {"TableName": "abc", "IndexName": "ab"},
     violation("indexName", "Member must have length greater than or equal to 3")),
    ("too many", "list", {"MaxResults": 101},
     violation("maxResults", "Member must have value less than or equal to 100")),
    ("a token that nobody gave", "list", {"NextToken": "x"}, "Invalid NextToken"),
))
def test_validation(client, operation, request_, message):
    verb = getattr(client, f"{operation}_contributor_insights")
    invalid(verb, message, **request_)

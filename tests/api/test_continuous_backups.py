"""DescribeContinuousBackups, which tools read before they do anything, and
UpdateContinuousBackups, which is refused until there is recovery to a point in time."""

import pytest

from support.errors import cases, fails, has, invalid, violation
from support.values import unique

TABLE_NOT_FOUND = "TableNotFoundException"
DISABLED = {"ContinuousBackupsStatus": "ENABLED",
            "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}


@pytest.fixture
def arn(client, table):
    return client.describe_table(TableName=table)["Table"]["TableArn"]


def update(client, table, **specification):
    return client.update_continuous_backups(TableName=table,
                                            PointInTimeRecoverySpecification=specification)


def test_recovery_is_disabled(client, table, arn):
    for name in (table, arn):
        answer = client.describe_continuous_backups(TableName=name)
        assert answer["ContinuousBackupsDescription"] == DISABLED


def test_turning_recovery_off_changes_nothing(client, table):
    answer = update(client, table, PointInTimeRecoveryEnabled=False)
    assert answer["ContinuousBackupsDescription"] == DISABLED


@pytest.mark.parametrize("more", [{}, {"RecoveryPeriodInDays": 7}])
def test_turning_recovery_on_is_refused(client, table, more):
    invalid(lambda **_: update(client, table, PointInTimeRecoveryEnabled=True, **more),
            "One or more parameter values were invalid: Backups to points in time are not "
            "supported yet: PointInTimeRecoveryEnabled")
    answer = client.describe_continuous_backups(TableName=table)
    assert answer["ContinuousBackupsDescription"] == DISABLED


def test_missing_table(client):
    name = unique("absent")
    fails(client.describe_continuous_backups, TABLE_NOT_FOUND, f"Table not found: {name}",
          TableName=name)
    for enabled in (True, False):
        fails(client.update_continuous_backups, TABLE_NOT_FOUND, f"Table not found: {name}",
              TableName=name, PointInTimeRecoverySpecification={
                  "PointInTimeRecoveryEnabled": enabled})


@pytest.mark.parametrize("request_, message", cases(
    ("no name", {"PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True}},
     has("Member must not be null")),
    ("no specification", {"TableName": "abc"},
     violation("pointInTimeRecoverySpecification", "Member must not be null")),
    ("no switch", {"TableName": "abc", "PointInTimeRecoverySpecification": {}},
     violation("pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled",
               "Member must not be null")),
    ("no days", {"TableName": "abc", "PointInTimeRecoverySpecification": {
        "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 0}},
     violation("pointInTimeRecoverySpecification.recoveryPeriodInDays",
               "Member must have value greater than or equal to 1")),
    ("too many days", {"TableName": "abc", "PointInTimeRecoverySpecification": {
        "PointInTimeRecoveryEnabled": True, "RecoveryPeriodInDays": 36}},
     violation("pointInTimeRecoverySpecification.recoveryPeriodInDays",
               "Member must have value less than or equal to 35")),
))
def test_validation(client, request_, message):
    invalid(client.update_continuous_backups, message, **request_)


@pytest.mark.parametrize("name", ["a*c", "ab", ""])
def test_bad_names(client, name):
    invalid(client.describe_continuous_backups, TableName=name)

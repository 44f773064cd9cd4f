"""Lists and descriptions of what this server has none of: tools read them before they do anything.

Global tables, backups, exports, imports, replicas, streams to Kinesis.
"""

import pytest

from support.errors import NOT_FOUND, cases, fails, invalid, violation
from support.values import unique

ACCOUNT_ARN = "arn:aws:dynamodb:us-east-1:000000000000:table/absent"
BACKUP = ACCOUNT_ARN + "/backup/01489602797149-73d8d5bc"
EXPORT = ACCOUNT_ARN + "/export/01695353076000-a1b2c3d4"
IMPORT = ACCOUNT_ARN + "/import/01695353076000-a1b2c3d4"


@pytest.mark.parametrize("operation, request_, member, next_member", cases(
    ("global tables", "list_global_tables", {}, "GlobalTables", "LastEvaluatedGlobalTableName"),
    ("a page of them", "list_global_tables",
     {"Limit": 1, "ExclusiveStartGlobalTableName": "abc", "RegionName": "us-east-1"},
     "GlobalTables", "LastEvaluatedGlobalTableName"),
    ("backups", "list_backups", {}, "BackupSummaries", "LastEvaluatedBackupArn"),
    ("backups of a table that is gone", "list_backups",
     {"TableName": "absent", "Limit": 1, "TimeRangeLowerBound": 0, "TimeRangeUpperBound": 1e9,
      "ExclusiveStartBackupArn": BACKUP, "BackupType": "ALL"},
     "BackupSummaries", "LastEvaluatedBackupArn"),
    ("exports", "list_exports", {}, "ExportSummaries", "NextToken"),
    ("exports of a table that is gone", "list_exports",
     {"TableArn": ACCOUNT_ARN, "MaxResults": 1}, "ExportSummaries", "NextToken"),
    ("imports", "list_imports", {}, "ImportSummaryList", "NextToken"),
    ("imports of a table that is gone", "list_imports",
     {"TableArn": ACCOUNT_ARN, "PageSize": 1}, "ImportSummaryList", "NextToken"),
))
def test_lists_are_empty(client, operation, request_, member, next_member):
    answer = getattr(client, operation)(**request_)
    assert answer[member] == []
    assert next_member not in answer


@pytest.mark.parametrize("operation, request_, code, message", cases(
    ("a global table", "describe_global_table", {"GlobalTableName": "abc"},
     "GlobalTableNotFoundException",
     "Global table not found: Global table with name: 'abc' does not exist"),
    ("a backup", "describe_backup", {"BackupArn": BACKUP}, "BackupNotFoundException",
     f"Backup not found: {BACKUP}"),
    ("an export", "describe_export", {"ExportArn": EXPORT}, "ExportNotFoundException",
     f"Export not found: {EXPORT}"),
    ("an import", "describe_import", {"ImportArn": IMPORT}, "ImportNotFoundException",
     f"Import not found: {IMPORT}"),
))
def test_there_is_none_to_describe(client, wire, operation, request_, code, message):
    fails(getattr(client, operation), code, message, **request_)
    name = "".join(word.capitalize() for word in operation.split("_"))
    assert wire.call(name, request_).json["__type"] == f"com.amazonaws.dynamodb.v20120810#{code}"


def test_no_table_streams_to_kinesis(client, table):
    answer = client.describe_kinesis_streaming_destination(TableName=table)
    assert (answer["TableName"], answer["KinesisDataStreamDestinations"]) == (table, [])


def test_no_table_has_replicas(client, table):
    answer = client.describe_table_replica_auto_scaling(TableName=table)
    assert answer["TableAutoScalingDescription"] == {
        "TableName": table, "TableStatus": "ACTIVE", "Replicas": []}


@pytest.mark.parametrize("operation", ["describe_kinesis_streaming_destination",
                                       "describe_table_replica_auto_scaling"])
def test_tables_are_looked_for(client, table, operation):
    call = getattr(client, operation)
    name = unique("absent")
    fails(call, NOT_FOUND, f"Requested resource not found: Table: {name} not found",
          TableName=name)
    invalid(call, violation("tableName", "Member must not be null"))
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    call(TableName=arn)


@pytest.mark.parametrize("operation, request_, message", cases(
    ("no global tables", "list_global_tables", {"Limit": 0},
     violation("limit", "Member must have value greater than or equal to 1")),
    ("after a bad name", "list_global_tables", {"ExclusiveStartGlobalTableName": "a*c"},
     violation("exclusiveStartGlobalTableName",
               r"Member must satisfy regular expression pattern: \[a-zA-Z0-9_.-\]\+")),
    ("no backups", "list_backups", {"Limit": 0},
     violation("limit", "Member must have value greater than or equal to 1")),
    ("too many backups", "list_backups", {"Limit": 101},
     violation("limit", "Member must have value less than or equal to 100")),
    ("backups of another type", "list_backups", {"BackupType": "all"},
     violation("backupType", r"Member must satisfy enum value set: \[")),
    ("after a short ARN", "list_backups", {"ExclusiveStartBackupArn": "arn:short"},
     violation("exclusiveStartBackupArn", "Member must have length greater than or equal to 37")),
    ("too many exports", "list_exports", {"MaxResults": 26},
     violation("maxResults", "Member must have value less than or equal to 25")),
    ("exports of a name", "list_exports", {"TableArn": "absent"},
     "Invalid TableArn: Invalid ResourceArn provided as input absent"),
    ("a token that nobody gave", "list_exports", {"NextToken": "x"}, "Invalid NextToken"),
    ("no imports", "list_imports", {"PageSize": 0},
     violation("pageSize", "Member must have value greater than or equal to 1")),
    ("a short token", "list_imports", {"NextToken": "0" * 16},
     violation("nextToken", "Member must have length greater than or equal to 112")),
    ("a malformed token", "list_imports", {"NextToken": "0" * 113},
     violation("nextToken", "Member must satisfy regular expression pattern: ")),
    ("a token that nobody gave for imports", "list_imports", {"NextToken": "0" * 112},
     "Invalid NextToken"),
    ("no global table", "describe_global_table", {},
     violation("globalTableName", "Member must not be null")),
    ("no backup", "describe_backup", {}, violation("backupArn", "Member must not be null")),
    ("a short ARN", "describe_export", {"ExportArn": "arn:x"},
     violation("exportArn", "Member must have length greater than or equal to 37")),
    ("a long ARN", "describe_import", {"ImportArn": "arn:" + "x" * 1021},
     violation("importArn", "Member must have length less than or equal to 1024")),
    ("no ARN", "describe_backup", {"BackupArn": "x" * 40},
     "One or more parameter values were invalid: ARNs must start with 'arn:': " + "x" * 40),
))
def test_validation(client, operation, request_, message):
    invalid(getattr(client, operation), message, **request_)


def test_times_of_the_wrong_type(wire):
    answer = wire.call("ListBackups", {"TimeRangeLowerBound": "yesterday"})
    assert (answer.status, answer.error) == (400, "SerializationException")


@pytest.mark.parametrize("seconds", [-1e300, 1e300, 1.5, 2**63])
def test_times_beyond_any_clock(wire, seconds):
    assert wire.call("ListBackups", {"TimeRangeUpperBound": seconds}).status == 200


@pytest.mark.parametrize("operation", [
    "CreateBackup", "DeleteBackup", "RestoreTableFromBackup", "RestoreTableToPointInTime",
    "CreateGlobalTable", "UpdateGlobalTable", "DescribeGlobalTableSettings",
    "UpdateGlobalTableSettings", "EnableKinesisStreamingDestination",
    "DisableKinesisStreamingDestination", "UpdateKinesisStreamingDestination",
    "ExportTableToPointInTime", "ImportTable", "UpdateTableReplicaAutoScaling"])
def test_what_would_make_some_is_unknown(wire, operation):
    answer = wire.call(operation, {})
    assert (answer.status, answer.error) == (400, "UnknownOperationException")

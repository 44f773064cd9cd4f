"""ListTables: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html"""

import re

import pytest

from support.errors import cases, invalid, violation, violations
from support.tables import create, drop
from support.values import unique

TABLES = 5


@pytest.fixture(scope="module")
def names(client):
    """A few tables with one prefix, in order."""
    prefix = unique("list")
    made = [create(client, name=f"{prefix}-{i}") for i in range(TABLES)]
    yield made
    for name in made:
        drop(client, name)


def page(client, names, **request):
    """The names under the prefix; other workers' or tests' tables may stand around them."""
    answer = client.list_tables(**request)
    return [name for name in answer["TableNames"] if name in names], answer


def test_lists_every_table_in_order(client, names):
    listed = []
    for answer in client.get_paginator("list_tables").paginate():
        listed += answer["TableNames"]
    assert [name for name in listed if name in names] == names
    assert listed == sorted(listed)


def test_starts_after_the_given_name(client, names):
    listed, _ = page(client, names, ExclusiveStartTableName=names[1])
    assert listed == names[2:]


def test_the_start_need_not_exist(client, names):
    listed, _ = page(client, names, ExclusiveStartTableName=names[1] + "-after")
    assert listed == names[2:]


def test_limit_cuts_and_says_where(client, names):
    listed, answer = page(client, names, ExclusiveStartTableName=names[0], Limit=2)
    assert listed == names[1:3]
    assert answer["LastEvaluatedTableName"] == names[2]


def test_the_last_page_has_no_last_name(client):
    answer = client.list_tables(ExclusiveStartTableName="z" * 255)
    assert answer["TableNames"] == []
    assert "LastEvaluatedTableName" not in answer


def test_paging_sees_each_table_once(client, names):
    listed = []
    for answer in client.get_paginator("list_tables").paginate(
            PaginationConfig={"PageSize": 1, "StartingToken": None}):
        assert len(answer["TableNames"]) <= 1
        listed += answer["TableNames"]
    assert [name for name in listed if name in names] == names
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("request_members, message", cases(
    ("limit zero", {"Limit": 0},
     violation("limit", "Member must have value greater than or equal to 1$")),
    ("limit negative", {"Limit": -1},
     violation("limit", "Member must have value greater than or equal to 1$")),
    ("limit above 100", {"Limit": 101},
     violation("limit", "Member must have value less than or equal to 100$")),
    ("start too short", {"ExclusiveStartTableName": "ab"},
     violation("exclusiveStartTableName", "Member must have length greater than or equal to 3$")),
    ("start too long", {"ExclusiveStartTableName": "a" * 256},
     violation("exclusiveStartTableName", "Member must have length less than or equal to 255$")),
    ("start with a semicolon", {"ExclusiveStartTableName": "89hls;;f;d"},
     violation("exclusiveStartTableName",
               re.escape("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+") + "$")),
    ("all at once", {"ExclusiveStartTableName": "a;", "Limit": 500},
     violations(3,
                ("exclusiveStartTableName", "Member must satisfy regular expression pattern"),
                ("exclusiveStartTableName", "Member must have length greater than or equal to 3"),
                ("limit", "Member must have value less than or equal to 100"))),
))
def test_refuses(client, request_members, message):
    invalid(client.list_tables, message, **request_members)

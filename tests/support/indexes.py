"""Secondary indexes in requests and descriptions."""

import time

from support.tables import POLL_SECONDS, STATE_SECONDS_MAX

ALL = {"ProjectionType": "ALL"}
KEYS_ONLY = {"ProjectionType": "KEYS_ONLY"}


def include(*attributes):
    return {"ProjectionType": "INCLUDE", "NonKeyAttributes": list(attributes)}


def keys(hash_names, range_names=()):
    """A KeySchema: names in a list or, of one letter each, in a text."""
    return ([{"AttributeName": name, "KeyType": "HASH"} for name in hash_names]
            + [{"AttributeName": name, "KeyType": "RANGE"} for name in range_names])


def definitions(**types):
    return [{"AttributeName": name, "AttributeType": kind} for name, kind in types.items()]


def index(name, hash_names, range_names=(), projection=None, **members):
    """A member of LocalSecondaryIndexes or GlobalSecondaryIndexes; None leaves a member out."""
    request = {"IndexName": name, "KeySchema": keys(hash_names, range_names),
               "Projection": ALL if projection is None else projection, **members}
    return {member: value for member, value in request.items() if value is not None}


def descriptions(client, table):
    """The table's indexes as DescribeTable shows them, local and global, by name."""
    described = client.describe_table(TableName=table)["Table"]
    return {one["IndexName"]: one for one in (described.get("LocalSecondaryIndexes", [])
                                              + described.get("GlobalSecondaryIndexes", []))}


def wait_for_index(client, table, name, wanted="ACTIVE"):
    """Waits until the global index has this status; None: until it is gone."""
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while (found := descriptions(client, table).get(name, {}).get("IndexStatus")) != wanted:
        assert time.monotonic() < deadline, f"{name} is {found}, and never became {wanted}"
        time.sleep(POLL_SECONDS)


def entries(client, table, name, **key):
    """What the index has, in no order: everything, or what has this key."""
    pages = client.get_paginator("scan").paginate(TableName=table, IndexName=name)
    return [item for page in pages for item in page["Items"]
            if all(item[attribute] == value for attribute, value in key.items())]


def unordered(items):
    """The same for the same items, in whatever order they and their attributes are."""
    return sorted((sorted(item.items()) for item in items), key=repr)


def becomes(client, table, name, expected, **key):
    """Waits until the index, which may be behind its table, has these entries."""
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while unordered(found := entries(client, table, name, **key)) != unordered(expected):
        assert time.monotonic() < deadline, f"{name} has {found}"
        time.sleep(POLL_SECONDS)

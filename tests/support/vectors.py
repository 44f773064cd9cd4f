"""Vector indexes in requests and descriptions, and what an exact search would find."""

import math
import struct
import time

from support.indexes import ALL
from support.tables import POLL_SECONDS, STATE_SECONDS_MAX


def vector(numbers):
    """As an attribute value."""
    return {"L": query(numbers)}


def query(numbers):
    """As SearchVector takes it."""
    return [{"N": repr(number) if isinstance(number, float) else str(number)}
            for number in numbers]


def index(name="vectors", attribute="v", dimensions=3, function="EUCLIDEAN", projection=None,
          **members):
    """A member of VectorIndexes; `hash` and `filters` name the attributes of its SearchSchema."""
    schema = [{"AttributeName": one, "SearchSchemaElementType": "HASH"}
              for one in [members.pop("hash", None)] if one]
    schema += [{"AttributeName": one, "SearchSchemaElementType": "INLINE_FILTER"}
               for one in members.pop("filters", [])]
    request = {"IndexName": name, "VectorAttribute": {"AttributeName": attribute},
               "Dimensions": dimensions, "DistanceFunction": function,
               "Projection": ALL if projection is None else projection,
               "SearchSchema": schema or None, **members}
    return {member: value for member, value in request.items() if value is not None}


def create_action(*arguments, **members):
    return [{"Create": index(*arguments, **members)}]


def delete_action(name="vectors"):
    return [{"Delete": {"IndexName": name}}]


def descriptions(client, table):
    """The table's vector indexes as DescribeTable shows them, by name."""
    return {one["IndexName"]: one for one in client.describe_table(TableName=table)[
        "Table"].get("VectorIndexes", [])}


def wait_for_index(client, table, name="vectors", wanted="ACTIVE"):
    """Waits until the index has this status; None: until it is gone."""
    deadline = time.monotonic() + STATE_SECONDS_MAX
    while (found := descriptions(client, table).get(name, {}).get("IndexStatus")) != wanted:
        assert time.monotonic() < deadline, f"{name} is {found}, and never became {wanted}"
        time.sleep(POLL_SECONDS)


def single(number):
    """The number as a 32-bit float has it."""
    return struct.unpack("f", struct.pack("f", number))[0]


def score(function, a, b):
    """The score of two vectors by its definition."""
    a = [single(x) for x in a]
    b = [single(x) for x in b]
    dot = math.fsum(x * y for x, y in zip(a, b))
    if function == "DOT_PRODUCT":
        return dot
    if function == "EUCLIDEAN":
        return math.sqrt(math.fsum((x - y) ** 2 for x, y in zip(a, b)))
    lengths = math.sqrt(math.fsum(x * x for x in a)) * math.sqrt(math.fsum(y * y for y in b))
    return 1 - dot / lengths


def nearest(function, wanted, vectors, count):
    """The keys of the `count` nearest of `vectors`, by key, with their scores."""
    scored = [(score(function, wanted, one), key) for key, one in vectors.items()]
    scored.sort(reverse=function == "DOT_PRODUCT", key=lambda pair: pair[0])
    return scored[:count]

"""Item sizes by the documented rules, and items of an exact size.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
Numbers are left out: their documented size is approximate.
"""

import math

ITEM_BYTES_MAX = 409_600
PAGE_BYTES_MAX = 1 << 20


def value_bytes(value):
    (kind, inner), = value.items()
    if kind == "S":
        return len(inner.encode())
    if kind == "B":
        return len(inner)
    if kind in ("BOOL", "NULL"):
        return 1
    if kind == "SS":
        return sum(len(text.encode()) for text in inner)
    if kind == "BS":
        return sum(len(data) for data in inner)
    if kind == "L":
        return 3 + sum(1 + value_bytes(element) for element in inner)
    if kind == "M":
        return 3 + sum(1 + len(name.encode()) + value_bytes(element)
                       for name, element in inner.items())
    raise ValueError(f"no exact size is documented for {kind}")


def item_bytes(item):
    return sum(len(name.encode()) + value_bytes(value) for name, value in item.items())


def padded(item, size, attribute="filler"):
    """`item` with a string attribute added that makes the whole exactly `size` bytes."""
    missing = size - item_bytes(item) - len(attribute)
    assert missing >= 0, "the item is too large already"
    return {**item, attribute: {"S": "x" * missing}}


def read_units(size, consistent):
    """Read capacity units of reading `size` bytes at once; nothing read costs the least read."""
    units = max(1, math.ceil(size / 4096))
    return float(units) if consistent else units / 2


def write_units(size):
    return float(max(1, math.ceil(size / 1024)))

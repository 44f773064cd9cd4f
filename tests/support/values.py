"""Attribute values, short to write and unmistakable to read."""

import itertools
import uuid

_counter = itertools.count()


def S(text):
    return {"S": text}


def N(number):
    return {"N": str(number)}


def B(data):
    return {"B": data}


def BOOL(value):
    return {"BOOL": value}


NULL = {"NULL": True}


def SS(*texts):
    return {"SS": list(texts)}


def NS(*numbers):
    return {"NS": [str(number) for number in numbers]}


def BS(*data):
    return {"BS": list(data)}


def L(*values):
    return {"L": list(values)}


def M(**values):
    return {"M": values}


def unique(prefix="t"):
    """A name no other test uses: tables are shared, keys and table names are not."""
    return f"{prefix}-{uuid.uuid4().hex[:12]}-{next(_counter)}"


def normalized(value):
    """An attribute value, or an item, with its sets in one order: sets come back in any."""
    if isinstance(value, dict):
        return {
            name: sorted(inner, key=repr) if name in ("SS", "NS", "BS") and isinstance(inner, list)
            else normalized(inner)
            for name, inner in value.items()
        }
    if isinstance(value, list):
        return [normalized(inner) for inner in value]
    return value

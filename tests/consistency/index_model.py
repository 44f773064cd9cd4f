"""The table and the indexes of the index test, and what an index must hold of an item."""

from support import tables
from support.values import normalized

KEYS = ("pk", "sk")
TYPES = {"pk": "S", "sk": "N", "a": "N", "b": "S", "c": "S", "d": "N", "e": "B", "mixed": "S"}


class Index:
    """Its attributes as they were declared, and the entry it must have of an item."""

    def __init__(self, name, hashes, ranges=(), projection="ALL", include=()):
        self.name, self.hashes, self.ranges = name, hashes, ranges
        self.projection, self.include = projection, include

    @property
    def request(self):
        """As CreateTable and UpdateTable take it."""
        projection = {"ProjectionType": self.projection}
        if self.include:
            projection["NonKeyAttributes"] = list(self.include)
        schema = [{"AttributeName": name, "KeyType": "HASH"} for name in self.hashes]
        schema += [{"AttributeName": name, "KeyType": "RANGE"} for name in self.ranges]
        return {"IndexName": self.name, "KeySchema": schema, "Projection": projection}

    def entry(self, item):
        """None if the item is not in the index: a key attribute is not there or of another type."""
        keys = (*self.hashes, *self.ranges)
        if any(TYPES[name] not in item.get(name, {}) for name in keys):
            return None
        if self.projection == "ALL":
            return item
        shown = {*KEYS, *keys, *self.include}
        return {name: value for name, value in item.items() if name in shown}

    def hash_of(self, entry):
        return tuple(ordered(entry[name]) for name in self.hashes)

    def range_of(self, entry):
        return tuple(ordered(entry[name]) for name in self.ranges)


LOCAL = [
    Index("local-all", ("pk",), ("a",)),
    Index("local-keys", ("pk",), ("b",), "KEYS_ONLY"),
    Index("local-some", ("pk",), ("e",), "INCLUDE", ("payload", "extra")),
]
GLOBAL = [
    Index("global-all", ("c",)),
    Index("global-swapped", ("sk",), ("pk",), "KEYS_ONLY"),
    Index("global-pairs", ("c", "d"), ("b", "a"), "INCLUDE", ("extra",)),
]
# These come and go. Writes of `mixed` are refused while there is an index of it, if they are of
# another type; what was written before is left out of it.
LATER = [
    Index("later-bytes", ("e",), ("d",)),
    Index("later-many", ("c", "d", "e"), ("a", "b"), "INCLUDE", ("tags", "extra")),
    Index("later-mixed", ("mixed",), ("sk",), "KEYS_ONLY"),
]
ALL = {index.name: index for index in (*LOCAL, *GLOBAL, *LATER)}


def definitions(*indexes):
    """The attribute definitions that these indexes need."""
    names = {name for index in indexes for name in (*index.hashes, *index.ranges)}
    return [{"AttributeName": name, "AttributeType": TYPES[name]} for name in sorted(names)]


def create_table(client):
    keys = Index("", ("pk",), ("sk",))
    return tables.create(
        client, range_type="N", AttributeDefinitions=definitions(keys, *LOCAL, *GLOBAL),
        LocalSecondaryIndexes=[index.request for index in LOCAL],
        GlobalSecondaryIndexes=[index.request for index in GLOBAL])


def ordered(value):
    """A key attribute as something that Python orders as DynamoDB does."""
    (kind, content), = value.items()
    if kind == "N":
        return int(content)
    return content if kind == "B" else content.encode()


def key_of(item):
    return tuple(ordered(item[name]) for name in KEYS)


def by_key(items):
    found = {}
    for item in items:
        assert key_of(item) not in found, f"came twice: {item}"
        found[key_of(item)] = normalized(item)
    return found


def implied(index, items):
    """What the index must hold, by the keys of the items, of all that is in the table."""
    entries = {key: index.entry(item) for key, item in items.items()}
    return {key: entry for key, entry in entries.items() if entry is not None}

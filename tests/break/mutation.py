"""A request that is spoiled a little: a part of it, or some bytes."""

import copy
import json

STRANGE = [
    None, True, False, 0, 1, -1, 1.5, 2**31, 2**63, 2**64, -2**63 - 1, 10**40, 1e300, "", " ", "x",
    "\0", "\u00e9", "\U0001f600", "x" * 300, "x" * 3000, "1e126", "-1e-131", "9" * 39, "NaN",
    "Infinity", "0x1", ":a", "#m", "a.b[0]", "((((", "SET", "ALL_OLD", "AA==", "A", [], {}, [[]],
    [None], [{}], [""], {"": {}}, {"S": "x"}, {"N": "1"}, {"N": ""}, {"B": "!"}, {"SS": []},
    {"NS": ["1", "1.0"]}, {"L": [{}]}, {"M": {"": {"S": ""}}}, {"S": "x", "N": "1"},
    {"NULL": False}, {"BOOL": "true"}, {"X": "y"}]
FRAGMENTS = [
    b"\\", b'"', b"\\u0000", b"\\ud800", b"\xff", b"\xc3", b"\x00", b"{", b"}", b"[", b"]", b",",
    b":", b"null", b"1e999", b"-0", b"(", b")", b" AND ", b" OR ", b" NOT ", b" BETWEEN ", b"size(",
    b"[0]", b".", b"#", b"?", b"'", b"<<", b">>", b"\\n", b"--", b"/*", b"REMOVE ", b"99999999999"]


def parts(node):
    """Every container and key of one, from the root on."""
    keys = node if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
    for key in keys:
        yield node, key
        yield from parts(node[key])


def replace(chance, holder, key, _):
    holder[key] = copy.deepcopy(chance.choice(STRANGE))


def remove(_, holder, key, __):
    del holder[key]


def transplant(chance, holder, key, root):
    """Another part of the same request in its place."""
    other, other_key = chance.choice(list(parts(root)))
    holder[key] = copy.deepcopy(other[other_key])


def wrap(chance, holder, key, _):
    depth = chance.choice([1, 2, 31, 32, 33, 100])
    kind = chance.choice(["L", "M", "list"])
    for _ in range(depth):
        inner = holder[key]
        holder[key] = {"L": {"L": [inner]}, "M": {"M": {"a": inner}}, "list": [inner]}[kind]


def repeat(chance, holder, key, _):
    """A list or a text many times over, or one more member of an object."""
    value = holder[key]
    if isinstance(value, (list, str)):
        holder[key] = value * chance.choice([0, 2, 26, 101, 300])
    elif isinstance(value, dict):
        value[chance.choice(["", "x", "S", "N", "pk", "TableName", "x" * 300])] = copy.deepcopy(
            chance.choice(STRANGE))


def edit(chance, holder, key, _):
    """Another letter within a text: expressions, names and statements are texts."""
    value = holder[key]
    if isinstance(value, str) and value:
        at = chance.randrange(len(value))
        put = chance.choice(["", *map(lambda part: part.decode("latin-1"), FRAGMENTS)])
        holder[key] = value[:at] + put + value[at + chance.choice([0, 1, 5]):]


CHANGES = [replace, replace, remove, transplant, wrap, repeat, edit, edit, edit]


def spoil_bytes(chance, body):
    body = bytearray(body)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at = chance.randrange(len(body) + 1)
        body[at:at + chance.choice([0, 1, 1, 10])] = chance.choice(
            [*FRAGMENTS, chance.randbytes(1), b""])
    return bytes(body)


def mutated(chance, request):
    """The body of the request, spoiled once or a few times."""
    root = copy.deepcopy(request)
    for _ in range(chance.choice([1, 1, 1, 2, 3])):
        places = list(parts(root))
        if places:
            holder, key = chance.choice(places)
            chance.choice(CHANGES)(chance, holder, key, root)
    body = json.dumps(root, ensure_ascii=chance.random() < 0.5).encode(errors="surrogatepass")
    return spoil_bytes(chance, body) if chance.random() < 0.3 else body

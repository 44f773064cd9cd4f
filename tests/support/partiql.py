"""PartiQL statements against a server, and the table that most tests of them share."""

from support import tables
from support.indexes import KEYS_ONLY, index
from support.values import BOOL, L, M, N, NULL, NS, S, SS, B

ITEM = {
    "n": N(1), "s": S("text"), "b": B(b"ab"), "t": BOOL(True), "z": NULL, "ss": SS("p", "q"),
    "ns": NS(1, 2), "l": L(N(1), N(2)), "m": M(x=N(1), l=L(N(5), S("z"))),
}


def execute(client, statement, *parameters, **members):
    """The whole answer of a statement."""
    if parameters:
        members["Parameters"] = list(parameters)
    return client.execute_statement(Statement=statement, **members)


def items(client, statement, *parameters, **members):
    return execute(client, statement, *parameters, **members)["Items"]


def pages(client, statement, *parameters, **members):
    """All pages of a statement, one after the other."""
    answer = execute(client, statement, *parameters, **members)
    yield answer
    while token := answer.get("NextToken"):
        answer = execute(client, statement, *parameters, NextToken=token, **members)
        yield answer


def make_indexed(client):
    """A table of pk (S) and sk (N), with a global index of g and sk (all attributes), one of g (keys
    only) and a local one of g (keys only); the items of two partitions in it."""
    name = tables.create(
        client, range_type="N",
        AttributeDefinitions=[
            *tables.attribute_definitions("S", "N"), {"AttributeName": "g", "AttributeType": "S"}],
        GlobalSecondaryIndexes=[index("all", ["g"], ["sk"]),
                                index("keys", ["g"], projection=KEYS_ONLY)],
        LocalSecondaryIndexes=[index("local", ["pk"], ["g"], projection=KEYS_ONLY)])
    for pk in "ab":
        for sk in range(4):
            client.put_item(TableName=name, Item={
                "pk": S(pk), "sk": N(sk), "g": S(f"g{sk % 2}"), "v": N(10 * sk)})
    return name

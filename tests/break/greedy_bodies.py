"""Requests that cost a careless server far more than their size: many of what is searched, compared
or built, out of order, nested, or empty. Each function returns an operation and the body's bytes.
"""

import json

from support.values import S

BODY_BYTES_MAX = 15 << 20
TEXT_BYTES = 390_000  # of the items, near an item's limit


def text(request):
    return json.dumps(request, separators=(",", ":")).encode()


def names(chance, count):
    """So many different names in no order."""
    made = [f"n{number:07}" for number in range(count)]
    chance.shuffle(made)
    return made


def spoiled(request, member, inner):
    """The request with `inner`, JSON of any kind, as one member."""
    return text({**request, member: None}).replace(b":null", b":" + inner, 1)


def key(table):
    return {"TableName": table, "Key": {"pk": S("1")}}


def values_out_of_order(chance, table):
    values = {f":{name}": S("") for name in names(chance, chance.randint(50_000, 350_000))}
    return "Query", text({"TableName": table, "KeyConditionExpression": "pk = :n0000001",
                          "ExpressionAttributeValues": values})


def values_of_an_update(chance, table):
    values = {f":{name}": S("") for name in names(chance, chance.randint(50_000, 300_000))}
    return "UpdateItem", text({**key(table), "UpdateExpression": "SET a = :n0000001",
                               "ExpressionAttributeValues": values})


def names_out_of_order(chance, table):
    placeholders = {f"#{name}": name for name in names(chance, chance.randint(50_000, 350_000))}
    return "GetItem", text({**key(table), "ProjectionExpression": "#n0000001",
                            "ExpressionAttributeNames": placeholders})


def contains(chance, table):
    """Almost found everywhere."""
    needle = "a" * chance.randint(1000, 200_000) + chance.choice(["b", "", "c"])
    terms = " OR ".join(["contains(v, :v)"] * chance.randint(1, 150))
    return "Scan", text({"TableName": table, "FilterExpression": terms,
                         "ExpressionAttributeValues": {":v": S(needle + "b")}})


def table_request(**members):
    return {"TableName": "of-a-greedy-request", "BillingMode": "PAY_PER_REQUEST",
            "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
            "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}], **members}


def indexes(chance, table):
    """Of the same attribute, or each of its own, which is defined, or is not."""
    made = names(chance, chance.randint(10_000, 60_000))
    own = chance.random() < 0.7
    schemas = [{"IndexName": name, "KeySchema": [{"AttributeName": name if own else "pk",
                                                  "KeyType": "HASH"}],
                "Projection": {"ProjectionType": "KEYS_ONLY"}} for name in made]
    defined = chance.sample(made, len(made)) if chance.random() < 0.7 else []
    attributes = [{"AttributeName": name, "AttributeType": "S"} for name in ["pk", *defined]]
    if chance.random() < 0.3:
        return "UpdateTable", text({
            "TableName": table, "AttributeDefinitions": attributes,
            "GlobalSecondaryIndexUpdates": [{"Create": schema} for schema in schemas]})
    member = chance.choice(["GlobalSecondaryIndexes", "LocalSecondaryIndexes"])
    return "CreateTable", text(table_request(AttributeDefinitions=attributes, **{member: schemas}))


def definitions(chance, _):
    return "CreateTable", text(table_request(AttributeDefinitions=[
        {"AttributeName": name, "AttributeType": "S"}
        for name in names(chance, chance.randint(10_000, 200_000))]))


def projected(chance, _):
    return "CreateTable", text(table_request(GlobalSecondaryIndexes=[{
        "IndexName": "one", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "Projection": {"ProjectionType": "INCLUDE",
                       "NonKeyAttributes": names(chance, chance.randint(10_000, 700_000))}}]))


def tags(chance, table):
    made = [{"Key": name, "Value": ""} for name in names(chance, chance.randint(20_000, 300_000))]
    if chance.random() < 0.5:
        return "CreateTable", text(table_request(Tags=made))
    return "TagResource", text({
        "ResourceArn": f"arn:aws:dynamodb:us-east-1:000000000000:table/{table}", "Tags": made})


def many_empty(chance, table):
    """A list of millions of elements that are next to nothing."""
    element = chance.choice([b"{}", b"[]", b"1", b'""', b"null", b'{"S":""}', b'{"NULL":true}'])
    count = chance.randint(100_000, BODY_BYTES_MAX // (len(element) + 1))
    array = b"[" + b",".join([element] * count) + b"]"
    operation, request, member = chance.choice([
        ("BatchGetItem", {"RequestItems": {table: {"Keys": None}}}, None),
        ("BatchWriteItem", {"RequestItems": {table: None}}, None),
        ("TransactWriteItems", {}, "TransactItems"),
        ("TransactGetItems", {}, "TransactItems"),
        ("PutItem", {"TableName": table, "Item": {"pk": S("1"), "l": {"L": None}}}, None),
        ("PutItem", {"TableName": table, "Item": {"pk": S("1"), "l": {"SS": None}}}, None),
        ("CreateTable", table_request(), "Tags"),
        ("CreateTable", table_request(KeySchema=None), None),
        ("UpdateTable", {"TableName": table}, "GlobalSecondaryIndexUpdates"),
        ("UntagResource", {"ResourceArn": table}, "TagKeys"),
        ("GetItem", key(table), "AttributesToGet"),
        ("Query", {"TableName": table, "KeyConditions": {
            "pk": {"ComparisonOperator": "EQ", "AttributeValueList": None}}}, None),
        ("BatchExecuteStatement", {}, "Statements"),
        ("ExecuteStatement", {"Statement": f'SELECT * FROM "{table}"'}, "Parameters"),
        ("ListTables", {}, "Unknown"),
    ])
    if member:
        return operation, spoiled(request, member, array)
    return operation, text(request).replace(b":null", b":" + array, 1)


def many_members(chance, table):
    """Objects of very many members."""
    operation, member, inner = chance.choice([
        ("PutItem", "Item", {"S": ""}), ("PutItem", "Expected", {"Exists": False}),
        ("UpdateItem", "AttributeUpdates", {"Action": "DELETE"}),
        ("Query", "KeyConditions", {"ComparisonOperator": "NULL"}),
        ("Scan", "ScanFilter", {"ComparisonOperator": "NULL"}),
        ("BatchGetItem", "RequestItems", {"Keys": []}), ("BatchWriteItem", "RequestItems", [])])
    count = chance.randint(10_000, 12_000_000 // (12 + len(text(inner))))
    request = {} if operation.startswith("Batch") else {"TableName": table}
    if operation == "UpdateItem":
        request = key(table)
    return operation, text({**request, member: dict.fromkeys(names(chance, count), inner)})


def one_name_again(chance, table):
    """The same member again and again, which a parser of JSON must decide about."""
    member = chance.choice([b'"pk":{"S":"1"}', b'"TableName":"x"', b'"a":{}'])
    count = chance.randint(10_000, BODY_BYTES_MAX // (len(member) + 1))
    inner = b"{" + b",".join([member] * count) + b"}"
    if chance.random() < 0.5:
        return "PutItem", inner
    return "PutItem", spoiled({"TableName": table}, "Item", inner)


def nested(chance, table):
    """Deep rather than wide."""
    depth = chance.randint(30, 1_000_000)
    opening, closing = chance.choice([(b'{"L":[', b"]}"), (b'{"M":{"a":', b"}}"), (b"[", b"]"),
                                      (b'{"a":', b"}")])
    inner = opening * depth + b'{"S":""}' + (closing * depth if chance.random() < 0.7 else b"")
    return "PutItem", spoiled({"TableName": table, "Item": {"pk": S("1"), "deep": None}},
                              "Unused", b'""').replace(b":null", b":" + inner, 1)


def sets(chance, table):
    count = chance.randint(10_000, 1_000_000)
    kind = chance.choice(["SS", "NS"])
    made = [name[1:].lstrip("0") or "0" for name in names(chance, count)]
    if chance.random() < 0.5:
        made[-1] = made[0]  # one is there twice
    return "PutItem", text({"TableName": table, "Item": {"pk": S("1"), "set": {kind: made}}})


def statement(chance, table):
    """PartiQL beyond any length."""
    count = chance.randint(1000, 1_000_000)
    condition = chance.choice([
        "a IN [" + ",".join(["1"] * count) + "]", "(" * count + "a = 1" + ")" * count,
        " OR ".join(["a = 1"] * count), "NOT " * count + "a = 1", "a" + ".b" * count + " = 1",
        "a = '" + "''" * count + "'", "a = " + "[" * count])
    made = f'SELECT * FROM "{table}" WHERE {condition}'
    return "ExecuteStatement", text({"Statement": made[:BODY_BYTES_MAX]})


def expression(chance, table):
    count = chance.randint(1000, 1_000_000)
    made = chance.choice([
        "(" * count + "a = :v" + ")" * count, " AND ".join(["a = :v"] * count),
        "NOT " * count + "a = :v", "a IN (" + ",".join([":v"] * count) + ")",
        "a" + "[0]" * count + " = :v", " " * count + "a = :v"])
    return "Scan", text({"TableName": table, "FilterExpression": made[:BODY_BYTES_MAX],
                         "ExpressionAttributeValues": {":v": S("x")}})


def number(chance, table):
    digits = chance.choice(["0", "9", "10"]) * chance.randint(1000, 5_000_000)
    made = chance.choice([digits, f"0.{digits}", f"1e{digits}", f"-{digits}e-{digits}"])
    return "PutItem", text({"TableName": table, "Item": {"pk": S("1"), "n": {"N": made}}})


def binary(chance, table):
    made = "A" * chance.randint(1000, 10_000_000) + chance.choice(["", "=", "==", "==="])
    return "PutItem", text({"TableName": table, "Item": {"pk": S("1"), "b": {"B": made}}})


def escapes(chance, table):
    made = chance.choice(["\\u0000", "\\ud83d\\ude00", "\\ud83d", '\\"', "\\u00e9"])
    inner = ('{"S":"' + made * chance.randint(1000, 2_000_000) + '"}').encode()
    return "PutItem", text({"TableName": table, "Item": {"pk": S("1"), "t": None}}).replace(
        b"null", inner, 1)


BODIES = [values_out_of_order, values_of_an_update, names_out_of_order, contains, indexes,
          definitions, projected, tags, many_empty, many_empty, many_members, one_name_again,
          nested, sets, statement, expression, number, binary, escapes]

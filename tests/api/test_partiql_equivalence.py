"""Statements at random against the same requests of the other operations: the same answers for the
same capacity, and tables that are the same in the end."""

import random

import pytest
from botocore.exceptions import ClientError

from support import tables
from support.indexes import index
from support.values import B, BOOL, L, M, N, NS, NULL, S, SS, normalized

SEED = 20260902
ITEMS = 120
READS = 400
WRITES = 400
FILLER_BYTES_MAX = 3000

PARTITIONS = [S(text) for text in ("a", "b", "a'b", "\u00e9", "c")]
SORTS = [N(number) for number in range(-3, 12)]
GROUPS = [S(text) for text in ("x", "y", "z")]
# A value, and how a statement writes it; None: only as a parameter.
VALUES = [
    (N(1), "1"), (N("-2.5"), "-2.5"), (N("3"), "3e0"), (S("text"), "'text'"), (S("it's"), "'it''s'"),
    (S(""), "''"), (BOOL(True), "TRUE"), (NULL, "null"), (SS("p", "q"), "<<'q', 'p'>>"),
    (NS(1, 2), "<<1, 2>>"), (L(N(1), S("x")), "[1, 'x']"), (M(k=N(1)), "{'k': 1}"),
    (B(b"\0\1"), None),
]
NAMES = ["v", "w", "select", "with space"]


class Request:
    """One condition in both languages: values become parameters or literals there, :values here."""

    def __init__(self, dice):
        self.dice = dice
        self.parameters = []
        self.values = {}
        self.names = {}

    def value(self, value, literal):
        """How the statement, and how the expression, names a value."""
        placeholder = f":v{len(self.values)}"
        self.values[placeholder] = value
        if literal is not None and self.dice.random() < 0.5:
            return literal, placeholder
        self.parameters.append(value)
        return "?", placeholder

    def name(self, name):
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = name
        return f'"{name}"', placeholder

    def term(self):
        """One comparison or function of an attribute that is no key, in both languages."""
        statement, expression = self.name(self.dice.choice(NAMES))
        kind = self.dice.randrange(7)
        if kind == 0:
            return f"{statement} IS MISSING", f"attribute_not_exists({expression})"
        if kind == 1:
            return f"{statement} IS NOT MISSING", f"attribute_exists({expression})"
        if kind == 2:
            own, other = self.value(S(type_name := self.dice.choice(["S", "N", "M"])), f"'{type_name}'")
            return f"attribute_type({statement}, {own})", f"attribute_type({expression}, {other})"
        if kind == 3:
            some = [self.value(*self.dice.choice(VALUES)) for _ in range(self.dice.randint(1, 3))]
            return (f"{statement} IN ({', '.join(own for own, _ in some)})",
                    f"{expression} IN ({', '.join(other for _, other in some)})")
        if kind == 4:
            own, other = self.value(N(1), "1")
            return f"size({statement}) > {own}", f"size({expression}) > {other}"
        if kind == 5:
            low, high = self.value(N(0), "0"), self.value(N(2), "2")
            return (f"{statement} BETWEEN {low[0]} AND {high[0]}",
                    f"{expression} BETWEEN {low[1]} AND {high[1]}")
        value, literal = self.dice.choice(VALUES)
        ordered = next(iter(value)) in ("S", "N", "B")
        comparator = self.dice.choice(["=", "<>", "<", ">="] if ordered else ["=", "<>"])
        own, other = self.value(value, literal)
        return f"{statement} {comparator} {own}", f"{expression} {comparator} {other}"

    def condition(self, depth=2):
        """Any condition; what is joined is in parentheses, once."""
        if depth == 0 or self.dice.random() < 0.4:
            return self.term()
        if self.dice.random() < 0.2:
            own, other = self.condition(depth - 1)
            return f"NOT {own}", f"NOT {other}"
        joined = [self.condition(depth - 1) for _ in range(2)]
        operator = self.dice.choice([" AND ", " OR "])
        return tuple("(" + operator.join(part) + ")" for part in zip(*joined))

    def equality(self, attribute, value):
        literal = None
        if "S" in value:
            literal = "'" + value["S"].replace("'", "''") + "'"
        own, other = self.value(value, literal or value.get("N"))
        statement, expression = self.name(attribute)
        return f"{statement} = {own}", f"{expression} = {other}"

    def members(self, **expressions):
        members = {name: text for name, text in expressions.items() if text}
        members["ExpressionAttributeNames"] = self.names
        members["ExpressionAttributeValues"] = self.values
        return {name: value for name, value in members.items() if value}

    def statement(self, text):
        members = {"Statement": text}
        return {**members, "Parameters": self.parameters} if self.parameters else members


def random_item(dice):
    # Of some size, so that reading more than is needed costs more.
    item = {"pk": dice.choice(PARTITIONS), "sk": dice.choice(SORTS),
            "filler": S("x" * dice.randrange(FILLER_BYTES_MAX))}
    if dice.random() < 0.8:
        item["g"] = dice.choice(GROUPS)
    for name in NAMES:
        if dice.random() < 0.7:
            item[name] = dice.choice(VALUES)[0]
    return item


@pytest.fixture(scope="module")
def twins(client):
    """Two tables of the same items: one for statements, one for the other operations."""
    names = [tables.create(
        client, range_type="N",
        AttributeDefinitions=[*tables.attribute_definitions("S", "N"),
                              {"AttributeName": "g", "AttributeType": "S"}],
        GlobalSecondaryIndexes=[index("by-group", ["g"], ["sk"])],
        LocalSecondaryIndexes=[index("by-local", ["pk"], ["g"])]) for _ in range(2)]
    dice = random.Random(SEED)
    for _ in range(ITEMS):
        item = random_item(dice)
        for name in names:
            client.put_item(TableName=name, Item=item)
    yield names
    for name in names:
        tables.drop(client, name)


def outcome(call, **request):
    """What came of a request: its answer, or its error."""
    try:
        return call(ReturnConsumedCapacity="INDEXES", **request), None
    except ClientError as error:
        return None, error.response["Error"]["Message"]


def in_order(items):
    return [normalized(item) for item in items]


def consumed(answer, table):
    told = {**answer["ConsumedCapacity"]}
    assert told.pop("TableName") == table
    return told


@pytest.mark.parametrize("index_name, hash_name, values", [
    (None, "pk", PARTITIONS), ("by-group", "g", GROUPS), ("by-local", "pk", PARTITIONS)])
def test_queries_are_queries(client, twins, index_name, hash_name, values):
    dice = random.Random(f"{SEED}{index_name}")
    table = twins[0]
    for _ in range(READS // 4):
        request = Request(dice)
        own_key, key = request.equality(hash_name, dice.choice(values))
        sort = "g" if index_name == "by-local" else "sk"
        is_get = False
        if sort == "sk" and dice.random() < 0.5:
            own, other = request.value(number := dice.choice(SORTS), number["N"])
            name, placeholder = request.name("sk")
            comparator = dice.choice(["=", "<", ">=", ">", "<="])
            is_get = comparator == "=" and index_name is None
            own_key = f"{own_key} AND {name} {comparator} {own}"
            key = f"{key} AND {placeholder} {comparator} {other}"
        own_filter, filter_ = request.condition() if dice.random() < 0.7 else ("", "")
        backward, limit = dice.random() < 0.3, dice.choice([None, 1, 5])
        source = f'"{table}"' + (f'."{index_name}"' if index_name else "")
        text = (f"SELECT * FROM {source} WHERE {own_key}" + (f" AND {own_filter}" if own_filter else "")
                + (f' ORDER BY "{sort}" DESC' if backward else ""))
        members = {"Limit": limit} if limit else {}
        index_member = {"IndexName": index_name} if index_name else {}
        found, refused = outcome(client.execute_statement, **request.statement(text), **members)
        expected, message = outcome(
            client.query, TableName=table, ScanIndexForward=not backward, **index_member, **members,
            **request.members(KeyConditionExpression=key, FilterExpression=filter_))
        assert refused is None and message is None, (text, refused, message)
        assert in_order(found["Items"]) == in_order(expected["Items"]), text
        assert consumed(found, table) == consumed(expected, table), text
        # A get has no next page, though a query of one item may say that there could be more.
        if not is_get:
            assert found.get("LastEvaluatedKey") == expected.get("LastEvaluatedKey"), text


@pytest.mark.parametrize("index_name", [None, "by-group"])
def test_scans_are_scans(client, twins, index_name):
    dice = random.Random(f"{SEED}{index_name}scan")
    table = twins[0]
    for _ in range(READS // 8):
        request = Request(dice)
        own_filter, filter_ = request.condition()
        source = f'"{table}"' + (f'."{index_name}"' if index_name else "")
        text = f"SELECT * FROM {source} WHERE {own_filter}"
        index_member = {"IndexName": index_name} if index_name else {}
        found, refused = outcome(client.execute_statement, **request.statement(text))
        expected, message = outcome(client.scan, TableName=table, **index_member,
                                    **request.members(FilterExpression=filter_))
        assert refused is None and message is None, (text, refused, message)
        assert in_order(found["Items"]) == in_order(expected["Items"]), text
        assert consumed(found, table) == consumed(expected, table), text


def test_gets_are_gets(client, twins):
    dice = random.Random(f"{SEED}get")
    for _ in range(READS // 4):
        request = Request(dice)
        key = {"pk": dice.choice(PARTITIONS), "sk": dice.choice(SORTS)}
        conditions = [request.equality(name, value)[0] for name, value in key.items()]
        consistent = dice.random() < 0.5
        found, _ = outcome(client.execute_statement, ConsistentRead=consistent, **request.statement(
            f'SELECT * FROM "{twins[0]}" WHERE {" AND ".join(conditions)}'))
        expected, _ = outcome(client.get_item, TableName=twins[0], Key=key, ConsistentRead=consistent)
        assert in_order(found["Items"]) == in_order([expected["Item"]] if "Item" in expected else [])
        assert consumed(found, twins[0]) == consumed(expected, twins[0])


def random_insert(dice, statement_table, other_table):
    item = random_item(dice)
    request = Request(dice)
    parts = []
    for name, value in item.items():
        literal = next((literal for known, literal in VALUES if known == value), None)
        # Statements have a bound that parameters have not.
        parts.append(f"'{name}': {request.value(value, literal)[0]}")
    return (request.statement(f'INSERT INTO "{statement_table}" VALUE {{{", ".join(parts)}}}'),
            "put_item", {"TableName": other_table, "Item": item,
                         "ConditionExpression": "attribute_not_exists(pk)"})


def random_change(dice, statement_table, other_table):
    request = Request(dice)
    key = {"pk": dice.choice(PARTITIONS), "sk": dice.choice(SORTS)}
    deletes = dice.random() < 0.3
    own_update, update = "", ""
    if not deletes:
        targets = dice.sample([*NAMES, "g"], dice.randint(1, 2))
        own_parts, set_parts, remove_parts = [], [], []
        for target in targets:
            own_name, name = request.name(target)
            if dice.random() < 0.3:
                own_parts.append(f"REMOVE {own_name}")
                remove_parts.append(name)
                continue
            if target == "g":
                value, literal = S("y"), "'y'"
            else:
                value, literal = dice.choice(VALUES)
            own, other = request.value(value, literal)
            if target != "g" and dice.random() < 0.3:
                own, other = f"if_not_exists({own_name}, {own})", f"if_not_exists({name}, {other})"
            own_parts.append(f"SET {own_name} = {own}")
            set_parts.append(f"{name} = {other}")
        own_update = " ".join(own_parts)
        update = (f"SET {', '.join(set_parts)} " if set_parts else "") + (
            f"REMOVE {', '.join(remove_parts)}" if remove_parts else "")
    (own_pk, pk), (own_sk, sk) = [request.equality(name, value) for name, value in key.items()]
    own_where, condition = f"{own_pk} AND {own_sk}", f"{pk} AND {sk}"
    if dice.random() < 0.5:
        own_more, more = request.condition()
        own_where, condition = f"{own_where} AND {own_more}", f"{condition} AND {more}"
    if deletes:
        # Deleting what is not there meets any condition.
        condition = f"attribute_not_exists(pk) OR ({condition})"
        return (request.statement(f'DELETE FROM "{statement_table}" WHERE {own_where} RETURNING ALL OLD *'),
                "delete_item", {"TableName": other_table, "Key": key, "ReturnValues": "ALL_OLD",
                                **request.members(ConditionExpression=condition)})
    returned = dice.choice([("ALL OLD", "ALL_OLD"), ("ALL NEW", "ALL_NEW"),
                            ("MODIFIED OLD", "UPDATED_OLD"), ("MODIFIED NEW", "UPDATED_NEW")])
    text = f'UPDATE "{statement_table}" {own_update} WHERE {own_where}'
    # Parameters count in the order of the text, so the other form is for those without.
    if not request.parameters:
        text = f'FROM "{statement_table}" WHERE {own_where} {own_update}'
    return (request.statement(f"{text} RETURNING {returned[0]} *"), "update_item",
            {"TableName": other_table, "Key": key, "ReturnValues": returned[1],
             **request.members(UpdateExpression=update, ConditionExpression=condition)})


def everything(client, table, **members):
    found = client.scan(TableName=table, ConsistentRead="IndexName" not in members, **members)["Items"]
    return sorted(in_order(found), key=repr)


def test_writes_are_writes(client, twins):
    dice = random.Random(f"{SEED}write")
    done = refused = 0
    for _ in range(WRITES):
        make = random_insert if dice.random() < 0.3 else random_change
        statement, operation, request = make(dice, *twins)
        found, error = outcome(client.execute_statement, **statement)
        expected, message = outcome(getattr(client, operation), **request)
        if "INSERT" in statement["Statement"] and error:
            assert error == "Duplicate primary key exists in table"
            assert message == "The conditional request failed"
        else:
            assert error == message, statement
        if expected is None:
            refused += 1
            continue
        done += 1
        returned = [expected["Attributes"]] if "Attributes" in expected else []
        assert in_order(found["Items"]) == in_order(returned), statement
        assert consumed(found, twins[0]) == consumed(expected, twins[1]), statement
    assert done > WRITES // 5 and refused > WRITES // 10
    for members in ({}, {"IndexName": "by-group"}, {"IndexName": "by-local"}):
        assert everything(client, twins[0], **members) == everything(client, twins[1], **members)

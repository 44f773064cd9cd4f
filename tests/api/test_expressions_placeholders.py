"""Names and values given beside expressions, and the limits of expressions.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-expression-parameters
"""

import pathlib
import re

import pytest

from support.errors import cases, has, invalid
from support.values import L, N, NS, S, SS, unique

EXPRESSION_BYTES_MAX = 4096
OPERATORS_MAX = 300
IN_OPERANDS_MAX = 100
PLACEHOLDER_BYTES_MAX = 255


def put(client, table, condition, **members):
    return client.put_item(TableName=table, Item={"pk": S(unique("placeholder"))},
                           ConditionExpression=condition, **members)


EXISTS = "attribute_exists(#a)"
EQUAL = "a = :a"

ERRORS = cases(
    ("name without hash", EXISTS, {"a": "a"}, None,
     'ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
    ("name of hash alone", EXISTS, {"#": "a"}, None,
     'ExpressionAttributeNames contains invalid key: Syntax error; key: "#"'),
    ("name with a dash", EXISTS, {"#a-b": "a"}, None,
     'ExpressionAttributeNames contains invalid key: Syntax error; key: "#a-b"'),
    ("name for a value", EXISTS, {":a": "a"}, None,
     'ExpressionAttributeNames contains invalid key: Syntax error; key: ":a"'),
    ("value without colon", EQUAL, None, {"a": N(1)},
     'ExpressionAttributeValues contains invalid key: Syntax error; key: "a"'),
    ("value of colon alone", EQUAL, None, {":": N(1)},
     'ExpressionAttributeValues contains invalid key: Syntax error; key: ":"'),
    ("value with a dot", EQUAL, None, {":a.b": N(1)},
     'ExpressionAttributeValues contains invalid key: Syntax error; key: ":a.b"'),
    ("unused name", EXISTS, {"#a": "a", "#b": "b"}, None,
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b}"),
    ("unused value", EQUAL, None, {":a": N(1), ":b": N(2)},
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:b}"),
    ("unused both", EXISTS, {"#a": "a", "#b": "b"}, {":b": N(2)},
     re.compile("unused in expressions: keys: {")),
    ("empty value set", EQUAL, None, {":a": SS()},
     "One or more parameter values were invalid: An string set  may not be empty"),
    ("number malformed", EQUAL, None, {":a": N("x")},
     "The parameter cannot be converted to a numeric value: x"),
    ("value without type", EQUAL, None, {":a": {}},
     "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
    ("duplicates in a set", EQUAL, None, {":a": NS(1, "1.0")},
     has("contains duplicates")),
)


@pytest.mark.parametrize("condition, names, values, message", ERRORS)
def test_refuses(client, table, condition, names, values, message):
    members = {}
    if names is not None:
        members["ExpressionAttributeNames"] = names
    if values is not None:
        members["ExpressionAttributeValues"] = values
    invalid(put, message, client=client, table=table, condition=condition, **members)


def test_unused_means_unused_in_all_expressions(client, table):
    key = {"pk": S(unique("placeholder"))}
    client.update_item(TableName=table, Key=key, UpdateExpression="SET #a = :a",
                       ConditionExpression="attribute_not_exists(#b) OR #b = :b",
                       ExpressionAttributeNames={"#a": "a", "#b": "b"},
                       ExpressionAttributeValues={":a": N(1), ":b": N(2)})
    client.query(TableName=table, KeyConditionExpression="#p = :p", FilterExpression="#a = :a",
                 ProjectionExpression="#c",
                 ExpressionAttributeNames={"#p": "pk", "#a": "a", "#c": "c"},
                 ExpressionAttributeValues={":p": key["pk"], ":a": N(1)})


def test_one_name_may_stand_in_several_expressions(client, table):
    client.query(TableName=table, KeyConditionExpression="#p = :p", ProjectionExpression="#p",
                 ExpressionAttributeNames={"#p": "pk"},
                 ExpressionAttributeValues={":p": S(unique("placeholder"))})


def test_an_error_in_the_update_is_told_before_one_in_the_condition(client, table):
    invalid(client.update_item, has("Invalid UpdateExpression: "), TableName=table,
            Key={"pk": S("a")}, UpdateExpression="SET name = a", ConditionExpression="name = a")


KEYWORDS = ("ADD", "AND", "BETWEEN", "DELETE", "IN", "NOT", "OR", "SET")


def reserved_words():
    guide = pathlib.Path(__file__).parent / "reserved_words.txt"
    return guide.read_text().split()


def test_there_are_all_the_reserved_words():
    assert len(reserved_words()) == 573


@pytest.mark.parametrize("word", reserved_words())
def test_reserved_words_need_a_name(client, table, word):
    # What one kind of expression takes for a keyword is a name in no other kind.
    problem = (f'Syntax error; token: "{word}", near: "{word}"' if word in KEYWORDS else
               f"Attribute name is a reserved keyword; reserved keyword: {word}")
    invalid(client.get_item, f"Invalid ProjectionExpression: {problem}", TableName=table,
            Key={"pk": S("a")}, ProjectionExpression=word)


@pytest.mark.parametrize("word", ["attribute_exists", "begins_with", "list_append", "ttls", "id",
                                  "named", "valid", "sizes", "keyed", "dates"])
def test_similar_words_are_not_reserved(client, table, word):
    client.get_item(TableName=table, Key={"pk": S("a")}, ProjectionExpression=word)


class TestLimits:
    def condition_of(self, size):
        """A condition of exactly `size` bytes, of names that are not too long themselves."""
        text = ""
        while size - len(text) > 400:
            text += f"attribute_not_exists({'a' * 200}) AND "
        return text + "attribute_not_exists(" + "b" * (size - len(text) - 22) + ")"

    def test_an_expression_may_have_four_kilobytes(self, client, table):
        expression = self.condition_of(EXPRESSION_BYTES_MAX)
        assert len(expression) == EXPRESSION_BYTES_MAX
        put(client, table, expression)

    @pytest.mark.parametrize("call, member", [
        ("put_item", "ConditionExpression"), ("scan", "FilterExpression"),
        ("get_item", "ProjectionExpression"), ("update_item", "UpdateExpression"),
        ("query", "KeyConditionExpression")])
    def test_an_expression_may_not_have_more(self, client, table, call, member):
        request = {"put_item": {"Item": {"pk": S("a")}}, "get_item": {"Key": {"pk": S("a")}},
                   "update_item": {"Key": {"pk": S("a")}}}.get(call, {})
        invalid(getattr(client, call),
                has(f"Invalid {member}: Expression size has exceeded the maximum allowed size"),
                TableName=table, **request,
                **{member: "a" * (EXPRESSION_BYTES_MAX + 1)})

    def test_an_update_may_have_three_hundred_operators(self, client, table):
        # the = of a clause is not counted, its + is
        clauses = ",".join(f"a{i}=:v+:v" for i in range(OPERATORS_MAX))
        assert len(clauses) < EXPRESSION_BYTES_MAX
        client.update_item(TableName=table, Key={"pk": S(unique("limit"))},
                           UpdateExpression="SET " + clauses,
                           ExpressionAttributeValues={":v": N(1)})

    def test_an_update_may_not_have_more(self, client, table):
        clauses = ",".join(f"a{i}=:v+:v" for i in range(OPERATORS_MAX + 1))
        assert len(clauses) < EXPRESSION_BYTES_MAX
        invalid(client.update_item, has("Invalid UpdateExpression: "), TableName=table,
                Key={"pk": S("a")}, UpdateExpression="SET " + clauses,
                ExpressionAttributeValues={":v": N(1)})

    def test_a_condition_may_not_have_more(self, client, table):
        clauses = " OR ".join(["a<:v"] * (OPERATORS_MAX + 1))
        invalid(put, has("Invalid ConditionExpression: "), client=client, table=table,
                condition=clauses, ExpressionAttributeValues={":v": N(1)})

    def operands(self, count):
        return {f":v{i}": N(i) for i in range(count)}

    def test_in_may_have_a_hundred_operands(self, client, table):
        values = self.operands(IN_OPERANDS_MAX)
        client.scan(TableName=table, FilterExpression=f"a IN ({','.join(values)})",
                    ExpressionAttributeValues=values)

    def test_in_may_not_have_more(self, client, table):
        values = self.operands(IN_OPERANDS_MAX + 1)
        invalid(client.scan, "Invalid FilterExpression: The IN operator is provided with too many "
                "operands; number of operands: 101", TableName=table,
                FilterExpression=f"a IN ({','.join(values)})", ExpressionAttributeValues=values)

    @pytest.mark.parametrize("size, legal", [(PLACEHOLDER_BYTES_MAX, True),
                                             (PLACEHOLDER_BYTES_MAX + 1, False)])
    def test_placeholders_have_up_to_255_bytes(self, client, table, size, legal):
        name, value = "#".ljust(size, "n"), ":".ljust(size, "v")
        by_name = {"condition": f"attribute_not_exists({name})",
                   "ExpressionAttributeNames": {name: "a"}}
        by_value = {"condition": f"a <> {value}", "ExpressionAttributeValues": {value: N(1)}}
        for request in (by_name, by_value):
            if legal:
                put(client, table, **request)
            else:
                invalid(put, client=client, table=table, **request)

    def test_values_together_have_up_to_two_megabytes(self, client, table):
        values = {f":v{i}": S("x" * 350_000) for i in range(7)}
        invalid(client.scan, "ExpressionAttributeValues exceeds max size", TableName=table,
                FilterExpression=f"a IN ({','.join(values)})", ExpressionAttributeValues=values)

    def test_list_indexes_may_be_large(self, client, table):
        key = {"pk": S(unique("limit"))}
        client.put_item(TableName=table, Item={**key, "li": L(N(1))})
        answer = client.get_item(TableName=table, Key=key, ConsistentRead=True,
                                 ProjectionExpression="li[99999]")
        assert answer["Item"] == {}

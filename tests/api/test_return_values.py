"""ReturnValues and ReturnValuesOnConditionCheckFailure of PutItem, UpdateItem and DeleteItem.

https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html#DDB-UpdateItem-request-ReturnValues
https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html#DDB-PutItem-request-ReturnValues
"""

import pytest

from support.errors import CONDITION_FAILED, cases, fails, invalid, violation
from support.values import B, BOOL, L, M, N, NULL, NS, S, SS, normalized, unique

OLD = {"a": L(N(0), N(1), N(2)), "m": M(x=N(1), y=L(N(7), N(8)), z=M(q=S("q"))), "n": N(5),
       "s": SS("a", "b"), "t": S("text"), "u": NULL}
V = {":v": N(9)}

# An update of OLD, what of it was updated as it was, and as it is.
UPDATES = cases(
    ("an attribute", "SET n = :v", V, {"n": N(5)}, {"n": N(9)}),
    ("one that was not there", "SET q = :v", V, None, {"q": N(9)}),
    ("to the same value", "SET n = :v", {":v": N("5.0")}, {"n": N(5)}, {"n": N(5)}),
    ("several", "SET n = :v, q = :v, t = u", V, {"n": N(5), "t": S("text")},
     {"n": N(9), "q": N(9), "t": NULL}),
    ("a part of a map", "SET m.x = :v", V, {"m": M(x=N(1))}, {"m": M(x=N(9))}),
    ("a part that was not there", "SET m.w = :v", V, None, {"m": M(w=N(9))}),
    ("a part of a part", "SET m.z.q = :v", V, {"m": M(z=M(q=S("q")))}, {"m": M(z=M(q=N(9)))}),
    ("parts of one map", "SET m.x = :v, m.z.q = :v", V, {"m": M(x=N(1), z=M(q=S("q")))},
     {"m": M(x=N(9), z=M(q=N(9)))}),
    ("a list element", "SET a[1] = :v", V, {"a": L(N(1))}, {"a": L(N(9))}),
    ("list elements", "SET a[2] = :v, a[0] = n", V, {"a": L(N(0), N(2))}, {"a": L(N(5), N(9))}),
    ("an element of a list in a map", "SET m.y[1] = :v", V, {"m": M(y=L(N(8)))},
     {"m": M(y=L(N(9)))}),
    ("an element beyond the end", "SET a[10] = :v", V, None, None),
    ("the element after the last", "SET a[3] = :v", V, None, {"a": L(N(9))}),
    ("a whole list", "SET a = list_append(a, a)", None, {"a": L(N(0), N(1), N(2))},
     {"a": L(N(0), N(1), N(2), N(0), N(1), N(2))}),
    ("removed", "REMOVE n", None, {"n": N(5)}, None),
    ("removed: what was not there", "REMOVE nothing", None, None, None),
    ("removed: a part", "REMOVE m.x", None, {"m": M(x=N(1))}, None),
    ("removed: the last element", "REMOVE a[2]", None, {"a": L(N(2))}, None),
    ("removed: an element, in whose place is the next", "REMOVE a[0]", None, {"a": L(N(0))},
     {"a": L(N(1))}),
    ("removed: an element that was not there", "REMOVE a[9]", None, None, None),
    ("added to a number", "ADD n :v", V, {"n": N(5)}, {"n": N(14)}),
    ("added: a number that was not there", "ADD q :v", V, None, {"q": N(9)}),
    ("added to a set", "ADD s :s", {":s": SS("c")}, {"s": SS("a", "b")}, {"s": SS("a", "b", "c")}),
    ("added: a set that was not there", "ADD q :s", {":s": NS(1, 2)}, None, {"q": NS(1, 2)}),
    ("deleted from a set", "DELETE s :s", {":s": SS("a")}, {"s": SS("a", "b")}, {"s": SS("b")}),
    ("deleted: a whole set", "DELETE s :s", {":s": SS("a", "b")}, {"s": SS("a", "b")}, None),
    ("deleted: what was not in it", "DELETE s :s", {":s": SS("z")}, {"s": SS("a", "b")},
     {"s": SS("a", "b")}),
    ("all clauses", "SET t = :v REMOVE u ADD n :v DELETE s :s", {**V, ":s": SS("a")},
     {"t": S("text"), "u": NULL, "n": N(5), "s": SS("a", "b")},
     {"t": N(9), "n": N(14), "s": SS("b")}),
)


@pytest.fixture
def key(client, table):
    key = {"pk": S(unique("return"))}
    client.put_item(TableName=table, Item={**key, **OLD})
    return key


def update(client, table, key, expression, values, wanted):
    answer = client.update_item(
        TableName=table, Key=key, UpdateExpression=expression, ReturnValues=wanted,
        **({"ExpressionAttributeValues": values} if values else {}))
    return normalized(answer.get("Attributes")) or None


class TestUpdateItem:
    @pytest.mark.parametrize("expression, values, old, new", UPDATES)
    def test_updated_old(self, client, table, key, expression, values, old, new):
        assert update(client, table, key, expression, values, "UPDATED_OLD") == normalized(old)

    @pytest.mark.parametrize("expression, values, old, new", UPDATES)
    def test_updated_new(self, client, table, key, expression, values, old, new):
        assert update(client, table, key, expression, values, "UPDATED_NEW") == normalized(new)

    @pytest.mark.parametrize("expression, values, old, new", UPDATES)
    def test_all(self, client, table, key, expression, values, old, new):
        whole = {**key, **OLD}
        assert update(client, table, key, expression, values, "ALL_OLD") == normalized(whole)
        client.put_item(TableName=table, Item=whole)
        updated = update(client, table, key, expression, values, "ALL_NEW")
        assert updated == normalized(client.get_item(TableName=table, Key=key,
                                                     ConsistentRead=True)["Item"])

    @pytest.mark.parametrize("expression, values, old, new", UPDATES)
    def test_none(self, client, table, key, expression, values, old, new):
        assert update(client, table, key, expression, values, "NONE") is None

    @pytest.mark.parametrize("wanted, attributes", [
        ("NONE", None), ("ALL_OLD", {**OLD}), ("UPDATED_OLD", None), ("ALL_NEW", {**OLD}),
        ("UPDATED_NEW", None)])
    def test_an_update_of_nothing(self, client, table, key, wanted, attributes):
        answer = client.update_item(TableName=table, Key=key, ReturnValues=wanted)
        assert normalized(answer.get("Attributes")) == normalized(
            attributes and {**key, **attributes})

    @pytest.mark.parametrize("wanted, attributes", [
        ("NONE", None), ("ALL_OLD", None), ("UPDATED_OLD", None), ("ALL_NEW", {}),
        ("UPDATED_NEW", None)])
    def test_an_item_made_of_its_key(self, client, table, wanted, attributes):
        key = {"pk": S(unique("return"))}
        answer = client.update_item(TableName=table, Key=key, ReturnValues=wanted)
        assert answer.get("Attributes") == (None if attributes is None else key)

    @pytest.mark.parametrize("wanted, attributes", [
        ("NONE", None), ("ALL_OLD", {"whole": True}),
        ("UPDATED_OLD", {"n": N(5), "s": SS("a", "b")}), ("ALL_NEW", {"whole": False}), ("UPDATED_NEW", {"n": N(6), "q": B(b"q")})])
    def test_attribute_updates(self, client, table, key, wanted, attributes):
        answer = client.update_item(
            TableName=table, Key=key, ReturnValues=wanted, AttributeUpdates={
                "n": {"Action": "ADD", "Value": N(1)}, "s": {"Action": "DELETE"},
                "q": {"Action": "PUT", "Value": B(b"q")}})
        new = {**key, **OLD, "n": N(6), "q": B(b"q")}
        del new["s"]
        if attributes and "whole" in attributes:
            attributes = {**key, **OLD} if attributes["whole"] else new
        assert normalized(answer.get("Attributes")) == normalized(attributes)


class TestPutItemAndDeleteItem:
    def call(self, client, operation, table, key, **members):
        if operation == "put":
            return client.put_item(TableName=table, Item={**key, "n": N(6)}, **members)
        return client.delete_item(TableName=table, Key=key, **members)

    @pytest.mark.parametrize("operation", ["put", "delete"])
    def test_all_old(self, client, table, key, operation):
        answer = self.call(client, operation, table, key, ReturnValues="ALL_OLD")
        assert normalized(answer["Attributes"]) == normalized({**key, **OLD})

    @pytest.mark.parametrize("operation", ["put", "delete"])
    def test_all_old_of_what_was_not_there(self, client, table, operation):
        answer = self.call(client, operation, table, {"pk": S(unique("return"))},
                           ReturnValues="ALL_OLD")
        assert "Attributes" not in answer

    @pytest.mark.parametrize("operation", ["put", "delete"])
    @pytest.mark.parametrize("members", [{}, {"ReturnValues": "NONE"}])
    def test_none(self, client, table, key, operation, members):
        assert "Attributes" not in self.call(client, operation, table, key, **members)

    @pytest.mark.parametrize("operation", ["put", "delete"])
    @pytest.mark.parametrize("wanted", ["ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"])
    def test_refuse_what_is_of_updates(self, client, table, key, operation, wanted):
        invalid(self.call, "ReturnValues can only be ALL_OLD or NONE", client=client,
                operation=operation, table=table, key=key, ReturnValues=wanted)


class TestOnConditionCheckFailure:
    def call(self, client, operation, table, key, **members):
        request = {"TableName": table, "ConditionExpression": "n > :n",
                   "ExpressionAttributeValues": {":n": N(100)}, **members}
        if operation == "put":
            return client.put_item(Item=key, **request)
        if operation == "update":
            return client.update_item(Key=key, UpdateExpression="REMOVE n", **request)
        return client.delete_item(Key=key, **request)

    @pytest.mark.parametrize("operation", ["put", "update", "delete"])
    def test_all_old(self, client, table, key, operation):
        response = fails(self.call, CONDITION_FAILED, "The conditional request failed",
                         client=client, operation=operation, table=table, key=key,
                         ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert normalized(response["Item"]) == normalized({**key, **OLD})

    @pytest.mark.parametrize("operation", ["put", "update", "delete"])
    @pytest.mark.parametrize("members", [{}, {"ReturnValuesOnConditionCheckFailure": "NONE"},
                                         {"ReturnValues": "ALL_OLD"}])
    def test_unasked(self, client, table, key, operation, members):
        response = fails(self.call, CONDITION_FAILED, client=client, operation=operation,
                         table=table, key=key, **members)
        assert "Item" not in response
        assert "Attributes" not in response

    @pytest.mark.parametrize("operation", ["put", "update", "delete"])
    def test_of_what_is_not_there(self, client, table, operation):
        response = fails(self.call, CONDITION_FAILED, client=client, operation=operation,
                         table=table, key={"pk": S(unique("return"))},
                         ReturnValuesOnConditionCheckFailure="ALL_OLD")
        assert "Item" not in response

    @pytest.mark.parametrize("operation", ["put", "update", "delete"])
    def test_refuses_another_word(self, client, table, key, operation):
        invalid(self.call, violation("returnValuesOnConditionCheckFailure",
                                     "Member must satisfy enum value set: "),
                client=client, operation=operation, table=table, key=key,
                ReturnValuesOnConditionCheckFailure="ALL_NEW")


@pytest.mark.parametrize("value", [BOOL(True), N(1)])
def test_an_item_that_met_its_condition_is_told_as_asked(client, table, key, value):
    answer = client.update_item(
        TableName=table, Key=key, UpdateExpression="SET n = :v", ConditionExpression="n = :five",
        ExpressionAttributeValues={":v": value, ":five": N(5)}, ReturnValues="UPDATED_OLD",
        ReturnValuesOnConditionCheckFailure="ALL_OLD")
    assert answer["Attributes"] == {"n": N(5)}

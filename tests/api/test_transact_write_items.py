"""TransactWriteItems: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html"""

import functools

import pytest

from support.errors import (CONDITION_FAILED, NOT_FOUND, cases, check_message, fails, has, invalid,
                            violation)
from support.sizes import ITEM_BYTES_MAX, padded, write_units
from support.transactions import (CANCELED, FAILED, cancelled, check, delete, new_keys, put, stored,
                                  update, write)
from support.values import L, M, N, S, unique

ACTIONS_MAX = 100
BYTES_MAX = 4 << 20


class TestActions:
    def test_does_all_four_kinds(self, client, table, ranged):
        made, changed, gone, looked_at = new_keys(4)
        changed, looked_at = {**changed, "sk": S("s")}, {**looked_at, "sk": S("s")}
        client.put_item(TableName=table, Item=gone)
        client.put_item(TableName=ranged, Item={**looked_at, "n": N(1)})
        answer = write(client,
                       put(table, {**made, "a": S("x")}),
                       update(ranged, changed, "SET a = :a, #b = if_not_exists(#b, :a)",
                              ExpressionAttributeNames={"#b": "b"},
                              ExpressionAttributeValues={":a": N(7)}),
                       delete(table, gone, ConditionExpression="attribute_exists(pk)"),
                       check(ranged, looked_at, "n = :n",
                             ExpressionAttributeValues={":n": N(1)}))
        assert set(answer) == {"ResponseMetadata"}
        assert stored(client, table, made) == {**made, "a": S("x")}
        assert stored(client, ranged, changed) == {**changed, "a": N(7), "b": N(7)}
        assert stored(client, table, gone) is None
        assert stored(client, ranged, looked_at) == {**looked_at, "n": N(1)}

    def test_put_replaces(self, client, table):
        key, = new_keys(1)
        client.put_item(TableName=table, Item={**key, "a": N(1)})
        write(client, put(table, {**key, "b": N(2)}))
        assert stored(client, table, key) == {**key, "b": N(2)}

    def test_update_makes_what_is_absent_and_remove_does_not(self, client, table):
        made, not_made = new_keys(2)
        write(client,
              update(table, made, "ADD n :n", ExpressionAttributeValues={":n": N(5)}),
              update(table, not_made, "REMOVE a"))
        assert stored(client, table, made) == {**made, "n": N(5)}
        assert stored(client, table, not_made) is None

    def test_deletes_what_is_absent(self, client, table):
        key, = new_keys(1)
        write(client, delete(table, key))

    def test_takes_a_hundred_actions(self, client, table):
        keys = new_keys(ACTIONS_MAX)
        write(client, *[put(table, key) for key in keys])
        assert all(stored(client, table, key) == key for key in keys[::10])
        write(client, *[delete(table, key) for key in keys])
        assert all(stored(client, table, key) is None for key in keys[::10])

    def test_takes_an_arn_for_a_name(self, client, table):
        key, = new_keys(1)
        arn = client.describe_table(TableName=table)["Table"]["TableArn"]
        write(client, put(arn, key))
        assert stored(client, table, key) == key

    def test_one_key_in_two_tables_is_two_items(self, client, make_table, table):
        key, = new_keys(1)
        other = make_table()
        write(client, put(table, key), put(other, key))
        assert stored(client, table, key) == stored(client, other, key) == key

    def test_reads_what_was_before(self, client, table):
        """Actions see nothing of each other: conditions are about the state before all of them."""
        one, other = new_keys(2)
        write(client, put(table, one), check(table, other, "attribute_not_exists(pk)"))
        cancelled(client, delete(table, one), check(table, other, "attribute_exists(pk)"),
                  reasons=[None, FAILED])


class TestCancellation:
    def test_nothing_is_done_if_one_condition_fails(self, client, table, ranged):
        one, other = new_keys(2)
        other = {**other, "sk": S("s")}
        cancelled(client,
                  put(table, one),
                  update(ranged, other, "SET a = :a", ExpressionAttributeValues={":a": N(1)},
                         ConditionExpression="attribute_exists(pk)"),
                  reasons=[None, FAILED])
        assert stored(client, table, one) is None
        assert stored(client, ranged, other) is None

    @pytest.mark.parametrize("action", [
        lambda table, key: put(table, key, ConditionExpression="attribute_exists(a)"),
        lambda table, key: delete(table, key, ConditionExpression="attribute_exists(a)"),
        lambda table, key: update(table, key, "SET b = :b",
                                  ConditionExpression="attribute_exists(a)",
                                  ExpressionAttributeValues={":b": N(1)}),
        lambda table, key: check(table, key, "attribute_exists(a)"),
    ], ids=["Put", "Delete", "Update", "ConditionCheck"])
    def test_each_kind_of_action_has_conditions(self, client, table, action):
        key, = new_keys(1)
        client.put_item(TableName=table, Item={**key, "z": N(1)})
        found = cancelled(client, action(table, key), reasons=[FAILED])
        assert "Item" not in found[0]
        (kind, members), = action(table, key).items()
        all_old = {kind: {**members, "ReturnValuesOnConditionCheckFailure": "ALL_OLD"}}
        found = cancelled(client, all_old, reasons=[FAILED])
        assert found[0]["Item"] == {**key, "z": N(1)}
        assert stored(client, table, key) == {**key, "z": N(1)}

    def test_tells_each_reason_in_order(self, client, table):
        there, absent, other, also_absent = new_keys(4)
        client.put_item(TableName=table, Item={**there, "a": S("x")})
        found = cancelled(
            client,
            put(table, absent, ConditionExpression="attribute_exists(pk)",
                ReturnValuesOnConditionCheckFailure="ALL_OLD"),
            put(table, other),
            delete(table, there, ConditionExpression="a = :y",
                   ExpressionAttributeValues={":y": S("y")},
                   ReturnValuesOnConditionCheckFailure="ALL_OLD"),
            check(table, also_absent, "attribute_not_exists(pk)"),
            reasons=[FAILED, None, FAILED, None])
        assert "Item" not in found[0]  # there was none
        assert found[2]["Item"] == {**there, "a": S("x")}

    @pytest.mark.parametrize("expression, values, message", cases(
        ("attribute that is absent", "SET b = absent", None,
         "The provided expression refers to an attribute that does not exist in the item"),
        ("operand of another type", "SET b = a + :n", {":n": N(1)},
         "An operand in the update expression has an incorrect data type"),
        ("path that leads nowhere", "SET c.d = :n", {":n": N(1)},
         "The document path provided in the update expression is invalid for update"),
        ("ADD to a string", "ADD a :n", {":n": N(1)},
         "An operand in the update expression has an incorrect data type"),
        ("number too large", "ADD big :n", {":n": N("9e125")},
         has("Number overflow. Attempting to store a number with magnitude larger than supported")),
        ("value nested too deep", "SET b = :b", {":b": functools.reduce(
            lambda value, _: L(value), range(32), S("core"))},
         has("Nesting Levels have exceeded supported limits: Attributes in the item have nested")),
        ("value too deep by itself", "SET b = :b", {":b": functools.reduce(
            lambda value, _: L(value), range(40), S("core"))},
         has("Nesting Levels have exceeded supported limits: Attributes in the item have nested")),
        ("item too large", "SET b = :b", {":b": S("x" * (ITEM_BYTES_MAX - 100))},
         "Item size to update has exceeded the maximum allowed size"),
    ))
    def test_an_update_that_its_item_does_not_allow(self, client, table, expression, values,
                                                    message):
        key, other = new_keys(2)
        item = padded({**key, "a": S("x")}, 1000) | {"big": N("99" + "0" * 124)}
        client.put_item(TableName=table, Item=item)
        members = {"ExpressionAttributeValues": values} if values else {}
        cancelled(client, put(table, other), update(table, key, expression, **members),
                  reasons=[None, ("ValidationError", message)])
        assert stored(client, table, key) == item
        assert stored(client, table, other) is None

    def test_a_condition_comes_before_the_update(self, client, table):
        key, = new_keys(1)
        cancelled(client, update(table, key, "SET b = absent",
                                 ConditionExpression="attribute_exists(pk)"), reasons=[FAILED])

    def test_is_on_the_wire_as_clients_read_it(self, wire, table):
        key, = new_keys(1)
        answer = wire.call("TransactWriteItems", {"TransactItems": [
            check(table, key, "attribute_exists(pk)"), put(table, {"pk": S(unique())})]})
        assert answer.status == 400
        assert answer.json == {
            "__type": f"com.amazonaws.dynamodb.v20120810#{CANCELED}",
            "Message": "Transaction cancelled, please refer cancellation reasons for specific "
                       "reasons [ConditionalCheckFailed, None]",
            "CancellationReasons": [
                {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"},
                {"Code": "None"}]}


class TestConsumedCapacity:
    def test_is_twice_that_of_single_writes(self, client, table):
        keys = new_keys(6)
        sizes = [100, 1024, 1025, 3000]
        items = [padded(key, size) for key, size in zip(keys, sizes)]
        client.put_item(TableName=table, Item=padded(keys[4], 2500))
        answer = write(client, *[put(table, item) for item in items],
                       check(table, keys[4], "attribute_exists(pk)"),
                       delete(table, keys[5]), ReturnConsumedCapacity="TOTAL")
        units = 2 * (sum(map(write_units, sizes)) + write_units(2500) + 1)
        assert answer["ConsumedCapacity"] == [
            {"TableName": table, "CapacityUnits": units, "WriteCapacityUnits": units}]

    def test_is_told_for_each_table_in_order(self, client, table, ranged):
        one, other, third = new_keys(3)
        answer = write(client, put(ranged, {**one, "sk": S("s")}), put(table, other),
                       put(ranged, {**third, "sk": S("s")}), ReturnConsumedCapacity="INDEXES")
        assert answer["ConsumedCapacity"] == [
            {"TableName": ranged, "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0,
             "Table": {"CapacityUnits": 4.0, "WriteCapacityUnits": 4.0}},
            {"TableName": table, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0,
             "Table": {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}}]

    def test_is_of_the_larger_item(self, client, table):
        key, = new_keys(1)
        client.put_item(TableName=table, Item=padded(key, 4000))
        answer = write(client, put(table, key), ReturnConsumedCapacity="TOTAL")
        assert answer["ConsumedCapacity"][0]["WriteCapacityUnits"] == 8.0

    def test_is_not_told_unless_asked(self, client, table):
        for members in ({}, {"ReturnConsumedCapacity": "NONE"}):
            assert "ConsumedCapacity" not in write(client, put(table, new_keys(1)[0]), **members)


NOT_THE_SCHEMA = "The provided key element does not match the schema"
A = {"pk": S("a")}
B = {"pk": S("b")}
EMPTY_KEY = ("One or more parameter values are not valid. The AttributeValue for a key attribute "
             "cannot contain an empty string value. Key: pk")

# What shows with the table cancels: the action, and what the single operation would say.
REFUSED_BY_SCHEMA = cases(
    ("put without key", lambda t: put(t, {"v": N(1)}),
     "One or more parameter values were invalid: Missing the key pk in the item"),
    ("put with a key of another type", lambda t: put(t, {"pk": N(1)}),
     "One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N"),
    ("put with too long a key", lambda t: put(t, {"pk": S("k" * 2049)}),
     "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
     "limit of2048 bytes"),
    ("delete with a key of another type", lambda t: delete(t, {"pk": N(1)}), NOT_THE_SCHEMA),
    ("delete with one too many", lambda t: delete(t, {**A, "v": N(1)}), NOT_THE_SCHEMA),
    ("update with another key", lambda t: update(t, {"id": S("a")}, "REMOVE a"), NOT_THE_SCHEMA),
    ("check without key", lambda t: check(t, {}, "attribute_exists(pk)"), NOT_THE_SCHEMA),
    ("update of the key",
     lambda t: update(t, A, "SET pk = :v", ExpressionAttributeValues={":v": S("b")}),
     "One or more parameter values were invalid: Cannot update attribute pk. This attribute is "
     "part of the key"),
    ("a path into the key", lambda t: check(t, A, "attribute_exists(pk.a)"),
     "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
     "Key: pk"),
)


@pytest.mark.parametrize("action, message", REFUSED_BY_SCHEMA)
def test_what_a_table_refuses_cancels(client, table, action, message):
    one, other = new_keys(2)
    cancelled(client, action(table), reasons=[("ValidationError", message)])
    cancelled(client, put(table, one), action(table), put(table, other),
              reasons=[None, ("ValidationError", message), None])
    # Before it is looked whether an item is there twice.
    cancelled(client, put(table, one), delete(table, one), action(table),
              reasons=[None, None, ("ValidationError", message)])
    assert stored(client, table, one) is None


def test_of_those_that_a_table_refuses_the_first_is_told(client, table):
    cancelled(client, put(table, new_keys(1)[0]), delete(table, {"pk": N(1)}), put(table, {}),
              reasons=[None, ("ValidationError", NOT_THE_SCHEMA), None])


def test_the_request_and_its_tables_are_looked_at_before_keys(client, table):
    invalid(client.transact_write_items, has("Invalid ConditionExpression: Syntax error"),
            TransactItems=[put(table, {}), check(table, A, "a b")])
    fails(client.transact_write_items, NOT_FOUND, "Requested resource not found",
          TransactItems=[put(table, {}), put(unique("absent"), A)])


def test_placeholders_without_expression_are_of_no_interest(client, table):
    one, other = new_keys(2)
    placeholders = {"ExpressionAttributeNames": {"#a": "a"},
                    "ExpressionAttributeValues": {":a": N(1)}}
    write(client, put(table, one, **placeholders), delete(table, other, **placeholders))
    assert stored(client, table, one) == one


INVALID = cases(
    ("no action", lambda t: [{}],
     "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request"),
    ("two actions in one", lambda t: [put(t, A) | delete(t, B)],
     "TransactItems can only contain one of Check, Put, Update or Delete"),
    ("an item twice", lambda t: [put(t, {**A, "v": N(1)}), put(t, B), delete(t, A)],
     "Transaction request cannot include multiple operations on one item"),
    ("an item checked and written",
     lambda t: [check(t, A, "attribute_exists(pk)"),
                update(t, A, "SET v = :v", ExpressionAttributeValues={":v": N(1)})],
     "Transaction request cannot include multiple operations on one item"),
    ("put with an empty key", lambda t: [put(t, {"pk": S("")})], EMPTY_KEY),
    ("delete with an empty key", lambda t: [delete(t, {"pk": S("")})], EMPTY_KEY),
    ("update with an empty key", lambda t: [update(t, {"pk": S("")}, "REMOVE a")], EMPTY_KEY),
    ("check with an empty key", lambda t: [check(t, {"pk": S("")}, "attribute_exists(a)")],
     EMPTY_KEY),
    ("an empty key after another that is none", lambda t: [put(t, {"pk": N(1)}),
                                                           put(t, {"pk": S("")})], EMPTY_KEY),
    ("put too large", lambda t: [put(t, padded(A, ITEM_BYTES_MAX + 1))],
     "Item size has exceeded the maximum allowed size"),
    ("value malformed", lambda t: [put(t, {**A, "n": N("one")})],
     "The parameter cannot be converted to a numeric value: one"),
    ("condition malformed", lambda t: [put(t, A, ConditionExpression="a b")],
     has("Invalid ConditionExpression: Syntax error; token: \"b\"")),
    ("condition empty", lambda t: [check(t, A, "")],
     "Invalid ConditionExpression: The expression can not be empty;"),
    ("update malformed", lambda t: [update(t, A, "SETT a = b")],
     has("Invalid UpdateExpression: Syntax error; token: \"SETT\"")),
    ("value undefined", lambda t: [check(t, A, "a = :a")],
     has("Invalid ConditionExpression: An expression attribute value used in expression is not "
         "defined; attribute value: :a")),
    ("name undefined", lambda t: [check(t, A, "attribute_exists(#a)")],
     has("Invalid ConditionExpression: An expression attribute name used in the document path is "
         "not defined; attribute name: #a")),
    ("value unused", lambda t: [check(t, A, "attribute_exists(pk)",
                                      ExpressionAttributeValues={":v": N(1)})],
     "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}"),
    ("name unused", lambda t: [update(t, A, "REMOVE a", ExpressionAttributeNames={"#a": "a"})],
     "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}"),
    ("names empty", lambda t: [check(t, A, "attribute_exists(pk)", ExpressionAttributeNames={})],
     "ExpressionAttributeNames must not be empty"),
    ("no actions", lambda t: [],
     violation("transactItems", "Member must have length greater than or equal to 1")),
    ("a hundred and one", lambda t: [put(t, {"pk": S(str(i))}) for i in range(ACTIONS_MAX + 1)],
     violation("transactItems", "Member must have length less than or equal to 100")),
    ("check without condition",
     lambda t: [{"ConditionCheck": {"TableName": t, "Key": A}}],
     violation("transactItems.1.member.conditionCheck.conditionExpression",
               "Member must not be null")),
    ("update without expression", lambda t: [put(t, B), {"Update": {"TableName": t, "Key": A}}],
     violation("transactItems.2.member.update.updateExpression", "Member must not be null")),
    ("put without item", lambda t: [{"Put": {"TableName": t}}],
     violation("transactItems.1.member.put.item", "Member must not be null")),
    ("delete without table", lambda t: [{"Delete": {"Key": A}}],
     violation("transactItems.1.member.delete.tableName", "Member must not be null")),
    ("unknown value of an option",
     lambda t: [check(t, A, "attribute_exists(pk)",
                      ReturnValuesOnConditionCheckFailure="ALL_NEW")],
     violation("transactItems.1.member.conditionCheck.returnValuesOnConditionCheckFailure",
               "Member must satisfy enum value set: ")),
)


@pytest.mark.parametrize("actions, message", INVALID)
def test_refuses(wire, table, actions, message):
    answer = wire.call("TransactWriteItems", {"TransactItems": actions(table)})
    assert (answer.status, answer.error) == (400, "ValidationException"), answer.body
    check_message(answer.message, message)


def test_refuses_a_request_without_actions(wire):
    answer = wire.call("TransactWriteItems", {})
    assert (answer.status, answer.error) == (400, "ValidationException")
    check_message(answer.message, violation("transactItems", "Member must not be null"))


@pytest.mark.parametrize("member, path", [
    ("ReturnConsumedCapacity", "returnConsumedCapacity"),
    ("ReturnItemCollectionMetrics", "returnItemCollectionMetrics")])
def test_refuses_unknown_options(client, table, member, path):
    invalid(client.transact_write_items,
            violation(path, "Member must satisfy enum value set: "),
            TransactItems=[put(table, A)], **{member: "SOME"})


def test_refuses_absent_tables(client, table):
    key, = new_keys(1)
    fails(client.transact_write_items, NOT_FOUND, "Requested resource not found",
          TransactItems=[put(table, key), put(unique("absent"), key)])
    assert stored(client, table, key) is None


def test_a_name_and_an_arn_of_one_table_are_one_table(client, table):
    arn = client.describe_table(TableName=table)["Table"]["TableArn"]
    invalid(client.transact_write_items,
            "Transaction request cannot include multiple operations on one item",
            TransactItems=[put(table, A), delete(arn, A)])


def test_numbers_that_are_equal_are_one_key(client, make_table):
    numbered = make_table(hash_type="N")
    invalid(client.transact_write_items,
            "Transaction request cannot include multiple operations on one item",
            TransactItems=[put(numbered, {"pk": N("1")}), delete(numbered, {"pk": N("1.0")})])


def test_expressions_are_looked_at_before_tables(client):
    absent = unique("absent")
    invalid(client.transact_write_items, has("Invalid ConditionExpression: Syntax error"),
            TransactItems=[put(absent, A), check(absent, A, "a b")])


def test_holds_four_megabytes(client, table):
    keys = new_keys(11)
    items = [padded(key, BYTES_MAX // 11) for key in keys]
    write(client, *[put(table, item) for item in items])
    assert stored(client, table, keys[-1]) == items[-1]
    invalid(client.transact_write_items, has("size cannot exceed"),
            TransactItems=[put(table, padded(key, BYTES_MAX // 11 + 1)) for key in keys]
            + [put(table, {"pk": S("more")})])
    write(client, *[delete(table, key) for key in keys])


def test_holds_four_megabytes_of_updated_items(client, table):
    keys = new_keys(11)
    for key in keys:
        client.put_item(TableName=table, Item=padded(key, BYTES_MAX // 11))
    invalid(client.transact_write_items, has("size cannot exceed"), TransactItems=[
        update(table, key, "SET m = :m", ExpressionAttributeValues={":m": M(a=N(1))})
        for key in keys])
    assert "m" not in stored(client, table, keys[0])


def test_conditions_of_single_writes_fail_as_ever(client, table):
    key, = new_keys(1)
    write(client, put(table, key))
    fails(client.put_item, CONDITION_FAILED, TableName=table, Item=key,
          ConditionExpression="attribute_not_exists(pk)")

"""Numbers: which there are, how they come back, how they are compared and what is made of them.

https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html#HowItWorks.DataTypes.Number
"""

import decimal

import pytest

from support.errors import CONDITION_FAILED, cases, fails, invalid
from support.values import L, N, NS, S, normalized, unique

OVERFLOW = ("Number overflow. Attempting to store a number with magnitude larger than supported "
            "range")
UNDERFLOW = ("Number underflow. Attempting to store a number with magnitude smaller than supported "
             "range")
TOO_PRECISE = "Attempting to store more than 38 significant digits in a Number"
NOT_NUMERIC = "The parameter cannot be converted to a numeric value"
NINES = "9" * 38
LEAST = "0." + "0" * 129 + "1"

# How numbers are written, and how they are told.
FORMS = [
    ("0", "0"), ("-0", "0"), ("+0", "0"), ("0.00", "0"), ("0E125", "0"), ("0E-130", "0"),
    ("00.00E127", "0"), ("0" * 100, "0"),
    ("7", "7"), ("+7", "7"), ("-7", "-7"), ("007", "7"), ("7.", "7"), (".7", "0.7"), ("7.70", "7.7"),
    ("7e2", "700"), ("7E+2", "700"), ("7e-2", "0.07"), ("7E002", "700"), ("700E-2", "7"),
    ("0.0007E4", "7"), ("123.456E1", "1234.56"),
    (NINES, NINES), ("-" + NINES, "-" + NINES), ("0." + NINES, "0." + NINES),
    (NINES + "E88", NINES + "0" * 88), ("1" + "0" * 125, "1" + "0" * 125),
    ("9." + "9" * 37 + "E125", NINES + "0" * 88), ("1E-130", LEAST), ("-1E-130", "-" + LEAST),
    ("10E-131", LEAST), ("0.1E126", "1" + "0" * 125),
]

NONE = cases(
    ("nothing", "", NOT_NUMERIC + ": "),
    *((text, text, f"{NOT_NUMERIC}: {text}") for text in (
        "a", "1a", "1 ", " 1", "+", "-", ".", "-.", "--1", "+-1", "1-", "1.2.3", "E5", "1E", "1E+",
        "1E1.5", "1E1E1", "1,000", "1_000", "0x1F", "1f", "1L", "NaN", "Infinity", "-Infinity",
        "true", "\u0661", "\uff11")),
    ("39 digits", "1" * 39, TOO_PRECISE),
    ("39 digits around a point", "1" * 20 + "." + "1" * 19, TOO_PRECISE),
    ("39 digits with zeros between", "1" + "0" * 37 + "1", TOO_PRECISE),
    ("39 digits, all behind the point", "0." + "1" * 39, TOO_PRECISE),
    ("200 digits", "1" * 200, TOO_PRECISE),
    ("10^126", "1E126", OVERFLOW), ("-10^126", "-1E126", OVERFLOW),
    ("10^126 in full", "1" + "0" * 126, OVERFLOW),
    # 32 bits hold an exponent, and the digits that it makes stand before the point.
    ("an exponent of 31 bits", "1E2147483646", OVERFLOW),
    ("digits beyond 32 bits", "1E2147483647", UNDERFLOW),
    ("digits beyond 32 bits, two of them", "10E2147483646", UNDERFLOW),
    ("digits beyond 32 bits, negative", "-1E2147483647", UNDERFLOW),
    ("the greatest exponent behind a point", "0.1E2147483647", OVERFLOW),
    ("the least exponent", "1E-2147483647", UNDERFLOW),
    *((text, text, f"{NOT_NUMERIC}: {text}") for text in (
        "1E2147483648", "-1E2147483648", "1E99999999999", "1E9223372036854775808", "1E-2147483648",
        "1E-99999999999", "0E2147483648", "0.1E-2147483647")),
    ("10^-131", "1E-131", UNDERFLOW), ("-10^-131", "-1E-131", UNDERFLOW),
    ("10^-131 in full", "0." + "0" * 130 + "1", UNDERFLOW),
    # A zero counts as if its last digit were a 1.
    ("zero too large", "0E126", OVERFLOW), ("zero too small", "0E-131", UNDERFLOW),
    ("zero too small in full", "0." + "0" * 131, UNDERFLOW),
)


@pytest.mark.parametrize("written, told", FORMS)
def test_come_back_as_the_same_digits(client, table, written, told):
    key = {"pk": S(unique("number"))}
    client.put_item(TableName=table, Item={**key, "n": N(written), "set": NS(written),
                                           "li": L(N(written))})
    item = client.get_item(TableName=table, Key=key, ConsistentRead=True)["Item"]
    assert item == {**key, "n": N(told), "set": NS(told), "li": L(N(told))}


@pytest.mark.parametrize("written, message", NONE)
def test_what_is_none_is_refused(client, table, written, message):
    key = {"pk": S("a")}
    for value in (N(written), NS(written), L(N(written))):
        invalid(client.put_item, message, TableName=table, Item={**key, "n": value})
    # Scan tells nothing of the empty text.
    of_text = message.removesuffix(": ")
    told = f"ExpressionAttributeValues contains invalid value: {of_text} for key :n"
    invalid(client.scan, told, TableName=table, FilterExpression="n = :n",
            ExpressionAttributeValues={":n": N(written)})


@pytest.mark.parametrize("one, other", [("1", "1.0"), ("100", "1E2"), ("0", "-0"), ("-5", "-05")])
def test_are_equal_however_they_are_written(client, table, one, other):
    invalid(client.put_item, "Input collection contains duplicates", TableName=table,
            Item={"pk": S("a"), "n": NS(one, other)})
    key = {"pk": S(unique("number"))}
    client.put_item(TableName=table, Item={**key, "n": N(one), "ns": NS(one, "77"), "li": L(N(one))})
    client.delete_item(
        TableName=table, Key=key, ConditionExpression="n = :n AND ns = :ns AND li = :li",
        ExpressionAttributeValues={":n": N(other), ":ns": NS("77", other), ":li": L(N(other))})


ASCENDING = ["-" + NINES + "E88", "-1E125", "-123.5", "-123", "-1", "-0.1", "-1E-130", "0", "1E-130",
             "1E-129", "0.1", "0.11", "1", "9", "10", "10.5", "99.99", "100", "1E20", "1E125",
             NINES + "E88"]


def test_are_sorted_by_value(client, shared_tables):
    table = shared_tables.get("S", "N")
    partition = unique("numbers")
    for number in reversed(ASCENDING):
        client.put_item(TableName=table, Item={"pk": S(partition), "sk": N(number)})
    answer = client.query(TableName=table, KeyConditionExpression="pk = :p", ConsistentRead=True,
                          ExpressionAttributeValues={":p": S(partition)})
    wanted = [decimal.Decimal(number) for number in ASCENDING]
    assert [decimal.Decimal(item["sk"]["N"]) for item in answer["Items"]] == wanted


@pytest.mark.parametrize("at", range(len(ASCENDING) - 1))
def test_are_compared_by_value(client, table, at):
    key = {"pk": S(unique("number"))}
    client.put_item(TableName=table, Item={**key, "n": N(ASCENDING[at])})
    values = {":n": N(ASCENDING[at + 1])}
    fails(client.delete_item, CONDITION_FAILED, TableName=table, Key=key,
          ConditionExpression="n >= :n OR n = :n", ExpressionAttributeValues=values)
    client.delete_item(TableName=table, Key=key,
                       ConditionExpression="n < :n AND n <= :n AND n <> :n",
                       ExpressionAttributeValues=values)


SUMS = [
    ("0.1", "0.2", "0.3"), ("1", "-1", "0"), (NINES, "1", "1" + "0" * 38), ("1E125", "-1E125", "0"),
    ("1E-130", "1E-130", "2E-130"), (NINES, "-1E-37", None), ("5", "1E-37", "5." + "0" * 36 + "1"),
    (NINES + "E87", NINES + "E87", None), ("1E125", "1E-130", None), ("9E125", "1E125", None),
    (NINES + "E88", "1E88", None),
]


@pytest.mark.parametrize("one, other, result", SUMS)
def test_are_added_exactly_or_not_at_all(client, table, one, other, result):
    key = {"pk": S(unique("sum"))}
    for expression, added in (("SET n = n + :n", other), ("ADD n :n", other),
                              ("SET n = n - :n", negative(other))):
        client.put_item(TableName=table, Item={**key, "n": N(one)})
        request = {"TableName": table, "Key": key, "UpdateExpression": expression,
                   "ExpressionAttributeValues": {":n": N(added)}, "ReturnValues": "ALL_NEW"}
        if result is None:
            invalid(client.update_item, None, **request)
        else:
            told = client.update_item(**request)["Attributes"]["n"]["N"]
            assert decimal.Decimal(told) == decimal.Decimal(result)


def negative(number):
    return number[1:] if number.startswith("-") else "-" + number


def test_sets_have_each_number_once(client, table):
    key = {"pk": S(unique("numbers"))}
    client.put_item(TableName=table, Item={**key, "n": NS("3", "1", "2")})
    answer = client.update_item(TableName=table, Key=key, UpdateExpression="ADD n :n",
                                ExpressionAttributeValues={":n": NS("2.0", "4", "1E0")},
                                ReturnValues="ALL_NEW")
    assert normalized(answer["Attributes"]["n"]) == NS("1", "2", "3", "4")
    answer = client.update_item(TableName=table, Key=key, UpdateExpression="DELETE n :n",
                                ExpressionAttributeValues={":n": NS("1.0", "0.4E1", "77")},
                                ReturnValues="ALL_NEW")
    assert normalized(answer["Attributes"]["n"]) == NS("2", "3")

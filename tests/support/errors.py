"""Calls that must fail, told by the error's code and message."""

import re

import pytest
from botocore.exceptions import ClientError

from support.words import Violation, Violations, told

VALIDATION = "ValidationException"
NOT_FOUND = "ResourceNotFoundException"
IN_USE = "ResourceInUseException"
CONDITION_FAILED = "ConditionalCheckFailedException"


def check_message(message, expected, operation=None):
    """`expected` is the whole text, a pattern to be found in it, or None for any text.

    Texts and violations are in the older words and stand for those of the operation.
    """
    if expected is None:
        return
    if isinstance(expected, (Violation, Violations)):
        expected = expected.pattern(operation)
    if isinstance(expected, re.Pattern):
        assert expected.search(message), f"{message!r} does not match {expected.pattern!r}"
    else:
        assert message == told(operation, expected)


def has(fragment):
    """Matches every message that holds `fragment`, for texts known only in part."""
    return re.compile(re.escape(fragment))


def fails(call, code, message=None, **request):
    """Calls `call(**request)`, which must be refused, and returns the whole error response."""
    with pytest.raises(ClientError) as caught:
        call(**request)
    response = caught.value.response
    assert response["Error"]["Code"] == code, response["Error"]
    check_message(response["Error"].get("Message", ""), message,
                  caught.value.operation_name)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response


def invalid(call, message=None, **request):
    return fails(call, VALIDATION, message, **request)


def cases(*rows):
    """Parameter sets named by their first column."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def violation(path, constraint):
    """One broken constraint of the model, whatever the value: the member and what it must be."""
    return Violation(path, constraint)


def violations(count, *parts):
    """Several broken constraints in one message, in any order."""
    return Violations(count, *parts)

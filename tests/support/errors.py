"""Calls that must fail, told by the error's code and message."""

import re

import pytest
from botocore.exceptions import ClientError

VALIDATION = "ValidationException"
NOT_FOUND = "ResourceNotFoundException"
IN_USE = "ResourceInUseException"
CONDITION_FAILED = "ConditionalCheckFailedException"


def check_message(message, expected):
    """`expected` is the whole text, a pattern to be found in it, or None for any text."""
    if expected is None:
        return
    if isinstance(expected, re.Pattern):
        assert expected.search(message), f"{message!r} does not match {expected.pattern!r}"
    else:
        assert message == expected


def has(fragment):
    """Matches every message that holds `fragment`, for texts known only in part."""
    return re.compile(re.escape(fragment))


def fails(call, code, message=None, **request):
    """Calls `call(**request)`, which must be refused, and returns the whole error response."""
    with pytest.raises(ClientError) as caught:
        call(**request)
    response = caught.value.response
    assert response["Error"]["Code"] == code, response["Error"]
    check_message(response["Error"].get("Message", ""), message)
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 400
    return response


def invalid(call, message=None, **request):
    return fails(call, VALIDATION, message, **request)


def cases(*rows):
    """Parameter sets named by their first column."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows]


def violation(path, constraint):
    """One broken constraint of the model, whatever the value: the member and what it must be."""
    return re.compile(r"^1 validation error detected: Value .* at '" + re.escape(path)
                      + "' failed to satisfy constraint: " + constraint, re.DOTALL)


def violations(count, *parts):
    """Several broken constraints in one message, in any order."""
    lookaheads = "".join(
        r"(?=.*at '" + re.escape(path) + "' failed to satisfy constraint: " + constraint + ")"
        for path, constraint in parts)
    return re.compile(rf"^{count} validation errors detected: " + lookaheads, re.DOTALL)

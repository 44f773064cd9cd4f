"""In which words each operation tells what is wrong with a request, as of most Regions.

The tests state the older words; told() turns them into those of the operation that is called.
src/api/words.cc has the same table for the server.
"""

import re

NEW = "new"
ENVELOPED = "new, in an envelope"
FORMS = {"PutItem": ENVELOPED, "UpdateItem": ENVELOPED, "DeleteItem": ENVELOPED, "GetItem": NEW,
         "BatchGetItem": NEW, "Query": NEW}
ENVELOPE = "1 validation error detected: "

# The member whose entries have names of their own, not members.
MAPS = {"requestItems"}

# How messages begin that need nothing but the request. (Those about numbers may be of what an update
# makes of them as well; then a test says bare().)
PARAMETERS = "One or more parameter values were invalid: "
OF_THE_REQUEST = re.compile("|".join([
    "Invalid (Condition|Update)Expression: ", "ExpressionAttribute(Names|Values) ",
    "Value provided in ExpressionAttribute", "Can not use both expression",
    "ConditionalOperator can", "ReturnValues can only", "Supplied AttributeValue ",
    "The parameter cannot be converted", "Number (over|under)flow", "Attempting to store more than",
    "Input collection contains", "Empty attribute name", "Attribute name is too large",
    "Nesting Levels have", PARAMETERS + "(An (string|number) set|Binary sets|Null attribute)",
    PARAMETERS + "Input collection", PARAMETERS + ".* for Attribute: ",
    PARAMETERS + ".*ComparisonOperator", PARAMETERS + ".*Action", PARAMETERS + "Only ",
    PARAMETERS + "Invalid number of argument", PARAMETERS + ".*AttributeValue",
    PARAMETERS + ".* action (with value )?is not supported", "The BETWEEN condition was provided",
]))
# Enveloped in all newer words, of Query as well.
SELECTED = re.compile("Must specify the AttributesToGet or ProjectionExpression when choosing to get")
WRAPPED = re.compile("ExpressionAttributeValues contains invalid value: (.*) for key [^ ]*",
                     re.DOTALL)


class bare(str):
    """A message in no envelope, whatever it begins with."""


def spelled(operation, path):
    """The way to a member as the operation tells it: "requestItems.T.member.keys"."""
    if operation not in FORMS:
        return path
    parts = path.split(".")
    for i, part in enumerate(parts):
        if part != "member" and (i == 0 or parts[i - 1] not in MAPS):
            parts[i] = part[:1].upper() + part[1:]
    return ".".join(parts)


def told(operation, message):
    """A whole message of the older words in those of the operation."""
    form = FORMS.get(operation)
    if form is None or isinstance(message, bare):
        return str(message)
    if wrapped := WRAPPED.fullmatch(message):
        message = wrapped[1]
    if SELECTED.match(message) or form == ENVELOPED and OF_THE_REQUEST.match(message):
        return ENVELOPE + message
    return message


class Violation:
    """One broken constraint of the model, whatever the value: the member and what it must be."""

    def __init__(self, path, constraint):
        self.path, self.constraint = path, constraint

    def text(self, operation):
        """What tells it, a pattern; `told` decides whether the value is shown."""
        form = FORMS.get(operation)
        if form == ENVELOPED and self.constraint.startswith("Member must satisfy enum"):
            return "Failed to satisfy constraint: " + self.constraint
        value = " .*" if form is None else ""
        return (f"Value{value} at '{re.escape(spelled(operation, self.path))}' failed to satisfy "
                f"constraint: {self.constraint}")

    def pattern(self, operation):
        return re.compile("^1 validation error detected: " + self.text(operation), re.DOTALL)


class Violations:
    """Several broken constraints in one message, in any order."""

    def __init__(self, count, *parts):
        self.count, self.parts = count, [Violation(*part) for part in parts]

    def pattern(self, operation):
        lookaheads = "".join(f"(?=.*{part.text(operation)})" for part in self.parts)
        return re.compile(rf"^{self.count} validation errors detected: " + lookaheads, re.DOTALL)

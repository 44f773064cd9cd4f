"""dynamodb.h and dynamodb.cc: structures and enumerations."""

from shapes import enumerator, snake_case

HEADER_TOP = """\
// Requests and answers of the DynamoDB API, as C++. Names are the API's; a member is optional where
// a request may lack it, and always in what is only answered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "value/row.h"
#include "value/value.h"

namespace api::dynamodb {
"""


# What a PartiQL statement is given.
PARAMETERS = "PreparedStatementParameters"


def member_type(model, structure, member, shape):
    cpp = model.cpp_type(shape)
    return cpp if model.is_required(structure, member) else f"std::optional<{cpp}>"


def needs_initializer(model, shape):
    return model.kind(shape) in ("enum", "integer", "long", "double", "boolean", "timestamp")


def structure(model, name):
    yield f"struct {name} {{"
    for member, shape in model.shapes[name]["members"].items():
        start = ""
        if model.is_required(name, member) and needs_initializer(model, shape):
            start = "{}"
        yield f"  {member_type(model, name, member, shape)} {snake_case(member)}{start};"
    if model.keeps_invalid_value(name):
        yield "  // The first attribute value that is none. Told by the operation, in its turn; until then"
        yield "  // what was read must not be used."
        yield "  std::optional<base::Error> invalid_value;"
    if PARAMETERS in model.shapes[name]["members"].values():
        yield "  // The first of the parameters that is none. Told by the operation, of the statement; until"
        yield "  // then they must not be used."
        yield "  std::optional<base::Error> invalid_parameter;"
    yield "};"
    yield ""


def enumeration(model, name):
    values = ", ".join(enumerator(text) for text in model.shapes[name]["enum"])
    yield f"enum class {name} {{ {values} }};"
    yield f"std::string_view ToText({name} value);"
    yield ""


def header(model):
    yield HEADER_TOP
    for name in model.of_kind("enum", model.all()):
        yield from enumeration(model, name)
    for name in model.of_kind("structure", model.all()):
        yield from structure(model, name)
    yield "}  // namespace api::dynamodb"


def source(model):
    yield '#include "api/model/dynamodb.h"'
    yield ""
    yield "namespace api::dynamodb {"
    for name in model.of_kind("enum", model.all()):
        yield ""
        yield f"std::string_view ToText({name} value) {{"
        yield "  switch (value) {"
        for text in model.shapes[name]["enum"]:
            yield f"    case {name}::{enumerator(text)}:"
            yield f'      return "{text}";'
        yield "  }"
        yield '  return "";'
        yield "}"
    yield ""
    yield "}  // namespace api::dynamodb"

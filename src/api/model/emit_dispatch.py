"""dynamodb_json.h, operations.h and operations.cc: parsing, rendering and calling by operation."""


def json_header(model):
    yield """\
// Requests out of JSON, answers into JSON.
#pragma once

#include <string>
#include <string_view>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/words.h"

namespace api::dynamodb {

// The request in `body`, which must be followed by wire::kBodyPaddingBytes readable bytes.
// Errors: SerializationException (no JSON, or of the wrong shape); ValidationException (the model's
// constraints, then attribute values that are none)."""
    for operation in model.operations.values():
        name = operation["input"]
        yield f"ApiResult<{name}> Parse{name}(std::string_view body, Words words);"
    yield ""
    yield "// Each appends the answer's body."
    for operation in model.operations.values():
        if "output" in operation:
            yield f"void Render(const {operation['output']}& answer, std::string* out);"
    yield ""
    yield "}  // namespace api::dynamodb"


def operations_header(model):
    yield """\
// The operations of the API, one file each, and the table by which a request finds its own.
#pragma once

#include <span>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/operation.h"
#include "api/request_context.h"

namespace api::dynamodb {
"""
    for name, operation in model.operations.items():
        arguments = f"RequestContext& context, const {operation['input']}& input"
        line = f"ApiResult<{operation.get('output', 'void')}> {name}({arguments});"
        if len(line) > 100:
            indent = " " * (line.index("(") + 1)
            line = line.replace("& context, ", f"& context,\n{indent}")
        yield line
    yield """
// In the model's order.
std::span<const Operation> Operations();

}  // namespace api::dynamodb"""


def operations_source(model):
    yield """\
#include "api/dynamodb/operations.h"

#include "api/model/dynamodb_json.h"

namespace api::dynamodb {
namespace {
"""
    yield "const Operation kOperations[] = {"
    for name, operation in model.operations.items():
        call = f"CallOperation<Parse{operation['input']}, {name}>"
        yield f'    {{"{name}", "{model.target_prefix}.{name}",'
        yield f"     {call}, WordsOf(\"{name}\")}},"
    yield """\
};

}  // namespace

std::span<const Operation> Operations() { return kOperations; }

}  // namespace api::dynamodb"""

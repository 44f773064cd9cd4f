"""dynamodb_writer.cc: answers into JSON."""

from shapes import snake_case


def structure(model, name):
    yield ""
    yield f"void Render(const {name}& from, std::string* out) {{"
    yield "  ObjectWriter object(out);"
    for member in model.shapes[name]["members"]:
        field = f"from.{snake_case(member)}"
        if model.is_required(name, member):
            yield f'  object.Member("{member}", {field});'
        else:
            yield f'  if ({field}) object.Member("{member}", *{field});'
    yield "  object.End();"
    yield "}"


def source(model):
    names = model.of_kind("structure", model.outputs)
    yield """\
#include "api/json_answer.h"
#include "api/model/dynamodb.h"
#include "api/model/dynamodb_json.h"

namespace api::dynamodb {
"""
    for name in names:
        yield f"void Render(const {name}& from, std::string* out);"
    for name in names:
        yield from structure(model, name)
    yield ""
    yield "}  // namespace api::dynamodb"

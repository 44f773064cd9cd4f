"""dynamodb_reader.cc: requests out of JSON, checked against the model's constraints.

Every structure, list and map of a request has one function ReadX, named after its shape; scalars
are read where they stand. The functions are static, not in an unnamed namespace: the reader's
templates find them by the namespace of their arguments, which an unnamed one is not.
"""

from shapes import PATTERNS, enumerator, snake_case

# Shapes of which the service knows more than the model says.
TABLE_NAME = "TableArn"
EXPRESSION_VALUES = "ExpressionAttributeValueMap"


def bounds(shape):
    return f"{{.min = {shape.get('min', 'kNoMinimum')}, .max = {shape.get('max', 'kNoMaximum')}}}"


def has_bounds(shape):
    return "min" in shape or "max" in shape


def quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def string_constraint(model, name):
    """What a string's own constraints are, as the reader takes them."""
    shape = model.shapes[name]
    parts = [f".length = {bounds(shape)}"] if has_bounds(shape) else []
    if name == TABLE_NAME:
        return "kTableNameConstraint"
    if "pattern" in shape:
        parts.append(f".matches = {PATTERNS[shape['pattern']]}")
        parts.append(f".pattern = {quote(shape['pattern'])}")
    return "{" + ", ".join(parts) + "}"


def is_constrained_string(model, name):
    shape = model.shapes[name]
    return model.kind(name) == "string" and (has_bounds(shape) or "pattern" in shape)


def read_scalar(model, name, value, out):
    """Statements that read a member; `out` is an expression for a pointer to a T."""
    shape = model.shapes[name]
    kind = model.kind(name)
    if kind == "value":
        raise SystemExit(f"{name}: an attribute value is no plain member")
    if name == EXPRESSION_VALUES:
        yield f"TRY(reader.ReadExpressionValues({value}, {out}));"
    elif kind == "row":
        yield f"TRY(reader.ReadRow({value}, {out}));"
    elif kind == "enum":
        yield f"TRY(reader.ReadEnum({value}, k{name}Values, {out}));"
    elif kind == "string":
        yield f"TRY(reader.ReadString({value}, {out}));"
        if name == TABLE_NAME:
            yield f"reader.CheckTableName(*({out}), {bounds(shape)});"
        elif is_constrained_string(model, name):
            yield f"reader.CheckString(*({out}), {string_constraint(model, name)});"
    elif kind in ("integer", "long"):
        reader = "ReadInteger" if kind == "integer" else "ReadLong"
        yield f"TRY(reader.{reader}({value}, {out}));"
        if has_bounds(shape):
            yield f"reader.CheckRange(*({out}), {bounds(shape)});"
    elif kind == "double":
        yield f"TRY(reader.ReadDouble({value}, {out}));"
    elif kind == "timestamp":
        yield f"TRY(reader.ReadTimestamp({value}, {out}));"
    elif kind == "boolean":
        yield f"TRY(reader.ReadBoolean({value}, {out}));"
    else:
        # Structures, lists and maps.
        yield f"TRY(Read{name}(reader, {value}, {out}));"


def enumeration(model, name):
    values = model.shapes[name]["enum"]
    told = ", ".join(model.enum_order.get(name, values))
    yield ""
    yield f"constexpr std::string_view k{name}Texts[] = {{"
    for text in values:
        yield f'    "{text}",  // {enumerator(text)}'
    yield "};"
    yield f"constexpr EnumValues k{name}Values = {{"
    yield f"    .texts = k{name}Texts,"
    yield f"    .told = {quote(f'[{told}]')},"
    told_new = ", ".join(model.enum_order_new.get(name, model.enum_order.get(name, values)))
    yield f"    .told_new = {quote(f'[{told_new}]')},"
    yield "};"


def list_of(model, name):
    shape = model.shapes[name]
    member = shape["member"]
    kind = model.kind(name)
    yield ""
    yield (f"static base::Status Read{name}(RequestReader& reader, json::value value, "
           f"{model.cpp_type(name)}* out) {{")
    # Of lists that are a map's values the map tells.
    checked = has_bounds(shape) and not model.is_map_value(name)
    if kind == "values":
        read = f"ReadAttributeValues(value, out, {model.kept(name)})"
    elif kind == "rows":
        read = f"ReadRows(value, out, {model.kept(name)})"
    elif model.kind(member) == "string":
        read = f"ReadStrings(value, out, {model.kept(name)})"
    elif model.kind(member) == "structure":
        read = f"ReadList(value, Read{member}Element, out, {model.kept(name)})"
    else:
        raise SystemExit(f"{name}: lists of {member} are not read")
    if checked and model.kind(member) == "structure":
        yield f"  TRY_ASSIGN(const size_t count, reader.{read});"
        yield f"  reader.CheckSize(*out, count, {bounds(shape)});"
    else:
        yield f"  TRY(reader.{read});"
    if model.kind(member) == "string" and is_constrained_string(model, member):
        yield f"  reader.CheckElements(*out, {string_constraint(model, member)});"
    if checked and model.kind(member) != "structure":
        yield f"  reader.CheckSize(*out, {bounds(shape)});"
    yield "  return {};"
    yield "}"


def map_of(model, name):
    shape = model.shapes[name]
    key, value = shape["key"], shape["value"]
    kind = model.kind(value)
    yield ""
    yield (f"static base::Status Read{name}(RequestReader& reader, json::value value, "
           f"{model.cpp_type(name)}* out) {{")
    if kind == "string":
        yield "  TRY(reader.ReadStringMap(value, out));"
    else:
        element = f"Read{value}" + ("Element" if kind == "structure" else "")
        yield (f'  TRY(reader.ReadMap(value, "{model.java_class(value)}", {element}, out, '
               f'{model.kept(name)}));')
    if has_bounds(shape):
        told_by_operation = any(
            member in model.told_by_operation
            for member in model.members_of_shape(name))
        limits = {"max": shape["max"]} if told_by_operation else shape
        yield f"  reader.CheckSize(*out, {bounds(limits)});"
    if is_constrained_string(model, key):
        yield f"  reader.CheckKeys(*out, {string_constraint(model, key)});"
    if kind == "list" and has_bounds(model.shapes[value]):
        yield f"  reader.CheckMapValues(*out, {bounds(model.shapes[value])});"
    if is_constrained_string(model, value):
        yield f"  reader.CheckMapValues(*out, {bounds(model.shapes[value])});"
    yield "  return {};"
    yield "}"


def member_index(model, name):
    yield f"static int MemberIndex(const {name}*, std::string_view name) {{"
    by_length = {}
    for i, member in enumerate(model.shapes[name]["members"]):
        by_length.setdefault(len(member), []).append((i, member))
    yield "  switch (name.size()) {"
    for length in sorted(by_length):
        yield f"    case {length}:"
        for i, member in by_length[length]:
            yield f'      if (name == "{member}") return {i};'
        yield "      return -1;"
    yield "    default:"
    yield "      return -1;"
    yield "  }"
    yield "}"


def read_member(model, name):
    if not model.shapes[name]["members"]:
        yield (f"static base::Status ReadMember(RequestReader&, int, json::value, {name}*) {{"
               " return {}; }")
        return
    yield (f"static base::Status ReadMember(RequestReader& reader, int member, json::value value, "
           f"{name}* out) {{")
    yield "  switch (member) {"
    for i, (member, shape) in enumerate(model.shapes[name]["members"].items()):
        field = f"out->{snake_case(member)}"
        yield f"    case {i}: {{  // {member}"
        if model.kind(shape) == "value":
            yield f"      TRY(reader.ReadAttributeValue(value, &{field}));"
        else:
            out = f"&{field}" if model.is_required(name, member) else f"&{field}.emplace()"
            full = f"{name}.{member}"
            lines = list(read_scalar(model, shape, "value", "to"))
            if full in model.length:
                lines.append(f"reader.CheckSize(*to, {bounds(model.length[full])});")
            if len(lines) > 1:
                yield f"      auto* to = {out};"
            else:
                lines = list(read_scalar(model, shape, "value", out))
            yield from (f"      {line}" for line in lines)
        yield "      return {};"
        yield "    }"
    yield "    default:"
    yield "      return {};"
    yield "  }"
    yield "}"


def structure_info(model, name):
    members = list(model.shapes[name]["members"])
    order = {member: i for i, member in enumerate(model.order_of(name))}
    required, parameters, unless, empty = 0, 0, 0, 0
    other = 0
    for i, member in enumerate(members):
        full = f"{name}.{member}"
        if full in model.required_parameters:
            parameters |= 1 << i
        elif full in model.absent_is_empty:
            required |= 1 << i
            empty |= 1 << i
        elif full in model.told_by_operation:
            continue
        elif model.is_required(name, member):
            required |= 1 << i
        elif full in model.required_unless:
            unless |= 1 << i
            other = 1 << members.index(model.required_unless[full])
    if members:
        yield f"constexpr MemberInfo k{name}Members[] = {{"
        for member in members:
            yield f'    {{.name = "{member}", .order = {order[member]}}},'
        yield "};"
    yield f"constexpr StructureInfo k{name}Info = {{"
    yield f'    .class_name = "{model.java_class(name)}",'
    yield f"    .members = k{name}Members," if members else "    .members = {},"
    yield f"    .required = {required:#x},"
    yield f"    .required_parameters = {parameters:#x},"
    yield f"    .absent_is_empty = {empty:#x},"
    yield f"    .required_unless = {unless:#x},"
    yield f"    .unless = {other:#x},"
    yield "};"


def structure(model, name):
    yield ""
    yield from structure_info(model, name)
    yield f"static const StructureInfo& InfoOf(const {name}*) {{ return k{name}Info; }}"
    yield from member_index(model, name)
    yield from read_member(model, name)
    for suffix, wanted in (("", "kStruct"), ("Element", "kStructElement")):
        if not used(model, name, suffix):
            continue
        yield (f"static base::Status Read{name}{suffix}(RequestReader& reader, json::value value, "
               f"{name}* out) {{")
        yield f"  return reader.ReadStructure(value, value::JsonWanted::{wanted}, out);"
        yield "}"


def used(model, name, suffix):
    """Whether a structure is a member of another (suffix ""), or an element of a list or map."""
    parts = ("member", "value") if suffix else ()
    for other in model.inputs:
        shape = model.shapes[other]
        if any(shape.get(part) == name for part in parts):
            return True
        if not suffix and name in shape.get("members", {}).values():
            return True
    return False


def source(model):
    yield """\
#include "api/model/dynamodb.h"
#include "api/model/dynamodb_json.h"
#include "api/model/patterns.h"
#include "api/model/request_reader.h"
#include "api/model/search_vectors_json.h"

namespace api::dynamodb {

namespace json = simdjson::ondemand;
"""
    for name in model.inputs:
        if model.kind(name) == "map" and model.has_json(model.shapes[name]["value"]):
            value = model.shapes[name]["value"]
            shown = model.shapes[value].get("member", value)
            yield f"void Render(const {shown}& from, std::string* out);"
    emitters = {"enum": enumeration, "structure": structure, "list": list_of, "map": map_of,
                "rows": list_of, "values": list_of}
    for name in model.inputs:
        if model.kind(name) in emitters:
            yield from emitters[model.kind(name)](model, name)
    for operation in model.operations.values():
        name = operation["input"]
        yield ""
        yield f"ApiResult<{name}> Parse{name}(std::string_view body, Words words) {{"
        if name in model.own_json:
            yield f"  TRY(Check{name}Json(body));"
        yield f"  return ParseRequest<{name}>(body, words);"
        yield "}"
    yield ""
    yield "}  // namespace api::dynamodb"

// Parses a value or row from a complete JSON text. For tests and tools; requests are parsed by
// json_parser.h.
#pragma once

#include <string_view>

#include "base/result.h"
#include "value/row.h"
#include "value/value.h"

namespace value {

// `text` must be exactly one {"S":"…"}, or one {"name":{"S":"…"},…}.
// Errors: kInvalidArgument with DynamoDB's message, for wrong JSON or a wrong value.
base::Result<Value> ValueFromJson(std::string_view text);
base::Result<Row> RowFromJson(std::string_view text);

}  // namespace value

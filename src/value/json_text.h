// Values and rows from DynamoDB JSON that stands alone: a line of an import, a test's expectation.
// Requests are read by json_parser.h.
#pragma once

#include <string_view>

#include "base/result.h"
#include "value/row.h"
#include "value/value.h"

namespace value {

// All of `text` is one {"S":"…"} or one {"name":{"S":"…"},…}.
// Errors: kInvalidArgument with DynamoDB's message, be it for the JSON's shape or for a value.
base::Result<Value> ValueFromJson(std::string_view text);
base::Result<Row> RowFromJson(std::string_view text);

}  // namespace value

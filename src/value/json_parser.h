// Parses DynamoDB JSON, straight from simdjson to rows. Includes simdjson: keep it out of other
// headers.
//
// There are two kinds of errors, which DynamoDB answers differently and at different times. JSON of
// the wrong shape (a number instead of a string) is a SerializationException. It ends the parse,
// and is returned as kInvalidArgument. A value of the right shape that is not an attribute value
// (two types in one, an empty set, 39 digits) is a ValidationException, which is answered only
// after the rest of the request was checked. The first such error is stored in `*invalid`; then the
// parsed bytes must not be used.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>

#include "base/result.h"
#include "value/row.h"
#include "value/value.h"
#include "value/value_words.h"

namespace value {

// {"S":"…"} etc. Appends the encoded value to `*out`.
base::Status ParseJsonValue(simdjson::ondemand::value json, std::string* out,
                            std::optional<base::Error>* invalid,
                            ValueWords words = ValueWords::kOld);

// {"name":{"S":"…"},…}
base::Result<Row> ParseJsonRow(simdjson::ondemand::value json, std::optional<base::Error>* invalid,
                               ValueWords words = ValueWords::kOld);

}  // namespace value

// DynamoDB JSON in: straight from simdjson to rows. Includes simdjson: keep out of other headers.
//
// Two kinds of errors are told apart, since DynamoDB answers them differently and at different
// times. JSON of the wrong shape (a number where a string belongs) is a SerializationException and
// ends the parse: it is returned, as kInvalidArgument. A value of the right shape that is no
// attribute value (two types in one, an empty set, 39 digits) is a ValidationException, told only
// once the rest of the request has been looked at: the first one is left in `*invalid`, and what
// was parsed must not be used.
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

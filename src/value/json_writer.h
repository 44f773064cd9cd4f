// DynamoDB JSON out: values and rows as clients read them. Each appends to `*out`.
// Numbers in plain digits, binary in base64, text escaped as JSON requires.
#pragma once

#include <string>
#include <string_view>

#include "value/base64.h"
#include "value/row.h"
#include "value/value.h"

namespace value {

void AppendJsonString(std::string_view text, std::string* out);  // with quotes
void AppendJsonValue(ValueView value, std::string* out);         // {"S":"…"}
void AppendJsonMap(MapView attributes, std::string* out);        // {"name":{"S":"…"},…}
inline void AppendJsonRow(RowView row, std::string* out) { AppendJsonMap(row.attributes(), out); }

}  // namespace value

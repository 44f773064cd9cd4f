// Writes values and rows as DynamoDB JSON. Each function appends to `*out`. Numbers are written in
// plain digits, binary values in base64, and text is escaped as JSON requires.
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

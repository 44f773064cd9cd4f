// An item as bytes, from DynamoDB's JSON and to it. Knows what the load sends: S, N, BOOL, NULL, L
// and M.
//
//   row    attribute, attribute, …
//   attribute  | name bytes u16 | name | value |
//   value      | type | payload bytes u32 | payload |     a list: values; a map: a row
#pragma once

#include <simdjson.h>

#include <optional>
#include <string_view>

namespace floor_server {

struct Value {
  char type;  // S, N, L, M; T and F for BOOL, 0 for NULL
  std::string_view payload;
};

// Room that ParseRow needs for an object of `json_bytes`: simdjson writes whole vectors.
constexpr size_t RowRoom(size_t json_bytes) { return json_bytes + simdjson::SIMDJSON_PADDING; }

// Writes the row at `out` and returns its end. Throws Refusal, or simdjson_error for what is no
// JSON.
char* ParseRow(const simdjson::ondemand::parser& parser, simdjson::ondemand::object object,
               char* out);

std::optional<Value> Find(std::string_view row, std::string_view name);
size_t CountAttributes(std::string_view row);

// A character takes six at most (\u001f), and what is around texts is shorter than six times the
// lengths it replaces.
constexpr size_t JsonRoom(size_t row_bytes) { return 6 * row_bytes + 16; }
// Writes {"name":{"S":"…"},…} at `out` and returns its end.
char* RenderRow(std::string_view row, char* out);
// A value as it stands in a row, written at `out`.
char* WriteValue(Value value, char* out);

}  // namespace floor_server

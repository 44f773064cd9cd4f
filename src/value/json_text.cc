#include "value/json_text.h"

#include <utility>

#include "value/json_parser.h"
#include "value/json_shape.h"

namespace value {
namespace {

namespace json = simdjson::ondemand;

// Runs `read` on the one JSON value in `text`.
template <typename Read>
auto ReadAll(std::string_view text, Read read) -> decltype(read(json::value(), nullptr)) {
  const simdjson::padded_string padded(text);
  json::parser parser;
  json::document document;
  json::value root;
  if (parser.iterate(padded).get(document) || document.get_value().get(root)) {
    return MalformedJson();
  }
  std::optional<base::Error> invalid;
  auto result = read(root, &invalid);
  if (!result.ok()) return result;
  if (invalid) return *std::move(invalid);
  // Having read all there is, simdjson is nowhere.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return MalformedJson();
  return result;
}

}  // namespace

base::Result<Value> ValueFromJson(std::string_view text) {
  return ReadAll(text,
                 [](json::value root, std::optional<base::Error>* invalid) -> base::Result<Value> {
                   std::string encoded;
                   TRY(ParseJsonValue(root, &encoded, invalid));
                   return Value(std::move(encoded));
                 });
}

base::Result<Row> RowFromJson(std::string_view text) {
  return ReadAll(text, [](json::value root, std::optional<base::Error>* invalid) {
    return ParseJsonRow(root, invalid);
  });
}

}  // namespace value

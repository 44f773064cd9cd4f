// JSON of the right and of the wrong shape, for all that reads requests. Includes simdjson: keep
// out of other headers.
//
// What DynamoDB says of JSON that has another type than its API wants is told here once, in its own
// words: the errors are kInvalidArgument, and each is a SerializationException to the client. A
// message may be empty; then the service says nothing more than the exception's name.
//
// The readers here take text in place where it has no escapes: simdjson's own take it byte by byte
// when built for any x86-64. A value is read once at most, as simdjson demands.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace value {

// What the API wants in a place.
enum class JsonWanted {
  kString,
  kBlob,
  kBoolean,
  kInteger,
  kLong,
  kDouble,
  kList,
  kMap,            // of structures by name: Item, Key, ExpressionAttributeValues, M
  kStruct,         // a structure that is a member of another
  kStructElement,  // a structure that is an element of a list or map: an AttributeValue
};

constexpr std::string_view kAttributeValueClass = "com.amazonaws.dynamodb.v20120810.AttributeValue";

// Bytes that are no JSON, or text with half a surrogate pair.
base::Error MalformedJson();

// `json` is not what is wanted. `class_name`: for kStruct and kStructElement that of the structure,
// for kMap that of its elements.
base::Error UnexpectedJson(simdjson::ondemand::value json, JsonWanted wanted,
                           std::string_view class_name = kAttributeValueClass);

// Whether `json` is null, which counts as absent wherever a member is.
bool IsJsonNull(simdjson::ondemand::value json);

// Text, unescaped and valid UTF-8. The views last as long as simdjson's document and its buffers.
base::Result<std::string_view> ReadJsonString(simdjson::ondemand::value json,
                                              JsonWanted wanted = JsonWanted::kString);
base::Result<std::string_view> ReadJsonName(simdjson::ondemand::field* field);

// true or false; of text DynamoDB takes "true", "t", "yes", "y", "1" and "false", "f", "no", "n",
// "0", in any case.
base::Result<bool> ReadJsonBoolean(simdjson::ondemand::value json);

base::Result<simdjson::ondemand::array> ReadJsonList(simdjson::ondemand::value json);
base::Result<simdjson::ondemand::object> ReadJsonObject(
    simdjson::ondemand::value json, JsonWanted wanted,
    std::string_view class_name = kAttributeValueClass);

}  // namespace value

// Reads JSON values, and gives DynamoDB's errors for those of the wrong type. Used by everything
// that reads requests. Includes simdjson: keep it out of other headers.
//
// The errors are kInvalidArgument with the message of DynamoDB's SerializationException. A message
// may be empty: then the service returns only the exception's name.
//
// Text without escapes is returned in place. (simdjson's own functions copy it byte by byte when
// compiled for any x86-64.) REQUIRES: each value is read at most once, a rule of simdjson.
#pragma once

#include <simdjson.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace value {

// The type that the API expects.
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

// The error for bytes that are not JSON, or text with half a surrogate pair.
base::Error MalformedJson();

// The error for JSON of another type than `wanted`. `class_name`: the class of the structure
// (kStruct, kStructElement) or of the elements (kMap).
base::Error UnexpectedJson(simdjson::ondemand::value json, JsonWanted wanted,
                           std::string_view class_name = kAttributeValueClass);

// Whether `json` is null. A member that is null counts as absent.
bool IsJsonNull(simdjson::ondemand::value json);

// Reads text, unescaped and valid UTF-8. The views live as long as simdjson's document and buffers.
base::Result<std::string_view> ReadJsonString(simdjson::ondemand::value json,
                                              JsonWanted wanted = JsonWanted::kString);
base::Result<std::string_view> ReadJsonName(simdjson::ondemand::field* field);

// Reads true or false. As DynamoDB, also accepts the texts "true", "t", "yes", "y", "1" and
// "false", "f", "no", "n", "0", in any case.
base::Result<bool> ReadJsonBoolean(simdjson::ondemand::value json);

base::Result<simdjson::ondemand::array> ReadJsonList(simdjson::ondemand::value json);
base::Result<simdjson::ondemand::object> ReadJsonObject(
    simdjson::ondemand::value json, JsonWanted wanted,
    std::string_view class_name = kAttributeValueClass);

}  // namespace value

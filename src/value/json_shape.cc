#include "value/json_shape.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace value {
namespace {

namespace json = simdjson::ondemand;

// What text says true or false, as tokens: in quotes.
constexpr std::array<std::string_view, 5> kTrueWords = {R"("true")", R"("t")", R"("yes")", R"("y")",
                                                        R"("1")"};
constexpr std::array<std::string_view, 5> kFalseWords = {R"("false")", R"("f")", R"("no")",
                                                         R"("n")", R"("0")"};

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

// Token of a scalar, without what follows it; the first byte of a list or object.
std::string_view TokenOf(json::value value) {
  std::string_view token = value.raw_json_token();
  while (!token.empty() && IsSpace(token.back())) token.remove_suffix(1);
  return token;
}

char FirstByte(json::value value) {
  const std::string_view token = value.raw_json_token();
  return token.empty() ? '\0' : token.front();
}

// As the service names types in its messages.
std::string_view JavaName(JsonWanted wanted) {
  switch (wanted) {
    case JsonWanted::kBoolean:
      return "Boolean";
    case JsonWanted::kInteger:
      return "Integer";
    case JsonWanted::kLong:
      return "Long";
    case JsonWanted::kDouble:
      return "Double";
    default:
      return "String";
  }
}

// The message for any scalar where a type is wanted that no scalar can be; empty if one can.
std::string_view NoScalar(JsonWanted wanted) {
  switch (wanted) {
    case JsonWanted::kList:
    case JsonWanted::kMap:
    case JsonWanted::kStruct:
      return "Unexpected field type";
    case JsonWanted::kStructElement:
      return "Unexpected value type in payload";
    default:
      return "";
  }
}

std::string UnexpectedScalar(std::string_view token, JsonWanted wanted) {
  if (!NoScalar(wanted).empty()) return std::string(NoScalar(wanted));
  if (wanted == JsonWanted::kBlob) return "only base-64-encoded strings are convertible to bytes";
  std::string_view actual = "NUMBER_VALUE";
  if (token.front() == '"') {
    if (wanted == JsonWanted::kBoolean) return "Unexpected token received from parser";
    actual = "STRING_VALUE";
  } else if (token.front() == 't' || token.front() == 'f') {
    actual = token.front() == 't' ? "TRUE_VALUE" : "FALSE_VALUE";
  } else if (token.find_first_of(".eE") != std::string_view::npos) {
    actual = "DECIMAL_VALUE";
  }
  return std::string(actual) + " cannot be converted to " + std::string(JavaName(wanted));
}

std::string UnexpectedList(JsonWanted wanted, std::string_view class_name) {
  const std::string unrecognized = "Unrecognized collection type ";
  switch (wanted) {
    case JsonWanted::kBlob:
      return unrecognized + "class java.nio.ByteBuffer";
    case JsonWanted::kMap:
      return unrecognized + "java.util.Map<java.lang.String, " + std::string(class_name) + ">";
    case JsonWanted::kStruct:
    case JsonWanted::kStructElement:
      return unrecognized + "class " + std::string(class_name);
    default:
      return unrecognized + "class java.lang." + std::string(JavaName(wanted));
  }
}

// Whether a token that begins like a scalar is one. The numbers that simdjson does not take (above
// 64 bits, not finite) are numbers to DynamoDB; only their spelling counts here.
bool IsScalar(std::string_view token) {
  switch (token.front()) {
    case '"':
      return true;
    case 't':
      return token == "true";
    case 'f':
      return token == "false";
    default:
      return (token.front() == '-' || (token.front() >= '0' && token.front() <= '9')) &&
             token.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
  }
}

// Text with escapes. simdjson takes some halves of surrogate pairs; they are no UTF-8 when written.
base::Result<std::string_view> CheckUnescaped(simdjson::simdjson_result<std::string_view> result) {
  std::string_view text;
  if (std::move(result).get(text) || !simdjson::validate_utf8(text.data(), text.size())) {
    return MalformedJson();
  }
  return text;
}

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

}  // namespace

base::Error MalformedJson() { return base::InvalidArgument(""); }

base::Error UnexpectedJson(json::value value, JsonWanted wanted, std::string_view class_name) {
  const std::string_view token = TokenOf(value);
  if (token.empty()) return MalformedJson();
  if (token.front() == '[') return base::InvalidArgument(UnexpectedList(wanted, class_name));
  if (token.front() == '{') {
    return base::InvalidArgument("Start of structure or map found where not expected");
  }
  if (!IsScalar(token)) return MalformedJson();
  return base::InvalidArgument(UnexpectedScalar(token, wanted));
}

bool IsJsonNull(json::value value) {
  if (FirstByte(value) != 'n') return false;
  bool is_null = false;
  return !value.is_null().get(is_null) && is_null;
}

base::Result<std::string_view> ReadJsonString(json::value value, JsonWanted wanted) {
  const std::string_view token = TokenOf(value);
  if (token.size() < 2 || token.front() != '"' || token.back() != '"') {
    return UnexpectedJson(value, wanted);
  }
  const std::string_view text = token.substr(1, token.size() - 2);
  if (std::memchr(text.data(), '\\', text.size()) != nullptr) {
    return CheckUnescaped(value.get_string());
  }
  if (value.get_raw_json_string().error()) return MalformedJson();
  return text;
}

base::Result<std::string_view> ReadJsonName(json::field* field) {
  // simdjson has found the closing quote before, so there is one.
  const char* begin = field->key().raw();
  const char* end = begin;
  while (*end != '"' && *end != '\\') ++end;
  if (*end == '"') return std::string_view(begin, end - begin);
  return CheckUnescaped(field->unescaped_key());
}

base::Result<bool> ReadJsonBoolean(json::value value) {
  if (FirstByte(value) == '"') {
    const std::string_view token = TokenOf(value);
    const auto is = [token](std::string_view word) { return EqualsIgnoringCase(token, word); };
    if (std::ranges::any_of(kTrueWords, is)) return true;
    if (std::ranges::any_of(kFalseWords, is)) return false;
    return UnexpectedJson(value, JsonWanted::kBoolean);
  }
  bool result = false;
  if (value.get_bool().get(result)) return UnexpectedJson(value, JsonWanted::kBoolean);
  return result;
}

base::Result<json::array> ReadJsonList(json::value value) {
  if (FirstByte(value) != '[') return UnexpectedJson(value, JsonWanted::kList);
  json::array array;
  if (value.get_array().get(array)) return MalformedJson();
  return array;
}

base::Result<json::object> ReadJsonObject(json::value value, JsonWanted wanted,
                                          std::string_view class_name) {
  if (FirstByte(value) != '{') return UnexpectedJson(value, wanted, class_name);
  json::object object;
  if (value.get_object().get(object)) return MalformedJson();
  return object;
}

}  // namespace value

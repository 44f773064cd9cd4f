#include "api/model/search_vectors_json.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>

#include "api/model/serde_scanner.h"

namespace api {
namespace {

enum class Kind { kString, kInt32, kValues, kNames, kMapOfValues };

struct Member {
  std::string_view name;
  Kind kind;
  bool required = false;
};

// In the model's order, in which missing ones are told.
constexpr std::array<Member, 9> kMembers = {{
    {"TableName", Kind::kString, true},
    {"IndexName", Kind::kString, true},
    {"ReturnConsumedCapacity", Kind::kString},
    {"ExpressionAttributeNames", Kind::kNames},
    {"ExpressionAttributeValues", Kind::kMapOfValues},
    {"ProjectionExpression", Kind::kString},
    {"SearchVector", Kind::kValues, true},
    {"SearchConditionExpression", Kind::kString},
    {"TopK", Kind::kInt32, true},
}};

constexpr std::string_view kSequence = "a sequence";
constexpr std::string_view kMap = "a map";

constexpr std::array<std::string_view, 10> kTypes = {"S",  "N", "B", "SS",   "NS",
                                                     "BS", "M", "L", "NULL", "BOOL"};

base::Status ReadValue(SerdeScanner& json);

template <typename Read>
base::Status ReadList(SerdeScanner& json, const Read& read) {
  TRY(json.Open('[', kSequence));
  while (true) {
    TRY_ASSIGN(const bool more, json.NextElement());
    if (!more) return {};
    TRY(read());
  }
}

template <typename Read>
base::Status ReadMap(SerdeScanner& json, const Read& read) {
  TRY(json.Open('{', kMap));
  while (true) {
    TRY_ASSIGN(const auto key, json.NextKey());
    if (!key) return {};
    TRY(json.Colon());
    TRY(read());
  }
}

base::Status ReadText(SerdeScanner& json) {
  TRY(json.String());
  return {};
}

base::Status ReadValues(SerdeScanner& json) {
  return ReadList(json, [&] { return ReadValue(json); });
}

base::Status ReadMapOfValues(SerdeScanner& json) {
  return ReadMap(json, [&] { return ReadValue(json); });
}

base::Status ReadOfType(SerdeScanner& json, std::string_view type) {
  if (type == "L") return ReadValues(json);
  if (type == "M") return ReadMapOfValues(json);
  if (type == "NULL" || type == "BOOL") return json.Boolean();
  if (type.size() == 2) return ReadList(json, [&] { return ReadText(json); });
  return ReadText(json);
}

base::Error UnknownType(const SerdeScanner& json, const std::string& type) {
  std::string known;
  for (const std::string_view one : kTypes) {
    known.append(known.empty() ? "`" : ", `").append(one).append("`");
  }
  return json.Error("unknown variant `" + type + "`, expected one of " + known);
}

// An attribute value, whose type is the one member that it has. How many it has is not looked at.
base::Status ReadValue(SerdeScanner& json) {
  const char c = json.Peek();
  if (c == '"') {
    TRY_ASSIGN(const std::string type, json.String());
    return UnknownType(json, type);
  }
  if (c != '{') return json.AtEnd() ? json.InvalidType("") : json.ExpectedValue();
  TRY(json.Open('{', kMap));
  while (true) {
    TRY_ASSIGN(const auto type, json.NextKey());
    if (!type) return {};
    if (std::ranges::find(kTypes, *type) == kTypes.end()) return UnknownType(json, *type);
    TRY(json.Colon());
    TRY(ReadOfType(json, *type));
  }
}

base::Status ReadMember(SerdeScanner& json, const Member& member) {
  if (!member.required) {
    TRY_ASSIGN(const bool null, json.Null());
    if (null) return {};
  }
  switch (member.kind) {
    case Kind::kString:
      return ReadText(json);
    case Kind::kInt32:
      return json.Int32();
    case Kind::kValues:
      return ReadValues(json);
    case Kind::kNames:
      return ReadMap(json, [&] { return ReadText(json); });
    case Kind::kMapOfValues:
      break;
  }
  return ReadMapOfValues(json);
}

base::Status ReadRequest(SerdeScanner& json) {
  TRY(json.Open('{', "struct SearchVectorsInput"));
  uint32_t seen = 0;  // one bit a member
  while (true) {
    TRY_ASSIGN(const auto name, json.NextKey());
    if (!name) break;
    const auto* const member = std::ranges::find(kMembers, *name, &Member::name);
    if (member == kMembers.end()) {
      TRY(json.Colon());
      TRY(json.Skip());
      continue;
    }
    const uint32_t bit = uint32_t{1} << (member - kMembers.begin());
    if (seen & bit) {
      json.Peek();
      return json.Error("duplicate field `" + *name + "`");
    }
    seen |= bit;
    TRY(json.Colon());
    TRY(ReadMember(json, *member));
  }
  for (size_t i = 0; i < kMembers.size(); ++i) {
    if (!kMembers[i].required || seen >> i & 1) continue;
    return json.Error("missing field `" + std::string(kMembers[i].name) + "`");
  }
  return json.End();
}

}  // namespace

ApiResult<void> CheckSearchVectorsInputJson(std::string_view body) {
  SerdeScanner json(body);
  if (base::Status status = ReadRequest(json); !status.ok()) {
    return Serialization(std::move(status).error().message);
  }
  return {};
}

}  // namespace api

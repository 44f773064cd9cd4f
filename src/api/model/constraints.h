// The constraints of the API model, for the generated reader, and the wording of their violations.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

#include "api/model/patterns.h"
#include "table/limits.h"

namespace api {

constexpr int64_t kNoMinimum = std::numeric_limits<int64_t>::min();
constexpr int64_t kNoMaximum = std::numeric_limits<int64_t>::max();

// Inclusive bounds on a number's value, a text's length or a collection's size.
struct Bounds {
  int64_t min = kNoMinimum;
  int64_t max = kNoMaximum;
};

struct StringConstraint {
  Bounds length = {};
  bool (*matches)(std::string_view) = nullptr;  // null: any text
  std::string_view pattern = {};
  bool or_arn = false;  // any ARN is accepted, too
};

// The constraint on a table's name that is the key of a map.
inline constexpr StringConstraint kTableNameConstraint = {
    .length = {.min = table::kTableNameBytesMin, .max = table::kTableNameBytesMax},
    .matches = IsResourceName,
    .pattern = "[a-zA-Z0-9_.-]+",
    .or_arn = true};

// An enumeration: the texts of its values, in the order of the enumerators; and the list of them in
// a violation's message.
struct EnumValues {
  std::span<const std::string_view> texts;
  std::string_view told;  // "[B, N, S]"
  std::string_view told_new;
};

struct MemberInfo {
  std::string_view name;  // "TableName"
  uint32_t order;         // its position in the service's order of violations
};

// A structure of the model. Each set of members has one bit for each member, in the model's order.
struct StructureInfo {
  std::string_view class_name;  // as messages name it
  std::span<const MemberInfo> members;
  uint64_t required;             // absent: "Member must not be null"
  uint64_t required_parameters;  // absent: "The parameter 'TableName' is required but …"
  uint64_t absent_is_empty;      // of `required`: in the new wording, their error is "too short"
  uint64_t required_unless;      // as `required`, if `unless` is absent
  uint64_t unless;
};

bool IsArn(std::string_view text);

bool Satisfies(std::string_view text, const StringConstraint& constraint);

// Whether a length is within bounds that count characters as Java does (UTF-16 code units).
bool LengthWithin(std::string_view text, const Bounds& bounds);

// "Member must have length less than or equal to 25, Member must have …"
std::string DescribeConstraint(const StringConstraint& constraint);

// "Member must have length greater than or equal to 3"; `what`: "length" or "value".
std::string AtLeast(std::string_view what, int64_t min);
std::string AtMost(std::string_view what, int64_t max);
// "Member must satisfy regular expression pattern: [0-9]+"
std::string Matching(std::string_view pattern);

}  // namespace api

#include "api/model/constraints.h"

namespace api {
namespace {

// Names are texts of one to four bytes a character; only those beyond ASCII need counting.
int64_t Utf16Length(std::string_view text) {
  int64_t length = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 || byte >= 0xc0) ++length;  // the first byte of a character
    if (byte >= 0xf0) ++length;                 // which takes a surrogate pair
  }
  return length;
}

}  // namespace

std::string AtLeast(std::string_view what, int64_t min) {
  return "Member must have " + std::string(what) + " greater than or equal to " +
         std::to_string(min);
}
std::string AtMost(std::string_view what, int64_t max) {
  return "Member must have " + std::string(what) + " less than or equal to " + std::to_string(max);
}
std::string Matching(std::string_view pattern) {
  return "Member must satisfy regular expression pattern: " + std::string(pattern);
}

bool IsArn(std::string_view text) { return text.starts_with("arn:"); }

bool LengthWithin(std::string_view text, const Bounds& bounds) {
  const auto bytes = static_cast<int64_t>(text.size());
  if (bytes <= bounds.max && bytes / 3 >= bounds.min) return true;  // three bytes a unit at most
  const int64_t length = Utf16Length(text);
  return length >= bounds.min && length <= bounds.max;
}

bool Satisfies(std::string_view text, const StringConstraint& constraint) {
  if (constraint.or_arn && IsArn(text)) return true;
  return LengthWithin(text, constraint.length) && (!constraint.matches || constraint.matches(text));
}

std::string DescribeConstraint(const StringConstraint& constraint) {
  std::string text = AtMost("length", constraint.length.max);
  if (constraint.length.min != kNoMinimum) {
    text += ", " + AtLeast("length", constraint.length.min);
  }
  if (constraint.matches) text += ", " + Matching(constraint.pattern);
  return text;
}

}  // namespace api

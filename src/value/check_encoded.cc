// Whether bytes are what AppendString and its like would have written. Nothing here trusts a size,
// a count or an order that the bytes claim.
#include <simdjson.h>

#include "base/bytes.h"
#include "value/value.h"

namespace value {
namespace {

bool CheckValue(std::string_view* in, int level);

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

// A varint in as few bytes as it needs: a longer one would make equal values differ.
std::optional<uint64_t> TakeShortestVarint(std::string_view* in) {
  const size_t before = in->size();
  const auto number = base::TakeVarint(in);
  if (!number || base::VarintBytes(*number) != before - in->size()) return std::nullopt;
  return number;
}

std::optional<std::string_view> TakeSized(std::string_view* in) {
  const auto size = TakeShortestVarint(in);
  if (!size) return std::nullopt;
  return base::TakeBytes(*size, in);
}

bool CheckNumber(std::string_view encoded) {
  return Number::TakeEncoded(&encoded).has_value() && encoded.empty();
}

bool CheckList(size_t count, std::string_view elements, int level) {
  for (size_t i = 0; i < count; ++i) {
    if (!CheckValue(&elements, level)) return false;
  }
  return elements.empty();
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kAttributeNameBytesMax && IsUtf8(name);
}

bool CheckAttributes(size_t count, std::string_view attributes, int level) {
  std::string_view previous;
  for (size_t i = 0; i < count; ++i) {
    const auto name = TakeSized(&attributes);
    if (!name || !IsName(*name) || (i > 0 && *name <= previous)) return false;
    previous = *name;
    if (!CheckValue(&attributes, level)) return false;
  }
  return attributes.empty();
}

bool CheckSet(Type type, size_t count, std::string_view elements) {
  std::string_view previous;
  for (size_t i = 0; i < count; ++i) {
    const auto element =
        type == Type::kNS ? Number::TakeEncodedBytes(&elements) : TakeSized(&elements);
    if (!element || (i > 0 && *element <= previous)) return false;
    if (type == Type::kNS && !CheckNumber(*element)) return false;
    if (type == Type::kSS && !IsUtf8(*element)) return false;
    previous = *element;
  }
  return count > 0 && elements.empty();
}

bool CheckContainer(Type type, std::string_view body, int level) {
  const auto count = TakeShortestVarint(&body);
  if (!count) return false;
  switch (type) {
    case Type::kL:
      return CheckList(*count, body, level + 1);
    case Type::kM:
      return CheckAttributes(*count, body, level + 1);
    default:
      return CheckSet(type, *count, body);
  }
}

// `level` is that of the value itself.
bool CheckValue(std::string_view* in, int level) {
  const auto value = TakeValue(in);
  if (!value || level > kNestingLevelsMax) return false;
  std::string_view payload = value->encoded().substr(1);
  switch (value->type()) {
    case Type::kBool:
    case Type::kNull:
      return true;
    case Type::kN:
      return CheckNumber(payload);
    default:
      break;
  }
  const auto body = TakeSized(&payload);
  if (!body) return false;
  switch (value->type()) {
    case Type::kS:
      return IsUtf8(*body);
    case Type::kB:
      return true;
    default:
      return CheckContainer(value->type(), *body, level);
  }
}

}  // namespace

bool CheckEncoded(std::string_view encoded) { return CheckValue(&encoded, 1) && encoded.empty(); }

bool CheckEncodedAttributes(size_t count, std::string_view attributes) {
  return CheckAttributes(count, attributes, 1);
}

}  // namespace value

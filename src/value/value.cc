#include "value/value.h"

#include <algorithm>
#include <array>

#include "base/bytes.h"
#include "base/check.h"
#include "value/encoding.h"

namespace value {
namespace {

constexpr std::array<Type, kTagsEnd> kTypeOfTag = {Type::kNull,  // no tag is 0
                                                   Type::kS,    Type::kN,    Type::kB, Type::kBool,
                                                   Type::kBool, Type::kNull, Type::kM, Type::kL,
                                                   Type::kSS,   Type::kNS,   Type::kBS};

constexpr std::array<std::string_view, 10> kTypeNames = {"S", "N", "B",  "BOOL", "NULL",
                                                         "M", "L", "SS", "NS",   "BS"};

Tag TagOfSet(Type type) {
  switch (type) {
    case Type::kSS:
      return Tag::kSS;
    case Type::kNS:
      return Tag::kNS;
    default:
      CHECK(type == Type::kBS);
      return Tag::kBS;
  }
}

Container OpenContainer(std::string_view encoded) {
  encoded.remove_prefix(1);
  return TakeContainer(&encoded);
}

std::optional<std::string_view> TakeSetElement(Type type, std::string_view* in) {
  return type == Type::kNS ? Number::TakeEncodedBytes(in) : base::TakeLengthPrefixed(in);
}

// What stands before the elements of a container. Short enough for a string that does not allocate,
// unless the container is larger than any item.
std::string ContainerHead(Tag tag, size_t count, size_t element_bytes) {
  std::string head(1, static_cast<char>(tag));
  base::AppendVarint(base::VarintBytes(count) + element_bytes, &head);
  base::AppendVarint(count, &head);
  return head;
}

void AppendContainer(Tag tag, size_t count, std::string_view elements, std::string* out) {
  out->append(ContainerHead(tag, count, elements.size()));
  out->append(elements);
}

void WrapContainer(Tag tag, size_t start, size_t count, std::string* out) {
  out->insert(start, ContainerHead(tag, count, out->size() - start));
}

}  // namespace

std::string_view TypeName(Type type) { return kTypeNames[static_cast<size_t>(type)]; }

std::optional<Type> TypeFromName(std::string_view name) {
  for (size_t i = 0; i < kTypeNames.size(); ++i) {
    if (kTypeNames[i] == name) return static_cast<Type>(i);
  }
  return std::nullopt;
}

void ListView::Iterator::Read() { value_ = Take(TakeValue(&rest_)).encoded(); }

void MapView::Iterator::Read() {
  name_ = Take(base::TakeLengthPrefixed(&rest_));
  value_ = Take(TakeValue(&rest_)).encoded();
}

void SetView::Iterator::Read() { element_ = Take(TakeSetElement(type_, &rest_)); }

std::optional<ValueView> MapView::Find(std::string_view name) const {
  std::string_view rest = attributes_;
  while (!rest.empty()) {
    const std::string_view candidate = Take(base::TakeLengthPrefixed(&rest));
    const ValueView found = Take(TakeValue(&rest));
    const int order = candidate.compare(name);
    if (order == 0) return found;
    if (order > 0) return std::nullopt;
  }
  return std::nullopt;
}

bool SetView::Contains(std::string_view element) const {
  for (const std::string_view candidate : *this) {
    if (candidate >= element) return candidate == element;
  }
  return false;
}

Type ValueView::type() const {
  const auto tag = static_cast<size_t>(TagOf(encoded_));
  CHECK(tag < kTagsEnd);
  return kTypeOfTag[tag];
}

bool ValueView::is_set() const {
  const Type own = type();
  return own == Type::kSS || own == Type::kNS || own == Type::kBS;
}

std::string_view ValueView::AsBytes() const {
  CHECK(TagOf(encoded_) == Tag::kS || TagOf(encoded_) == Tag::kB);
  std::string_view rest = encoded_.substr(1);
  return Take(base::TakeLengthPrefixed(&rest));
}

Number ValueView::AsNumber() const {
  std::string_view encoded = AsEncodedNumber();
  return Take(Number::TakeEncoded(&encoded));
}

std::string_view ValueView::AsEncodedNumber() const {
  CHECK(TagOf(encoded_) == Tag::kN);
  return encoded_.substr(1);
}

bool ValueView::AsBool() const {
  CHECK(type() == Type::kBool);
  return TagOf(encoded_) == Tag::kTrue;
}

ListView ValueView::AsList() const {
  CHECK(TagOf(encoded_) == Tag::kL);
  const Container list = OpenContainer(encoded_);
  return ListView(list.count, list.elements);
}

MapView ValueView::AsMap() const {
  CHECK(TagOf(encoded_) == Tag::kM);
  const Container map = OpenContainer(encoded_);
  return MapView(map.count, map.elements);
}

SetView ValueView::AsSet() const {
  CHECK(is_set());
  const Container set = OpenContainer(encoded_);
  return SetView(type(), set.count, set.elements);
}

int ValueView::NestingLevels() const {
  int below = 0;
  if (type() == Type::kL) {
    for (const ValueView element : AsList()) below = std::max(below, element.NestingLevels());
  } else if (type() == Type::kM) {
    for (const auto& [name, element] : AsMap()) below = std::max(below, element.NestingLevels());
  }
  return 1 + below;
}

Value Value::String(std::string_view text) {
  std::string encoded;
  AppendString(text, &encoded);
  return Value(std::move(encoded));
}

Value Value::Binary(std::string_view bytes) {
  std::string encoded;
  AppendBinary(bytes, &encoded);
  return Value(std::move(encoded));
}

Value Value::FromNumber(const Number& number) {
  std::string encoded;
  AppendNumber(number, &encoded);
  return Value(std::move(encoded));
}

Value Value::Int(int64_t number) { return FromNumber(Number::FromInt(number)); }

Value Value::Bool(bool value) {
  std::string encoded;
  AppendBool(value, &encoded);
  return Value(std::move(encoded));
}

Value Value::Null() {
  std::string encoded;
  AppendNull(&encoded);
  return Value(std::move(encoded));
}

std::optional<ValueView> TakeValue(std::string_view* in) {
  if (in->empty()) return std::nullopt;
  const std::string_view all = *in;
  const Tag tag = TagOf(all);
  in->remove_prefix(1);
  switch (tag) {
    case Tag::kFalse:
    case Tag::kTrue:
    case Tag::kNull:
      break;
    case Tag::kN:
      if (!Number::TakeEncodedBytes(in)) return std::nullopt;
      break;
    case Tag::kS:
    case Tag::kB:
    case Tag::kM:
    case Tag::kL:
    case Tag::kSS:
    case Tag::kNS:
    case Tag::kBS:
      if (!base::TakeLengthPrefixed(in)) return std::nullopt;
      break;
    default:
      return std::nullopt;
  }
  return ValueView(all.substr(0, all.size() - in->size()));
}

void AppendString(std::string_view text, std::string* out) {
  out->push_back(static_cast<char>(Tag::kS));
  base::AppendLengthPrefixed(text, out);
}

void AppendBinary(std::string_view bytes, std::string* out) {
  out->push_back(static_cast<char>(Tag::kB));
  base::AppendLengthPrefixed(bytes, out);
}

void AppendNumber(const Number& number, std::string* out) {
  out->push_back(static_cast<char>(Tag::kN));
  number.AppendEncoded(out);
}

void AppendBool(bool value, std::string* out) {
  out->push_back(static_cast<char>(value ? Tag::kTrue : Tag::kFalse));
}

void AppendNull(std::string* out) { out->push_back(static_cast<char>(Tag::kNull)); }

void AppendList(size_t count, std::string_view elements, std::string* out) {
  AppendContainer(Tag::kL, count, elements, out);
}

void AppendMap(size_t count, std::string_view attributes, std::string* out) {
  AppendContainer(Tag::kM, count, attributes, out);
}

void WrapList(size_t start, size_t count, std::string* out) {
  WrapContainer(Tag::kL, start, count, out);
}

void WrapMap(size_t start, size_t count, std::string* out) {
  WrapContainer(Tag::kM, start, count, out);
}

void AppendSet(Type type, std::vector<std::string_view> elements, std::string* out) {
  CHECK(!elements.empty());
  if (!std::is_sorted(elements.begin(), elements.end())) {
    std::sort(elements.begin(), elements.end());
  }
  const size_t start = out->size();
  for (const std::string_view element : elements) {
    if (type == Type::kNS) {
      out->append(element);
    } else {
      base::AppendLengthPrefixed(element, out);
    }
  }
  WrapContainer(TagOfSet(type), start, elements.size(), out);
}

}  // namespace value

// Attribute values, as bytes.
//
// A value has one form everywhere, the encoding below: in rows on disk, in parsed requests and
// during evaluation. It is read in place, without building a tree. The encoding is canonical
// (numbers are normalized, maps and sets are sorted): two values are equal if and only if their
// bytes are.
//
//   value   := tag payload
//   S, B    := tag varint(size) bytes
//   N       := tag encoded number (self-delimiting, see number.h)
//   NULL    := tag;  true, false: a tag each
//   L       := tag varint(bytes of what follows the size) varint(count) value…
//   M       := tag varint(bytes of what follows the size) varint(count) (varint(size) name value)…
//   SS, BS  := tag varint(bytes of what follows the size) varint(count) (varint(size) bytes)…
//   NS      := tag varint(bytes of what follows the size) varint(count) encoded number…
//
// The names of a map are unique, and sorted by their bytes. The elements of a set are unique, and
// sorted by their bytes (numbers by their encoding, which is their order).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "value/number.h"

namespace value {

enum class Type : uint8_t { kS, kN, kB, kBool, kNull, kM, kL, kSS, kNS, kBS };

// "S", "N", …, as in DynamoDB JSON.
std::string_view TypeName(Type type);
std::optional<Type> TypeFromName(std::string_view name);

// The most levels of values within an item. An attribute's own value is level 1.
constexpr int kNestingLevelsMax = 32;
// DynamoDB's message for values with more levels.
constexpr std::string_view kNestedTooDeep =
    "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
    "beyond supported limit";

// "Attribute names must be at least one character long, and less than 64 KB in size."
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
constexpr size_t kAttributeNameBytesMax = 65535;

class ValueView;

// Elements of a list, in order.
class ListView {
 public:
  class Iterator {
   public:
    explicit Iterator(std::string_view from) : rest_(from) { ++*this; }
    ValueView operator*() const;
    Iterator& operator++() {
      at_ = rest_.data();
      if (!rest_.empty()) Read();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    void Read();  // the element at the front of rest_
    const char* at_ = nullptr;
    std::string_view rest_;  // after the element
    std::string_view value_;
  };
  ListView(size_t count, std::string_view elements) : count_(count), elements_(elements) {}
  size_t count() const { return count_; }
  Iterator begin() const { return Iterator(elements_); }
  Iterator end() const { return Iterator(elements_.substr(elements_.size())); }

 private:
  size_t count_;
  std::string_view elements_;
};

// Attributes of a map (or of an item), sorted by name.
class MapView {
 public:
  using Attribute = std::pair<std::string_view, ValueView>;
  class Iterator {
   public:
    explicit Iterator(std::string_view from) : rest_(from) { ++*this; }
    Attribute operator*() const;
    Iterator& operator++() {
      at_ = rest_.data();
      if (!rest_.empty()) Read();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    void Read();  // the attribute at the front of rest_
    const char* at_ = nullptr;
    std::string_view rest_;  // after the attribute
    std::string_view name_;
    std::string_view value_;
  };
  MapView() = default;
  MapView(size_t count, std::string_view attributes) : count_(count), attributes_(attributes) {}
  size_t count() const { return count_; }
  bool empty() const { return count_ == 0; }
  Iterator begin() const { return Iterator(attributes_); }
  Iterator end() const { return Iterator(attributes_.substr(attributes_.size())); }
  // Finds an attribute. Takes time in proportion to the names before it.
  std::optional<ValueView> Find(std::string_view name) const;
  // The size of the attributes as DynamoDB counts items: names and values.
  size_t ItemBytes() const;
  // The encoded attributes, without the count.
  std::string_view encoded() const { return attributes_; }

 private:
  size_t count_ = 0;
  std::string_view attributes_;
};

// Elements of a set, sorted. Elements of SS and BS are raw bytes; of NS encoded numbers.
class SetView {
 public:
  class Iterator {
   public:
    Iterator(Type type, std::string_view from) : type_(type), rest_(from) { ++*this; }
    std::string_view operator*() const { return element_; }
    Iterator& operator++() {
      at_ = rest_.data();
      if (!rest_.empty()) Read();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    void Read();  // the element at the front of rest_
    Type type_;
    const char* at_ = nullptr;
    std::string_view rest_;  // after the element
    std::string_view element_;
  };
  SetView(Type type, size_t count, std::string_view elements)
      : type_(type), count_(count), elements_(elements) {}
  Type type() const { return type_; }
  size_t count() const { return count_; }
  Iterator begin() const { return Iterator(type_, elements_); }
  Iterator end() const { return Iterator(type_, elements_.substr(elements_.size())); }
  bool Contains(std::string_view element) const;

 private:
  Type type_;
  size_t count_;
  std::string_view elements_;
};

// A view of one encoded value. The bytes were checked before (by the JSON parser, or by
// CheckEncoded if they come from disk), so reading them here cannot fail.
class ValueView {
 public:
  // REQUIRES: `encoded` is exactly one well-formed value.
  explicit ValueView(std::string_view encoded) : encoded_(encoded) {}

  Type type() const;
  bool is_set() const;

  // REQUIRES for each: the type fits.
  std::string_view AsBytes() const;          // S, B
  Number AsNumber() const;                   // N
  std::string_view AsEncodedNumber() const;  // N; its bytes order as the numbers
  bool AsBool() const;
  ListView AsList() const;
  MapView AsMap() const;
  SetView AsSet() const;  // SS, NS, BS

  // The size as DynamoDB counts it. item_size.cc has the rules.
  size_t ItemBytes() const;

  // The number of levels: 1, and for a list or map one more than that of its deepest element. In an
  // item from a client, at most kNestingLevelsMax; in any other value from a client, one more. An
  // update that puts one value into another may make more.
  int NestingLevels() const;

  std::string_view encoded() const { return encoded_; }

  friend bool operator==(const ValueView& a, const ValueView& b) {
    return a.encoded_ == b.encoded_;
  }

 private:
  std::string_view encoded_;
};

inline ValueView ListView::Iterator::operator*() const { return ValueView(value_); }
inline MapView::Attribute MapView::Iterator::operator*() const {
  return {name_, ValueView(value_)};
}

// An encoded value that owns its bytes.
class Value {
 public:
  explicit Value(std::string encoded) : encoded_(std::move(encoded)) {}
  explicit Value(ValueView view) : encoded_(view.encoded()) {}
  static Value String(std::string_view text);
  static Value Binary(std::string_view bytes);
  static Value FromNumber(const Number& number);
  static Value Int(int64_t number);
  static Value Bool(bool value);
  static Value Null();

  ValueView view() const { return ValueView(encoded_); }
  friend bool operator==(const Value&, const Value&) = default;

 private:
  std::string encoded_;
};

// Takes one value off the front of `*in`; nullopt if the bytes are not a value. Looks at nested
// values only as far as needed to find the end.
std::optional<ValueView> TakeValue(std::string_view* in);

// Whether `encoded` is exactly one well-formed, canonical value, at every depth: sizes and counts
// agree, names and sets are sorted and unique, text is UTF-8, no set is empty, no name is empty or
// longer than kAttributeNameBytesMax, and there are at most kNestingLevelsMax levels. For bytes
// from disk.
bool CheckEncoded(std::string_view encoded);
// The same for the encoded attributes of a map (as in MapView). Their values are level 1.
bool CheckEncodedAttributes(size_t count, std::string_view attributes);

// Builders of encoded values; each appends to `*out`.
void AppendString(std::string_view text, std::string* out);
void AppendBinary(std::string_view bytes, std::string* out);
void AppendNumber(const Number& number, std::string* out);
void AppendBool(bool value, std::string* out);
void AppendNull(std::string* out);
// `elements`: the encoded values, one after another.
void AppendList(size_t count, std::string_view elements, std::string* out);
// `attributes`: (varint size, name, value)…, sorted by name, each once.
void AppendMap(size_t count, std::string_view attributes, std::string* out);
// The same in place: the bytes of `*out` from `start` on become the elements or attributes.
void WrapList(size_t start, size_t count, std::string* out);
void WrapMap(size_t start, size_t count, std::string* out);
// Sorts. REQUIRES: not empty, no element twice. Elements as in SetView.
void AppendSet(Type type, std::vector<std::string_view> elements, std::string* out);

}  // namespace value

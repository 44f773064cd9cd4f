// Values at random, for property tests (of any layer): any type, any depth up to a bound, sizes
// around the places where encodings change.
#pragma once

#include <array>
#include <set>
#include <string>

#include "base/check.h"
#include "base/random.h"
#include "value/row.h"
#include "value/value.h"

namespace value {

class RandomValues {
 public:
  explicit RandomValues(uint64_t seed) : random_(seed) {}

  // 0 … bound - 1
  size_t Below(size_t bound) { return random_.Next() % bound; }
  bool OneIn(size_t chances) { return Below(chances) == 0; }

  // Up to 38 digits, almost any exponent, often small; as likely negative as positive.
  value::Number Number() {
    std::string text = OneIn(2) ? "" : "-";
    const size_t digits = 1 + Below(OneIn(4) ? kNumberDigitsMax : 4);
    for (size_t i = 0; i < digits; ++i) {
      if (i == 1) text.push_back('.');
      text.push_back(static_cast<char>('0' + Below(10)));
    }
    // The first digits may be 0, so stay clear of the least exponents by as many.
    const int exponent =
        OneIn(2) ? static_cast<int>(Below(12)) - 6 : static_cast<int>(Below(216)) - 91;
    auto number = value::Number::Parse(text + "e" + std::to_string(exponent));
    CHECK(number.ok());
    return *std::move(number);
  }

  // Often short, seldom longer than 127. Bytes with a meaning in one encoding or another come up
  // often.
  std::string Bytes() {
    constexpr std::array<char, 6> kSpecial = {'\0', '\x01', '\xff', '\xfe', '\x7f', '\x80'};
    std::string bytes(Size(), '\0');
    for (char& byte : bytes) {
      byte = OneIn(3) ? kSpecial[Below(kSpecial.size())] : static_cast<char>(Below(256));
    }
    return bytes;
  }

  // UTF-8 with characters of one to four bytes, and such as JSON must escape.
  std::string Text() {
    constexpr std::array<std::string_view, 16> kCharacters = {
        "a", "Z", "0",  "\"",     "\\",   "/",      "\n",         "\x01",
        "é", "ß", "\t", "\u20ac", "\x7f", "\u2028", "\U0001f600", " "};
    std::string text;
    for (size_t i = Size(); i > 0; --i) text.append(kCharacters[Below(kCharacters.size())]);
    return text;
  }

  // At most `levels` levels deep.
  value::Value Value(int levels) {
    constexpr std::array kTypes = {Type::kS,  Type::kN,  Type::kB,  Type::kBool, Type::kNull,
                                   Type::kSS, Type::kNS, Type::kBS, Type::kM,    Type::kL};
    constexpr size_t kFlatTypes = 8;
    CHECK(levels > 0);
    const Type type = kTypes[Below(levels > 1 ? kTypes.size() : kFlatTypes)];
    switch (type) {
      case Type::kS:
        return value::Value::String(Text());
      case Type::kN:
        return value::Value::FromNumber(Number());
      case Type::kB:
        return value::Value::Binary(Bytes());
      case Type::kBool:
        return value::Value::Bool(OneIn(2));
      case Type::kNull:
        return value::Value::Null();
      case Type::kL:
        return List(levels - 1);
      case Type::kM:
        return Attributes(levels - 1).BuildMap();
      default:
        return Set(type);
    }
  }

  value::Row Row(int levels) { return Attributes(levels).Build(); }

 private:
  size_t Size() { return OneIn(16) ? Below(300) : Below(12); }

  value::Value Set(Type type) {
    std::set<std::string> elements;
    for (size_t count = 1 + Below(5); elements.size() < count;) {
      std::string number;
      Number().AppendEncoded(&number);
      elements.insert(type == Type::kNS ? number : type == Type::kSS ? Text() : Bytes());
    }
    std::string encoded;
    AppendSet(type, {elements.begin(), elements.end()}, &encoded);
    return value::Value(std::move(encoded));
  }

  value::Value List(int levels) {
    std::string encoded;
    const size_t count = Below(5);
    for (size_t i = 0; i < count; ++i) encoded.append(Value(levels).view().encoded());
    WrapList(0, count, &encoded);
    return value::Value(std::move(encoded));
  }

  RowBuilder Attributes(int levels) {
    RowBuilder attributes;
    for (size_t count = Below(6); count > 0; --count) {
      attributes.Set("a" + Text(), Value(levels));
    }
    return attributes;
  }

  base::SeededRandom random_;
};

}  // namespace value

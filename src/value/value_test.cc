#include "value/value.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/bytes.h"
#include "value/json_text.h"
#include "value/random_value.h"

namespace value {
namespace {

using testing::ElementsAre;

Value Json(std::string_view text) {
  auto parsed = ValueFromJson(text);
  EXPECT_TRUE(parsed.ok()) << text << ": " << parsed.error().message;
  return *std::move(parsed);
}

TEST(Type, HasTheNameThatJsonHas) {
  for (const std::string_view name : {"S", "N", "B", "BOOL", "NULL", "M", "L", "SS", "NS", "BS"}) {
    ASSERT_TRUE(TypeFromName(name).has_value()) << name;
    EXPECT_EQ(TypeName(*TypeFromName(name)), name);
  }
  for (const std::string_view name : {"", "s", "X", "SSS", "BOOLEAN"}) {
    EXPECT_EQ(TypeFromName(name), std::nullopt) << name;
  }
}

TEST(Value, GivesBackWhatWasPutIn) {
  EXPECT_EQ(Value::String("a\xc3\xa9").view().AsBytes(), "a\xc3\xa9");
  EXPECT_EQ(Value::String("").view().AsBytes(), "");
  EXPECT_EQ(Value::String(std::string(1000, 'x')).view().AsBytes(), std::string(1000, 'x'));
  EXPECT_EQ(Value::Binary(std::string_view("\0\xff", 2)).view().AsBytes(),
            std::string_view("\0\xff", 2));
  EXPECT_EQ(Value::Int(-12).view().AsNumber().ToText(), "-12");
  EXPECT_TRUE(Value::Bool(true).view().AsBool());
  EXPECT_FALSE(Value::Bool(false).view().AsBool());
  EXPECT_EQ(Value::Null().view().type(), Type::kNull);
}

TEST(Value, TellsItsType) {
  const std::vector<std::pair<std::string, Type>> cases = {
      {R"({"S":""})", Type::kS},         {R"({"N":"0"})", Type::kN},
      {R"({"B":""})", Type::kB},         {R"({"BOOL":false})", Type::kBool},
      {R"({"BOOL":true})", Type::kBool}, {R"({"NULL":true})", Type::kNull},
      {R"({"M":{}})", Type::kM},         {R"({"L":[]})", Type::kL},
      {R"({"SS":["a"]})", Type::kSS},    {R"({"NS":["1"]})", Type::kNS},
      {R"({"BS":["YQ=="]})", Type::kBS},
  };
  for (const auto& [text, type] : cases) {
    const Value value = Json(text);
    EXPECT_EQ(value.view().type(), type) << text;
    EXPECT_EQ(value.view().is_set(), type == Type::kSS || type == Type::kNS || type == Type::kBS)
        << text;
  }
}

TEST(Value, IsEqualWhenItsBytesAre) {
  EXPECT_EQ(Json(R"({"N":"1.0"})"), Json(R"({"N":"01"})"));
  EXPECT_EQ(Json(R"({"SS":["b","a"]})"), Json(R"({"SS":["a","b"]})"));
  EXPECT_EQ(Json(R"({"NS":["10","9"]})"), Json(R"({"NS":["9.0","1e1"]})"));
  EXPECT_EQ(Json(R"({"M":{"b":{"S":"x"},"a":{"S":"y"}}})"),
            Json(R"({"M":{"a":{"S":"y"},"b":{"S":"x"}}})"));
  EXPECT_NE(Json(R"({"L":[{"S":"a"},{"S":"b"}]})"), Json(R"({"L":[{"S":"b"},{"S":"a"}]})"));
  EXPECT_NE(Json(R"({"S":"YQ=="})"), Json(R"({"B":"YQ=="})"));
  EXPECT_NE(Value::Bool(true), Value::Bool(false));
}

TEST(Value, ListGivesItsElementsInOrder) {
  const Value list = Json(R"({"L":[{"S":"b"},{"N":"1"},{"L":[]},{"S":"a"}]})");
  std::vector<Type> types;
  for (const ValueView element : list.view().AsList()) types.push_back(element.type());
  EXPECT_THAT(types, ElementsAre(Type::kS, Type::kN, Type::kL, Type::kS));
  EXPECT_EQ(list.view().AsList().count(), 4u);
  EXPECT_EQ(Json(R"({"L":[]})").view().AsList().count(), 0u);
}

TEST(Value, MapFindsAttributesByName) {
  const Value map = Json(R"({"M":{"b":{"S":"B"},"a":{"S":"A"},"bb":{"S":"BB"},"é":{"S":"E"}}})");
  const MapView view = map.view().AsMap();
  EXPECT_EQ(view.count(), 4u);
  EXPECT_EQ(view.Find("a")->AsBytes(), "A");
  EXPECT_EQ(view.Find("b")->AsBytes(), "B");
  EXPECT_EQ(view.Find("bb")->AsBytes(), "BB");
  EXPECT_EQ(view.Find("é")->AsBytes(), "E");
  for (const std::string_view name : {"", "A", "aa", "bbb", "c", "\xff"}) {
    EXPECT_FALSE(view.Find(name).has_value()) << name;
  }
  EXPECT_FALSE(MapView().Find("a").has_value());
  for (const auto& attribute : MapView()) FAIL() << attribute.first;
}

TEST(Value, SetIsSortedAndKnowsItsElements) {
  const Value texts = Json(R"({"SS":["b","","a"]})");
  const SetView set = texts.view().AsSet();
  std::vector<std::string> elements;
  for (const std::string_view element : set) elements.emplace_back(element);
  EXPECT_THAT(elements, ElementsAre("", "a", "b"));
  EXPECT_TRUE(set.Contains("a"));
  EXPECT_FALSE(set.Contains("ab"));
  EXPECT_FALSE(set.Contains("c"));

  const Value numbers = Json(R"({"NS":["2","-10","0.5"]})");
  std::vector<std::string> in_order;
  for (std::string_view element : numbers.view().AsSet()) {
    in_order.push_back(Number::TakeEncoded(&element)->ToText());
  }
  EXPECT_THAT(in_order, ElementsAre("-10", "0.5", "2"));
}

TEST(Value, CountsItsNestingLevels) {
  EXPECT_EQ(Value::Null().view().NestingLevels(), 1);
  EXPECT_EQ(Json(R"({"L":[]})").view().NestingLevels(), 1);
  EXPECT_EQ(Json(R"({"L":[{"S":"a"},{"M":{"a":{"L":[{"S":""}]}}}]})").view().NestingLevels(), 4);
}

TEST(TakeValue, TakesExactlyOneValueOffTheFront) {
  RandomValues random(1);
  for (int i = 0; i < 2'000; ++i) {
    const Value first = random.Value(4);
    const Value second = random.Value(4);
    const std::string both =
        std::string(first.view().encoded()) + std::string(second.view().encoded());
    std::string_view in = both;
    ASSERT_EQ(TakeValue(&in), first.view());
    ASSERT_EQ(in, second.view().encoded());
  }
}

TEST(TakeValue, RefusesEveryTruncation) {
  RandomValues random(2);
  for (int i = 0; i < 500; ++i) {
    const std::string encoded(random.Value(3).view().encoded());
    for (size_t size = 0; size < encoded.size(); ++size) {
      // A copy of its own, so that a sanitizer sees a read past the end.
      const std::string cut = encoded.substr(0, size);
      std::string_view in = cut;
      ASSERT_FALSE(TakeValue(&in).has_value());
      ASSERT_FALSE(CheckEncoded(cut));
    }
  }
}

TEST(CheckEncoded, AcceptsWhatIsBuilt) {
  RandomValues random(3);
  for (int i = 0; i < 5'000; ++i) {
    const Value value = random.Value(5);
    ASSERT_TRUE(CheckEncoded(value.view().encoded()));
    ASSERT_FALSE(CheckEncoded(std::string(value.view().encoded()) + '\0'));
  }
}

// Reads all that can be read.
size_t Walk(ValueView value) {
  size_t bytes = value.ItemBytes() + static_cast<size_t>(value.NestingLevels());
  if (value.type() == Type::kM) {
    for (const auto& [name, element] : value.AsMap()) bytes += name.size() + Walk(element);
  }
  if (value.type() == Type::kL) {
    for (const ValueView element : value.AsList()) bytes += Walk(element);
  }
  return bytes;
}

TEST(CheckEncoded, WhatItAcceptsCanBeReadAndIsCanonical) {
  RandomValues random(4);
  int accepted = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string encoded(random.Value(4).view().encoded());
    encoded[random.Below(encoded.size())] ^= static_cast<char>(1 << random.Below(8));
    if (!CheckEncoded(encoded)) continue;
    ++accepted;
    Walk(ValueView(encoded));
    // Built again from its parts it has the same bytes.
    std::string json;
    const ValueView view(encoded);
    if (view.type() == Type::kNS) {
      std::vector<std::string_view> elements;
      for (const std::string_view element : view.AsSet()) elements.push_back(element);
      AppendSet(Type::kNS, elements, &json);
      ASSERT_EQ(json, encoded);
    }
  }
  EXPECT_GT(accepted, 0);
}

TEST(CheckEncoded, RefusesWhatIsNotCanonical) {
  const auto container = [](char tag, size_t count, std::string_view elements) {
    std::string encoded(1, tag);
    base::AppendVarint(1 + elements.size(), &encoded);
    base::AppendVarint(count, &encoded);
    return encoded.append(elements);
  };
  const char kMap = Json(R"({"M":{}})").view().encoded().front();
  const char kList = Json(R"({"L":[]})").view().encoded().front();
  const char kTexts = Json(R"({"SS":["a"]})").view().encoded().front();
  const char kNumbers = Json(R"({"NS":["1"]})").view().encoded().front();
  const std::string null(Value::Null().view().encoded());
  const std::string one = container(kNumbers, 1, Value::Int(1).view().AsEncodedNumber());
  ASSERT_TRUE(CheckEncoded(one));
  ASSERT_TRUE(CheckEncoded(container(kMap, 2,
                                     "\x01"
                                     "a" +
                                         null +
                                         "\x01"
                                         "b" +
                                         null)));
  ASSERT_TRUE(CheckEncoded(container(kTexts, 2,
                                     "\x01"
                                     "a\x01"
                                     "b")));

  const std::string one_bytes(Value::Int(1).view().AsEncodedNumber());
  const std::string text(Value::String("a").view().encoded());
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"nothing", ""},
      {"no tag", std::string(1, '\0')},
      {"an unknown tag", "\x0c"},
      {"a size that is longer than it need be", text.substr(0, 1) + "\x81" + '\0' + "a"},
      {"a size of more than 64 bits", text.substr(0, 1) + std::string(10, '\xff') + "a"},
      {"text that is no UTF-8", text.substr(0, 2) + "\xff"},
      {"a name that is no UTF-8", container(kMap, 1, "\x01\xff" + null)},
      {"an empty name", container(kMap, 1, std::string(1, '\0') + null)},
      {"names out of order", container(kMap, 2,
                                       "\x01"
                                       "b" +
                                           null +
                                           "\x01"
                                           "a" +
                                           null)},
      {"a name twice", container(kMap, 2,
                                 "\x01"
                                 "a" +
                                     null +
                                     "\x01"
                                     "a" +
                                     null)},
      {"more attributes than counted", container(kMap, 1,
                                                 "\x01"
                                                 "a" +
                                                     null +
                                                     "\x01"
                                                     "b" +
                                                     null)},
      {"fewer attributes than counted", container(kMap, 2,
                                                  "\x01"
                                                  "a" +
                                                      null)},
      {"fewer elements than counted", container(kList, 2, null)},
      {"more elements than counted", container(kList, 1, null + null)},
      {"an empty set", container(kTexts, 0, "")},
      {"elements out of order", container(kTexts, 2,
                                          "\x01"
                                          "b\x01"
                                          "a")},
      {"an element twice", container(kTexts, 2,
                                     "\x01"
                                     "a\x01"
                                     "a")},
      {"an element that is no UTF-8", container(kTexts, 1, "\x01\xff")},
      {"a number twice", container(kNumbers, 2, one_bytes + one_bytes)},
      {"a number that is none", container(kNumbers, 1, std::string("\x81\x82\x00", 3))},
  };
  for (const auto& [what, encoded] : cases) EXPECT_FALSE(CheckEncoded(encoded)) << what;
}

TEST(CheckEncoded, RefusesMoreThan32Levels) {
  std::string encoded(Value::Null().view().encoded());
  for (int levels = 1; levels <= 2 * kNestingLevelsMax; ++levels) {
    ASSERT_EQ(CheckEncoded(encoded), levels <= kNestingLevelsMax) << levels;
    ASSERT_EQ(ValueView(encoded).NestingLevels(), levels);
    WrapList(0, 1, &encoded);
  }
}

}  // namespace
}  // namespace value

#include "expr/placeholders.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

std::string CheckMessage(const Placeholders::Names& names, std::string_view values) {
  const value::Row row = RowOf(values);
  return MessageOf(Placeholders(&names, &row).Check());
}

TEST(Placeholders, NoneIsFine) {
  Placeholders none;
  EXPECT_TRUE(none.Check().ok());
  EXPECT_TRUE(none.CheckAllUsed().ok());
  EXPECT_FALSE(none.UseName("#a"));
  EXPECT_FALSE(none.UseValue(":a"));
}

TEST(Placeholders, MustNotBeEmptyWhenGiven) {
  EXPECT_EQ(CheckMessage({}, R"({":a":{"S":""}})"), "ExpressionAttributeNames must not be empty");
  EXPECT_EQ(CheckMessage({{"#a", "b"}}, "{}"), "ExpressionAttributeValues must not be empty");
}

TEST(Placeholders, MustBeWellFormed) {
  const std::string one_value = R"({":a":{"S":""}})";
  for (const std::string bad : {"", "#", "a", ":a", "#a-b", "##", "#a b", "#\u00e9"}) {
    EXPECT_EQ(CheckMessage({{"#ok", "a"}, {bad, "b"}}, one_value),
              "ExpressionAttributeNames contains invalid key: Syntax error; key: \"" + bad + "\"");
  }
  for (const std::string good : {"#1", "#_", "#A_b9"}) {
    EXPECT_EQ(CheckMessage({{good, "b"}}, one_value), "");
  }
  for (const std::string bad : {":", "a", "#a", ":a.b"}) {
    EXPECT_EQ(CheckMessage({{"#a", "b"}}, "{\"" + bad + "\":{\"NULL\":true}}"),
              "ExpressionAttributeValues contains invalid key: Syntax error; key: \"" + bad + "\"");
  }
}

TEST(Placeholders, StandForNamesThatAreNotEmpty) {
  EXPECT_EQ(CheckMessage({{"#a", ""}}, R"({":a":{"S":""}})"),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a");
}

TEST(Placeholders, AreBoundedInLength) {
  const std::string one_value = R"({":a":{"S":""}})";
  EXPECT_EQ(CheckMessage({{"#" + std::string(254, 'a'), "b"}}, one_value), "");
  const std::string too_long = "#" + std::string(255, 'a');
  EXPECT_EQ(CheckMessage({{too_long, "b"}}, one_value),
            "ExpressionAttributeNames contains invalid key: Key size has exceeded the maximum "
            "allowed size; key: \"" +
                too_long + "\"");
}

TEST(Placeholders, AllMustBeUsed) {
  TestRequest request({{"#b", "x"}, {"#a", "y"}, {"#c", "z"}},
                      R"({":b":{"N":"1"},":a":{"N":"2"},":c":{"N":"3"}})");
  Placeholders& placeholders = request.placeholders();
  EXPECT_EQ(placeholders.UseName("#c"), "z");
  EXPECT_EQ(MessageOf(placeholders.CheckAllUsed()),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#b, #a}");
  EXPECT_EQ(placeholders.UseName("#a"), "y");
  EXPECT_EQ(placeholders.UseName("#b"), "x");
  EXPECT_EQ(placeholders.UseValue(":b")->AsNumber().ToText(), "1");
  EXPECT_EQ(MessageOf(placeholders.CheckAllUsed()),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:a, :c}");
  EXPECT_TRUE(placeholders.UseValue(":a"));
  EXPECT_TRUE(placeholders.UseValue(":c"));
  EXPECT_TRUE(placeholders.CheckAllUsed().ok());
}

TEST(Placeholders, AreFoundAmongMany) {
  Placeholders::Names names;
  for (int i = 0; i < 100; ++i) {
    const std::string number = std::to_string(i * 7 % 100);
    names.emplace_back("#" + number, "name" + number);
  }
  Placeholders placeholders(&names, nullptr);
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(placeholders.UseName("#" + std::to_string(i)), "name" + std::to_string(i));
  }
  EXPECT_FALSE(placeholders.UseName("#100"));
  EXPECT_TRUE(placeholders.CheckAllUsed().ok());
}

}  // namespace
}  // namespace expr

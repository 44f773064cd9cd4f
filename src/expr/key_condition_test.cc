#include "expr/key_condition.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

constexpr std::string_view kValues = R"({":1":{"N":"1"},":2":{"N":"2"},":s":{"S":"a"}})";
const Placeholders::Names kNames = {{"#pk", "pk"}};

std::string TextOf(const KeyCondition& condition) {
  static constexpr std::array<std::string_view, 7> kOperators = {"=",  "<",       "<=",         ">",
                                                                 ">=", "BETWEEN", "begins_with"};
  std::string text =
      condition.attribute + " " + std::string(kOperators[static_cast<size_t>(condition.op)]);
  for (const auto& operand : condition.operands) {
    text.push_back(' ');
    value::AppendJsonValue(operand, &text);
  }
  return text;
}

// The conditions, or the message.
std::string Compiled(std::string_view expression) {
  TestRequest request(kNames, kValues);
  const auto condition =
      Condition::Compile("KeyConditionExpression", expression, request.placeholders());
  if (!condition.ok()) return condition.error().message;
  const auto conditions = KeyCondition::FromCondition(*condition);
  if (!conditions.ok()) return conditions.error().message;
  std::string text;
  for (const KeyCondition& converted : *conditions) {
    if (!text.empty()) text += "; ";
    text += TextOf(converted);
  }
  return text;
}

TEST(KeyCondition, IsOneConditionPerKey) {
  EXPECT_EQ(Compiled("pk = :1"), R"(pk = {"N":"1"})");
  EXPECT_EQ(Compiled("#pk = :1 AND sk < :2"), R"(pk = {"N":"1"}; sk < {"N":"2"})");
  EXPECT_EQ(Compiled("sk <= :2 AND (pk = :1)"), R"(sk <= {"N":"2"}; pk = {"N":"1"})");
  EXPECT_EQ(Compiled("(pk = :1 and sk > :2)"), R"(pk = {"N":"1"}; sk > {"N":"2"})");
  EXPECT_EQ(Compiled("pk = :1 AND sk >= :2"), R"(pk = {"N":"1"}; sk >= {"N":"2"})");
  EXPECT_EQ(Compiled("pk = :1 AND sk BETWEEN :1 AND :2"),
            R"(pk = {"N":"1"}; sk BETWEEN {"N":"1"} {"N":"2"})");
  EXPECT_EQ(Compiled("begins_with(sk, :s) AND pk = :1"),
            R"(sk begins_with {"S":"a"}; pk = {"N":"1"})");
}

TEST(KeyCondition, ExchangesOperandsOfComparators) {
  EXPECT_EQ(Compiled(":1 = pk"), R"(pk = {"N":"1"})");
  EXPECT_EQ(Compiled(":1 < pk"), R"(pk > {"N":"1"})");
  EXPECT_EQ(Compiled(":1 <= pk"), R"(pk >= {"N":"1"})");
  EXPECT_EQ(Compiled(":1 > pk"), R"(pk < {"N":"1"})");
  EXPECT_EQ(Compiled(":1 >= pk"), R"(pk <= {"N":"1"})");
}

TEST(KeyCondition, RefusesOtherOperators) {
  const std::string invalid = "Invalid operator used in KeyConditionExpression: ";
  EXPECT_EQ(Compiled("pk = :1 OR sk = :2"), invalid + "OR");
  EXPECT_EQ(Compiled("NOT pk = :1"), invalid + "NOT");
  EXPECT_EQ(Compiled("pk <> :1"), invalid + "<>");
  EXPECT_EQ(Compiled("pk IN (:1)"), invalid + "IN");
  EXPECT_EQ(Compiled("attribute_exists(pk)"), invalid + "attribute_exists");
  EXPECT_EQ(Compiled("pk = :1 AND contains(sk, :s)"), invalid + "contains");
  EXPECT_EQ(
      Compiled("size(pk) = :1"),
      "Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations");
}

TEST(KeyCondition, NeedsOneTopLevelAttributeEach) {
  const std::string invalid = "Invalid condition in KeyConditionExpression: ";
  EXPECT_EQ(Compiled("pk = sk"), invalid + "Multiple attribute names used in one condition");
  EXPECT_EQ(Compiled(":1 = :2"), invalid + "No key attribute specified");
  EXPECT_EQ(Compiled(":1 BETWEEN sk AND :2"),
            invalid + "BETWEEN operator must have the key attribute as its first operand");
  EXPECT_EQ(Compiled("begins_with(:s, sk)"),
            invalid + "begins_with operator must have the key attribute as its first operand");
  EXPECT_EQ(Compiled("pk.a = :1"),
            "Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on "
            "nested attributes");
  EXPECT_EQ(Compiled("pk = :1 AND #pk > :2"),
            "Invalid KeyConditionExpression: KeyConditionExpressions must only contain one "
            "condition per key");
}

TEST(KeyCondition, IsAConditionFirst) {
  EXPECT_EQ(Compiled(""), "Invalid KeyConditionExpression: The expression can not be empty;");
  EXPECT_EQ(Compiled("pk = :x OR a = b"),
            "Invalid KeyConditionExpression: An expression attribute value used in expression is "
            "not defined; attribute value: :x");
  EXPECT_EQ(Compiled("begins_with(sk, :1)"),
            "Invalid KeyConditionExpression: Incorrect operand type for operator or function; "
            "operator or function: begins_with, operand type: N");
}

TEST(KeyCondition, AreAsManyAsThereAre) {
  std::string expression = "k1 = :1";
  std::string compiled = R"(k1 = {"N":"1"})";
  for (int i = 2; i <= 9; ++i) {
    expression += " AND k" + std::to_string(i) + " = :1";
    compiled += "; k" + std::to_string(i) + R"( = {"N":"1"})";
  }
  EXPECT_EQ(Compiled(expression), compiled);
}

}  // namespace
}  // namespace expr

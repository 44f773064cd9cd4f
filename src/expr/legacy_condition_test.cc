#include "expr/legacy_condition.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

using Op = ComparisonOperator;

// A comparison that owns its parts. `operands` are written in DynamoDB JSON: {"N":"1"},…
class Written {
 public:
  Written(std::string attribute, Op op, std::string_view operands = "")
      : attribute_(std::move(attribute)),
        op_(op),
        row_(RowOf(R"({"l":{"L":[)" + std::string(operands) + "]}}")) {}

  AttributeComparison comparison() const {
    AttributeComparison comparison{.attribute = attribute_, .op = op_, .operands = {}};
    for (const value::ValueView operand : row_.Find("l")->AsList()) {
      comparison.operands.push_back(operand);
    }
    return comparison;
  }

 private:
  const std::string attribute_;
  const Op op_;
  const value::Row row_;
};

constexpr std::string_view kItem = R"({
  "s":{"S":"hello"},"n":{"N":"5"},"b":{"B":"AQI="},"t":{"BOOL":true},"nil":{"NULL":true},
  "ss":{"SS":["a","b"]},"ns":{"NS":["1","2"]},"bs":{"BS":["AQ=="]},
  "l":{"L":[{"S":"a"},{"N":"1"},{"L":[{"N":"2"}]}]},"m":{"M":{"x":{"N":"1"}}},
  "a.b":{"N":"1"}
})";

bool Holds(std::string attribute, Op op, std::string_view operands) {
  const Written written(std::move(attribute), op, operands);
  EXPECT_TRUE(CheckComparison(written.comparison()).ok()) << operands;
  return LegacyCondition({written.comparison()}, ConditionalOperator::kAnd)
      .Evaluate(RowOf(kItem).view());
}

struct TruthCase {
  std::string attribute;
  Op op;
  std::string operands;
  bool holds;
};

TEST(LegacyCondition, HoldsAsTheServiceHasIt) {
  const std::vector<TruthCase> cases = {
      {"n", Op::kEq, R"({"N":"5.0"})", true},
      {"n", Op::kEq, R"({"S":"5"})", false},
      {"x", Op::kEq, R"({"N":"5"})", false},
      {"ss", Op::kEq, R"({"SS":["b","a"]})", true},
      {"t", Op::kEq, R"({"BOOL":true})", true},
      {"nil", Op::kEq, R"({"NULL":true})", true},
      {"l", Op::kEq, R"({"L":[{"S":"a"},{"N":"1"},{"L":[{"N":"2"}]}]})", true},
      {"m", Op::kEq, R"({"M":{"x":{"N":"1"}}})", true},
      {"a.b", Op::kEq, R"({"N":"1"})", true},  // a name, not a path
      {"m.x", Op::kEq, R"({"N":"1"})", false},
      {"n", Op::kNe, R"({"N":"5"})", false},
      {"n", Op::kNe, R"({"N":"6"})", true},
      {"n", Op::kNe, R"({"S":"5"})", true},
      {"x", Op::kNe, R"({"N":"5"})", true},
      {"n", Op::kLe, R"({"N":"5"})", true},
      {"n", Op::kLt, R"({"N":"10"})", true},
      {"n", Op::kLt, R"({"N":"5"})", false},
      {"n", Op::kLt, R"({"S":"9"})", false},
      {"x", Op::kLt, R"({"N":"10"})", false},
      {"s", Op::kGe, R"({"S":"hello"})", true},
      {"s", Op::kGt, R"({"S":"hell"})", true},
      {"b", Op::kGt, R"({"B":"AQ=="})", true},
      {"nil", Op::kNotNull, "", true},
      {"x", Op::kNotNull, "", false},
      {"nil", Op::kNull, "", false},
      {"x", Op::kNull, "", true},
      {"s", Op::kContains, R"({"S":"ell"})", true},
      {"s", Op::kContains, R"({"N":"1"})", false},
      {"b", Op::kContains, R"({"B":"Ag=="})", true},
      {"ss", Op::kContains, R"({"S":"a"})", true},
      {"ss", Op::kContains, R"({"S":"c"})", false},
      {"ns", Op::kContains, R"({"N":"2.0"})", true},
      {"bs", Op::kContains, R"({"B":"AQ=="})", true},
      {"l", Op::kContains, R"({"N":"1"})", true},
      {"l", Op::kContains, R"({"N":"2"})", false},
      {"m", Op::kContains, R"({"S":"x"})", false},
      {"x", Op::kContains, R"({"S":"x"})", false},
      {"s", Op::kNotContains, R"({"S":"ell"})", false},
      {"s", Op::kNotContains, R"({"S":"bye"})", true},
      {"ss", Op::kNotContains, R"({"S":"a"})", false},
      {"ss", Op::kNotContains, R"({"S":"c"})", true},
      {"l", Op::kNotContains, R"({"N":"2"})", true},
      {"n", Op::kNotContains, R"({"S":"5"})", true},
      {"x", Op::kNotContains, R"({"S":"x"})", false},
      {"s", Op::kBeginsWith, R"({"S":"he"})", true},
      {"s", Op::kBeginsWith, R"({"S":"lo"})", false},
      {"b", Op::kBeginsWith, R"({"B":"AQ=="})", true},
      {"s", Op::kBeginsWith, R"({"B":"aA=="})", false},
      {"x", Op::kBeginsWith, R"({"S":"x"})", false},
      {"n", Op::kIn, R"({"N":"1"},{"N":"5"})", true},
      {"n", Op::kIn, R"({"N":"1"})", false},
      {"n", Op::kIn, R"({"S":"5"})", false},
      {"ns", Op::kIn, R"({"N":"1"})", false},
      {"x", Op::kIn, R"({"N":"1"})", false},
      {"n", Op::kBetween, R"({"N":"5"},{"N":"10"})", true},
      {"n", Op::kBetween, R"({"N":"-5"},{"N":"5"})", true},
      {"n", Op::kBetween, R"({"N":"6"},{"N":"10"})", false},
      {"n", Op::kBetween, R"({"S":"1"},{"S":"9"})", false},
      {"x", Op::kBetween, R"({"N":"1"},{"N":"9"})", false},
  };
  for (const TruthCase& c : cases) {
    EXPECT_EQ(Holds(c.attribute, c.op, c.operands), c.holds)
        << c.attribute << " " << ComparisonOperatorName(c.op) << " " << c.operands;
  }
}

TEST(LegacyCondition, AndNeedsAllAndOrNeedsOne) {
  const Written yes("n", Op::kEq, R"({"N":"5"})");
  const Written also("s", Op::kNotContains, R"({"S":"x"})");
  const Written no("x", Op::kNotNull);
  const Written neither("n", Op::kBetween, R"({"N":"6"},{"N":"7"})");
  const auto holds = [](const std::vector<const Written*>& all, ConditionalOperator joined) {
    std::vector<AttributeComparison> comparisons;
    for (const Written* written : all) comparisons.push_back(written->comparison());
    return LegacyCondition(comparisons, joined).Evaluate(RowOf(kItem).view());
  };
  using Join = ConditionalOperator;
  EXPECT_TRUE(holds({&yes, &also}, Join::kAnd));
  EXPECT_FALSE(holds({&yes, &also, &no}, Join::kAnd));
  EXPECT_TRUE(holds({&no, &neither, &yes}, Join::kOr));
  EXPECT_FALSE(holds({&no, &neither}, Join::kOr));
}

TEST(LegacyCondition, LooksInManyOperands) {
  std::string operands;
  for (int i = 1'000; i > 0; --i) operands += R"({"N":")" + std::to_string(2 * i) + R"("},)";
  operands.pop_back();
  const Written even("a", Op::kIn, operands);
  const Condition condition = LegacyCondition({even.comparison()}, ConditionalOperator::kAnd);
  const auto holds = [&](const std::string& item) {
    return condition.Evaluate(RowOf(item).view());
  };
  EXPECT_TRUE(holds(R"({"a":{"N":"2"}})"));
  EXPECT_TRUE(holds(R"({"a":{"N":"2000.0"}})"));
  EXPECT_FALSE(holds(R"({"a":{"N":"3"}})"));
  EXPECT_FALSE(holds(R"({"a":{"S":"2"}})"));
  EXPECT_FALSE(holds("{}"));
}

TEST(LegacyCondition, NamesItsAttributes) {
  const Written one("a.b", Op::kNull);
  const Written two("c", Op::kNotContains, R"({"S":"x"})");
  const Condition condition =
      LegacyCondition({one.comparison(), two.comparison()}, ConditionalOperator::kAnd);
  EXPECT_EQ(condition.paths(), (std::vector<Path>{{.elements = {"a.b"}}, {.elements = {"c"}}}));
}

struct ErrorCase {
  Op op;
  std::string operands;
  std::string message;  // after the prefix
};

TEST(CheckComparison, RefusesOperandsInTheServicesOrder) {
  const auto count = [](std::string_view name) {
    return "Invalid number of argument(s) for the " + std::string(name) + " ComparisonOperator";
  };
  const auto type = [](std::string_view name, std::string_view operand_type) {
    return "ComparisonOperator " + std::string(name) + " is not valid for " +
           std::string(operand_type) + " AttributeValue type";
  };
  const std::string mixed = "AttributeValues inside AttributeValueList must be of same type";
  const std::vector<ErrorCase> cases = {
      {Op::kEq, "", count("EQ")},
      {Op::kEq, R"({"N":"1"},{"N":"2"})", count("EQ")},
      {Op::kNe, R"({"N":"1"},{"S":"2"})", count("NE")},
      {Op::kNull, R"({"N":"1"})", count("NULL")},
      {Op::kNotNull, R"({"N":"1"})", count("NOT_NULL")},
      {Op::kIn, "", count("IN")},
      {Op::kBetween, R"({"N":"1"})", count("BETWEEN")},
      {Op::kBetween, R"({"N":"1"},{"N":"2"},{"N":"3"})", count("BETWEEN")},
      {Op::kBetween, R"({"N":"1"},{"S":"2"})", mixed},
      {Op::kIn, R"({"SS":["a"]},{"S":"2"})", mixed},
      {Op::kIn, R"({"SS":["a"]})", type("IN", "SS")},
      {Op::kIn, R"({"BOOL":true})", type("IN", "BOOL")},
      {Op::kLe, R"({"BOOL":true})", type("LE", "BOOL")},
      {Op::kLt, R"({"NULL":true})", type("LT", "NULL")},
      {Op::kGe, R"({"SS":["a"]})", type("GE", "SS")},
      {Op::kGt, R"({"L":[]})", type("GT", "L")},
      {Op::kContains, R"({"NS":["1"]})", type("CONTAINS", "NS")},
      {Op::kNotContains, R"({"M":{}})", type("NOT_CONTAINS", "M")},
      {Op::kBeginsWith, R"({"N":"1"})", type("BEGINS_WITH", "N")},
      {Op::kBetween, R"({"BS":["AQ=="]},{"BS":["AQ=="]})", type("BETWEEN", "BS")},
  };
  for (const ErrorCase& c : cases) {
    EXPECT_EQ(MessageOf(CheckComparison(Written("a", c.op, c.operands).comparison())),
              "One or more parameter values were invalid: " + c.message);
  }
  EXPECT_EQ(MessageOf(CheckComparison(
                Written("a", Op::kBetween, R"({"N":"10"},{"N":"9"})").comparison())),
            "The BETWEEN condition was provided a range where the lower bound is greater than the "
            "upper bound");
  EXPECT_TRUE(
      CheckComparison(Written("a", Op::kBetween, R"({"S":"a"},{"S":"a"})").comparison()).ok());
  EXPECT_TRUE(CheckComparison(Written("a", Op::kContains, R"({"BOOL":true})").comparison()).ok());
  EXPECT_TRUE(
      CheckComparison(Written("a", Op::kNotContains, R"({"NULL":true})").comparison()).ok());
}

TEST(ComparisonOperator, IsFoundByItsName) {
  for (uint8_t i = 0; i <= static_cast<uint8_t>(Op::kBetween); ++i) {
    const Op op = static_cast<Op>(i);
    EXPECT_EQ(ComparisonOperatorFromName(ComparisonOperatorName(op)), op);
  }
  EXPECT_EQ(ComparisonOperatorFromName("eq"), std::nullopt);
}

TEST(LegacyKeyConditions, TakeTheirOperatorsAndOperandsAlong) {
  const Written pk("pk", Op::kEq, R"({"S":"a"})");
  const Written sk("sk", Op::kBetween, R"({"N":"1"},{"N":"2"})");
  const auto conditions = LegacyKeyConditions({pk.comparison(), sk.comparison()});
  ASSERT_TRUE(conditions.ok());
  ASSERT_EQ(conditions->size(), 2u);
  EXPECT_EQ((*conditions)[0].attribute, "pk");
  EXPECT_EQ((*conditions)[0].op, KeyOperator::kEqual);
  EXPECT_EQ((*conditions)[1].attribute, "sk");
  EXPECT_EQ((*conditions)[1].op, KeyOperator::kBetween);
  EXPECT_EQ((*conditions)[1].operands, sk.comparison().operands);
}

TEST(LegacyKeyConditions, KnowsWhichOperatorsNoIndexServes) {
  for (const auto& [op, operands, expected] : std::vector<std::tuple<Op, std::string, KeyOperator>>{
           {Op::kLe, R"({"N":"1"})", KeyOperator::kLessOrEqual},
           {Op::kLt, R"({"N":"1"})", KeyOperator::kLess},
           {Op::kGe, R"({"N":"1"})", KeyOperator::kGreaterOrEqual},
           {Op::kGt, R"({"N":"1"})", KeyOperator::kGreater},
           {Op::kBeginsWith, R"({"S":"a"})", KeyOperator::kBeginsWith},
           {Op::kNe, R"({"N":"1"})", KeyOperator::kNotIndexable},
           {Op::kNull, "", KeyOperator::kNotIndexable},
           {Op::kNotNull, "", KeyOperator::kNotIndexable},
           {Op::kContains, R"({"N":"1"})", KeyOperator::kNotIndexable},
           {Op::kNotContains, R"({"N":"1"})", KeyOperator::kNotIndexable},
           {Op::kIn, R"({"N":"1"})", KeyOperator::kNotIndexable}}) {
    const Written written("a", op, operands);
    const auto conditions = LegacyKeyConditions({written.comparison()});
    ASSERT_TRUE(conditions.ok());
    EXPECT_EQ(conditions->front().op, expected) << ComparisonOperatorName(op);
  }
}

TEST(LegacyKeyConditions, AreOneAtLeast) {
  constexpr std::string_view kLength = "Conditions can be of length 1 or 2 only";
  const Written one("a", Op::kEq, R"({"S":"a"})");
  EXPECT_EQ(MessageOf(LegacyKeyConditions({})), kLength);
  const std::vector<AttributeComparison> comparisons(9, one.comparison());
  EXPECT_TRUE(LegacyKeyConditions(comparisons).ok());
}

}  // namespace
}  // namespace expr

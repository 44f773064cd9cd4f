#include "expr/condition.h"

#include <gtest/gtest.h>

#include <array>
#include <memory>

#include "expr/testing/request.h"

namespace expr {
namespace {

constexpr std::string_view kItem = R"({
  "s": {"S": "hello"}, "n": {"N": "5"}, "b": {"B": "AQID"}, "t": {"BOOL": true},
  "nil": {"NULL": true}, "ss": {"SS": ["x", "y"]}, "ns": {"NS": ["1", "2", "3"]},
  "bs": {"BS": ["AQ=="]}, "l": {"L": [{"N": "1"}, {"S": "x"}, {"L": []}]},
  "m": {"M": {"k": {"M": {"deep": {"N": "7"}}}, "e": {"S": ""}}}, "n2": {"N": "10"}
})";
constexpr std::string_view kValues = R"({
  ":hello": {"S": "hello"}, ":hell": {"S": "hell"}, ":x": {"S": "x"}, ":z": {"S": "z"},
  ":empty": {"S": ""},
  ":0": {"N": "0"}, ":1": {"N": "1"}, ":2": {"N": "2"}, ":3": {"N": "3.0"}, ":5": {"N": "5.00"},
  ":7": {"N": "7"}, ":10": {"N": "1e1"}, ":t": {"BOOL": true}, ":f": {"BOOL": false},
  ":nil": {"NULL": true}, ":yx": {"SS": ["y", "x"]}, ":b12": {"B": "AQI="}, ":b1": {"B": "AQ=="},
  ":b23": {"B": "AgM="}, ":list": {"L": []}, ":map": {"M": {}}, ":ns": {"NS": ["1"]},
  ":tS": {"S": "S"}, ":tN": {"S": "N"}, ":tL": {"S": "L"}, ":tNULL": {"S": "NULL"},
  ":tBad": {"S": "s"}
})";
const Placeholders::Names kNames = {
    {"#m", "m"}, {"#k", "k"}, {"#deep", "deep"}, {"#s", "s"}, {"#no", "no such"}};

base::Result<Condition> CompileOn(TestRequest& request, std::string_view text) {
  return Condition::Compile("ConditionExpression", text, request.placeholders());
}

struct Case {
  std::string_view text;
  bool holds;
};

void RunCases(const std::vector<Case>& cases) {
  TestRequest request(kNames, kValues);
  const value::Row item = RowOf(kItem);
  for (const Case& c : cases) {
    const auto condition = CompileOn(request, c.text);
    ASSERT_TRUE(condition.ok()) << c.text << ": " << condition.error().message;
    EXPECT_EQ(condition->Evaluate(item.view()), c.holds) << c.text;
  }
}

TEST(Condition, ComparesValuesOfOneType) {
  RunCases({
      {"s = :hello", true},       {"s = :hell", false},     {"s <> :hello", false},
      {"s <> :x", true},          {"n = :5", true},         {"n < :10", true},
      {"n <= :5", true},          {"n < :5", false},        {"n > :5", false},
      {"n >= :5", true},          {"n2 > n", true},         {":10 = n2", true},
      {":2 < n", true},           {"s > :hell", true},      {"s < :x", true},
      {"b > :b12", true},         {"b < :b23", true},       {"t = :t", true},
      {"t = :f", false},          {"nil = :nil", true},     {"ss = :yx", true},
      {"m.e = :empty", true},     {"l[2] = :list", true},   {"m <> :map", true},
      {"#m.#k.#deep = :7", true}, {"m.k.deep < :7", false}, {"l[0] < :2", true},
  });
}

TEST(Condition, ValuesOfDifferentTypesAreUnequalAndUnordered) {
  RunCases({
      {"s = :5", false},
      {"s <> :5", true},
      {"s < :5", false},
      {"s >= :5", false},
      {"n < :hello", false},
      {"NOT n < :hello", true},
      {"ns > :1", false},
      {"l = :map", false},
      {"t < n", false},
      {"nil <= :5", false},
  });
}

TEST(Condition, AMissingAttributeIsUnequalToEverythingAndUnordered) {
  RunCases({
      {"absent = :5", false},
      {"absent <> :5", true},
      {"absent = gone", false},
      {"absent <> gone", true},
      {"absent < :5", false},
      {"NOT absent < :5", true},
      {":5 >= absent", false},
      {"absent BETWEEN :1 AND :5", false},
      {"NOT absent BETWEEN :1 AND :5", true},
      {"absent IN (:1, :2)", false},
      {"absent IN (gone)", false},
      {"contains(absent, :x)", false},
      {"begins_with(absent, :x)", false},
      {"attribute_type(absent, :tS)", false},
      {"size(absent) = :0", false},
      {"size(absent) <> :0", true},
      {"#m.#no = :5", false},
      {"l[3] = :5", false},
      {"s[0] = :5", false},
      {"s.k = :5", false},
  });
}

TEST(Condition, BetweenIncludesItsBounds) {
  RunCases({
      {"n BETWEEN :5 AND :5", true},
      {"n BETWEEN :1 AND :10", true},
      {"n BETWEEN :7 AND :10", false},
      {"n BETWEEN :1 AND :3", false},
      {"s BETWEEN :hell AND :x", true},
      {"s BETWEEN :x AND :z", false},
      {"n BETWEEN :hell AND :x", false},
      {":7 BETWEEN n AND n2", true},
      {"n BETWEEN n2 AND :10", false},
      {"size(ss) BETWEEN :2 AND :3", true},
      {"b BETWEEN :b12 AND :b23", true},
  });
}

TEST(Condition, InIsEqualityWithAny) {
  RunCases({
      {"n IN (:5)", true},
      {"n IN (:1, :hello, n2, :5)", true},
      {"n IN (:1, :2)", false},
      {"ss IN (:x, :yx)", true},
      {"size(l) IN (:3)", true},
      {":1 IN (absent, l[0])", true},
      {":3 IN (size(l), absent)", true},
  });
}

TEST(Condition, CombinesWithAndOrNot) {
  RunCases({
      {"n = :5 AND s = :hello", true},
      {"n = :5 AND s = :x", false},
      {"n = :1 OR s = :hello", true},
      {"n = :1 OR s = :x", false},
      {"NOT n = :1", true},
      {"NOT NOT n = :1", false},
      {"n = :5 OR n = :1 AND s = :x", true},
      {"(n = :5 OR n = :1) AND s = :x", false},
      {"NOT n = :1 AND s = :x", false},
      {"NOT (n = :1 AND s = :x)", true},
      {"n = :1 or not s = :x and t = :t", true},
  });
}

TEST(Condition, Functions) {
  RunCases({
      {"attribute_exists(s)", true},
      {"attribute_exists(nil)", true},
      {"attribute_exists(m.k.deep)", true},
      {"attribute_exists(m.x)", false},
      {"attribute_not_exists(m.x)", true},
      {"attribute_not_exists(l[2])", false},
      {"attribute_type(s, :tS)", true},
      {"attribute_type(n, :tS)", false},
      {"attribute_type(nil, :tNULL)", true},
      {"attribute_type(l, :tL)", true},
      {"attribute_type(size(s), :tN)", true},
      {"begins_with(s, :hell)", true},
      {"begins_with(s, :hello)", true},
      {"begins_with(s, :empty)", true},
      {"begins_with(s, :x)", false},
      {"begins_with(b, :b12)", true},
      {"begins_with(b, :b23)", false},
      {"begins_with(s, :b1)", false},
      {"begins_with(n, :x)", false},
      {"begins_with(:hello, #s)", true},
      {"contains(s, :hell)", true},
      {"contains(s, :x)", false},
      {"contains(s, :5)", false},
      {"contains(b, :b23)", true},
      {"contains(ss, :x)", true},
      {"contains(ss, :z)", false},
      {"contains(ss, :yx)", false},
      {"contains(ns, :3)", true},
      {"contains(ns, :x)", false},
      {"contains(bs, :b1)", true},
      {"contains(l, :x)", true},
      {"contains(l, :list)", true},
      {"contains(l, :2)", false},
      {"contains(m, :x)", false},
      {"contains(n, :5)", false},
      {"contains(:yx, l[1])", true},
  });
}

TEST(Condition, SizeDependsOnTheType) {
  RunCases({
      {"size(s) = :5", true},
      {"size(b) = :3", true},
      {"size(ss) = :2", true},
      {"size(ns) = :3", true},
      {"size(bs) = :1", true},
      {"size(l) = :3", true},
      {"size(m) = :2", true},
      {"size(m.e) = :0", true},
      {"size(:hello) = n", true},
      {"size(s) > size(l)", true},
      {"size(n) = :1", false},
      {"size(n) <> :1", true},
      {"size(t) < :10", false},
      {"size(nil) < :10", false},
      {"size(s) = :hello", false},
  });
}

TEST(Condition, MayNestAsDeepAsItsOperatorsAllow) {
  std::string text = "n = :5";
  for (size_t i = 0; i < kOperatorsMax - 1; i += 2) text = "NOT (NOT (" + text + "))";
  TestRequest request(kNames, kValues);
  EXPECT_EQ(MessageOf(CompileOn(request, text)),
            "Invalid ConditionExpression: The expression contains too many operators; operator "
            "count: 301");
  text = text.substr(5, text.size() - 6);  // one NOT and its parentheses less
  const auto condition = CompileOn(request, text);
  ASSERT_TRUE(condition.ok()) << condition.error().message;
  EXPECT_FALSE(condition->Evaluate(RowOf(kItem).view()));
}

// As the parameters older than expressions are, whose number only the request's size bounds.
TEST(Condition, IsMadeFromATreeWithoutText) {
  constexpr uint32_t kConditions = 50'000;
  const value::Value one = value::Value::Int(1);
  auto tree = std::make_shared<Tree>();
  Bound bound;
  std::vector<NodeId> equals;
  for (uint32_t i = 0; i < kConditions; ++i) {
    const std::array operands = {tree->AddLeaf(Op::kPath, i), tree->AddLeaf(Op::kValue, 0)};
    equals.push_back(tree->Add(Op::kEqual, operands));
    bound.paths.push_back(Path{{"a"}});
  }
  tree->root = tree->Add(Op::kAnd, equals);
  bound.values = {one.view()};
  bound.tree = std::move(tree);
  const Condition condition(std::move(bound));
  EXPECT_TRUE(condition.Evaluate(RowOf(R"({"a":{"N":"1"}})").view()));
  EXPECT_FALSE(condition.Evaluate(RowOf(R"({"a":{"N":"2"}})").view()));
}

TEST(Condition, HasItsPathsInOrder) {
  TestRequest request(kNames, kValues);
  const auto condition = CompileOn(request, "n = :5 AND (size(#m.#k) > l[0] OR n IN (s))");
  ASSERT_TRUE(condition.ok());
  std::string text;
  for (const Path& path : condition->paths()) text += path.ToText();
  EXPECT_EQ(text, "[n][m, k][l, [0]][n][s]");
}

TEST(Condition, UsesItsPlaceholders) {
  TestRequest request({{"#a", "a"}, {"#b", "b"}}, R"({":c":{"N":"1"},":d":{"N":"1"}})");
  ASSERT_TRUE(CompileOn(request, "#a = :c").ok());
  EXPECT_FALSE(request.placeholders().CheckAllUsed().ok());
  ASSERT_TRUE(CompileOn(request, "#b.#a = :d").ok());
  EXPECT_TRUE(request.placeholders().CheckAllUsed().ok());
}

std::string Repeat(std::string_view text, size_t count) {
  std::string all;
  for (size_t i = 0; i < count; ++i) all.append(text);
  return all;
}

struct ErrorCase {
  std::string text;
  std::string message;
};

void RunErrors(const std::vector<ErrorCase>& cases) {
  TestRequest request(kNames, kValues);
  for (const ErrorCase& c : cases) {
    EXPECT_EQ(MessageOf(CompileOn(request, c.text)), "Invalid ConditionExpression: " + c.message)
        << c.text;
  }
}

TEST(Condition, NamesTheParameterInErrors) {
  TestRequest request;
  EXPECT_EQ(MessageOf(Condition::Compile("FilterExpression", "", request.placeholders())),
            "Invalid FilterExpression: The expression can not be empty;");
}

TEST(Condition, PlaceholdersMustBeDefined) {
  RunErrors({
      {"#a = :a",
       "An expression attribute name used in the document path is not defined; attribute name: "
       "#a"},
      {"a = :a AND #a = :b",
       "An expression attribute value used in expression is not defined; attribute value: :a"},
      {"size(:a, b) = :5",
       "An expression attribute value used in expression is not defined; attribute value: :a"},
  });
}

TEST(Condition, TellsTheErrorThatStandsFirst) {
  const std::string count =
      "Incorrect number of operands for operator or function; operator or function: size, number "
      "of operands: 2";
  const std::string type =
      "Incorrect operand type for operator or function; operator or function: <, operand type: "
      "BOOL";
  const std::string undefined =
      "An expression attribute value used in expression is not defined; attribute value: :a";
  const std::string distinct =
      "The first operand must be distinct from the remaining operands for this operator or "
      "function; operator: =, first operand: [a]";
  RunErrors({
      {"size(a, b) = :a", count},
      {"a = :a AND size(a, b) = :1", undefined},
      {"a < :t AND size(a, b) = :1", type},
      {"size(a, b) = :1 OR a < :t", count},
      {"a = a AND a < :t", distinct},
      {"a < :t AND a = a", type},
      {"a < :t AND a = :a", type},
      {"a = a" + Repeat(" OR a = a", 200), distinct},
  });
}

TEST(Condition, BoundsOperators) {
  const std::string error = "The expression contains too many operators; operator count: 301";
  TestRequest request(kNames, kValues);
  EXPECT_TRUE(CompileOn(request, "a=:1" + Repeat(" OR a=:1", 149)).ok());
  EXPECT_TRUE(CompileOn(request, Repeat("NOT ", 299) + "a=:1").ok());
  RunErrors({
      {"a=:1" + Repeat(" OR a=:1", 150), error},  // 151 comparisons, 150 ORs
      {Repeat("NOT ", 300) + "a=:1", error},
  });
}

TEST(Condition, BoundsPaths) {
  const std::string error = "The document path has too many nesting levels; nesting levels: 33";
  TestRequest request(kNames, kValues);
  EXPECT_TRUE(CompileOn(request, "a" + Repeat(".b", 31) + " = :1").ok());
  RunErrors({
      {"a" + Repeat(".b", 32) + " = :1", error},
      {"a" + Repeat("[0]", 32) + " = :1", error},
      {"a" + Repeat(".#undefined", 32) + " = :1", error},
  });
}

TEST(Condition, ChecksNumbersOfOperands) {
  std::string in = "a IN (:1";
  for (int i = 0; i < 99; ++i) in += ",:1";
  const std::string count =
      "Incorrect number of operands for operator or function; operator or function: ";
  TestRequest request(kNames, kValues);
  EXPECT_TRUE(CompileOn(request, in + ")").ok());
  RunErrors({
      {in + ",:2)", "The IN operator is provided with too many operands; number of operands: 101"},
      {"size(a, b) = :1", count + "size, number of operands: 2"},
      {"attribute_exists(a, b)", count + "attribute_exists, number of operands: 2"},
      {"begins_with(a)", count + "begins_with, number of operands: 1"},
      {"contains(a, b, c)", count + "contains, number of operands: 3"},
  });
}

TEST(Condition, OperandsMustBeDistinct) {
  const std::string distinct =
      "The first operand must be distinct from the remaining operands for this operator or "
      "function; operator: ";
  RunErrors({
      {"a = a", distinct + "=, first operand: [a]"},
      {"a < :x OR b.c[1] >= b.c[1]", distinct + ">=, first operand: [b, c, [1]]"},
      {"s <> #s", distinct + "<>, first operand: [s]"},
      {"contains(a, a)", distinct + "contains, first operand: [a]"},
      {"a IN (b, a)", distinct + "IN, first operand: [a]"},
      {"a BETWEEN a AND b", distinct + "BETWEEN, first operand: [a]"},
  });
}

TEST(Condition, ChecksTypesOfOperands) {
  const std::string type =
      "Incorrect operand type for operator or function; operator or function: ";
  RunErrors({
      {"a < :nil", type + "<, operand type: NULL"},
      {":t >= a", type + ">=, operand type: BOOL"},
      {"a <= :map", type + "<=, operand type: M"},
      {"a > :list", type + ">, operand type: L"},
      {"a < :yx", type + "<, operand type: SS"},
      {"a BETWEEN :t AND :f", type + "BETWEEN, operand type: BOOL"},
      {"begins_with(a, :5)", type + "begins_with, operand type: N"},
      {"begins_with(:list, a)", type + "begins_with, operand type: L"},
      {"begins_with(size(a), :x)", type + "begins_with, operand type: N"},
      {"size(:5) = :1", type + "size, operand type: N"},
      {"size(:t) = :1", type + "size, operand type: BOOL"},
      {"size(:nil) = :1", type + "size, operand type: NULL"},
      {"size(size(a)) = :1", type + "size, operand type: N"},
      {"attribute_type(a, :5)", type + "attribute_type, operand type: N"},
      {"attribute_type(a, b)",
       type + "attribute_type, operand type: {NS,SS,L,BS,N,M,B,BOOL,NULL,S}"},
      {"attribute_type(a, size(b))", type + "attribute_type, operand type: N"},
      {"attribute_type(a, :tBad)",
       "Invalid attribute type name found; type: s, valid types: "
       "{B,NULL,SS,BOOL,L,BS,N,NS,S,M}"},
      {"attribute_exists(:5)",
       "Operator or function requires a document path; operator or function: attribute_exists"},
      {"attribute_not_exists(size(a))",
       "Operator or function requires a document path; operator or function: "
       "attribute_not_exists"},
  });
}

TEST(Condition, BoundsOfBetweenMustBeInOrder) {
  const std::string order =
      "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ";
  RunErrors({
      {"a BETWEEN :5 AND :1", order + "lower bound operand: AttributeValue: {N:5}, upper bound "
                                      "operand: AttributeValue: {N:1}"},
      {"a BETWEEN :x AND :hell", order + "lower bound operand: AttributeValue: {S:x}, upper bound "
                                         "operand: AttributeValue: {S:hell}"},
      {"a BETWEEN :b23 AND :b1", order +
                                     "lower bound operand: AttributeValue: {B:AgM=}, upper bound "
                                     "operand: AttributeValue: {B:AQ==}"},
      {"a BETWEEN :5 AND :x",
       "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
       "operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {S:x}"},
  });
}

}  // namespace
}  // namespace expr

#include "expr/projection.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

constexpr std::string_view kItem = R"({
  "a": {"N": "1"}, "b": {"M": {"c": {"S": "x"}, "d": {"M": {"e": {"N": "2"}, "f": {"N": "3"}}}}},
  "l": {"L": [{"N": "0"}, {"M": {"g": {"N": "4"}, "h": {"N": "5"}}}, {"L": [{"S": "y"}]}]}
})";

// The projection of kItem, or the message.
std::string Projected(std::string_view text) {
  TestRequest request(Placeholders::Names{{"#b", "b"}, {"#dot", "b.c"}});
  const auto projection = Projection::Compile(text, request.placeholders());
  if (!projection.ok()) return projection.error().message;
  const value::Row row = projection->Apply(RowOf(kItem).view());
  EXPECT_TRUE(value::RowView::Check(row.bytes()).ok()) << text;
  return JsonOf(row);
}

TEST(Projection, TakesAttributesThatAreThere) {
  EXPECT_EQ(Projected("a"), R"({"a":{"N":"1"}})");
  EXPECT_EQ(Projected("x, a, zz"), R"({"a":{"N":"1"}})");
  EXPECT_EQ(Projected("x"), "{}");
}

TEST(Projection, KeepsTheMapsAroundWhatItTakes) {
  EXPECT_EQ(Projected("b.c"), R"({"b":{"M":{"c":{"S":"x"}}}})");
  EXPECT_EQ(Projected("#b.d.f, a, b.c"),
            R"({"a":{"N":"1"},"b":{"M":{"c":{"S":"x"},"d":{"M":{"f":{"N":"3"}}}}}})");
}

TEST(Projection, KeepsOnlyTheElementsAskedForInTheirOrder) {
  EXPECT_EQ(Projected("l[2], l[0]"), R"({"l":{"L":[{"N":"0"},{"L":[{"S":"y"}]}]}})");
  EXPECT_EQ(Projected("l[1].h, l[2][0], l[9]"),
            R"({"l":{"L":[{"M":{"h":{"N":"5"}}},{"L":[{"S":"y"}]}]}})");
}

TEST(Projection, LeavesOutWhatHasNoneOfThePath) {
  EXPECT_EQ(Projected("b.x, l[7], a.b, l[0].g"), "{}");
  EXPECT_EQ(Projected("b[0], a[0], l.g"), "{}");
  EXPECT_EQ(Projected("#dot"), "{}");
}

TEST(Projection, RefusesOverlaps) {
  EXPECT_EQ(Projected("b.c, a, b"),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must "
            "remove or rewrite one of these paths; path one: [b, c], path two: [b]");
  EXPECT_EQ(Projected("b, #b"),
            "Invalid ProjectionExpression: Two document paths overlap with each other; must "
            "remove or rewrite one of these paths; path one: [b], path two: [b]");
}

TEST(Projection, RefusesPathsThatTakeOneValueForMapAndList) {
  EXPECT_EQ(Projected("b.x, a, b[0]"),
            "Invalid ProjectionExpression: Two document paths conflict with each other; must "
            "remove or rewrite one of these paths; path one: [b, x], path two: [b, [0]]");
}

TEST(Projection, TellsErrorsWithItsName) {
  EXPECT_EQ(Projected(""), "Invalid ProjectionExpression: The expression can not be empty;");
  EXPECT_EQ(Projected("#x"),
            "Invalid ProjectionExpression: An expression attribute name used in the document path "
            "is not defined; attribute name: #x");
  EXPECT_EQ(Projected("comment"),
            "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved "
            "keyword: comment");
}

TEST(Projection, OfPathsTakesThem) {
  const Projection projection({Path{{"l", size_t{0}}}, Path{{"a"}}});
  EXPECT_EQ(JsonOf(projection.Apply(RowOf(kItem).view())),
            R"({"a":{"N":"1"},"l":{"L":[{"N":"0"}]}})");
  EXPECT_EQ(projection.paths().size(), 2u);
}

TEST(Projection, OfNamedPathsHasThemBesideEachOther) {
  const Projection projection({Path{{"l", size_t{0}}}, Path{{"absent"}}, Path{{"a"}}},
                              {"l[0]", "b", "c"});
  EXPECT_EQ(JsonOf(projection.Apply(RowOf(kItem).view())), R"({"c":{"N":"1"},"l[0]":{"N":"0"}})");
}

}  // namespace
}  // namespace expr

#include "expr/path.h"

#include <gtest/gtest.h>

#include "expr/path_order.h"
#include "expr/testing/request.h"

namespace expr {
namespace {

Path PathOf(std::vector<Path::Element> elements) { return {.elements = std::move(elements)}; }

TEST(Path, IsWrittenAsDynamoDbWritesIt) {
  EXPECT_EQ(PathOf({"a"}).ToText(), "[a]");
  EXPECT_EQ(PathOf({"a", "b", size_t{2}, "c"}).ToText(), "[a, b, [2], c]");
  EXPECT_EQ(PathOf({"", ""}).ToText(), "[, ]");
}

TEST(Path, ResolvesThroughMapsAndLists) {
  const value::Row item =
      RowOf(R"({"a":{"M":{"b":{"L":[{"N":"1"},{"M":{"c":{"S":"x"}}}]}}},"d":{"SS":["e"]}})");
  const auto at = [&item](std::vector<Path::Element> elements) -> std::string {
    const auto found = PathOf(std::move(elements)).Resolve(item.view());
    if (!found) return "";
    std::string json;
    value::AppendJsonValue(*found, &json);
    return json;
  };
  EXPECT_EQ(at({"a", "b", size_t{0}}), R"({"N":"1"})");
  EXPECT_EQ(at({"a", "b", size_t{1}, "c"}), R"({"S":"x"})");
  EXPECT_EQ(at({"d"}), R"({"SS":["e"]})");
  EXPECT_EQ(at({"x"}), "");
  EXPECT_EQ(at({"a", "x"}), "");
  EXPECT_EQ(at({"a", size_t{0}}), "");
  EXPECT_EQ(at({"a", "b", "c"}), "");
  EXPECT_EQ(at({"a", "b", size_t{2}}), "");
  EXPECT_EQ(at({"a", "b", size_t{0}, "c"}), "");
  EXPECT_EQ(at({"d", size_t{0}}), "");
}

TEST(PathOrder, TellsTheFirstPathAtOddsWithOneBefore) {
  const auto check = [](const std::vector<Path>& paths) {
    return MessageOf(CheckDisjoint(paths, SortPaths(paths)));
  };
  EXPECT_EQ(check({PathOf({"a"}), PathOf({"b"}), PathOf({"ab"})}), "");
  EXPECT_EQ(check({PathOf({"a", "b"}), PathOf({"a", "c"}), PathOf({"b", size_t{0}}),
                   PathOf({"b", size_t{1}})}),
            "");
  EXPECT_EQ(check({PathOf({"z"}), PathOf({"a", "b"}), PathOf({"c"}), PathOf({"a"})}),
            "Two document paths overlap with each other; must remove or rewrite one of these "
            "paths; path one: [a, b], path two: [a]");
  EXPECT_EQ(check({PathOf({"a"}), PathOf({"a"})}),
            "Two document paths overlap with each other; must remove or rewrite one of these "
            "paths; path one: [a], path two: [a]");
  EXPECT_EQ(check({PathOf({"a", size_t{1}}), PathOf({"a", "b"})}),
            "Two document paths conflict with each other; must remove or rewrite one of these "
            "paths; path one: [a, [1]], path two: [a, b]");
}

}  // namespace
}  // namespace expr

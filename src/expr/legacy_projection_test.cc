#include "expr/legacy_projection.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

TEST(LegacyProjection, TakesWholeAttributesByTheirNames) {
  const value::Row item =
      RowOf(R"({"a":{"M":{"b":{"N":"1"}}},"a.b":{"N":"2"},"c":{"L":[{"N":"3"}]},"d":{"N":"4"}})");
  const auto projected = [&item](const std::vector<std::string>& attributes) {
    const auto projection = LegacyProjection(attributes);
    return projection.ok() ? JsonOf(projection->Apply(item.view())) : projection.error().message;
  };
  EXPECT_EQ(projected({"a.b", "c", "x"}), R"({"a.b":{"N":"2"},"c":{"L":[{"N":"3"}]}})");
  EXPECT_EQ(projected({"a", "a.b"}), R"({"a":{"M":{"b":{"N":"1"}}},"a.b":{"N":"2"}})");
  EXPECT_EQ(projected({"c[0]"}), "{}");
}

TEST(LegacyProjection, RefusesAnAttributeTwice) {
  EXPECT_EQ(MessageOf(LegacyProjection({"a", "b", "c", "b", "a"})),
            "One or more parameter values were invalid: Duplicate value in attribute name: b");
}

}  // namespace
}  // namespace expr

#include "expr/legacy_update.h"

#include <gtest/gtest.h>

#include "expr/testing/request.h"

namespace expr {
namespace {

using Action = AttributeAction;

// `item` after an update of its attribute a, or the message. `value`: DynamoDB JSON, "" for none.
std::string Updated(Action action, std::string_view value, std::string_view item) {
  const value::Row values = RowOf(value.empty() ? "{}" : R"({"v":)" + std::string(value) + "}");
  const auto update =
      LegacyUpdate({{.attribute = "a", .action = action, .value = values.Find("v")}});
  if (!update.ok()) return update.error().message;
  const auto row = update->Apply(RowOf(item).view());
  if (!row.ok()) return row.error().message;
  EXPECT_TRUE(value::RowView::Check(row->bytes()).ok()) << value;
  return JsonOf(*row);
}

struct Case {
  Action action;
  std::string value;
  std::string item;
  std::string result;
};

void RunCases(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    EXPECT_EQ(Updated(c.action, c.value, c.item), c.result) << c.value << c.item;
  }
}

TEST(LegacyUpdate, PutsAddsAndDeletes) {
  RunCases({
      {Action::kPut, R"({"BOOL":true})", "{}", R"({"a":{"BOOL":true}})"},
      {Action::kPut, R"({"S":""})", R"({"a":{"N":"1"},"b":{"N":"2"}})",
       R"({"a":{"S":""},"b":{"N":"2"}})"},
      {Action::kAdd, R"({"N":"-3"})", "{}", R"({"a":{"N":"-3"}})"},
      {Action::kAdd, R"({"N":"-3"})", R"({"a":{"N":"1.5"}})", R"({"a":{"N":"-1.5"}})"},
      {Action::kAdd, R"({"SS":["c","b"]})", R"({"a":{"SS":["a","b"]}})",
       R"({"a":{"SS":["a","b","c"]}})"},
      {Action::kAdd, R"({"NS":["1"]})", "{}", R"({"a":{"NS":["1"]}})"},
      {Action::kAdd, R"({"L":[{"N":"2"}]})", R"({"a":{"L":[{"S":"x"}]}})",
       R"({"a":{"L":[{"S":"x"},{"N":"2"}]}})"},
      {Action::kAdd, R"({"L":[]})", "{}", R"({"a":{"L":[]}})"},
      {Action::kDelete, "", R"({"a":{"N":"1"},"b":{"N":"2"}})", R"({"b":{"N":"2"}})"},
      {Action::kDelete, "", "{}", "{}"},
      {Action::kDelete, R"({"SS":["b","x"]})", R"({"a":{"SS":["a","b"]}})",
       R"({"a":{"SS":["a"]}})"},
      {Action::kDelete, R"({"NS":["1"]})", R"({"a":{"NS":["1.0"]}})", "{}"},
      {Action::kDelete, R"({"BS":["AQ=="]})", "{}", "{}"},
  });
}

TEST(LegacyUpdate, RefusesAnAttributeOfAnotherType) {
  const std::string mismatch = "Type mismatch for attribute to update";
  RunCases({
      {Action::kAdd, R"({"N":"1"})", R"({"a":{"S":"1"}})", mismatch},
      {Action::kAdd, R"({"SS":["1"]})", R"({"a":{"NS":["1"]}})", mismatch},
      {Action::kAdd, R"({"L":[]})", R"({"a":{"M":{}}})", mismatch},
      {Action::kDelete, R"({"SS":["1"]})", R"({"a":{"S":"1"}})", mismatch},
      {Action::kAdd, R"({"N":"9e125"})", R"({"a":{"N":"9e125"}})",
       "Number overflow. Attempting to store a number with magnitude larger than supported range"},
  });
}

TEST(LegacyUpdate, RefusesActionsThatDoNotGoWithTheirValues) {
  const std::string invalid = "One or more parameter values were invalid: ";
  const std::string only_delete =
      invalid + "Only DELETE action is allowed when no attribute value is specified";
  RunCases({
      {Action::kPut, "", "{}", only_delete},
      {Action::kAdd, "", "{}", only_delete},
      {Action::kDelete, R"({"N":"1"})", "{}",
       invalid + "DELETE action with value is not supported for the type N"},
      {Action::kDelete, R"({"L":[]})", "{}",
       invalid + "DELETE action with value is not supported for the type L"},
      {Action::kAdd, R"({"S":"1"})", "{}", invalid + "ADD action is not supported for the type S"},
      {Action::kAdd, R"({"M":{}})", "{}", invalid + "ADD action is not supported for the type M"},
      {Action::kAdd, R"({"BOOL":true})", "{}",
       invalid + "ADD action is not supported for the type BOOL"},
  });
}

TEST(LegacyUpdate, TakesNamesAsTheyAre) {
  const value::Row values = RowOf(R"({"v":{"N":"1"}})");
  const auto update = LegacyUpdate({{.attribute = "m.x", .value = values.Find("v")},
                                    {.attribute = "m", .action = Action::kDelete, .value = {}}});
  ASSERT_TRUE(update.ok());
  const auto row = update->Apply(RowOf(R"({"m":{"M":{"x":{"N":"0"}}}})").view());
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(JsonOf(*row), R"({"m.x":{"N":"1"}})");
  EXPECT_EQ(update->targets(), (std::vector<Path>{{.elements = {"m.x"}}, {.elements = {"m"}}}));
}

}  // namespace
}  // namespace expr

#include <gtest/gtest.h>

#include "value/json_text.h"
#include "value/row.h"

namespace value {
namespace {

size_t NumberBytes(std::string_view text) { return Number::Parse(text)->ItemBytes(); }

TEST(ItemSize, NumbersCostPairsOfDigitsAroundThePoint) {
  const std::vector<std::pair<std::string, size_t>> cases = {
      {"0", 1},
      {"1", 2},
      {"99", 2},
      {"100", 2},
      {"101", 3},
      {"123", 3},
      {"1234", 3},
      {"12.34", 3},
      {"123.4", 4},
      {"1.1", 3},
      {"11", 2},
      {"10.1", 3},
      {"1200", 2},
      {"1000", 2},
      {"12000", 3},
      {"0.1", 2},
      {"0.01", 2},
      {"0.001", 2},
      {"0.0012", 2},
      {"0.00123", 3},
      {"0.000123", 3},
      {"-1", 3},
      {"-100", 3},
      {"1e125", 2},
      {"1e-130", 2},
      {"-0", 1},
      {"12345678901234567890123456789012345678", 20},
      {"-12345678901234567890123456789012345678", 21},
      {"1234567890123456789012345678901234567.8", 21},
      {"-1234567890123456789012345678901234567.8", 21},
  };
  for (const auto& [text, bytes] : cases) EXPECT_EQ(NumberBytes(text), bytes) << text;
}

TEST(ItemSize, EachTypeHasItsRule) {
  const std::vector<std::pair<std::string, size_t>> cases = {
      {R"({"S":""})", 0},
      {R"({"S":"abc"})", 3},
      {R"({"S":"é€😀"})", 2 + 3 + 4},
      {R"({"B":"AAEC"})", 3},
      {R"({"N":"12"})", 2},
      {R"({"BOOL":true})", 1},
      {R"({"NULL":true})", 1},
      {R"({"SS":["a","bcd"]})", 4},
      {R"({"NS":["1","-1","100"]})", 2 + 3 + 2},
      {R"({"BS":["AA==","AAEC"]})", 4},
      {R"({"L":[]})", 3},
      {R"({"M":{}})", 3},
      {R"({"L":[{"S":"ab"},{"N":"1"}]})", 3 + (1 + 2) + (1 + 2)},
      {R"({"M":{"abc":{"S":"de"},"f":{"NULL":true}}})", 3 + (1 + 3 + 2) + (1 + 1 + 1)},
      {R"({"L":[{"L":[]},{"M":{"a":{"L":[]}}}]})", 3 + (1 + 3) + (1 + 3 + (1 + 1 + 3))},
  };
  for (const auto& [text, bytes] : cases) {
    EXPECT_EQ(ValueFromJson(text)->view().ItemBytes(), bytes) << text;
  }
}

TEST(ItemSize, AnItemIsItsNamesAndValues) {
  // The example of the developer guide, ServiceQuotas.
  const auto row = RowFromJson(R"({"shirt-color":{"S":"R"},"shirt-size":{"S":"M"}})");
  EXPECT_EQ(row->view().ItemBytes(), 23u);
  EXPECT_EQ(Row().view().ItemBytes(), 0u);
}

}  // namespace
}  // namespace value

#include <gtest/gtest.h>

#include "api/json_answer.h"
#include "api/model/dynamodb_json.h"

namespace api::dynamodb {
namespace {

template <typename T>
std::string Json(const T& from) {
  std::string out;
  Render(from, &out);
  return out;
}

value::Row OneAttribute(std::string_view name, std::string_view text) {
  value::RowBuilder builder;
  builder.Set(name, value::Value::String(text));
  return builder.Build();
}

TEST(AnswerWriter, LeavesOutWhatIsAbsent) {
  EXPECT_EQ(Json(GetItemOutput()), "{}");
  GetItemOutput output;
  output.item = OneAttribute("a", "x\"y");
  EXPECT_EQ(Json(output), R"({"Item":{"a":{"S":"x\"y"}}})");
}

TEST(AnswerWriter, WritesListsMapsEnumerationsAndNumbers) {
  DescribeTableOutput output;
  TableDescription& table = output.table.emplace();
  table.table_name = "abc";
  table.table_status = TableStatus::kActive;
  table.key_schema.emplace().push_back({.attribute_name = "pk", .key_type = KeyType::kHash});
  table.item_count = -3;
  table.deletion_protection_enabled = false;
  EXPECT_EQ(Json(output),
            R"({"Table":{"TableName":"abc","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
            R"("TableStatus":"ACTIVE","ItemCount":-3,"DeletionProtectionEnabled":false}})");
}

TEST(AnswerWriter, WritesItemsAndCapacity) {
  ScanOutput output;
  output.items.emplace();
  output.items->Append(OneAttribute("a", "1").view());
  output.items->Append(OneAttribute("b", "2").view());
  output.count = 2;
  output.consumed_capacity.emplace().capacity_units = 0.5;
  EXPECT_EQ(Json(output), R"({"Items":[{"a":{"S":"1"}},{"b":{"S":"2"}}],"Count":2,)"
                          R"("ConsumedCapacity":{"CapacityUnits":0.5}})");
}

TEST(AnswerWriter, WritesMapsOfStructures) {
  BatchGetItemOutput output;
  output.responses.emplace().emplace_back("t", value::RowList());
  KeysAndAttributes keys;
  keys.keys.push_back(OneAttribute("a", "1"));
  output.unprocessed_keys.emplace().emplace_back("t", std::move(keys));
  EXPECT_EQ(Json(output),
            R"({"Responses":{"t":[]},"UnprocessedKeys":{"t":{"Keys":[{"a":{"S":"1"}}]}}})");
}

}  // namespace
}  // namespace api::dynamodb

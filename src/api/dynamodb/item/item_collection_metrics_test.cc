#include "api/dynamodb/item/item_collection_metrics.h"

#include <gtest/gtest.h>

#include <string>

#include "api/model/dynamodb_json.h"

namespace api::dynamodb::item {
namespace {

constexpr int64_t kGigabyte = int64_t{1} << 30;

table::TableDescription Threads() {
  table::TableDescription table;
  table.key_schema.partition = {"ForumName", value::Type::kS};
  table.key_schema.sort = table::KeyAttribute{"Subject", value::Type::kS};
  return table;
}

value::Row Thread() {
  value::RowBuilder item;
  item.Set("ForumName", value::Value::String("EC2"));
  item.Set("Subject", value::Value::String("Instances"));
  return item.Build();
}

std::string Told(const std::optional<ReturnItemCollectionMetrics>& wanted,
                 std::optional<int64_t> collection_bytes) {
  const value::Row item = Thread();
  table::item::WriteOutcome outcome;
  outcome.collection_bytes = collection_bytes;
  PutItemOutput output;
  output.item_collection_metrics = CollectionMetrics(wanted, Threads(), item.view(), outcome);
  std::string text;
  Render(output, &text);
  return text;
}

std::string Estimate(const std::string& range) {
  return R"({"ItemCollectionMetrics":{"ItemCollectionKey":{"ForumName":{"S":"EC2"}},)"
         R"("SizeEstimateRangeGB":)" +
         range + "}}";
}

TEST(ItemCollectionMetrics, AreToldOnRequestAlone) {
  EXPECT_EQ(Told(std::nullopt, 1), "{}");
  EXPECT_EQ(Told(ReturnItemCollectionMetrics::kNone, 1), "{}");
  EXPECT_EQ(Told(ReturnItemCollectionMetrics::kSize, 1), Estimate("[0.0,1.0]"));
}

TEST(ItemCollectionMetrics, AreOfTablesWithLocalIndexesAlone) {
  EXPECT_EQ(Told(ReturnItemCollectionMetrics::kSize, std::nullopt), "{}");
}

TEST(ItemCollectionMetrics, EstimateToTheGigabyte) {
  const auto size = ReturnItemCollectionMetrics::kSize;
  EXPECT_EQ(Told(size, 0), Estimate("[0.0,1.0]"));
  EXPECT_EQ(Told(size, kGigabyte - 1), Estimate("[0.0,1.0]"));
  EXPECT_EQ(Told(size, kGigabyte), Estimate("[1.0,2.0]"));
  EXPECT_EQ(Told(size, 10 * kGigabyte - 1), Estimate("[9.0,10.0]"));
}

}  // namespace
}  // namespace api::dynamodb::item

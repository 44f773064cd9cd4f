#include "table/catalog/catalog_record.h"

#include <gtest/gtest.h>

#include "table/catalog/record_fields.h"
#include "table/testing/test_tables.h"

namespace table::catalog {
namespace {

base::WallTime At(int64_t seconds) { return base::WallTime(std::chrono::seconds(seconds)); }

TableDescription WithEverything() {
  TableDescription table = MakeTable("Everything");
  table.id = "6fd6c3cb-0f9b-4a3c-8c8e-3d0dfc4be111";
  table.status = TableStatus::kUpdating;
  table.created = At(1'700'000'000);
  table.billing_mode = BillingMode::kPayPerRequest;
  table.last_pay_per_request = At(1'700'000'001);
  table.throughput = {5, 6, At(1), At(2), 3};
  table.on_demand = OnDemandThroughput{-1, 100};
  table.warm = WarmThroughput{12'000, 4'000};
  table.table_class = TableClass::kStandardInfrequentAccess;
  table.table_class_changed = At(1'700'000'002);
  table.deletion_protection = true;
  table.sse = SseSpecification{true, "KMS", "arn:aws:kms:us-east-1:000000000000:key/1"};
  table.stream = StreamSpecification{true, "NEW_AND_OLD_IMAGES", "2026-01-01T00:00:00.000"};
  table.tags = {{"owner", "me"}, {"empty", ""}};
  table.resource_policy = ResourcePolicy{"{\"Version\":\"2012-10-17\"}", "1"};
  table.policy_revision = 1;
  table.time_to_live = TimeToLive{true, "expires", At(1'700'000'003)};
  table.changes = {{At(4), At(5)}, {At(6)}, {At(7)}};
  table.partitions = DivideHashSpace(64, kv::ShardId{16});
  IndexDescription local;
  local.local = true;
  local.name = "ByYear";
  local.number = 1;
  local.hash = {table.key_schema.partition};
  local.range = {{"year", value::Type::kN}};
  local.projection = {IndexProjection::Type::kKeysOnly};
  table.local_indexes = {local};
  IndexDescription global;
  global.name = "ByPlace";
  global.number = 3;
  global.hash = {{"country", value::Type::kS}, {"city", value::Type::kS}};
  global.range = {{"when", value::Type::kN}, {"what", value::Type::kB}};
  global.projection = {IndexProjection::Type::kInclude, {"title", "label"}};
  global.status = IndexStatus::kCreating;
  global.backfilling = true;
  global.throughput = {7, 8, At(3), At(4), 1};
  global.on_demand = OnDemandThroughput{50, std::nullopt};
  global.warm = WarmThroughput{13'000, 5'000};
  global.partitions = DivideHashSpace(4, kv::ShardId{80});
  table.global_indexes = {global};
  table.next_index_number = 4;
  return table;
}

void ExpectSame(const IndexDescription& read, const IndexDescription& index) {
  EXPECT_EQ(read.local, index.local);
  EXPECT_EQ(read.name, index.name);
  EXPECT_EQ(read.number, index.number);
  EXPECT_EQ(read.hash, index.hash);
  EXPECT_EQ(read.range, index.range);
  EXPECT_EQ(read.projection, index.projection);
  EXPECT_EQ(read.vector, index.vector);
  EXPECT_EQ(read.status, index.status);
  EXPECT_EQ(read.backfilling, index.backfilling);
  EXPECT_EQ(read.throughput.read_capacity_units, index.throughput.read_capacity_units);
  EXPECT_EQ(read.throughput.last_decrease, index.throughput.last_decrease);
  EXPECT_EQ(read.on_demand.has_value(), index.on_demand.has_value());
  EXPECT_EQ(read.warm.has_value(), index.warm.has_value());
  EXPECT_EQ(read.partitions.size(), index.partitions.size());
}

// The record of a table as the first version wrote it: no attribute that came later.
std::string FirstFormat() {
  TableDescription table = WithEverything();
  table.local_indexes.clear();
  table.global_indexes.clear();
  table.next_index_number = 1;
  table.time_to_live.reset();
  table.changes = {};
  return EncodeTableRecord(table);
}

TEST(TableRecord, KeepsEverything) {
  const TableDescription table = WithEverything();
  const std::string bytes = EncodeTableRecord(table);
  const auto read = DecodeTableRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(read->name_space, table.name_space);
  EXPECT_EQ(read->name, table.name);
  EXPECT_EQ(read->id, table.id);
  EXPECT_EQ(read->status, table.status);
  EXPECT_EQ(read->created, table.created);
  EXPECT_EQ(read->attribute_definitions, table.attribute_definitions);
  EXPECT_EQ(read->key_schema, table.key_schema);
  EXPECT_EQ(read->billing_mode, table.billing_mode);
  EXPECT_EQ(read->last_pay_per_request, table.last_pay_per_request);
  EXPECT_EQ(read->throughput.read_capacity_units, 5);
  EXPECT_EQ(read->throughput.write_capacity_units, 6);
  EXPECT_EQ(read->throughput.last_increase, At(1));
  EXPECT_EQ(read->throughput.last_decrease, At(2));
  EXPECT_EQ(read->throughput.decreases_today, 3);
  EXPECT_EQ(read->on_demand->max_read_request_units, -1);
  EXPECT_EQ(read->on_demand->max_write_request_units, 100);
  EXPECT_EQ(read->warm->read_units_per_second, 12'000);
  EXPECT_EQ(read->warm->write_units_per_second, 4'000);
  EXPECT_EQ(read->table_class, table.table_class);
  EXPECT_EQ(read->table_class_changed, table.table_class_changed);
  EXPECT_TRUE(read->deletion_protection);
  EXPECT_TRUE(read->sse->enabled);
  EXPECT_EQ(read->sse->type, "KMS");
  EXPECT_EQ(read->sse->kms_master_key_id, table.sse->kms_master_key_id);
  EXPECT_TRUE(read->stream->enabled);
  EXPECT_EQ(read->stream->view_type, "NEW_AND_OLD_IMAGES");
  EXPECT_EQ(read->tags, table.tags);
  EXPECT_EQ(read->resource_policy->document, table.resource_policy->document);
  EXPECT_EQ(read->resource_policy->revision_id, table.resource_policy->revision_id);
  EXPECT_EQ(read->policy_revision, table.policy_revision);
  EXPECT_TRUE(read->time_to_live->enabled);
  EXPECT_EQ(read->time_to_live->attribute, "expires");
  EXPECT_EQ(read->time_to_live->changed, table.time_to_live->changed);
  EXPECT_EQ(read->changes.to_pay_per_request, table.changes.to_pay_per_request);
  EXPECT_EQ(read->changes.table_class, table.changes.table_class);
  EXPECT_EQ(read->changes.encryption, table.changes.encryption);
  ASSERT_EQ(read->partitions.size(), 64u);
  EXPECT_EQ(read->partitions[63].first_token, table.partitions[63].first_token);
  EXPECT_EQ(read->partitions[63].shard, kv::ShardId{79});
  ASSERT_EQ(read->local_indexes.size(), 1u);
  ExpectSame(read->local_indexes.front(), table.local_indexes.front());
  ASSERT_EQ(read->global_indexes.size(), 1u);
  ExpectSame(read->global_indexes.front(), table.global_indexes.front());
  EXPECT_EQ(read->global_indexes.front().warm->read_units_per_second, 13'000);
  EXPECT_EQ(read->next_index_number, 4u);
  EXPECT_EQ(EncodeTableRecord(*read), bytes);
}

TEST(TableRecord, OneOfTheFirstFormatReadsAsBefore) {
  const std::string bytes = FirstFormat();
  const value::Row row(bytes);
  EXPECT_EQ(row.Find("Format")->AsNumber().ToInt(), 1);
  EXPECT_FALSE(row.Find("NextIndexNumber") || row.Find("GlobalSecondaryIndexes"));
  const auto read = DecodeTableRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_TRUE(read->local_indexes.empty() && read->global_indexes.empty());
  EXPECT_EQ(read->next_index_number, 1u);
  EXPECT_FALSE(read->time_to_live);
  EXPECT_EQ(EncodeTableRecord(*read), bytes);
}

TEST(TableRecord, KeepsVectorIndexesFromServersThatKnowNone) {
  TableDescription table = WithEverything();
  IndexDescription vector;
  vector.name = "BySound";
  vector.number = 2;
  vector.hash = {{"tenant", value::Type::kS}};
  vector.vector = VectorSettings{.attribute = "sound",
                                 .dimensions = 256,
                                 .distance = vectors::DistanceFunction::kDotProduct,
                                 .filters = {{"year", value::Type::kN}}};
  vector.projection = {IndexProjection::Type::kKeysOnly};
  vector.partitions = DivideHashSpace(4, kv::ShardId{90});
  table.vector_indexes = {vector, vector};
  table.vector_indexes[1].hash.clear();
  table.vector_indexes[1].vector->filters.clear();
  table.vector_indexes[1].status = IndexStatus::kCreating;
  const std::string bytes = EncodeTableRecord(table);
  EXPECT_EQ(value::Row(bytes).Find("Format")->AsNumber().ToInt(), 3);
  const auto read = DecodeTableRecord(bytes);
  ASSERT_TRUE(read.ok()) << read.error().message;
  ASSERT_EQ(read->vector_indexes.size(), 2u);
  ExpectSame(read->vector_indexes[0], table.vector_indexes[0]);
  ExpectSame(read->vector_indexes[1], table.vector_indexes[1]);
  EXPECT_EQ(EncodeTableRecord(*read), bytes);
}

// Whoever does not know of indexes would write without them, or give their numbers out again.
TEST(TableRecord, OneWithIndexesIsNotForServersThatKnowNone) {
  TableDescription table = WithEverything();
  EXPECT_EQ(value::Row(EncodeTableRecord(table)).Find("Format")->AsNumber().ToInt(), 2);
  table.local_indexes.clear();
  table.global_indexes.clear();
  const std::string bytes = EncodeTableRecord(table);
  EXPECT_EQ(value::Row(bytes).Find("Format")->AsNumber().ToInt(), 2);
  EXPECT_EQ(DecodeTableRecord(bytes)->next_index_number, 4u);
}

TEST(TableRecord, AnIllIndexIsCorruption) {
  const auto expect_corruption = [](const auto& spoil) {
    TableDescription table = WithEverything();
    spoil(&table);
    const auto read = DecodeTableRecord(EncodeTableRecord(table));
    ASSERT_FALSE(read.ok());
    EXPECT_EQ(read.error().code, base::ErrorCode::kCorruption);
  };
  expect_corruption([](TableDescription* table) { table->next_index_number = 3; });
  expect_corruption([](TableDescription* table) { table->global_indexes[0].number = 0; });
  expect_corruption([](TableDescription* table) { table->global_indexes[0].hash.clear(); });
  expect_corruption([](TableDescription* table) { table->global_indexes[0].partitions.clear(); });
  expect_corruption(
      [](TableDescription* table) { table->global_indexes[0].partitions[0].first_token = 1; });
}

TEST(TableRecord, WhatWasNeverGivenStaysAbsent) {
  TableDescription table = MakeTable("Plain", /*with_sort_key=*/false);
  table.partitions = DivideHashSpace(1, kv::ShardId{16});
  const auto read = DecodeTableRecord(EncodeTableRecord(table));
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_FALSE(read->key_schema.sort || read->last_pay_per_request || read->on_demand ||
               read->warm || read->table_class || read->table_class_changed || read->sse ||
               read->stream || read->resource_policy || read->throughput.last_increase);
  EXPECT_TRUE(read->tags.empty());
}

TEST(TableRecord, AnAttributeItDoesNotKnowIsNoError) {
  value::RowBuilder record;
  const value::Row known(EncodeTableRecord(WithEverything()));
  record.SetAll(known.view().attributes());
  record.Set("FromTheFuture", value::Value::Int(1));
  EXPECT_TRUE(DecodeTableRecord(record.Build().bytes()).ok());
}

TEST(TableRecord, ANewerFormatIsRefused) {
  value::RowBuilder record;
  const value::Row known(EncodeTableRecord(WithEverything()));
  record.SetAll(known.view().attributes());
  record.Set("Format", value::Value::Int(kTableRecordFormat + 1));
  const auto read = DecodeTableRecord(record.Build().bytes());
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, base::ErrorCode::kCorruption);
}

TEST(TableRecord, AMissingOrIllTypedAttributeIsCorruption) {
  const value::Row known(EncodeTableRecord(WithEverything()));
  for (const char* name :
       {"Format", "Account", "Region", "TableName", "TableId", "TableStatus", "CreationDateTime",
        "PartitionKey", "AttributeDefinitions", "BillingMode", "ProvisionedThroughput", "Tags",
        "Partitions", "DeletionProtectionEnabled", "NextIndexNumber"}) {
    value::RowBuilder without;
    without.SetAll(known.view().attributes());
    without.Remove(name);
    value::RowBuilder ill_typed = without;
    ill_typed.Set(name, value::Value::Null());
    for (const value::RowBuilder& record : {without, ill_typed}) {
      const auto read = DecodeTableRecord(record.Build().bytes());
      ASSERT_FALSE(read.ok()) << name;
      EXPECT_EQ(read.error().code, base::ErrorCode::kCorruption) << name;
    }
  }
}

TEST(TableRecord, AnyCutIsCorruption) {
  const std::string bytes = EncodeTableRecord(WithEverything());
  for (size_t size = 0; size < bytes.size(); ++size) {
    const auto read = DecodeTableRecord(std::string_view(bytes).substr(0, size));
    ASSERT_FALSE(read.ok()) << size;
    EXPECT_EQ(read.error().code, base::ErrorCode::kCorruption);
  }
}

TEST(TableRecord, PartitionsMustDivideTheHashSpace) {
  TableDescription table = WithEverything();
  table.partitions[0].first_token = 1;
  EXPECT_FALSE(DecodeTableRecord(EncodeTableRecord(table)).ok());
  table = WithEverything();
  std::swap(table.partitions[1], table.partitions[2]);
  EXPECT_FALSE(DecodeTableRecord(EncodeTableRecord(table)).ok());
  table.partitions.clear();
  EXPECT_FALSE(DecodeTableRecord(EncodeTableRecord(table)).ok());
}

}  // namespace
}  // namespace table::catalog

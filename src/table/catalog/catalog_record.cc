#include "table/catalog/catalog_record.h"

#include <array>
#include <limits>
#include <utility>
#include <vector>

#include "table/catalog/index_record.h"
#include "table/catalog/record_fields.h"
#include "table/catalog/record_parts.h"

namespace table::catalog {
namespace {

constexpr std::array<std::pair<TableStatus, std::string_view>, 4> kStatusNames{{
    {TableStatus::kCreating, "CREATING"},
    {TableStatus::kActive, "ACTIVE"},
    {TableStatus::kUpdating, "UPDATING"},
    {TableStatus::kDeleting, "DELETING"},
}};
constexpr std::array<std::pair<BillingMode, std::string_view>, 2> kBillingModeNames{{
    {BillingMode::kProvisioned, "PROVISIONED"},
    {BillingMode::kPayPerRequest, "PAY_PER_REQUEST"},
}};
constexpr std::array<std::pair<TableClass, std::string_view>, 2> kTableClassNames{{
    {TableClass::kStandard, "STANDARD"},
    {TableClass::kStandardInfrequentAccess, "STANDARD_INFREQUENT_ACCESS"},
}};

constexpr int64_t kFirstFormat = 1;
constexpr int64_t kIndexesFormat = 2;
constexpr int64_t kVectorIndexesFormat = 3;

// A server of a version without indexes would not maintain them, so it must refuse the record of a
// table that has any. It must also refuse a table that had some, because it would lose
// next_index_number.
bool HadIndexes(const TableDescription& table) {
  return table.next_index_number > 1 || !table.local_indexes.empty() ||
         !table.global_indexes.empty() || !table.vector_indexes.empty();
}
int64_t FormatOf(const TableDescription& table) {
  if (!table.vector_indexes.empty()) return kVectorIndexesFormat;
  return HadIndexes(table) ? kIndexesFormat : kFirstFormat;
}

void WriteTimes(std::string_view name, const std::vector<base::WallTime>& times,
                FieldWriter* record) {
  if (times.empty()) return;
  record->SetList(name, times,
                  [](base::WallTime time, FieldWriter* map) { map->Set("DateTime", time); });
}

void ReadTimes(const FieldReader& record, std::string_view name,
               std::vector<base::WallTime>* times) {
  if (!record.Has(name)) return;
  record.ForEach(name, [&](const FieldReader& map) { times->push_back(map.Time("DateTime")); });
}

void WriteSettings(const TableDescription& table, FieldWriter* record) {
  if (table.table_class) record->Set("TableClass", NameOf(kTableClassNames, *table.table_class));
  record->Set("TableClassLastUpdateDateTime", table.table_class_changed);
  record->Set("DeletionProtectionEnabled", table.deletion_protection);
  if (table.sse) {
    FieldWriter map;
    map.Set("Enabled", table.sse->enabled);
    map.Set("SSEType", table.sse->type);
    map.Set("KMSMasterKeyId", table.sse->kms_master_key_id);
    record->Set("SSESpecification", map);
  }
  if (table.stream) {
    FieldWriter map;
    map.Set("StreamEnabled", table.stream->enabled);
    map.Set("StreamViewType", table.stream->view_type);
    map.Set("Label", table.stream->label);
    record->Set("StreamSpecification", map);
  }
  record->SetList("Tags", table.tags, [](const auto& tag, FieldWriter* map) {
    map->Set("Key", tag.first);
    map->Set("Value", tag.second);
  });
  if (table.time_to_live) {
    FieldWriter map;
    map.Set("Enabled", table.time_to_live->enabled);
    map.Set("AttributeName", table.time_to_live->attribute);
    map.Set("Changed", table.time_to_live->changed);
    record->Set("TimeToLiveSpecification", map);
  }
  if (table.resource_policy) {
    FieldWriter map;
    map.Set("Document", table.resource_policy->document);
    map.Set("RevisionId", table.resource_policy->revision_id);
    record->Set("ResourcePolicy", map);
  }
  if (table.policy_revision != 0) record->Set("PolicyRevision", table.policy_revision);
  WriteTimes("SwitchesToPayPerRequest", table.changes.to_pay_per_request, record);
  WriteTimes("TableClassChanges", table.changes.table_class, record);
  WriteTimes("EncryptionChanges", table.changes.encryption, record);
}

void ReadSettings(const FieldReader& record, TableDescription* table) {
  if (record.Has("TableClass")) table->table_class = record.Named("TableClass", kTableClassNames);
  table->table_class_changed = record.MaybeTime("TableClassLastUpdateDateTime");
  table->deletion_protection = record.Bool("DeletionProtectionEnabled");
  if (const auto map = record.MaybeMap("SSESpecification")) {
    table->sse = SseSpecification{map->Bool("Enabled"), map->String("SSEType"),
                                  map->MaybeString("KMSMasterKeyId")};
  }
  if (const auto map = record.MaybeMap("StreamSpecification")) {
    table->stream = StreamSpecification{map->Bool("StreamEnabled"), map->String("StreamViewType"),
                                        map->String("Label")};
  }
  record.ForEach("Tags", [&](const FieldReader& map) {
    table->tags.emplace_back(map.String("Key"), map.String("Value"));
  });
  if (const auto map = record.MaybeMap("TimeToLiveSpecification")) {
    table->time_to_live =
        TimeToLive{map->Bool("Enabled"), map->String("AttributeName"), map->MaybeTime("Changed")};
  }
  if (const auto map = record.MaybeMap("ResourcePolicy")) {
    table->resource_policy = ResourcePolicy{map->String("Document"), map->String("RevisionId")};
  }
  table->policy_revision = record.MaybeInt("PolicyRevision").value_or(0);
  ReadTimes(record, "SwitchesToPayPerRequest", &table->changes.to_pay_per_request);
  ReadTimes(record, "TableClassChanges", &table->changes.table_class);
  ReadTimes(record, "EncryptionChanges", &table->changes.encryption);
}

void WriteIndexes(const TableDescription& table, FieldWriter* record) {
  if (!table.local_indexes.empty()) {
    record->SetList("LocalSecondaryIndexes", table.local_indexes, WriteIndex);
  }
  if (!table.global_indexes.empty()) {
    record->SetList("GlobalSecondaryIndexes", table.global_indexes, WriteIndex);
  }
  if (!table.vector_indexes.empty()) {
    record->SetList("VectorIndexes", table.vector_indexes, WriteIndex);
  }
  if (HadIndexes(table)) {
    record->Set("NextIndexNumber", static_cast<int64_t>(table.next_index_number));
  }
}

void ReadIndexes(const FieldReader& record, TableDescription* table) {
  if (record.Int("Format") < kIndexesFormat) return;
  const int64_t next = record.Int("NextIndexNumber");
  if (next < 2 || next > std::numeric_limits<uint32_t>::max()) record.Fail("NextIndexNumber");
  table->next_index_number = static_cast<uint32_t>(next);
  const auto read = [&](const char* name, IndexKind kind, std::vector<IndexDescription>* indexes) {
    if (!record.Has(name)) return;
    record.ForEach(name, [&](const FieldReader& map) {
      indexes->push_back(ReadIndex(map, kind));
      if (indexes->back().number >= next) map.Fail("Number");
    });
  };
  read("LocalSecondaryIndexes", IndexKind::kLocal, &table->local_indexes);
  read("GlobalSecondaryIndexes", IndexKind::kGlobal, &table->global_indexes);
  read("VectorIndexes", IndexKind::kVector, &table->vector_indexes);
}

}  // namespace

std::string EncodeTableRecord(const TableDescription& table) {
  FieldWriter record;
  record.Set("Format", FormatOf(table));
  record.Set("Account", table.name_space.account);
  record.Set("Region", table.name_space.region);
  record.Set("TableName", table.name);
  record.Set("TableId", table.id);
  record.Set("TableStatus", NameOf(kStatusNames, table.status));
  record.Set("CreationDateTime", table.created);
  record.SetList("AttributeDefinitions", table.attribute_definitions, WriteKeyAttribute);
  FieldWriter partition_key;
  WriteKeyAttribute(table.key_schema.partition, &partition_key);
  record.Set("PartitionKey", partition_key);
  if (table.key_schema.sort) {
    FieldWriter sort_key;
    WriteKeyAttribute(*table.key_schema.sort, &sort_key);
    record.Set("SortKey", sort_key);
  }
  record.Set("BillingMode", NameOf(kBillingModeNames, table.billing_mode));
  record.Set("LastUpdateToPayPerRequestDateTime", table.last_pay_per_request);
  WriteThroughput(table.throughput, table.on_demand, table.warm, &record);
  WriteSettings(table, &record);
  WritePartitions(table.partitions, &record);
  WriteIndexes(table, &record);
  return record.Row().bytes();
}

base::Result<TableDescription> DecodeTableRecord(std::string_view bytes) {
  TRY(value::RowView::Check(bytes));
  TRY_ASSIGN(const value::RowView row, value::RowView::Open(bytes));
  base::Status status;
  const FieldReader record(row.attributes(), &status);
  if (record.Int("Format") > kTableRecordFormat) {
    return base::Corruption("the record of a table was written by a newer version");
  }
  TableDescription table;
  table.name_space = {record.String("Account"), record.String("Region")};
  table.name = record.String("TableName");
  table.id = record.String("TableId");
  table.status = record.Named("TableStatus", kStatusNames);
  table.created = record.Time("CreationDateTime");
  table.attribute_definitions = ReadKeyAttributes(record, "AttributeDefinitions");
  table.key_schema.partition = ReadKeyAttribute(record.Map("PartitionKey"));
  if (const auto sort = record.MaybeMap("SortKey")) table.key_schema.sort = ReadKeyAttribute(*sort);
  table.billing_mode = record.Named("BillingMode", kBillingModeNames);
  table.last_pay_per_request = record.MaybeTime("LastUpdateToPayPerRequestDateTime");
  ReadThroughput(record, &table.throughput, &table.on_demand, &table.warm);
  ReadSettings(record, &table);
  table.partitions = ReadPartitions(record);
  ReadIndexes(record, &table);
  TRY(std::move(status));
  return table;
}

}  // namespace table::catalog

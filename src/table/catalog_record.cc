#include "table/catalog_record.h"

#include <array>
#include <utility>

#include "base/bytes.h"
#include "table/record_fields.h"

namespace table {
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

void WriteKeyAttribute(const KeyAttribute& attribute, FieldWriter* map) {
  map->Set("AttributeName", attribute.name);
  map->Set("AttributeType", value::TypeName(attribute.type));
}

KeyAttribute ReadKeyAttribute(FieldReader map) {
  KeyAttribute attribute;
  attribute.name = map.String("AttributeName");
  const auto type = value::TypeFromName(map.String("AttributeType"));
  if (!type || (*type != value::Type::kS && *type != value::Type::kN && *type != value::Type::kB)) {
    map.Fail("AttributeType");
    return attribute;
  }
  attribute.type = *type;
  return attribute;
}

void WriteThroughput(const TableDescription& table, FieldWriter* record) {
  FieldWriter provisioned;
  provisioned.Set("ReadCapacityUnits", table.throughput.read_capacity_units);
  provisioned.Set("WriteCapacityUnits", table.throughput.write_capacity_units);
  provisioned.Set("LastIncreaseDateTime", table.throughput.last_increase);
  provisioned.Set("LastDecreaseDateTime", table.throughput.last_decrease);
  provisioned.Set("NumberOfDecreasesToday", table.throughput.decreases_today);
  record->Set("ProvisionedThroughput", provisioned);
  if (table.on_demand) {
    FieldWriter map;
    map.Set("MaxReadRequestUnits", table.on_demand->max_read_request_units);
    map.Set("MaxWriteRequestUnits", table.on_demand->max_write_request_units);
    record->Set("OnDemandThroughput", map);
  }
  if (table.warm) {
    FieldWriter map;
    map.Set("ReadUnitsPerSecond", table.warm->read_units_per_second);
    map.Set("WriteUnitsPerSecond", table.warm->write_units_per_second);
    record->Set("WarmThroughput", map);
  }
}

void ReadThroughput(const FieldReader& record, TableDescription* table) {
  const FieldReader provisioned = record.Map("ProvisionedThroughput");
  table->throughput.read_capacity_units = provisioned.Int("ReadCapacityUnits");
  table->throughput.write_capacity_units = provisioned.Int("WriteCapacityUnits");
  table->throughput.last_increase = provisioned.MaybeTime("LastIncreaseDateTime");
  table->throughput.last_decrease = provisioned.MaybeTime("LastDecreaseDateTime");
  table->throughput.decreases_today = provisioned.Int("NumberOfDecreasesToday");
  if (const auto map = record.MaybeMap("OnDemandThroughput")) {
    table->on_demand = OnDemandThroughput{map->MaybeInt("MaxReadRequestUnits"),
                                          map->MaybeInt("MaxWriteRequestUnits")};
  }
  if (const auto map = record.MaybeMap("WarmThroughput")) {
    table->warm = WarmThroughput{map->Int("ReadUnitsPerSecond"), map->Int("WriteUnitsPerSecond")};
  }
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
  if (table.resource_policy) {
    FieldWriter map;
    map.Set("Document", table.resource_policy->document);
    map.Set("RevisionId", table.resource_policy->revision_id);
    record->Set("ResourcePolicy", map);
  }
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
  if (const auto map = record.MaybeMap("ResourcePolicy")) {
    table->resource_policy = ResourcePolicy{map->String("Document"), map->String("RevisionId")};
  }
}

// Tokens use all 64 bits, more than a whole number of ours has: they are kept as eight bytes.
void WritePartitions(const TableDescription& table, FieldWriter* record) {
  record->SetList("Partitions", table.partitions, [](const Partition& partition, FieldWriter* map) {
    std::string token;
    base::AppendBigEndian64(partition.first_token, &token);
    map->SetBinary("FirstToken", token);
    map->Set("Shard", static_cast<int64_t>(partition.shard.value));
  });
}

void ReadPartitions(const FieldReader& record, TableDescription* table) {
  record.ForEach("Partitions", [&](const FieldReader& map) {
    const std::string token = map.Binary("FirstToken");
    if (token.size() != sizeof(uint64_t)) return map.Fail("FirstToken");
    const Partition partition{base::ReadBigEndian64(token.data()),
                              {static_cast<uint64_t>(map.Int("Shard"))}};
    const bool in_order = table->partitions.empty()
                              ? partition.first_token == 0
                              : partition.first_token > table->partitions.back().first_token;
    if (!in_order || table->partitions.size() == kPartitionsMax) return map.Fail("Partitions");
    table->partitions.push_back(partition);
  });
  if (table->partitions.empty()) record.Fail("Partitions");
}

}  // namespace

std::string EncodeTableRecord(const TableDescription& table) {
  FieldWriter record;
  record.Set("Format", kTableRecordFormat);
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
  WriteThroughput(table, &record);
  WriteSettings(table, &record);
  WritePartitions(table, &record);
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
  record.ForEach("AttributeDefinitions", [&](const FieldReader& map) {
    table.attribute_definitions.push_back(ReadKeyAttribute(map));
  });
  table.key_schema.partition = ReadKeyAttribute(record.Map("PartitionKey"));
  if (const auto sort = record.MaybeMap("SortKey")) table.key_schema.sort = ReadKeyAttribute(*sort);
  table.billing_mode = record.Named("BillingMode", kBillingModeNames);
  table.last_pay_per_request = record.MaybeTime("LastUpdateToPayPerRequestDateTime");
  ReadThroughput(record, &table);
  ReadSettings(record, &table);
  ReadPartitions(record, &table);
  TRY(std::move(status));
  return table;
}

}  // namespace table

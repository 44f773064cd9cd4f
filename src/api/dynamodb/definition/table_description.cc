#include "api/dynamodb/definition/table_description.h"

#include <string>
#include <string_view>
#include <vector>

#include "api/dynamodb/definition/index_description.h"
#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/resource/encryption_key.h"
#include "api/dynamodb/resource/resource_arn.h"
#include "table/item/items.h"

namespace api::dynamodb::definition {

TableStatus StatusOf(const table::TableDescription& table) {
  switch (table.status) {
    case table::TableStatus::kCreating:
      return TableStatus::kCreating;
    case table::TableStatus::kActive:
      return TableStatus::kActive;
    case table::TableStatus::kUpdating:
      return TableStatus::kUpdating;
    case table::TableStatus::kDeleting:
      return TableStatus::kDeleting;
  }
  return TableStatus::kActive;
}

namespace {

ScalarAttributeType ScalarTypeOf(value::Type type) {
  if (type == value::Type::kN) return ScalarAttributeType::kN;
  return type == value::Type::kB ? ScalarAttributeType::kB : ScalarAttributeType::kS;
}

std::vector<AttributeDefinition> AttributeDefinitionsOf(const table::TableDescription& table) {
  std::vector<AttributeDefinition> definitions;
  definitions.reserve(table.attribute_definitions.size());
  for (const table::KeyAttribute& attribute : table.attribute_definitions) {
    definitions.push_back(
        {.attribute_name = attribute.name, .attribute_type = ScalarTypeOf(attribute.type)});
  }
  return definitions;
}

// Absent for a table that was always provisioned. The time is told once the mode is in effect.
std::optional<BillingModeSummary> BillingModeSummaryOf(const table::TableDescription& table) {
  const bool on_demand = table.billing_mode == table::BillingMode::kPayPerRequest;
  if (!on_demand && !table.last_pay_per_request) return std::nullopt;
  BillingModeSummary summary;
  summary.billing_mode = on_demand ? BillingMode::kPayPerRequest : BillingMode::kProvisioned;
  if (table.status != table::TableStatus::kCreating) {
    summary.last_update_to_pay_per_request_date_time = table.last_pay_per_request;
  }
  return summary;
}

std::optional<TableClassSummary> TableClassSummaryOf(const table::TableDescription& table) {
  if (!table.table_class) return std::nullopt;
  TableClassSummary summary;
  summary.table_class = *table.table_class == table::TableClass::kStandard
                            ? TableClass::kStandard
                            : TableClass::kStandardInfrequentAccess;
  summary.last_update_date_time = table.table_class_changed;
  return summary;
}

TableWarmThroughputDescription WarmThroughputDescriptionOf(const table::TableDescription& table) {
  const table::WarmThroughput units =
      WarmThroughputOf(table.billing_mode, table.throughput, table.warm);
  TableWarmThroughputDescription description;
  description.read_units_per_second = units.read_units_per_second;
  description.write_units_per_second = units.write_units_per_second;
  description.status =
      table.status == table::TableStatus::kActive ? TableStatus::kActive : TableStatus::kUpdating;
  return description;
}

StreamViewType StreamViewTypeOf(std::string_view name) {
  for (const StreamViewType type :
       {StreamViewType::kNewImage, StreamViewType::kOldImage, StreamViewType::kNewAndOldImages}) {
    if (ToText(type) == name) return type;
  }
  return StreamViewType::kKeysOnly;
}

// A stream that was disabled is still the latest.
void DescribeStream(const table::TableDescription& table, TableDescription* description) {
  if (!table.stream) return;
  if (table.stream->enabled) {
    description->stream_specification = {
        .stream_enabled = true, .stream_view_type = StreamViewTypeOf(table.stream->view_type)};
  }
  description->latest_stream_label = table.stream->label;
  description->latest_stream_arn = resource::StreamArn(table, table.stream->label);
}

// What a table that goes does not show any more.
void DescribeSchema(const table::TableDescription& table, TableDescription* description) {
  description->attribute_definitions = AttributeDefinitionsOf(table);
  std::vector<table::KeyAttribute> range;
  if (table.key_schema.sort) range.push_back(*table.key_schema.sort);
  description->key_schema = KeySchemaOf({table.key_schema.partition}, range);
  description->creation_date_time = table.created;
}

bool HasItems(const table::TableDescription& table) {
  return table.status == table::TableStatus::kActive ||
         table.status == table::TableStatus::kUpdating;
}

// Of the table, or (not null) of its index.
ApiResult<table::item::ItemCounts> Count(RequestContext& context,
                                         const table::TableDescription& table,
                                         const table::IndexDescription* index) {
  if (!HasItems(table)) return table::item::ItemCounts{};
  TRY_ASSIGN(const table::item::ItemCounts counts, context.items.Counts(table, index));
  return counts;
}

ApiResult<void> DescribeIndexes(RequestContext& context, const table::TableDescription& table,
                                TableDescription* description) {
  for (const table::IndexDescription& index : table.local_indexes) {
    TRY_ASSIGN(const table::item::ItemCounts counts, Count(context, table, &index));
    if (!description->local_secondary_indexes) description->local_secondary_indexes.emplace();
    description->local_secondary_indexes->push_back(DescribeLocal(table, index, counts));
  }
  for (const table::IndexDescription& index : table.global_indexes) {
    TRY_ASSIGN(const table::item::ItemCounts counts, Count(context, table, &index));
    if (!description->global_secondary_indexes) description->global_secondary_indexes.emplace();
    description->global_secondary_indexes->push_back(
        DescribeGlobal(table, index, counts, context.Now()));
  }
  for (const table::IndexDescription& index : table.vector_indexes) {
    TRY_ASSIGN(const table::item::ItemCounts counts, Count(context, table, &index));
    if (!description->vector_indexes) description->vector_indexes.emplace();
    description->vector_indexes->push_back(DescribeVector(table, index, counts));
  }
  return {};
}

}  // namespace

std::optional<SSEDescription> DescribeSse(const table::TableDescription& table) {
  if (!table.sse || !table.sse->enabled) return std::nullopt;
  SSEDescription description;
  description.status = SSEStatus::kEnabled;
  description.sse_type = SSEType::kKms;
  description.kms_master_key_arn =
      resource::EncryptionKeyArn(table.name_space, table.sse->kms_master_key_id);
  return description;
}

ApiResult<TableDescription> DescribeWithCounts(RequestContext& context,
                                               const table::TableDescription& table) {
  TRY_ASSIGN(const table::item::ItemCounts counts, Count(context, table, /*index=*/nullptr));
  TableDescription description;
  description.table_name = table.name;
  description.table_status = StatusOf(table);
  description.provisioned_throughput = Describe(table.throughput, context.Now());
  description.table_size_bytes = counts.bytes;
  description.item_count = counts.items;
  description.table_arn = table.Arn();
  description.table_id = table.id;
  description.billing_mode_summary = BillingModeSummaryOf(table);
  description.sse_description = DescribeSse(table);
  description.table_class_summary = TableClassSummaryOf(table);
  description.deletion_protection_enabled = table.deletion_protection;
  if (table.on_demand) description.on_demand_throughput = Describe(*table.on_demand);
  description.warm_throughput = WarmThroughputDescriptionOf(table);
  DescribeStream(table, &description);
  // "If the table is in the DELETING state, no information about indexes will be returned."
  if (table.status == table::TableStatus::kDeleting) return description;
  DescribeSchema(table, &description);
  TRY(DescribeIndexes(context, table, &description));
  return description;
}

}  // namespace api::dynamodb::definition

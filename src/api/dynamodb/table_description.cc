#include "api/dynamodb/table_description.h"

#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/table_settings.h"

namespace api::dynamodb {
namespace {

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

std::vector<KeySchemaElement> KeySchemaOf(const table::KeySchema& schema) {
  std::vector<KeySchemaElement> elements;
  elements.push_back({.attribute_name = schema.partition.name, .key_type = KeyType::kHash});
  if (schema.sort) {
    elements.push_back({.attribute_name = schema.sort->name, .key_type = KeyType::kRange});
  }
  return elements;
}

ProvisionedThroughputDescription ThroughputOf(const table::ProvisionedThroughput& throughput) {
  ProvisionedThroughputDescription description;
  description.last_increase_date_time = throughput.last_increase;
  description.last_decrease_date_time = throughput.last_decrease;
  description.number_of_decreases_today = throughput.decreases_today;
  description.read_capacity_units = throughput.read_capacity_units;
  description.write_capacity_units = throughput.write_capacity_units;
  return description;
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

// KMSMasterKeyId may be a key's id, an alias, or the ARN of either.
std::string KmsKeyArn(const table::TableDescription& table) {
  std::string key = table.sse->kms_master_key_id.value_or("alias/aws/dynamodb");
  if (key.starts_with("arn:")) return key;
  const std::string prefix =
      "arn:aws:kms:" + table.name_space.region + ":" + table.name_space.account + ":";
  return prefix + (key.starts_with("alias/") ? key : "key/" + key);
}

std::optional<SSEDescription> SseDescriptionOf(const table::TableDescription& table) {
  if (!table.sse || !table.sse->enabled) return std::nullopt;
  SSEDescription description;
  description.status = SSEStatus::kEnabled;
  description.sse_type = SSEType::kKms;
  description.kms_master_key_arn = KmsKeyArn(table);
  return description;
}

std::optional<OnDemandThroughput> OnDemandThroughputOf(const table::TableDescription& table) {
  if (!table.on_demand) return std::nullopt;
  OnDemandThroughput throughput;
  throughput.max_read_request_units = table.on_demand->max_read_request_units;
  throughput.max_write_request_units = table.on_demand->max_write_request_units;
  return throughput;
}

TableWarmThroughputDescription WarmThroughputDescriptionOf(const table::TableDescription& table) {
  const table::WarmThroughput units = WarmThroughputOf(table);
  TableWarmThroughputDescription description;
  description.read_units_per_second = units.read_units_per_second;
  description.write_units_per_second = units.write_units_per_second;
  description.status =
      table.status == table::TableStatus::kActive ? TableStatus::kActive : TableStatus::kUpdating;
  return description;
}

}  // namespace

TableDescription Describe(const table::TableDescription& table, const table::ItemCounts& counts) {
  TableDescription description;
  description.attribute_definitions = AttributeDefinitionsOf(table);
  description.table_name = table.name;
  description.key_schema = KeySchemaOf(table.key_schema);
  description.table_status = StatusOf(table);
  description.creation_date_time = table.created;
  description.provisioned_throughput = ThroughputOf(table.throughput);
  description.table_size_bytes = counts.bytes;
  description.item_count = counts.items;
  description.table_arn = table.Arn();
  description.table_id = table.id;
  description.billing_mode_summary = BillingModeSummaryOf(table);
  description.sse_description = SseDescriptionOf(table);
  description.table_class_summary = TableClassSummaryOf(table);
  description.deletion_protection_enabled = table.deletion_protection;
  description.on_demand_throughput = OnDemandThroughputOf(table);
  description.warm_throughput = WarmThroughputDescriptionOf(table);
  return description;
}

ApiResult<TableDescription> DescribeWithCounts(RequestContext& context,
                                               const table::TableDescription& table) {
  if (table.status == table::TableStatus::kCreating ||
      table.status == table::TableStatus::kDeleting) {
    return Describe(table, {});
  }
  TRY_ASSIGN(const table::ItemCounts counts, context.items.Counts(table));
  return Describe(table, counts);
}

}  // namespace api::dynamodb

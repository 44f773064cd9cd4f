#include "api/dynamodb/definition/index_description.h"

#include <utility>

#include "api/dynamodb/definition/change_limits.h"
#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/resource/resource_arn.h"

namespace api::dynamodb::definition {
namespace {

Projection ProjectionOf(const table::IndexProjection& projection) {
  switch (projection.type) {
    case table::IndexProjection::Type::kAll:
      return {.projection_type = ProjectionType::kAll, .non_key_attributes = {}};
    case table::IndexProjection::Type::kKeysOnly:
      return {.projection_type = ProjectionType::kKeysOnly, .non_key_attributes = {}};
    case table::IndexProjection::Type::kInclude:
      break;
  }
  return {.projection_type = ProjectionType::kInclude,
          .non_key_attributes = projection.non_key_attributes};
}

// An index that comes with its table is made when its table is.
IndexStatus StatusOf(const table::TableDescription& table, const table::IndexDescription& index) {
  if (table.status == table::TableStatus::kCreating) return IndexStatus::kCreating;
  switch (index.status) {
    case table::IndexStatus::kCreating:
      return IndexStatus::kCreating;
    case table::IndexStatus::kUpdating:
      return IndexStatus::kUpdating;
    case table::IndexStatus::kDeleting:
      return IndexStatus::kDeleting;
    case table::IndexStatus::kActive:
      break;
  }
  return IndexStatus::kActive;
}

// "For indexes that were created as part of a CreateTable operation, the Backfilling attribute does
// not appear." Neither does it once the index is there.
bool IsBeingAdded(const table::TableDescription& table, const table::IndexDescription& index) {
  return table.status != table::TableStatus::kCreating &&
         (index.status == table::IndexStatus::kCreating || index.backfilling);
}

VectorDistanceFunction FunctionOf(vectors::DistanceFunction function) {
  switch (function) {
    case vectors::DistanceFunction::kEuclidean:
      return VectorDistanceFunction::kEuclidean;
    case vectors::DistanceFunction::kDotProduct:
      return VectorDistanceFunction::kDotProduct;
    case vectors::DistanceFunction::kCosine:
      break;
  }
  return VectorDistanceFunction::kCosine;
}

std::vector<SearchSchemaElement> SearchSchemaOf(const table::IndexDescription& index) {
  std::vector<SearchSchemaElement> schema;
  schema.reserve(index.hash.size() + index.vector->filters.size());
  for (const table::KeyAttribute& attribute : index.hash) {
    schema.push_back({attribute.name, SearchSchemaElementType::kHash});
  }
  for (const table::KeyAttribute& attribute : index.vector->filters) {
    schema.push_back({attribute.name, SearchSchemaElementType::kInlineFilter});
  }
  return schema;
}

GlobalSecondaryIndexWarmThroughputDescription WarmOf(const table::TableDescription& table,
                                                     const table::IndexDescription& index) {
  const table::WarmThroughput units =
      WarmThroughputOf(table.billing_mode, index.throughput, index.warm);
  GlobalSecondaryIndexWarmThroughputDescription description;
  description.read_units_per_second = units.read_units_per_second;
  description.write_units_per_second = units.write_units_per_second;
  description.status = StatusOf(table, index) == IndexStatus::kActive ? IndexStatus::kActive
                                                                      : IndexStatus::kUpdating;
  return description;
}

}  // namespace

std::vector<KeySchemaElement> KeySchemaOf(const std::vector<table::KeyAttribute>& hash,
                                          const std::vector<table::KeyAttribute>& range) {
  std::vector<KeySchemaElement> elements;
  elements.reserve(hash.size() + range.size());
  for (const table::KeyAttribute& attribute : hash) {
    elements.push_back({.attribute_name = attribute.name, .key_type = KeyType::kHash});
  }
  for (const table::KeyAttribute& attribute : range) {
    elements.push_back({.attribute_name = attribute.name, .key_type = KeyType::kRange});
  }
  return elements;
}

ProvisionedThroughputDescription Describe(const table::ProvisionedThroughput& throughput,
                                          base::WallTime now) {
  ProvisionedThroughputDescription description;
  description.last_increase_date_time = throughput.last_increase;
  description.last_decrease_date_time = throughput.last_decrease;
  description.number_of_decreases_today = DecreasesToday(throughput, now);
  description.read_capacity_units = throughput.read_capacity_units;
  description.write_capacity_units = throughput.write_capacity_units;
  return description;
}

OnDemandThroughput Describe(const table::OnDemandThroughput& throughput) {
  OnDemandThroughput description;
  description.max_read_request_units = throughput.max_read_request_units;
  description.max_write_request_units = throughput.max_write_request_units;
  return description;
}

LocalSecondaryIndexDescription DescribeLocal(const table::TableDescription& table,
                                             const table::IndexDescription& index,
                                             const table::item::ItemCounts& counts) {
  LocalSecondaryIndexDescription description;
  description.index_name = index.name;
  description.key_schema = KeySchemaOf(index.hash, index.range);
  description.projection = ProjectionOf(index.projection);
  description.index_size_bytes = counts.bytes;
  description.item_count = counts.items;
  description.index_arn = resource::IndexArn(table, index.name);
  return description;
}

GlobalSecondaryIndexDescription DescribeGlobal(const table::TableDescription& table,
                                               const table::IndexDescription& index,
                                               const table::item::ItemCounts& counts,
                                               base::WallTime now) {
  GlobalSecondaryIndexDescription description;
  description.index_name = index.name;
  description.key_schema = KeySchemaOf(index.hash, index.range);
  description.projection = ProjectionOf(index.projection);
  description.index_status = StatusOf(table, index);
  if (IsBeingAdded(table, index)) description.backfilling = index.backfilling;
  description.provisioned_throughput = Describe(index.throughput, now);
  description.index_size_bytes = counts.bytes;
  description.item_count = counts.items;
  description.index_arn = resource::IndexArn(table, index.name);
  if (index.on_demand) description.on_demand_throughput = Describe(*index.on_demand);
  description.warm_throughput = WarmOf(table, index);
  return description;
}

VectorIndexDescription DescribeVector(const table::TableDescription& table,
                                      const table::IndexDescription& index,
                                      const table::item::ItemCounts& counts) {
  VectorIndexDescription description;
  description.index_name = index.name;
  std::vector<SearchSchemaElement> schema = SearchSchemaOf(index);
  if (!schema.empty()) description.search_schema = std::move(schema);
  description.projection = ProjectionOf(index.projection);
  description.vector_attribute.emplace().attribute_name = index.vector->attribute;
  description.dimensions = index.vector->dimensions;
  description.distance_function = FunctionOf(index.vector->distance);
  description.index_status = StatusOf(table, index);
  if (IsBeingAdded(table, index)) description.backfilling = index.backfilling;
  description.index_size_bytes = counts.bytes;
  description.item_count = counts.items;
  description.index_arn = resource::IndexArn(table, index.name);
  return description;
}

}  // namespace api::dynamodb::definition

#include "api/dynamodb/definition/index_settings.h"

#include <set>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/definition/vector_index_settings.h"
#include "api/dynamodb/expression/invalid_parameter.h"

namespace api::dynamodb::definition {
namespace {

using table::IndexDescription;
using table::IndexProjection;

IndexProjection::Type ToTable(ProjectionType type) {
  if (type == ProjectionType::kAll) return IndexProjection::Type::kAll;
  return type == ProjectionType::kInclude ? IndexProjection::Type::kInclude
                                          : IndexProjection::Type::kKeysOnly;
}

ApiResult<void> CheckLocalKey(const std::string& name, const IndexKey& key,
                              const table::KeySchema& table) {
  if (key.range.empty()) {
    return expression::InvalidParameter("Index KeySchema does not have a range key for index: " +
                                        name);
  }
  if (key.hash.front() != table.partition) {
    return expression::InvalidParameter(
        "Index KeySchema does not have the same leading hash key as table KeySchema for index: " +
        name + ". index hash key: " + key.hash.front().name +
        ", table hash key: " + table.partition.name);
  }
  return {};
}

ApiResult<void> AddLocalIndex(const LocalSecondaryIndex& wanted, table::TableDescription* table) {
  TRY_ASSIGN(IndexKey key, ToLocalIndexKey(wanted.key_schema, table->attribute_definitions));
  TRY(CheckLocalKey(wanted.index_name, key, table->key_schema));
  IndexDescription index;
  index.local = true;
  index.name = wanted.index_name;
  index.hash = std::move(key.hash);
  index.range = std::move(key.range);
  TRY_ASSIGN(index.projection, ToProjection(wanted.projection));
  TRY(CheckNameIsNew(index.name, *table));
  table->local_indexes.push_back(std::move(index));
  return {};
}

ApiResult<void> AddLocalIndexes(const std::vector<LocalSecondaryIndex>& wanted,
                                table::TableDescription* table) {
  if (wanted.empty()) return expression::InvalidParameter("List of LocalSecondaryIndexes is empty");
  if (!table->key_schema.sort) {
    return expression::InvalidParameter(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  }
  for (const LocalSecondaryIndex& index : wanted) TRY(AddLocalIndex(index, table));
  if (table->local_indexes.size() > kLocalIndexesMax) {
    return expression::InvalidParameter(
        "Number of LocalSecondaryIndexes exceeds per-table limit of " +
        std::to_string(kLocalIndexesMax));
  }
  return {};
}

ApiResult<void> AddGlobalIndexes(const std::vector<GlobalSecondaryIndex>& wanted,
                                 table::TableDescription* table) {
  if (wanted.empty())
    return expression::InvalidParameter("List of GlobalSecondaryIndexes is empty");
  for (const GlobalSecondaryIndex& index : wanted) {
    TRY(AddGlobalIndex(index, wanted, table->attribute_definitions, table));
  }
  return CheckGlobalIndexCount(*table);
}

// Of a global index that is new, in a table of this billing mode. `together`: all that the request
// makes; messages name each of them that has the same fault.
ApiResult<void> CheckThroughput(const GlobalSecondaryIndex& wanted,
                                const std::vector<GlobalSecondaryIndex>& together,
                                table::BillingMode mode) {
  const auto faulty = [&](const GlobalSecondaryIndex& index) {
    return FaultOf(mode, index.provisioned_throughput.has_value(),
                   index.on_demand_throughput.has_value());
  };
  if (const ThroughputFault fault = faulty(wanted); fault != ThroughputFault::kNone) {
    std::vector<std::string> names;
    for (const GlobalSecondaryIndex& index : together) {
      if (faulty(index) == fault) names.push_back(index.index_name);
    }
    return ToError(fault, std::move(names));
  }
  if (mode == table::BillingMode::kPayPerRequest) return {};
  return CheckUnits(*wanted.provisioned_throughput, wanted.index_name);
}

ApiResult<void> SetThroughput(const GlobalSecondaryIndex& wanted, const Throughput& throughput) {
  if (wanted.provisioned_throughput) SetUnits(*wanted.provisioned_throughput, throughput);
  if (wanted.on_demand_throughput) {
    TRY(SetOnDemandThroughput(*wanted.on_demand_throughput, throughput));
  }
  if (wanted.warm_throughput) TRY(SetWarmThroughput(*wanted.warm_throughput, throughput));
  return {};
}

void AddOnce(const KeyAttributes& more, KeyAttributes* attributes) {
  for (const table::KeyAttribute& attribute : more) {
    if (FindAttribute(*attributes, attribute.name) == nullptr) attributes->push_back(attribute);
  }
}

// Attributes may be defined for keys only, so that each is of one type in all of them.
ApiResult<void> CheckAllUsed(const table::TableDescription& table) {
  const KeyAttributes used = UsedKeyAttributes(table);
  if (table.attribute_definitions.size() == used.size()) return {};
  if (table.local_indexes.empty() && table.global_indexes.empty() && table.vector_indexes.empty()) {
    return expression::InvalidParameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return expression::InvalidParameter(
      "Some AttributeDefinitions are not used. AttributeDefinitions: " +
      NamesOf(table.attribute_definitions) + ", keys used: " + NamesOf(used));
}

}  // namespace

ApiResult<IndexProjection> ToProjection(const Projection& projection) {
  if (!projection.projection_type)
    return expression::InvalidParameter("Unknown ProjectionType: null");
  const bool include = projection.projection_type == ProjectionType::kInclude;
  if (include != projection.non_key_attributes.has_value()) {
    return expression::InvalidParameter(
        "ProjectionType is " + std::string(ToText(*projection.projection_type)) +
        ", but NonKeyAttributes is " + (include ? "not specified" : "specified"));
  }
  IndexProjection result{.type = ToTable(*projection.projection_type)};
  if (!include) return result;
  std::set<std::string_view> names;
  for (const std::string& name : *projection.non_key_attributes) {
    if (names.insert(name).second) continue;
    return expression::InvalidParameter("Duplicate element in NonKeyAttributes: " + name);
  }
  result.non_key_attributes = *projection.non_key_attributes;
  return result;
}

ApiResult<void> CheckNameIsNew(const std::string& name, const table::TableDescription& table) {
  if (table.FindIndex(name) == nullptr && table.FindVectorIndex(name) == nullptr) return {};
  return expression::InvalidParameter("Duplicate index name: " + name);
}

ApiResult<void> AddIndexes(const CreateTableInput& input, table::TableDescription* table) {
  if (input.local_secondary_indexes) TRY(AddLocalIndexes(*input.local_secondary_indexes, table));
  if (input.global_secondary_indexes) TRY(AddGlobalIndexes(*input.global_secondary_indexes, table));
  if (input.vector_indexes) TRY(AddVectorIndexes(*input.vector_indexes, table));
  TRY(CheckProjectedAttributes(*table));
  return CheckAllUsed(*table);
}

ApiResult<void> AddGlobalIndex(const GlobalSecondaryIndex& wanted,
                               const std::vector<GlobalSecondaryIndex>& together,
                               const KeyAttributes& definitions, table::TableDescription* table) {
  IndexDescription index;
  index.name = wanted.index_name;
  TRY_ASSIGN(IndexKey key, ToGlobalIndexKey(index.name, wanted.key_schema, definitions));
  index.hash = std::move(key.hash);
  index.range = std::move(key.range);
  TRY_ASSIGN(index.projection, ToProjection(wanted.projection));
  TRY(CheckThroughput(wanted, together, table->billing_mode));
  TRY(CheckNameIsNew(index.name, *table));
  TRY(SetThroughput(wanted, ThroughputOf(*table, index)));
  table->global_indexes.push_back(std::move(index));
  return {};
}

ApiResult<void> CheckGlobalIndexCount(const table::TableDescription& table) {
  if (table.global_indexes.size() <= kGlobalIndexesMax) return {};
  return expression::InvalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of " +
                                      std::to_string(kGlobalIndexesMax));
}

ApiResult<void> CheckProjectedAttributes(const table::TableDescription& table) {
  size_t projected = 0;
  for (const auto* indexes : {&table.local_indexes, &table.global_indexes}) {
    for (const IndexDescription& index : *indexes) {
      projected += index.projection.non_key_attributes.size();
    }
  }
  // "The total number of projected non-key attributes is shared across the vector attribute (counts
  // as 1) and INLINE_FILTER search schema elements (each counts as 1)."
  for (const IndexDescription& index : table.vector_indexes) {
    projected += index.projection.non_key_attributes.size() + 1 + index.vector->filters.size();
  }
  if (projected <= kProjectedAttributesMax) return {};
  return expression::InvalidParameter(
      "Number of NonKeyAttributes in all secondary indexes exceeds per-table limit of " +
      std::to_string(kProjectedAttributesMax));
}

KeyAttributes UsedKeyAttributes(const table::TableDescription& table) {
  KeyAttributes used = {table.key_schema.partition};
  if (table.key_schema.sort) AddOnce({*table.key_schema.sort}, &used);
  for (const auto* indexes : {&table.local_indexes, &table.global_indexes}) {
    for (const IndexDescription& index : *indexes) {
      if (index.status == table::IndexStatus::kDeleting) continue;
      AddOnce(index.hash, &used);
      AddOnce(index.range, &used);
    }
  }
  for (const IndexDescription& index : table.vector_indexes) {
    if (index.status == table::IndexStatus::kDeleting) continue;
    AddOnce(index.hash, &used);
    AddOnce(index.vector->filters, &used);
  }
  return used;
}

}  // namespace api::dynamodb::definition

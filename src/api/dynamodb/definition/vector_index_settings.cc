#include "api/dynamodb/definition/vector_index_settings.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/index_settings.h"
#include "api/dynamodb/expression/invalid_parameter.h"

namespace api::dynamodb::definition {
namespace {

using table::IndexDescription;
using table::VectorSettings;

static_assert(kDimensionsMax == int64_t{vectors::kDimensionsMax});

vectors::DistanceFunction ToTable(VectorDistanceFunction function) {
  switch (function) {
    case VectorDistanceFunction::kEuclidean:
      return vectors::DistanceFunction::kEuclidean;
    case VectorDistanceFunction::kDotProduct:
      return vectors::DistanceFunction::kDotProduct;
    case VectorDistanceFunction::kCosine:
      break;
  }
  return vectors::DistanceFunction::kCosine;
}

// Attributes of the search schema have types, so they are defined as those of keys are.
ApiResult<void> CheckDefined(const std::vector<SearchSchemaElement>& schema,
                             const KeyAttributes& definitions) {
  std::string names;
  bool all = true;
  for (const SearchSchemaElement& element : schema) {
    names += (names.empty() ? "" : ", ") + element.attribute_name;
    all = all && FindAttribute(definitions, element.attribute_name) != nullptr;
  }
  if (all) return {};
  return expression::InvalidParameter(
      "Some index key attributes are not defined in AttributeDefinitions. Keys: [" + names +
      "], AttributeDefinitions: " + NamesOf(definitions));
}

ApiResult<void> SetSearchSchema(const VectorIndex& wanted, const KeyAttributes& definitions,
                                IndexDescription* index) {
  if (!wanted.search_schema) return {};
  const std::vector<SearchSchemaElement>& schema = *wanted.search_schema;
  TRY(CheckDefined(schema, definitions));
  std::set<std::string_view> names;
  for (const SearchSchemaElement& element : schema) {
    if (!names.insert(element.attribute_name).second) {
      return expression::InvalidParameter("Duplicate attribute in SearchSchema: " +
                                          element.attribute_name + " for index: " + index->name);
    }
    const table::KeyAttribute& attribute = *FindAttribute(definitions, element.attribute_name);
    const bool hash = element.search_schema_element_type == SearchSchemaElementType::kHash;
    (hash ? index->hash : index->vector->filters).push_back(attribute);
  }
  if (index->hash.size() > 1) {
    return expression::InvalidParameter("SearchSchema has more than one HASH element for index: " +
                                        index->name);
  }
  if (index->vector->filters.size() > kInlineFiltersMax) {
    return expression::InvalidParameter("Number of INLINE_FILTER elements exceeds the limit of " +
                                        std::to_string(kInlineFiltersMax) +
                                        " for index: " + index->name);
  }
  if (names.contains(index->vector->attribute)) {
    return expression::InvalidParameter("VectorAttribute cannot be part of the SearchSchema: " +
                                        index->vector->attribute + " for index: " + index->name);
  }
  return {};
}

// "If multiple vector indexes reference the same attribute, they must all use the same number of
// dimensions."
ApiResult<void> CheckDimensions(const IndexDescription& index,
                                const table::TableDescription& table) {
  for (const IndexDescription& other : table.vector_indexes) {
    if (other.status == table::IndexStatus::kDeleting ||
        other.vector->attribute != index.vector->attribute ||
        other.vector->dimensions == index.vector->dimensions) {
      continue;
    }
    return expression::InvalidParameter(
        "Vector indexes on attribute " + index.vector->attribute +
        " must have the same number of Dimensions: index " + other.name + " has " +
        std::to_string(other.vector->dimensions) + ", index " + index.name + " has " +
        std::to_string(index.vector->dimensions));
  }
  return {};
}

ApiResult<void> CheckVectorAttribute(const IndexDescription& index,
                                     const KeyAttributes& definitions,
                                     const table::TableDescription& table) {
  const std::string& attribute = index.vector->attribute;
  if (!table.key_schema.Has(attribute) && FindAttribute(definitions, attribute) == nullptr) {
    return {};
  }
  return expression::InvalidParameter(
      "VectorAttribute must be a list of numbers and cannot be a key attribute "
      "or defined in AttributeDefinitions: " +
      attribute + " for index: " + index.name);
}

}  // namespace

ApiResult<void> CheckVectorBillingMode(const table::TableDescription& table) {
  if (table.vector_indexes.empty() || table.billing_mode == table::BillingMode::kPayPerRequest) {
    return {};
  }
  return expression::InvalidParameter(
      "Vector indexes are only supported for PAY_PER_REQUEST tables");
}

ApiResult<void> AddVectorIndex(const VectorIndex& wanted, const KeyAttributes& definitions,
                               table::TableDescription* table) {
  IndexDescription index;
  index.name = wanted.index_name;
  if (wanted.dimensions > kDimensionsMax) {
    return expression::InvalidParameter("Dimensions must be between 1 and " +
                                        std::to_string(kDimensionsMax) +
                                        " for index: " + index.name);
  }
  index.vector = VectorSettings{.attribute = wanted.vector_attribute.attribute_name,
                                .dimensions = static_cast<uint32_t>(wanted.dimensions),
                                .distance = ToTable(wanted.distance_function)};
  TRY(SetSearchSchema(wanted, definitions, &index));
  TRY(CheckVectorAttribute(index, definitions, *table));
  TRY_ASSIGN(index.projection, ToProjection(wanted.projection));
  TRY(CheckNameIsNew(index.name, *table));
  TRY(CheckDimensions(index, *table));
  table->vector_indexes.push_back(std::move(index));
  TRY(CheckVectorBillingMode(*table));
  if (table->vector_indexes.size() > kVectorIndexesMax) {
    return expression::InvalidParameter("Number of VectorIndexes exceeds per-table limit of " +
                                        std::to_string(kVectorIndexesMax));
  }
  return {};
}

ApiResult<void> AddVectorIndexes(const std::vector<VectorIndex>& wanted,
                                 table::TableDescription* table) {
  if (wanted.empty()) return expression::InvalidParameter("List of VectorIndexes is empty");
  for (const VectorIndex& index : wanted) {
    TRY(AddVectorIndex(index, table->attribute_definitions, table));
  }
  return {};
}

}  // namespace api::dynamodb::definition

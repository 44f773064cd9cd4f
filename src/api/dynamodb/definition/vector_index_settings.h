// Checks the vector indexes of CreateTable and UpdateTable requests, and turns them into the
// catalog's descriptions.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_VectorIndex.html
//
// Errors of all: ValidationException.
#pragma once

#include <vector>

#include "api/api_error.h"
#include "api/dynamodb/definition/key_attributes.h"
#include "api/model/dynamodb.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr size_t kVectorIndexesMax = 5;
constexpr int64_t kDimensionsMax = 4096;
constexpr size_t kInlineFiltersMax = 18;

// Adds the vector indexes of a CreateTable request. REQUIRES: `table` has its key, its attribute
// definitions and its billing mode.
ApiResult<void> AddVectorIndexes(const std::vector<VectorIndex>& wanted,
                                 table::TableDescription* table);

// Adds one vector index. The attributes of its search schema must be in `definitions`. The caller
// must update the table's own definitions.
ApiResult<void> AddVectorIndex(const VectorIndex& wanted, const KeyAttributes& definitions,
                               table::TableDescription* table);

// "Vector indexes are only supported by on-demand tables": an error if the table, which has vector
// indexes, is not on demand.
ApiResult<void> CheckVectorBillingMode(const table::TableDescription& table);

}  // namespace api::dynamodb::definition

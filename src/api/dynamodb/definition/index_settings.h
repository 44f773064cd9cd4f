// Checks the indexes of CreateTable and UpdateTable requests, and turns them into the catalog's
// descriptions.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
//
// Errors of all: ValidationException.
#pragma once

#include <string>
#include <vector>

#include "api/api_error.h"
#include "api/dynamodb/definition/key_attributes.h"
#include "api/model/dynamodb.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr size_t kLocalIndexesMax = 5;
constexpr size_t kGlobalIndexesMax = 20;
// "You can project a total of up to 100 attributes into all of a table's local and global secondary
// indexes."
constexpr size_t kProjectedAttributesMax = 100;

// Adds the indexes of a CreateTable request. REQUIRES: `table` has its key, its attribute
// definitions and its billing mode.
ApiResult<void> AddIndexes(const CreateTableInput& input, table::TableDescription* table);

// Adds one global index. Its key attributes must be in `definitions`. `together`: all global
// indexes that the request makes. The caller must update the table's own definitions and check the
// limits per table.
ApiResult<void> AddGlobalIndex(const GlobalSecondaryIndex& wanted,
                               const std::vector<GlobalSecondaryIndex>& together,
                               const KeyAttributes& definitions, table::TableDescription* table);

// Checks a Projection, and converts it.
ApiResult<table::IndexProjection> ToProjection(const Projection& projection);
// An error if an index of the table, of any kind, has the name.
ApiResult<void> CheckNameIsNew(const std::string& name, const table::TableDescription& table);

// The limits per table.
ApiResult<void> CheckGlobalIndexCount(const table::TableDescription& table);
ApiResult<void> CheckProjectedAttributes(const table::TableDescription& table);

// The attributes in a key of the table, in a key of an index that it keeps, or in the search schema
// of a vector index; each once.
KeyAttributes UsedKeyAttributes(const table::TableDescription& table);

}  // namespace api::dynamodb::definition

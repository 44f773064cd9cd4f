// Indexes as CreateTable and UpdateTable take them: checked, and turned into what the
// catalog keeps.
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

// Adds the indexes that CreateTable asks for. `table` has its key, its attribute definitions and
// its billing mode.
ApiResult<void> AddIndexes(const CreateTableInput& input, table::TableDescription* table);

// Adds one global index; its keys are among `definitions`. Of the table's own definitions and of
// what has a limit per table the caller takes care. `together`: all that the request makes.
ApiResult<void> AddGlobalIndex(const GlobalSecondaryIndex& wanted,
                               const std::vector<GlobalSecondaryIndex>& together,
                               const KeyAttributes& definitions, table::TableDescription* table);

// A Projection, which says what it needs to.
ApiResult<table::IndexProjection> ToProjection(const Projection& projection);
// That no index of the table, of whichever kind, has the name.
ApiResult<void> CheckNameIsNew(const std::string& name, const table::TableDescription& table);

// What there are limits on, per table.
ApiResult<void> CheckGlobalIndexCount(const table::TableDescription& table);
ApiResult<void> CheckProjectedAttributes(const table::TableDescription& table);

// Attributes that are in a key of the table or of an index that it keeps, or in the search schema
// of a vector index, each once.
KeyAttributes UsedKeyAttributes(const table::TableDescription& table);

}  // namespace api::dynamodb::definition

// Checks AttributeDefinitions and KeySchema, the key attributes of a table and of its indexes, and
// turns them into the catalog's descriptions.
//
// Errors of all: ValidationException.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "table/key_schema.h"

namespace api::dynamodb::definition {

// "Each global secondary index supports up to 4 partition keys and up to 4 sort keys."
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
constexpr size_t kGlobalHashKeysMax = 4;
constexpr size_t kGlobalRangeKeysMax = 4;

using KeyAttributes = std::vector<table::KeyAttribute>;

// Converts AttributeDefinitions; an error if a name occurs twice.
ApiResult<KeyAttributes> ToKeyAttributes(const std::vector<AttributeDefinition>& definitions);

// Null if there is none of that name.
const table::KeyAttribute* FindAttribute(const KeyAttributes& attributes, std::string_view name);

// "[a, b]"
std::string NamesOf(const KeyAttributes& attributes);
// "a,b": index names as messages list them, in their alphabetical order whatever the request's.
std::string JoinedNames(std::vector<std::string> index_names);

// The key of a table: one HASH element, at most one RANGE element after it.
ApiResult<table::KeySchema> ToKeySchema(const std::vector<KeySchemaElement>& keys,
                                        const KeyAttributes& definitions);

// The key of an index, in the order of its elements.
struct IndexKey {
  KeyAttributes hash;
  KeyAttributes range;
};
// A local index's key has the form of a table's. Does not check that it fits its table.
ApiResult<IndexKey> ToLocalIndexKey(const std::vector<KeySchemaElement>& keys,
                                    const KeyAttributes& definitions);
ApiResult<IndexKey> ToGlobalIndexKey(const std::string& index_name,
                                     const std::vector<KeySchemaElement>& keys,
                                     const KeyAttributes& definitions);

}  // namespace api::dynamodb::definition

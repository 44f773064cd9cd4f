// AttributeDefinitions and KeySchema: the attributes that the keys of a table and of its indexes
// are made of, checked and turned into what the catalog keeps.
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

// AttributeDefinitions, of which no two are of one name.
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
// A local index has what a table has; whether that goes with its table is not checked here.
ApiResult<IndexKey> ToLocalIndexKey(const std::vector<KeySchemaElement>& keys,
                                    const KeyAttributes& definitions);
ApiResult<IndexKey> ToGlobalIndexKey(const std::string& index_name,
                                     const std::vector<KeySchemaElement>& keys,
                                     const KeyAttributes& definitions);

}  // namespace api::dynamodb::definition

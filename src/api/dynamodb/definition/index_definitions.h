// The AttributeDefinitions of an UpdateTable request: the attributes of the keys of indexes that it
// creates.
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

// The attributes of an index's key, or of its search schema.
std::vector<std::string> KeyNamesOf(const CreateGlobalSecondaryIndexAction& wanted);
std::vector<std::string> KeyNamesOf(const CreateVectorIndexAction& wanted);

// The attributes that the keys of new indexes may use: those that the request defines. The table's
// own definitions do not count.
ApiResult<KeyAttributes> Definitions(const UpdateTableInput& input);

// An error if a key attribute of a new index is not defined in the request, even if the table
// defines it.
ApiResult<void> CheckDefinitions(const UpdateTableInput& input);

// An error if the request defines a key attribute of a new index with another type than the table
// does. Other definitions of the request are ignored.
ApiResult<void> CheckTypes(const std::vector<std::string>& key_names,
                           const KeyAttributes& definitions, const table::TableDescription& table);

// Sets the table's attribute definitions to those of its present keys. Existing definitions keep
// their order; new ones come after them.
void SetDefinitions(table::TableDescription* table);

}  // namespace api::dynamodb::definition

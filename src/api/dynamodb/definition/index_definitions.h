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

// The attributes that new keys may be of: those that the request defines, whatever the table knows.
ApiResult<KeyAttributes> Definitions(const UpdateTableInput& input);

// That the keys of each index that is created are defined in the request, also those that the table
// has defined.
ApiResult<void> CheckDefinitions(const UpdateTableInput& input);

// That a new index takes its key attributes as the table knows them. What else the request
// redefines changes nothing.
ApiResult<void> CheckTypes(const std::vector<std::string>& key_names,
                           const KeyAttributes& definitions, const table::TableDescription& table);

// Makes the table's definitions those of the keys that it has by now. What it had stays in its
// order; what is new comes after that.
void SetDefinitions(table::TableDescription* table);

}  // namespace api::dynamodb::definition

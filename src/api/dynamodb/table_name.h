// TableName: a member that takes a name or an ARN.
//
//   name
//   arn:aws:dynamodb:region:account:table/name
#pragma once

#include <string>
#include <string_view>

#include "api/api_error.h"
#include "api/request_context.h"
#include "table/table.h"

namespace api::dynamodb {

struct ResolvedTableName {
  table::Namespace name_space;
  std::string name;
};

// Whose table is meant, and its name. A name alone is one of the requester's own.
// Errors: ValidationException (neither a table's name nor its ARN); AccessDeniedException (the
// table of another account).
ApiResult<ResolvedTableName> ResolveTableName(const RequestContext& context,
                                              std::string_view name_or_arn);

// The table to read and write items of: active, or being updated.
// Errors: ResourceNotFoundException ("Requested resource not found"); those of ResolveTableName.
ApiResult<table::TablePtr> FindTable(const RequestContext& context, std::string_view name_or_arn);

// "Requested resource not found: Table: name not found", as operations on tables say it.
ApiError TableNotFound(std::string_view name);

}  // namespace api::dynamodb

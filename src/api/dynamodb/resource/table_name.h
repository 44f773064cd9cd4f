// TableName: a member that takes a name or an ARN. ResourceArn: one that takes only an ARN.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/api_error.h"
#include "api/dynamodb/resource/resource_arn.h"
#include "api/request_context.h"
#include "table/table.h"

namespace api::dynamodb::resource {

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

// The table, in whatever state it is.
// Errors: ResourceNotFoundException ("Requested resource not found: Table: name not found"); those
// of ResolveTableName.
ApiResult<table::TablePtr> FindTableInAnyState(const RequestContext& context,
                                               std::string_view name_or_arn);

// What Query and Scan read: a table, and the name of its index if one is to be read.
struct ReadTarget {
  table::TablePtr table;
  std::optional<std::string> index_name;
};

// As FindTable, for operations that take an IndexName: an index may be named by its ARN in
// TableName as well. Whether the table has that index is for the caller to see.
// Errors: those of FindTable; ValidationException (TableName and IndexName name two indexes).
ApiResult<ReadTarget> FindReadTarget(const RequestContext& context, std::string_view name_or_arn,
                                     const std::optional<std::string>& index_name);

// The resource of the requester's own that an ARN names, whether it exists or not.
// Errors: ValidationException (not an ARN of a table, index or stream, or of another Region);
// AccessDeniedException.
ApiResult<ResourceArn> ResolveResourceArn(const RequestContext& context, std::string_view arn);

// "Invalid TableArn: Invalid ResourceArn provided as input …"
ApiError InvalidResourceArn(std::string_view arn);

// Of members that take the ARN of a backup, an export or an import. Errors: ValidationException.
ApiResult<void> CheckIsArn(std::string_view arn);

// "Requested resource not found: Table: name not found", as operations on tables say it.
ApiError TableNotFound(std::string_view name);

}  // namespace api::dynamodb::resource

// Resolves the members TableName, which takes a name or an ARN, and ResourceArn, which takes an
// ARN.
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

// The namespace and name of a table. A name alone means a table of the caller's account.
// Errors: ValidationException (neither a table's name nor its ARN); AccessDeniedException (the
// table of another account).
ApiResult<ResolvedTableName> ResolveTableName(const RequestContext& context,
                                              std::string_view name_or_arn);

// Finds the table for an operation on items: it must be active or being updated.
// Errors: ResourceNotFoundException ("Requested resource not found"); those of ResolveTableName.
ApiResult<table::TablePtr> FindTable(const RequestContext& context, std::string_view name_or_arn);

// Finds the table, in any state.
// Errors: ResourceNotFoundException ("Requested resource not found: Table: name not found"); those
// of ResolveTableName.
ApiResult<table::TablePtr> FindTableInAnyState(const RequestContext& context,
                                               std::string_view name_or_arn);

// The target of Query and Scan: a table and, if an index is read, its name.
struct ReadTarget {
  table::TablePtr table;
  std::optional<std::string> index_name;
};

// As FindTable, for operations with an IndexName. An index can also be named by its ARN in
// TableName. Does not check that the table has the index. Errors: those of FindTable;
// ValidationException (TableName and IndexName name two indexes).
ApiResult<ReadTarget> FindReadTarget(const RequestContext& context, std::string_view name_or_arn,
                                     const std::optional<std::string>& index_name);

// Parses an ARN of the caller's account and Region. Does not check that the resource exists.
// Errors: ValidationException (not an ARN of a table, index or stream, or of another Region);
// AccessDeniedException.
ApiResult<ResourceArn> ResolveResourceArn(const RequestContext& context, std::string_view arn);

// "Invalid TableArn: Invalid ResourceArn provided as input …"
ApiError InvalidResourceArn(std::string_view arn);

// For members that take the ARN of a backup, an export or an import: an error if the text is not an
// ARN. Errors: ValidationException.
ApiResult<void> CheckIsArn(std::string_view arn);

// "Requested resource not found: Table: name not found", as operations on tables say it.
ApiError TableNotFound(std::string_view name);

}  // namespace api::dynamodb::resource

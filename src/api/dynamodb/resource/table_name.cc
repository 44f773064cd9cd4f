#include "api/dynamodb/resource/table_name.h"

#include <utility>

#include "api/caller_arn.h"

namespace api::dynamodb::resource {
namespace {

ApiError NotAuthorized(const RequestContext& context, std::string_view arn) {
  const std::string action = "dynamodb:" + std::string(context.operation);
  return AccessDenied("User: " + CallerArn(context.identity) + " is not authorized to perform: " +
                      action + " on resource: " + std::string(arn) +
                      " because no resource-based policy allows the " + action + " action");
}

// Tables are read and written while they are being updated as well.
ApiResult<table::TablePtr> FindReady(const RequestContext& context,
                                     const table::Namespace& name_space, std::string_view name) {
  table::TablePtr found = context.catalog.Find(name_space, name);
  if (!found || found->status == table::TableStatus::kCreating ||
      found->status == table::TableStatus::kDeleting) {
    return ResourceNotFound("Requested resource not found");
  }
  return found;
}

}  // namespace

ApiResult<ResourceArn> ResolveResourceArn(const RequestContext& context, std::string_view arn) {
  std::optional<ResourceArn> parsed = ParseResourceArn(arn);
  if (!parsed) return InvalidResourceArn(arn);
  // An endpoint has the tables of one Region, which is the one that the request was signed for.
  if (parsed->name_space.region != context.name_space.region) return InvalidResourceArn(arn);
  // Resources of other accounts take a policy that allows it, and none is asked.
  if (parsed->name_space.account != context.name_space.account) return NotAuthorized(context, arn);
  return *std::move(parsed);
}

ApiResult<ResolvedTableName> ResolveTableName(const RequestContext& context,
                                              std::string_view name_or_arn) {
  if (IsArn(name_or_arn)) {
    TRY_ASSIGN(ResourceArn arn, ResolveResourceArn(context, name_or_arn));
    if (!arn.IsTable()) return InvalidResourceArn(name_or_arn);
    return ResolvedTableName{std::move(arn.name_space), std::move(arn.table_name)};
  }
  // Members were checked when they were parsed; the names of batches come here unchecked.
  if (!IsTableOrIndexName(name_or_arn)) {
    return Validation(
        "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, "
        "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
  }
  return ResolvedTableName{.name_space = context.name_space, .name = std::string(name_or_arn)};
}

ApiResult<table::TablePtr> FindTable(const RequestContext& context, std::string_view name_or_arn) {
  TRY_ASSIGN(const ResolvedTableName resolved, ResolveTableName(context, name_or_arn));
  return FindReady(context, resolved.name_space, resolved.name);
}

ApiResult<table::TablePtr> FindTableInAnyState(const RequestContext& context,
                                               std::string_view name_or_arn) {
  TRY_ASSIGN(const ResolvedTableName wanted, ResolveTableName(context, name_or_arn));
  table::TablePtr found = context.catalog.Find(wanted.name_space, wanted.name);
  if (!found) return TableNotFound(wanted.name);
  return found;
}

ApiResult<ReadTarget> FindReadTarget(const RequestContext& context, std::string_view name_or_arn,
                                     const std::optional<std::string>& index_name) {
  std::optional<ResourceArn> arn;
  if (IsArn(name_or_arn)) {
    TRY_ASSIGN(arn, ResolveResourceArn(context, name_or_arn));
  }
  if (!arn || !arn->index_name) {
    TRY_ASSIGN(table::TablePtr table, FindTable(context, name_or_arn));
    return ReadTarget{std::move(table), index_name};
  }
  if (index_name && index_name != arn->index_name) {
    return Validation(
        "One or more parameter values were invalid: IndexName is not the index of the ARN in "
        "TableName: " +
        *index_name);
  }
  TRY_ASSIGN(table::TablePtr table, FindReady(context, arn->name_space, arn->table_name));
  return ReadTarget{std::move(table), std::move(arn->index_name)};
}

ApiError InvalidResourceArn(std::string_view arn) {
  return Validation("Invalid TableArn: Invalid ResourceArn provided as input " + std::string(arn));
}

ApiResult<void> CheckIsArn(std::string_view arn) {
  if (IsArn(arn)) return {};
  return Validation("One or more parameter values were invalid: ARNs must start with 'arn:': " +
                    std::string(arn));
}

ApiError TableNotFound(std::string_view name) {
  return ResourceNotFound("Requested resource not found: Table: " + std::string(name) +
                          " not found");
}

}  // namespace api::dynamodb::resource

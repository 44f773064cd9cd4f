#include "api/dynamodb/table_name.h"

#include <array>
#include <optional>

#include "api/model/patterns.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

bool IsTableName(std::string_view name) {
  return name.size() >= table::kTableNameBytesMin && name.size() <= table::kTableNameBytesMax &&
         IsResourceName(name);
}

// The text up to `separator`, which is taken off `*rest` with it; nullopt if there is none.
std::optional<std::string_view> TakeUpTo(char separator, std::string_view* rest) {
  const size_t at = rest->find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest->substr(0, at);
  rest->remove_prefix(at + 1);
  return taken;
}

// arn:aws:dynamodb:region:account:table/name
std::optional<ResolvedTableName> ParseArn(std::string_view arn) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::optional<std::string_view> taken = TakeUpTo(':', &arn);
    if (!taken) return std::nullopt;
    part = *taken;
  }
  const auto& [scheme, partition, service, region, account] = parts;
  // Partitions are "aws", "aws-cn", "aws-us-gov": which one makes no difference here.
  if (scheme != "arn" || !partition.starts_with("aws") || service != "dynamodb" || region.empty() ||
      account.empty() || TakeUpTo('/', &arn) != "table" || !IsTableName(arn)) {
    return std::nullopt;
  }
  return ResolvedTableName{
      .name_space = {.account = std::string(account), .region = std::string(region)},
      .name = std::string(arn)};
}

}  // namespace

ApiResult<ResolvedTableName> ResolveTableName(const RequestContext& context,
                                              std::string_view name_or_arn) {
  if (!name_or_arn.starts_with("arn:")) {
    // Members were checked when they were parsed; the names of batches come here unchecked.
    if (!IsTableName(name_or_arn)) {
      return Validation(
          "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, "
          "and may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
    }
    return ResolvedTableName{.name_space = context.name_space, .name = std::string(name_or_arn)};
  }
  std::optional<ResolvedTableName> resolved = ParseArn(name_or_arn);
  if (!resolved) {
    return Validation("Invalid TableArn: Invalid ResourceArn provided as input " +
                      std::string(name_or_arn));
  }
  // Tables of other accounts take a policy that allows it, and there are no policies.
  if (resolved->name_space.account != context.name_space.account) {
    return AccessDenied(
        "User: arn:aws:iam::" + context.name_space.account +
        ":root is not authorized to perform an action on resource: " + std::string(name_or_arn) +
        " because no resource-based policy allows the action");
  }
  return *std::move(resolved);
}

ApiResult<table::TablePtr> FindTable(const RequestContext& context, std::string_view name_or_arn) {
  TRY_ASSIGN(const ResolvedTableName resolved, ResolveTableName(context, name_or_arn));
  table::TablePtr found = context.catalog.Find(resolved.name_space, resolved.name);
  if (!found || found->status == table::TableStatus::kCreating ||
      found->status == table::TableStatus::kDeleting) {
    return ResourceNotFound("Requested resource not found");
  }
  return found;
}

ApiError TableNotFound(std::string_view name) {
  return ResourceNotFound("Requested resource not found: Table: " + std::string(name) +
                          " not found");
}

}  // namespace api::dynamodb

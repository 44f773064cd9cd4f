#include "api/dynamodb/read_page.h"

#include <limits>
#include <utility>

#include "table/capacity.h"
#include "table/limits.h"

namespace api::dynamodb {

ApiResult<Page> ReadPage(RequestContext& context, const PageRequest& request) {
  const int64_t limit = request.limit.value_or(std::numeric_limits<int64_t>::max());
  Page page;
  if (!request.count_only) page.items.emplace();
  size_t bytes = 0;
  const auto visit = [&](const value::RowView& item) {
    ++page.scanned_count;
    bytes += item.ItemBytes();
    if (!request.filter || request.filter->Evaluate(item)) {
      ++page.count;
      if (page.items && request.projection) {
        page.items->Append(request.projection->Apply(item).view());
      } else if (page.items) {
        page.items->Append(item);
      }
    }
    if (page.scanned_count < limit && bytes < table::kPageBytesMax) return kv::ScanStep::kContinue;
    page.last_evaluated_key = table::KeyAttributes(request.table.key_schema, item);
    return kv::ScanStep::kStop;
  };
  TRY(context.items.Walk(request.table, request.range, visit));
  page.charge.table = table::ReadUnits(bytes, request.range.consistency);
  return page;
}

ApiResult<bool> SelectsCountOnly(const SelectMembers& members) {
  if (!members.select) return false;
  const bool has_attributes = members.has_projection_expression || members.has_attributes_to_get;
  const std::string which =
      members.has_projection_expression ? "ProjectionExpression" : "AttributesToGet";
  switch (*members.select) {
    case Select::kCount:
      if (has_attributes) {
        return Validation("Cannot specify the " + which + " when choosing to get only the Count");
      }
      return true;
    case Select::kSpecificAttributes:
      if (!has_attributes) {
        return Validation(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
      }
      return false;
    case Select::kAllAttributes:
      if (has_attributes) {
        return Validation("Cannot specify the " + which + " when choosing to get ALL_ATTRIBUTES");
      }
      return false;
    case Select::kAllProjectedAttributes:
      if (has_attributes) {
        return Validation("Cannot specify the " + which +
                          " when choosing to get ALL_PROJECTED_ATTRIBUTES");
      }
      if (!members.has_index_name) {
        return Validation(
            "One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only "
            "when Querying using an IndexName");
      }
      return false;
  }
  return false;
}

ApiResult<table::ItemKey> StartKey(const table::KeySchema& schema, const value::Row& start_key) {
  base::Result<table::ItemKey> key = table::KeyOfKey(schema, start_key.view());
  if (!key) return Validation("The provided starting key is invalid: " + key.error().message);
  return *std::move(key);
}

}  // namespace api::dynamodb

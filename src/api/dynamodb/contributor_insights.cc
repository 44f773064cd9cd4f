#include "api/dynamodb/contributor_insights.h"

#include "api/dynamodb/table_name.h"

namespace api::dynamodb {

ApiResult<std::string> FindInsightsTarget(const RequestContext& context,
                                          std::string_view name_or_arn,
                                          const std::optional<std::string>& index_name) {
  TRY_ASSIGN(const table::TablePtr table, FindTableInAnyState(context, name_or_arn));
  if (index_name && !table->FindIndex(*index_name)) {
    return ResourceNotFound("Requested resource not found: Index: " + *index_name + " not found");
  }
  return table->name;
}

}  // namespace api::dynamodb

#include "api/dynamodb/definition/contributor_insights.h"

#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb::definition {

ApiResult<std::string> FindInsightsTarget(const RequestContext& context,
                                          std::string_view name_or_arn,
                                          const std::optional<std::string>& index_name) {
  TRY_ASSIGN(const table::TablePtr table, resource::FindTableInAnyState(context, name_or_arn));
  if (index_name && !table->FindIndex(*index_name)) {
    return ResourceNotFound("Requested resource not found: Index: " + *index_name + " not found");
  }
  return table->name;
}

}  // namespace api::dynamodb::definition

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html
#include "api/dynamodb/definition/contributor_insights.h"
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

// To turn off what is off changes nothing, and is answered so.
ApiResult<UpdateContributorInsightsOutput> UpdateContributorInsights(
    RequestContext& context, const UpdateContributorInsightsInput& input) {
  UpdateContributorInsightsOutput output;
  TRY_ASSIGN(output.table_name,
             definition::FindInsightsTarget(context, input.table_name, input.index_name));
  TRY(definition::CheckSupported(input));
  output.index_name = input.index_name;
  output.contributor_insights_status = ContributorInsightsStatus::kDisabled;
  return output;
}

}  // namespace api::dynamodb

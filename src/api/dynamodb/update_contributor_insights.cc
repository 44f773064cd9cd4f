// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html
#include "api/dynamodb/contributor_insights.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {

// To turn off what is off changes nothing, and is answered so.
ApiResult<UpdateContributorInsightsOutput> UpdateContributorInsights(
    RequestContext& context, const UpdateContributorInsightsInput& input) {
  UpdateContributorInsightsOutput output;
  TRY_ASSIGN(output.table_name, FindInsightsTarget(context, input.table_name, input.index_name));
  TRY(CheckSupported(input));
  output.index_name = input.index_name;
  output.contributor_insights_status = ContributorInsightsStatus::kDisabled;
  return output;
}

}  // namespace api::dynamodb

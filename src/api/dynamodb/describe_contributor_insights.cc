// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html
#include "api/dynamodb/definition/contributor_insights.h"
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeContributorInsightsOutput> DescribeContributorInsights(
    RequestContext& context, const DescribeContributorInsightsInput& input) {
  DescribeContributorInsightsOutput output;
  TRY_ASSIGN(output.table_name,
             definition::FindInsightsTarget(context, input.table_name, input.index_name));
  output.index_name = input.index_name;
  output.contributor_insights_status = ContributorInsightsStatus::kDisabled;
  return output;
}

}  // namespace api::dynamodb

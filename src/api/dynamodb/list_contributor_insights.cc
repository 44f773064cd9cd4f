// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {

// It names what it was turned on for once, which is nothing.
ApiResult<ListContributorInsightsOutput> ListContributorInsights(
    RequestContext& context, const ListContributorInsightsInput& input) {
  if (input.table_name) TRY(FindTableInAnyState(context, *input.table_name));
  TRY(CheckNoToken(input.next_token));
  ListContributorInsightsOutput output;
  output.contributor_insights_summaries.emplace();
  return output;
}

}  // namespace api::dynamodb

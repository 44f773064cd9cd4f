// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// It names what it was turned on for once, which is nothing.
ApiResult<ListContributorInsightsOutput> ListContributorInsights(
    RequestContext& context, const ListContributorInsightsInput& input) {
  if (input.table_name) TRY(resource::FindTableInAnyState(context, *input.table_name));
  TRY(definition::CheckNoToken(input.next_token));
  ListContributorInsightsOutput output;
  output.contributor_insights_summaries.emplace();
  return output;
}

}  // namespace api::dynamodb

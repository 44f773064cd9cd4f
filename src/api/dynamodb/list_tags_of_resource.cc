// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/tags.h"

namespace api::dynamodb {

// A table has 50 tags at most, which one answer holds: there is never a NextToken.
ApiResult<ListTagsOfResourceOutput> ListTagsOfResource(RequestContext& context,
                                                       const ListTagsOfResourceInput& input) {
  if (input.next_token) return Validation("NextToken is invalid");
  TRY_ASSIGN(const table::TablePtr table, resource::FindTagged(context, input.resource_arn));
  ListTagsOfResourceOutput output;
  output.tags.emplace();
  for (const auto& [key, value] : table->tags) output.tags->push_back({.key = key, .value = value});
  return output;
}

}  // namespace api::dynamodb

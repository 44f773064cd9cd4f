// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTagsOfResource.html
#include <utility>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"

namespace api::dynamodb {
namespace {

constexpr std::string_view kArnPrefix = "arn:";

}  // namespace

// A table has 50 tags at most, which one answer holds: there is never a NextToken.
ApiResult<ListTagsOfResourceOutput> ListTagsOfResource(RequestContext& context,
                                                       const ListTagsOfResourceInput& input) {
  if (input.next_token) return Validation("NextToken is invalid");
  if (!input.resource_arn.starts_with(kArnPrefix)) {
    return Validation("Invalid TableArn: Invalid ResourceArn provided as input " +
                      input.resource_arn);
  }
  TRY_ASSIGN(const ResolvedTableName wanted, ResolveTableName(context, input.resource_arn));
  const table::TablePtr table = context.catalog.Find(wanted.name_space, wanted.name);
  if (!table) {
    return ResourceNotFound("Requested resource not found: ResourcArn: " + input.resource_arn +
                            " not found");
  }

  ListTagsOfResourceOutput output;
  output.tags.emplace();
  for (const auto& [key, value] : table->tags) output.tags->push_back({.key = key, .value = value});
  return output;
}

}  // namespace api::dynamodb

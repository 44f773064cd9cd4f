// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html
#include <algorithm>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/tags.h"

namespace api::dynamodb {

// Keys that the table has no tag of are no error.
ApiResult<void> UntagResource(RequestContext& context, const UntagResourceInput& input) {
  const std::vector<std::string>& keys = input.tag_keys;
  // The spelling is the service's.
  if (keys.empty()) return Validation("Atleast one Tag Key needs to be provided as Input.");
  for (const std::string& key : keys) TRY(resource::CheckIsNotReserved(key));
  return resource::ChangeTags(context, input.resource_arn,
                              [&](table::TableDescription* table) -> base::Status {
                                std::erase_if(table->tags, [&](const auto& tag) {
                                  return std::ranges::find(keys, tag.first) != keys.end();
                                });
                                return {};
                              });
}

}  // namespace api::dynamodb

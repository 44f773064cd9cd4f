// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/tags.h"

namespace api::dynamodb {

ApiResult<void> TagResource(RequestContext& context, const TagResourceInput& input) {
  // The spelling is the service's.
  if (input.tags.empty()) return Validation("Atleast one Tag needs to be provided as Input.");
  TRY(resource::CheckTags(input.tags));
  return resource::ChangeTags(context, input.resource_arn, [&](table::TableDescription* table) {
    return resource::SetTags(input.tags, table);
  });
}

}  // namespace api::dynamodb

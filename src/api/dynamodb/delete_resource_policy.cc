// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/resource_policy.h"

namespace api::dynamodb {

// "This value will be empty if you make a request against a resource without a policy": RevisionId.
ApiResult<DeleteResourcePolicyOutput> DeleteResourcePolicy(RequestContext& context,
                                                           const DeleteResourcePolicyInput& input) {
  DeleteResourcePolicyOutput output;
  TRY(resource::ChangeResourcePolicy(context, input.resource_arn, input.expected_revision_id,
                                     [&](table::TableDescription* table) {
                                       auto& policy = table->resource_policy;
                                       output.revision_id = policy ? policy->revision_id : "";
                                       policy.reset();
                                     }));
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/resource_policy.h"

namespace api::dynamodb {

// ConfirmRemoveSelfResourceAccess is for policies that take the caller's own rights away: none does
// before policies are asked.
ApiResult<PutResourcePolicyOutput> PutResourcePolicy(RequestContext& context,
                                                     const PutResourcePolicyInput& input) {
  TRY(resource::CheckResourcePolicy(input.policy));
  PutResourcePolicyOutput output;
  TRY(resource::ChangeResourcePolicy(
      context, input.resource_arn, input.expected_revision_id, [&](table::TableDescription* table) {
        const auto& policy = table->resource_policy;
        // The same document again keeps its revision.
        if (!policy || policy->document != input.policy) {
          resource::SetResourcePolicy(input.policy, context.Now(), table);
        }
        output.revision_id = policy->revision_id;
      }));
  return output;
}

}  // namespace api::dynamodb

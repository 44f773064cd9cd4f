// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/resource_policy.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

ApiResult<GetResourcePolicyOutput> GetResourcePolicy(RequestContext& context,
                                                     const GetResourcePolicyInput& input) {
  TRY_ASSIGN(const resource::ResourceArn wanted,
             resource::ResolvePolicyResource(context, input.resource_arn));
  const table::TablePtr table = context.catalog.Find(wanted.name_space, wanted.table_name);
  if (!table) return resource::TableNotFound(wanted.table_name);
  if (!table->resource_policy) return resource::NoResourcePolicy(input.resource_arn);

  GetResourcePolicyOutput output;
  output.policy = table->resource_policy->document;
  output.revision_id = table->resource_policy->revision_id;
  return output;
}

}  // namespace api::dynamodb

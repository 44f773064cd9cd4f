// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetResourcePolicy.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<GetResourcePolicyOutput> GetResourcePolicy(RequestContext&, const GetResourcePolicyInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

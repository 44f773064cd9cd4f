// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutResourcePolicy.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<PutResourcePolicyOutput> PutResourcePolicy(RequestContext&, const PutResourcePolicyInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

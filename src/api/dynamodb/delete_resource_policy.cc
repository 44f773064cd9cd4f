// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteResourcePolicy.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DeleteResourcePolicyOutput> DeleteResourcePolicy(RequestContext&, const DeleteResourcePolicyInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

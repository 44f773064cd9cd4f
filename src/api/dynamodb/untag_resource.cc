// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UntagResource.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<void> UntagResource(RequestContext&, const UntagResourceInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

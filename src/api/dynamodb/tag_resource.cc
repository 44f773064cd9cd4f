// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<void> TagResource(RequestContext&, const TagResourceInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

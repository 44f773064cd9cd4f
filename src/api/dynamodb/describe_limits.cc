// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeLimitsOutput> DescribeLimits(RequestContext&, const DescribeLimitsInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeTimeToLiveOutput> DescribeTimeToLive(RequestContext&, const DescribeTimeToLiveInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

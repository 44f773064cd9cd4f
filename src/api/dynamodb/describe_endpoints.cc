// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeEndpointsResponse> DescribeEndpoints(RequestContext&, const DescribeEndpointsRequest&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

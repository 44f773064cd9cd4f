// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeEndpoints.html
#include <string>
#include <vector>

#include "api/dynamodb/operations.h"

namespace api::dynamodb {
namespace {

constexpr int64_t kCachePeriodMinutes = 1440;  // the service's own

}  // namespace

// The endpoint to use is the one that was used: whatever name and port lead here, through whatever
// proxy, the client knows and has signed. SDKs that discover endpoints put what they are told in
// the place of their host and keep their scheme, so the address is that of a Host header. A client
// that named none (HTTP/1.0) is told none, and goes on with what it has.
ApiResult<DescribeEndpointsResponse> DescribeEndpoints(RequestContext& context,
                                                       const DescribeEndpointsRequest&) {
  DescribeEndpointsResponse output;
  std::vector<Endpoint>& endpoints = output.endpoints.emplace();
  if (!context.host.empty()) {
    endpoints.push_back(
        {.address = std::string(context.host), .cache_period_in_minutes = kCachePeriodMinutes});
  }
  return output;
}

}  // namespace api::dynamodb

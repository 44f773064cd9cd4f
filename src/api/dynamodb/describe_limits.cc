// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeLimits.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {
namespace {

// "Throughput default quotas" of an account in a Region, for reads and for writes.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
constexpr int64_t kAccountCapacityUnitsMax = 80'000;
constexpr int64_t kTableCapacityUnitsMax = 40'000;

}  // namespace

ApiResult<DescribeLimitsOutput> DescribeLimits(RequestContext&, const DescribeLimitsInput&) {
  DescribeLimitsOutput output;
  output.account_max_read_capacity_units = kAccountCapacityUnitsMax;
  output.account_max_write_capacity_units = kAccountCapacityUnitsMax;
  output.table_max_read_capacity_units = kTableCapacityUnitsMax;
  output.table_max_write_capacity_units = kTableCapacityUnitsMax;
  return output;
}

}  // namespace api::dynamodb

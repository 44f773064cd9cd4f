// How often the settings of a table may be changed.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
//
// Errors of all: LimitExceededException, which says when the next change can be made.
#pragma once

#include <cstdint>

#include "api/api_error.h"
#include "base/clock.h"
#include "table/table.h"
#include "table/throughput.h"

namespace api::dynamodb::definition {

// Notes one more decrease: four in a day (of UTC), and then one in each hour without another.
ApiResult<void> CountDecrease(base::WallTime now, table::ProvisionedThroughput* throughput);

// How many of the decreases that were counted are of the day of `now`.
int64_t DecreasesToday(const table::ProvisionedThroughput& throughput, base::WallTime now);

// Each notes one more change.
ApiResult<void> CountSwitchToOnDemand(base::WallTime now, table::SettingChanges* changes);
ApiResult<void> CountTableClassChange(base::WallTime now, table::SettingChanges* changes);
ApiResult<void> CountEncryptionChange(base::WallTime now, table::SettingChanges* changes);

}  // namespace api::dynamodb::definition

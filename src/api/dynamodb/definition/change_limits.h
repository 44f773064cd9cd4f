// Limits on how often the settings of a table may be changed.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
//
// Errors of all: LimitExceededException, with the time at which the next change is possible.
#pragma once

#include <cstdint>

#include "api/api_error.h"
#include "base/clock.h"
#include "table/table.h"
#include "table/throughput.h"

namespace api::dynamodb::definition {

// Counts a decrease of throughput. Allowed are four a day (in UTC), and then one for each hour
// without a decrease.
ApiResult<void> CountDecrease(base::WallTime now, table::ProvisionedThroughput* throughput);

// The number of counted decreases on the day of `now`.
int64_t DecreasesToday(const table::ProvisionedThroughput& throughput, base::WallTime now);

// Each counts a change.
ApiResult<void> CountSwitchToOnDemand(base::WallTime now, table::SettingChanges* changes);
ApiResult<void> CountTableClassChange(base::WallTime now, table::SettingChanges* changes);
ApiResult<void> CountEncryptionChange(base::WallTime now, table::SettingChanges* changes);

}  // namespace api::dynamodb::definition

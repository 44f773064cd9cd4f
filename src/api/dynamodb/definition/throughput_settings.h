// Checks the throughput settings of tables and global indexes in CreateTable and UpdateTable
// requests, and turns them into the catalog's descriptions.
//
// Errors of all: ValidationException, unless said otherwise.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// "Given value N for ReadCapacityUnits is out of bounds" above this: the service's own bound on
// what may be asked for, before account quotas.
constexpr int64_t kCapacityUnitsMax = 1'000'000'000'000;

// The throughput that an on-demand table has at once if it was never warmed: 4,000 writes and
// 12,000 reads a second.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
constexpr int64_t kOnDemandReadUnitsPerSecond = 12'000;
constexpr int64_t kOnDemandWriteUnitsPerSecond = 4'000;

// The throughput settings of a table or of a global index: references to the members of its
// description.
struct Throughput {
  table::BillingMode mode;           // the table's
  std::optional<std::string> index;  // nullopt: the table itself
  table::ProvisionedThroughput& provisioned;
  std::optional<table::OnDemandThroughput>& on_demand;
  std::optional<table::WarmThroughput>& warm;
};
Throughput ThroughputOf(table::TableDescription& table);
Throughput ThroughputOf(table::TableDescription& table, table::IndexDescription& index);

// Check the units.
bool OutOfBounds(const ProvisionedThroughput& wanted);
ApiResult<void> CheckUnits(const ProvisionedThroughput& wanted,
                           const std::optional<std::string>& index);

// An error if a table's throughput does not fit its billing mode. PROVISIONED needs units, and
// allows nothing else.
ApiResult<void> CheckMode(table::BillingMode mode,
                          const std::optional<ProvisionedThroughput>& provisioned,
                          const std::optional<OnDemandThroughput>& on_demand);

// The same for indexes. A message names all indexes with the same fault.
enum class ThroughputFault {
  kNone,
  kUnits,         // given, in an on-demand table
  kMaximum,       // an on-demand maximum given, in a provisioned table
  kUnitsMissing,  // in a provisioned table
};
ThroughputFault FaultOf(table::BillingMode mode, bool provisioned, bool on_demand);
// REQUIRES: not kNone. `index_names`: in any order.
ApiError ToError(ThroughputFault fault, std::vector<std::string> index_names);

// Sets the units of a new table or index, or of one that was on demand.
void SetUnits(const ProvisionedThroughput& wanted, const Throughput& throughput);

// Changes the units. Errors: also LimitExceededException (too many decreases today).
ApiResult<void> ChangeUnits(const ProvisionedThroughput& wanted, base::WallTime now,
                            const Throughput& throughput);

// Change the billing mode.
void SwitchToOnDemand(base::WallTime now, const Throughput& throughput);
void SwitchToProvisioned(const ProvisionedThroughput& wanted, base::WallTime now,
                         const Throughput& throughput);

// Settings that are absent in the request stay the same. REQUIRES for the first: CheckMode.
ApiResult<void> SetOnDemandThroughput(const OnDemandThroughput& wanted,
                                      const Throughput& throughput);
ApiResult<void> SetWarmThroughput(const WarmThroughput& wanted, const Throughput& throughput);

// The throughput that is available at once: the warmed one, and at least that of the billing mode.
table::WarmThroughput WarmThroughputOf(table::BillingMode mode,
                                       const table::ProvisionedThroughput& provisioned,
                                       const std::optional<table::WarmThroughput>& warm);

}  // namespace api::dynamodb::definition

// Throughput, as CreateTable and UpdateTable take it for a table and for each global index of it:
// checked, and turned into what the catalog keeps.
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

// What a table that was never warmed takes at once when on demand: 4,000 writes and 12,000 reads a
// second.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
constexpr int64_t kOnDemandReadUnitsPerSecond = 12'000;
constexpr int64_t kOnDemandWriteUnitsPerSecond = 4'000;

// The throughput of a table, or of a global index of it: refers to the members of either.
struct Throughput {
  table::BillingMode mode;           // the table's
  std::optional<std::string> index;  // nullopt: the table itself
  table::ProvisionedThroughput& provisioned;
  std::optional<table::OnDemandThroughput>& on_demand;
  std::optional<table::WarmThroughput>& warm;
};
Throughput ThroughputOf(table::TableDescription& table);
Throughput ThroughputOf(table::TableDescription& table, table::IndexDescription& index);

// The units, and whether they are units that can be.
bool OutOfBounds(const ProvisionedThroughput& wanted);
ApiResult<void> CheckUnits(const ProvisionedThroughput& wanted,
                           const std::optional<std::string>& index);

// What of a table's throughput goes with its billing mode: units and only units with PROVISIONED.
ApiResult<void> CheckMode(table::BillingMode mode,
                          const std::optional<ProvisionedThroughput>& provisioned,
                          const std::optional<OnDemandThroughput>& on_demand);

// The same of indexes, of which a message names all that have one fault.
enum class ThroughputFault {
  kNone,
  kUnits,         // given, in an on-demand table
  kMaximum,       // an on-demand maximum given, in a provisioned table
  kUnitsMissing,  // in a provisioned table
};
ThroughputFault FaultOf(table::BillingMode mode, bool provisioned, bool on_demand);
// REQUIRES: not kNone. `index_names`: in any order.
ApiError ToError(ThroughputFault fault, std::vector<std::string> index_names);

// The units of what had none: is new, or was on demand.
void SetUnits(const ProvisionedThroughput& wanted, const Throughput& throughput);

// Other units. Errors: also LimitExceededException (too many decreases today).
ApiResult<void> ChangeUnits(const ProvisionedThroughput& wanted, base::WallTime now,
                            const Throughput& throughput);

// From units to none, and from none to units.
void SwitchToOnDemand(base::WallTime now, const Throughput& throughput);
void SwitchToProvisioned(const ProvisionedThroughput& wanted, base::WallTime now,
                         const Throughput& throughput);

// What is not asked for stays. REQUIRES for the first: CheckMode.
ApiResult<void> SetOnDemandThroughput(const OnDemandThroughput& wanted,
                                      const Throughput& throughput);
ApiResult<void> SetWarmThroughput(const WarmThroughput& wanted, const Throughput& throughput);

// What it takes at once: what it was warmed to, and at least what the billing mode gives.
table::WarmThroughput WarmThroughputOf(table::BillingMode mode,
                                       const table::ProvisionedThroughput& provisioned,
                                       const std::optional<table::WarmThroughput>& warm);

}  // namespace api::dynamodb::definition

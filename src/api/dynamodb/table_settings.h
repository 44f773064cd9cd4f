// The settings of a table that CreateTable and UpdateTable take alike: checked, and turned into
// what the catalog keeps.
#pragma once

#include <optional>

#include "api/model/dynamodb.h"
#include "base/result.h"
#include "table/table.h"

namespace api::dynamodb {

// "Given value N for ReadCapacityUnits is out of bounds" above this: the service's own bound on
// what may be asked for, before account quotas.
constexpr int64_t kCapacityUnitsMax = 1'000'000'000'000;

// What a table that was never warmed takes at once when on demand: 4,000 writes and 12,000 reads a
// second.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
constexpr int64_t kOnDemandReadUnitsPerSecond = 12'000;
constexpr int64_t kOnDemandWriteUnitsPerSecond = 4'000;

// All errors: kInvalidArgument, with the message for the client.

// In what CreateTable and UpdateTable ask for, whatever the table is.
base::Status CheckThroughput(const std::optional<ProvisionedThroughput>& throughput);
base::Status CheckSse(const std::optional<SSESpecification>& sse);

// For a table of this billing mode.
base::Status CheckBillingMode(table::BillingMode mode,
                              const std::optional<ProvisionedThroughput>& throughput,
                              const std::optional<OnDemandThroughput>& on_demand);

// Changes `table` as asked for; what is not asked for stays.
base::Status SetWarmThroughput(const WarmThroughput& wanted, table::TableDescription* table);
void SetOnDemandThroughput(const OnDemandThroughput& wanted, table::TableDescription* table);
void SetSse(const SSESpecification& wanted, table::TableDescription* table);

// What the table takes at once: what it was warmed to, and at least what its billing mode gives.
table::WarmThroughput WarmThroughputOf(const table::TableDescription& table);

table::BillingMode ToTable(BillingMode mode);
table::TableClass ToTable(TableClass table_class);

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/change_limits.h"
#include "api/dynamodb/control_plane.h"
#include "api/dynamodb/index_updates.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_description.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/table_settings.h"
#include "api/dynamodb/throughput_settings.h"
#include "api/dynamodb/unsupported_parameters.h"
#include "api/dynamodb/vector_index_settings.h"

namespace api::dynamodb {
namespace {

bool AsksForNothing(const UpdateTableInput& input) {
  const auto& indexes = input.global_secondary_index_updates;
  const auto& vectors = input.vector_index_updates;
  return !input.provisioned_throughput && !input.billing_mode && (!indexes || indexes->empty()) &&
         (!vectors || vectors->empty()) && !input.stream_specification &&
         !input.sse_specification && !input.table_class && !input.deletion_protection_enabled &&
         !input.on_demand_throughput && !input.warm_throughput;
}

// Three kinds of change come alone: a request has one of them and nothing else.
ApiResult<void> CheckStandsAlone(const UpdateTableInput& input) {
  struct Part {
    std::string_view name;  // of what must stand alone; empty: may stand with others
    bool given = false;
  };
  const auto any = [](const auto& updates) { return updates && !updates->empty(); };
  const Part parts[] = {
      {"Server-Side Encryption", input.sse_specification.has_value()},
      {"Table Class", input.table_class.has_value()},
      {"Deletion Protection", input.deletion_protection_enabled.has_value()},
      {"", input.provisioned_throughput || input.billing_mode ||
               any(input.global_secondary_index_updates) || any(input.vector_index_updates) ||
               input.stream_specification || input.on_demand_throughput || input.warm_throughput},
  };
  if (std::ranges::count_if(parts, &Part::given) < 2) return {};
  for (const Part& part : parts) {
    if (!part.given || part.name.empty()) continue;
    return Validation("One or more parameter values were invalid: " + std::string(part.name) +
                      " modification must be the only operation in the request");
  }
  return {};
}

// What can be said of the request without looking at the table.
ApiResult<void> CheckRequest(const UpdateTableInput& input) {
  TRY(CheckSupported(input));
  if (AsksForNothing(input)) {
    return Validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  }
  TRY(CheckStandsAlone(input));
  if (input.billing_mode == BillingMode::kProvisioned && !input.provisioned_throughput) {
    return Validation(
        "One or more parameter values were invalid: ProvisionedThroughput must be specified when "
        "BillingMode is PROVISIONED");
  }
  if (input.provisioned_throughput) {
    TRY(CheckUnits(*input.provisioned_throughput, /*index=*/std::nullopt));
  }
  TRY(CheckIndexUpdates(input));
  if (input.provisioned_throughput && input.stream_specification) {
    return Validation("Cannot change IOPS and Streams at the same time.");
  }
  TRY(CheckStream(input.stream_specification));
  return CheckSse(input.sse_specification);
}

ApiResult<void> ChangeBillingMode(table::BillingMode mode, const UpdateTableInput& input,
                                  base::WallTime now, table::TableDescription* table) {
  table->billing_mode = mode;
  if (mode == table::BillingMode::kProvisioned) {
    SwitchToProvisioned(*input.provisioned_throughput, now, ThroughputOf(*table));
    return {};
  }
  TRY(CountSwitchToOnDemand(now, &table->changes));
  table->last_pay_per_request = now;
  SwitchToOnDemand(now, ThroughputOf(*table));
  return {};
}

ApiResult<void> ChangeThroughput(const UpdateTableInput& input, base::WallTime now,
                                 table::TableDescription* table) {
  const table::BillingMode mode =
      input.billing_mode ? ToTable(*input.billing_mode) : table->billing_mode;
  TRY(CheckMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode != table->billing_mode) {
    TRY(ChangeBillingMode(mode, input, now, table));
  } else if (input.provisioned_throughput) {
    TRY(ChangeUnits(*input.provisioned_throughput, now, ThroughputOf(*table)));
  }
  if (input.on_demand_throughput) {
    TRY(SetOnDemandThroughput(*input.on_demand_throughput, ThroughputOf(*table)));
  }
  if (input.warm_throughput) TRY(SetWarmThroughput(*input.warm_throughput, ThroughputOf(*table)));
  return {};
}

ApiResult<void> Change(const UpdateTableInput& input, base::WallTime now,
                       table::TableDescription* table) {
  const table::BillingMode old_mode = table->billing_mode;
  TRY(ChangeThroughput(input, now, table));
  TRY(UpdateIndexes(input, old_mode, now, table));
  TRY(CheckVectorBillingMode(*table));
  if (input.stream_specification) TRY(ChangeStream(*input.stream_specification, now, table));
  if (input.sse_specification) TRY(ChangeSse(*input.sse_specification, now, table));
  if (input.table_class) TRY(ChangeTableClass(*input.table_class, now, table));
  if (input.deletion_protection_enabled) {
    table->deletion_protection = *input.deletion_protection_enabled;
  }
  return {};
}

void ShowUnits(const table::ProvisionedThroughput& units,
               std::optional<ProvisionedThroughputDescription>* shown) {
  (*shown)->read_capacity_units = units.read_capacity_units;
  (*shown)->write_capacity_units = units.write_capacity_units;
}

// "The new settings do not take effect until the UpdateTable operation is complete": while it goes
// on, a table that was provisioned, and stays so, shows the units that it had.
void ShowOldUnits(const table::TableDescription& before, TableDescription* shown) {
  if (before.billing_mode != table::BillingMode::kProvisioned) return;
  if (shown->billing_mode_summary &&
      shown->billing_mode_summary->billing_mode == BillingMode::kPayPerRequest) {
    return;
  }
  ShowUnits(before.throughput, &shown->provisioned_throughput);
  if (!shown->global_secondary_indexes) return;
  for (GlobalSecondaryIndexDescription& index : *shown->global_secondary_indexes) {
    const table::IndexDescription* known = before.FindIndex(*index.index_name);
    if (known != nullptr) ShowUnits(known->throughput, &index.provisioned_throughput);
  }
}

// Another encryption takes effect once the operation is complete; one that ends is shown until
// then.
void ShowSseChanging(const table::TableDescription& before, TableDescription* shown) {
  if (!shown->sse_description) {
    shown->sse_description = DescribeSse(before).value_or(SSEDescription());
  }
  shown->sse_description->status = SSEStatus::kUpdating;
}

}  // namespace

ApiResult<UpdateTableOutput> UpdateTable(RequestContext& context, const UpdateTableInput& input) {
  TRY(CheckRequest(input));
  TRY_ASSIGN(const ResolvedTableName wanted, ResolveTableName(context, input.table_name));
  TRY(CheckOneMoreChange(context.catalog.ChangesUnderWay(wanted.name_space)));
  const base::WallTime now = context.Now();
  table::TableDescription before;
  TRY_ASSIGN(const table::TablePtr updated,
             ChangeTable(context, wanted, [&](table::TableDescription* table) {
               before = *table;
               return Change(input, now, table);
             }));

  UpdateTableOutput output;
  TRY_ASSIGN(output.table_description, DescribeWithCounts(context, *updated));
  ShowOldUnits(before, &*output.table_description);
  if (input.sse_specification) ShowSseChanging(before, &*output.table_description);
  return output;
}

}  // namespace api::dynamodb

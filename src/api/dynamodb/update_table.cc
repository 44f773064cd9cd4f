// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/change_limits.h"
#include "api/dynamodb/definition/control_plane.h"
#include "api/dynamodb/definition/index_updates.h"
#include "api/dynamodb/definition/table_description.h"
#include "api/dynamodb/definition/table_settings.h"
#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/definition/vector_index_settings.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

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
  TRY(definition::CheckSupported(input));
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
    TRY(definition::CheckUnits(*input.provisioned_throughput, /*index=*/std::nullopt));
  }
  TRY(definition::CheckIndexUpdates(input));
  if (input.provisioned_throughput && input.stream_specification) {
    return Validation("Cannot change IOPS and Streams at the same time.");
  }
  TRY(definition::CheckStream(input.stream_specification));
  return definition::CheckSse(input.sse_specification);
}

ApiResult<void> ChangeBillingMode(table::BillingMode mode, const UpdateTableInput& input,
                                  base::WallTime now, table::TableDescription* table) {
  table->billing_mode = mode;
  if (mode == table::BillingMode::kProvisioned) {
    definition::SwitchToProvisioned(*input.provisioned_throughput, now,
                                    definition::ThroughputOf(*table));
    return {};
  }
  TRY(definition::CountSwitchToOnDemand(now, &table->changes));
  table->last_pay_per_request = now;
  definition::SwitchToOnDemand(now, definition::ThroughputOf(*table));
  return {};
}

ApiResult<void> ChangeThroughput(const UpdateTableInput& input, base::WallTime now,
                                 table::TableDescription* table) {
  const table::BillingMode mode =
      input.billing_mode ? definition::ToTable(*input.billing_mode) : table->billing_mode;
  TRY(definition::CheckMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode != table->billing_mode) {
    TRY(ChangeBillingMode(mode, input, now, table));
  } else if (input.provisioned_throughput) {
    TRY(definition::ChangeUnits(*input.provisioned_throughput, now,
                                definition::ThroughputOf(*table)));
  }
  if (input.on_demand_throughput) {
    TRY(definition::SetOnDemandThroughput(*input.on_demand_throughput,
                                          definition::ThroughputOf(*table)));
  }
  if (input.warm_throughput)
    TRY(definition::SetWarmThroughput(*input.warm_throughput, definition::ThroughputOf(*table)));
  return {};
}

ApiResult<void> Change(const UpdateTableInput& input, base::WallTime now,
                       table::TableDescription* table) {
  const table::BillingMode old_mode = table->billing_mode;
  TRY(ChangeThroughput(input, now, table));
  TRY(definition::UpdateIndexes(input, old_mode, now, table));
  TRY(definition::CheckVectorBillingMode(*table));
  if (input.stream_specification)
    TRY(definition::ChangeStream(*input.stream_specification, now, table));
  if (input.sse_specification) TRY(definition::ChangeSse(*input.sse_specification, now, table));
  if (input.table_class) TRY(definition::ChangeTableClass(*input.table_class, now, table));
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
    shown->sse_description = definition::DescribeSse(before).value_or(SSEDescription());
  }
  shown->sse_description->status = SSEStatus::kUpdating;
}

}  // namespace

ApiResult<UpdateTableOutput> UpdateTable(RequestContext& context, const UpdateTableInput& input) {
  TRY(CheckRequest(input));
  TRY_ASSIGN(const resource::ResolvedTableName wanted,
             resource::ResolveTableName(context, input.table_name));
  TRY(definition::CheckOneMoreChange(context.catalog.ChangesUnderWay(wanted.name_space)));
  const base::WallTime now = context.Now();
  table::TableDescription before;
  TRY_ASSIGN(const table::TablePtr updated,
             definition::ChangeTable(context, wanted, [&](table::TableDescription* table) {
               before = *table;
               return Change(input, now, table);
             }));

  UpdateTableOutput output;
  TRY_ASSIGN(output.table_description, definition::DescribeWithCounts(context, *updated));
  ShowOldUnits(before, &*output.table_description);
  if (input.sse_specification) ShowSseChanging(before, &*output.table_description);
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTable.html
#include <chrono>
#include <string>
#include <utility>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_description.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/table_settings.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {
namespace {

bool AsksForNothing(const UpdateTableInput& input) {
  return !input.provisioned_throughput && !input.billing_mode && !input.stream_specification &&
         !input.sse_specification && !input.table_class && !input.deletion_protection_enabled &&
         !input.on_demand_throughput && !input.warm_throughput;
}

// What can be said of the request without looking at the table.
ApiResult<void> CheckRequest(const UpdateTableInput& input) {
  TRY(CheckSupported(input));
  if (AsksForNothing(input)) {
    return Validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  }
  if (input.billing_mode == BillingMode::kProvisioned && !input.provisioned_throughput) {
    return Validation(
        "One or more parameter values were invalid: ProvisionedThroughput must be specified when "
        "BillingMode is PROVISIONED");
  }
  TRY(CheckThroughput(input.provisioned_throughput));
  TRY(CheckSse(input.sse_specification));
  return {};
}

std::string Compare(const std::string& units, int64_t current, int64_t requested) {
  return "Current " + units + " provisioned for the table: " + std::to_string(current) +
         ". Requested " + units + ": " + std::to_string(requested) + ". ";
}

bool SameDay(base::WallTime a, base::WallTime b) {
  return std::chrono::floor<std::chrono::days>(a) == std::chrono::floor<std::chrono::days>(b);
}

// A table that was on demand takes the throughput as its first.
base::Status SetThroughput(const ProvisionedThroughput& wanted, bool was_on_demand,
                           base::WallTime now, table::ProvisionedThroughput* throughput) {
  const int64_t read_change = wanted.read_capacity_units - throughput->read_capacity_units;
  const int64_t write_change = wanted.write_capacity_units - throughput->write_capacity_units;
  if (!was_on_demand) {
    if (read_change == 0 && write_change == 0) {
      return base::InvalidArgument(
          "The provisioned throughput for the table will not change. The requested value equals "
          "the current value. " +
          Compare("ReadCapacityUnits", throughput->read_capacity_units,
                  wanted.read_capacity_units) +
          Compare("WriteCapacityUnits", throughput->write_capacity_units,
                  wanted.write_capacity_units) +
          "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request "
          "higher limits.");
    }
    if (read_change > 0 || write_change > 0) throughput->last_increase = now;
    if (read_change < 0 || write_change < 0) {
      // Days are those of UTC.
      const bool another_today =
          throughput->last_decrease && SameDay(*throughput->last_decrease, now);
      throughput->decreases_today = another_today ? throughput->decreases_today + 1 : 1;
      throughput->last_decrease = now;
    }
  }
  throughput->read_capacity_units = wanted.read_capacity_units;
  throughput->write_capacity_units = wanted.write_capacity_units;
  return {};
}

base::Status SetCapacity(const UpdateTableInput& input, base::WallTime now,
                         table::TableDescription* table) {
  const bool was_on_demand = table->billing_mode == table::BillingMode::kPayPerRequest;
  const table::BillingMode mode =
      input.billing_mode ? ToTable(*input.billing_mode) : table->billing_mode;
  TRY(CheckBillingMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode == table::BillingMode::kPayPerRequest && !was_on_demand) {
    table->last_pay_per_request = now;
    table->throughput.read_capacity_units = 0;
    table->throughput.write_capacity_units = 0;
  }
  if (mode == table::BillingMode::kProvisioned) table->on_demand.reset();
  table->billing_mode = mode;
  if (input.provisioned_throughput) {
    TRY(SetThroughput(*input.provisioned_throughput, was_on_demand, now, &table->throughput));
  }
  if (input.on_demand_throughput) SetOnDemandThroughput(*input.on_demand_throughput, table);
  if (input.warm_throughput) TRY(SetWarmThroughput(*input.warm_throughput, table));
  return {};
}

base::Status Change(const UpdateTableInput& input, base::WallTime now,
                    table::TableDescription* table) {
  TRY(SetCapacity(input, now, table));
  if (input.sse_specification) SetSse(*input.sse_specification, table);
  if (input.table_class) {
    table->table_class = ToTable(*input.table_class);
    table->table_class_changed = now;
  }
  if (input.deletion_protection_enabled) {
    table->deletion_protection = *input.deletion_protection_enabled;
  }
  return {};
}

}  // namespace

ApiResult<UpdateTableOutput> UpdateTable(RequestContext& context, const UpdateTableInput& input) {
  TRY(CheckRequest(input));
  TRY_ASSIGN(const ResolvedTableName wanted, ResolveTableName(context, input.table_name));
  const base::WallTime now = context.clock.Now();
  base::Result<table::TablePtr> updated = context.catalog.Update(
      wanted.name_space, wanted.name,
      [&](table::TableDescription* table) { return Change(input, now, table); });
  if (!updated) {
    if (updated.error().code == base::ErrorCode::kNotFound) return TableNotFound(wanted.name);
    return std::move(updated).error();
  }

  UpdateTableOutput output;
  TRY_ASSIGN(output.table_description, DescribeWithCounts(context, **updated));
  return output;
}

}  // namespace api::dynamodb

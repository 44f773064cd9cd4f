#include "api/dynamodb/definition/throughput_settings.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/change_limits.h"
#include "api/dynamodb/definition/key_attributes.h"
#include "api/dynamodb/expression/invalid_parameter.h"

namespace api::dynamodb::definition {
namespace {

// As messages say whose throughput it is.
std::string Whose(const std::optional<std::string>& index) {
  return index ? "index " + *index : "table";
}

std::string Compare(std::string_view units, const Throughput& throughput, int64_t current,
                    int64_t requested) {
  return "Current " + std::string(units) + " provisioned for the " +
         (throughput.index ? "index" : "table") + ": " + std::to_string(current) + ". Requested " +
         std::string(units) + ": " + std::to_string(requested) + ". ";
}

ApiError WillNotChange(const ProvisionedThroughput& wanted, const Throughput& throughput) {
  return Validation(
      "The provisioned throughput for the " + Whose(throughput.index) +
      " will not change. The requested value equals the current value. " +
      Compare("ReadCapacityUnits", throughput, throughput.provisioned.read_capacity_units,
              wanted.read_capacity_units) +
      Compare("WriteCapacityUnits", throughput, throughput.provisioned.write_capacity_units,
              wanted.write_capacity_units) +
      "Refer to the Amazon DynamoDB Developer Guide for current limits and how to request higher "
      "limits.");
}

ApiResult<void> CheckUnits(std::string_view name, int64_t units,
                           const std::optional<std::string>& index) {
  if (units <= kCapacityUnitsMax) return {};
  return Validation("Given value " + std::to_string(units) + " for " + std::string(name) +
                    " is out of bounds" + (index ? " for index " + *index : ""));
}

ApiResult<void> CheckRequestUnits(std::string_view name, const std::optional<int64_t>& units) {
  if (!units || *units == -1 || *units >= 1) return {};
  return expression::InvalidParameter(std::string(name) +
                                      " must be greater than or equal to 1, or -1");
}

ApiResult<void> Warm(std::string_view name, const std::optional<std::string>& index,
                     const std::optional<int64_t>& wanted, int64_t* units) {
  if (!wanted) return {};
  if (*wanted < *units) {
    return expression::InvalidParameter(
        "Requested " + std::string(name) + " for WarmThroughput for " + Whose(index) +
        " is lower than baseline. Requested " + std::string(name) + ": " + std::to_string(*wanted) +
        ", Baseline " + std::string(name) + ": " + std::to_string(*units));
  }
  *units = *wanted;
  return CheckUnits(name, *units, index);
}

// "When this table is switched to on-demand, it will continue to be able to sustain" the units that
// it had, if they are more than it begins with anyway.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html
void KeepWarm(const Throughput& throughput) {
  const table::WarmThroughput units =
      WarmThroughputOf(table::BillingMode::kProvisioned, throughput.provisioned, throughput.warm);
  if (units.read_units_per_second > kOnDemandReadUnitsPerSecond ||
      units.write_units_per_second > kOnDemandWriteUnitsPerSecond) {
    throughput.warm = units;
  }
}

}  // namespace

Throughput ThroughputOf(table::TableDescription& table) {
  return {table.billing_mode, std::nullopt, table.throughput, table.on_demand, table.warm};
}

Throughput ThroughputOf(table::TableDescription& table, table::IndexDescription& index) {
  return {table.billing_mode, index.name, index.throughput, index.on_demand, index.warm};
}

bool OutOfBounds(const ProvisionedThroughput& wanted) {
  return wanted.read_capacity_units > kCapacityUnitsMax ||
         wanted.write_capacity_units > kCapacityUnitsMax;
}

ApiResult<void> CheckUnits(const ProvisionedThroughput& wanted,
                           const std::optional<std::string>& index) {
  TRY(CheckUnits("ReadCapacityUnits", wanted.read_capacity_units, index));
  return CheckUnits("WriteCapacityUnits", wanted.write_capacity_units, index);
}

ApiResult<void> CheckMode(table::BillingMode mode,
                          const std::optional<ProvisionedThroughput>& provisioned,
                          const std::optional<OnDemandThroughput>& on_demand) {
  if (mode == table::BillingMode::kPayPerRequest && provisioned) {
    return expression::InvalidParameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (mode == table::BillingMode::kProvisioned && on_demand) {
    return expression::InvalidParameter(
        "Neither MaxReadRequestUnits nor MaxWriteRequestUnits can be specified when BillingMode is "
        "PROVISIONED");
  }
  return {};
}

ThroughputFault FaultOf(table::BillingMode mode, bool provisioned, bool on_demand) {
  if (mode == table::BillingMode::kPayPerRequest) {
    return provisioned ? ThroughputFault::kUnits : ThroughputFault::kNone;
  }
  if (on_demand) return ThroughputFault::kMaximum;
  return provisioned ? ThroughputFault::kNone : ThroughputFault::kUnitsMissing;
}

ApiError ToError(ThroughputFault fault, std::vector<std::string> index_names) {
  const std::string names = JoinedNames(std::move(index_names));
  switch (fault) {
    case ThroughputFault::kUnits:
      return expression::InvalidParameter(
          "ProvisionedThroughput should not be specified for index: " + names +
          " when BillingMode is PAY_PER_REQUEST");
    case ThroughputFault::kMaximum:
      return expression::InvalidParameter("OnDemandThroughput should not be specified for index: " +
                                          names + " when BillingMode is PROVISIONED");
    case ThroughputFault::kUnitsMissing:
    case ThroughputFault::kNone:
      break;
  }
  return expression::InvalidParameter("ProvisionedThroughput must be specified for index: " +
                                      names);
}

void SetUnits(const ProvisionedThroughput& wanted, const Throughput& throughput) {
  throughput.provisioned.read_capacity_units = wanted.read_capacity_units;
  throughput.provisioned.write_capacity_units = wanted.write_capacity_units;
}

ApiResult<void> ChangeUnits(const ProvisionedThroughput& wanted, base::WallTime now,
                            const Throughput& throughput) {
  table::ProvisionedThroughput& provisioned = throughput.provisioned;
  const int64_t read_change = wanted.read_capacity_units - provisioned.read_capacity_units;
  const int64_t write_change = wanted.write_capacity_units - provisioned.write_capacity_units;
  if (read_change == 0 && write_change == 0) return WillNotChange(wanted, throughput);
  if (read_change < 0 || write_change < 0) TRY(CountDecrease(now, &provisioned));
  if (read_change > 0 || write_change > 0) provisioned.last_increase = now;
  SetUnits(wanted, throughput);
  return {};
}

void SwitchToOnDemand(base::WallTime now, const Throughput& throughput) {
  KeepWarm(throughput);
  // A decrease that does not count.
  throughput.provisioned.decreases_today = DecreasesToday(throughput.provisioned, now);
  throughput.provisioned.last_decrease = now;
  throughput.provisioned.read_capacity_units = 0;
  throughput.provisioned.write_capacity_units = 0;
}

void SwitchToProvisioned(const ProvisionedThroughput& wanted, base::WallTime now,
                         const Throughput& throughput) {
  SetUnits(wanted, throughput);
  throughput.provisioned.last_increase = now;
  throughput.on_demand.reset();
}

ApiResult<void> SetOnDemandThroughput(const OnDemandThroughput& wanted,
                                      const Throughput& throughput) {
  if (!wanted.max_read_request_units && !wanted.max_write_request_units) {
    return expression::InvalidParameter(
        "OnDemandThroughput must specify MaxReadRequestUnits, MaxWriteRequestUnits, or both");
  }
  TRY(CheckRequestUnits("MaxReadRequestUnits", wanted.max_read_request_units));
  TRY(CheckRequestUnits("MaxWriteRequestUnits", wanted.max_write_request_units));
  if (!throughput.on_demand) throughput.on_demand.emplace();
  if (wanted.max_read_request_units) {
    throughput.on_demand->max_read_request_units = wanted.max_read_request_units;
  }
  if (wanted.max_write_request_units) {
    throughput.on_demand->max_write_request_units = wanted.max_write_request_units;
  }
  return {};
}

ApiResult<void> SetWarmThroughput(const WarmThroughput& wanted, const Throughput& throughput) {
  if (!wanted.read_units_per_second && !wanted.write_units_per_second) {
    return expression::InvalidParameter(
        "WarmThroughput must specify ReadUnitsPerSecond, WriteUnitsPerSecond, or both");
  }
  table::WarmThroughput units =
      WarmThroughputOf(throughput.mode, throughput.provisioned, throughput.warm);
  TRY(Warm("ReadUnitsPerSecond", throughput.index, wanted.read_units_per_second,
           &units.read_units_per_second));
  TRY(Warm("WriteUnitsPerSecond", throughput.index, wanted.write_units_per_second,
           &units.write_units_per_second));
  throughput.warm = units;
  return {};
}

table::WarmThroughput WarmThroughputOf(table::BillingMode mode,
                                       const table::ProvisionedThroughput& provisioned,
                                       const std::optional<table::WarmThroughput>& warm) {
  const bool on_demand = mode == table::BillingMode::kPayPerRequest;
  table::WarmThroughput units = warm.value_or(table::WarmThroughput{});
  units.read_units_per_second =
      std::max(units.read_units_per_second,
               on_demand ? kOnDemandReadUnitsPerSecond : provisioned.read_capacity_units);
  units.write_units_per_second =
      std::max(units.write_units_per_second,
               on_demand ? kOnDemandWriteUnitsPerSecond : provisioned.write_capacity_units);
  return units;
}

}  // namespace api::dynamodb::definition

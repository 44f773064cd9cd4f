#include "api/dynamodb/table_settings.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace api::dynamodb {
namespace {

base::Error InvalidParameter(const std::string& message) {
  return base::InvalidArgument("One or more parameter values were invalid: " + message);
}

base::Status CheckUnits(std::string_view name, int64_t units) {
  if (units <= kCapacityUnitsMax) return {};
  return base::InvalidArgument("Given value " + std::to_string(units) + " for " +
                               std::string(name) + " is out of bounds");
}

base::Status CheckRequestUnits(std::string_view name, const std::optional<int64_t>& units) {
  if (!units || *units == -1 || *units >= 1) return {};
  return InvalidParameter(std::string(name) + " must be greater than or equal to 1, or -1");
}

base::Status Warm(std::string_view name, const std::optional<int64_t>& wanted, int64_t* units) {
  if (!wanted) return {};
  if (*wanted < *units) {
    return InvalidParameter("Requested " + std::string(name) +
                            " for WarmThroughput for table is lower than baseline. Requested " +
                            std::string(name) + ": " + std::to_string(*wanted) + ", Baseline " +
                            std::string(name) + ": " + std::to_string(*units));
  }
  *units = *wanted;
  return CheckUnits(name, *units);
}

}  // namespace

base::Status CheckThroughput(const std::optional<ProvisionedThroughput>& throughput) {
  if (!throughput) return {};
  TRY(CheckUnits("ReadCapacityUnits", throughput->read_capacity_units));
  return CheckUnits("WriteCapacityUnits", throughput->write_capacity_units);
}

base::Status CheckSse(const std::optional<SSESpecification>& sse) {
  if (!sse) return {};
  if (sse->sse_type == SSEType::kAes256) {
    return InvalidParameter("SSEType AES256 is not supported");
  }
  if (!sse->enabled.value_or(false) && (sse->sse_type || sse->kms_master_key_id)) {
    return InvalidParameter(
        "SSEType and KMSMasterKeyId can only be specified when server-side encryption is enabled");
  }
  return {};
}

base::Status CheckBillingMode(table::BillingMode mode,
                              const std::optional<ProvisionedThroughput>& throughput,
                              const std::optional<OnDemandThroughput>& on_demand) {
  if (mode == table::BillingMode::kPayPerRequest && throughput) {
    return InvalidParameter(
        "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
        "PAY_PER_REQUEST");
  }
  if (!on_demand) return {};
  if (mode == table::BillingMode::kProvisioned) {
    return InvalidParameter(
        "Neither MaxReadRequestUnits nor MaxWriteRequestUnits can be specified when BillingMode is "
        "PROVISIONED");
  }
  TRY(CheckRequestUnits("MaxReadRequestUnits", on_demand->max_read_request_units));
  return CheckRequestUnits("MaxWriteRequestUnits", on_demand->max_write_request_units);
}

table::WarmThroughput WarmThroughputOf(const table::TableDescription& table) {
  const bool on_demand = table.billing_mode == table::BillingMode::kPayPerRequest;
  table::WarmThroughput units = table.warm.value_or(table::WarmThroughput{});
  units.read_units_per_second =
      std::max(units.read_units_per_second,
               on_demand ? kOnDemandReadUnitsPerSecond : table.throughput.read_capacity_units);
  units.write_units_per_second =
      std::max(units.write_units_per_second,
               on_demand ? kOnDemandWriteUnitsPerSecond : table.throughput.write_capacity_units);
  return units;
}

base::Status SetWarmThroughput(const WarmThroughput& wanted, table::TableDescription* table) {
  table::WarmThroughput units = WarmThroughputOf(*table);
  TRY(Warm("ReadUnitsPerSecond", wanted.read_units_per_second, &units.read_units_per_second));
  TRY(Warm("WriteUnitsPerSecond", wanted.write_units_per_second, &units.write_units_per_second));
  table->warm = units;
  return {};
}

void SetOnDemandThroughput(const OnDemandThroughput& wanted, table::TableDescription* table) {
  if (!table->on_demand) table->on_demand.emplace();
  if (wanted.max_read_request_units) {
    table->on_demand->max_read_request_units = wanted.max_read_request_units;
  }
  if (wanted.max_write_request_units) {
    table->on_demand->max_write_request_units = wanted.max_write_request_units;
  }
}

void SetSse(const SSESpecification& wanted, table::TableDescription* table) {
  if (!wanted.enabled.value_or(false)) {
    table->sse.reset();
    return;
  }
  table->sse = table::SseSpecification{.enabled = true,
                                       .type = std::string(ToText(SSEType::kKms)),
                                       .kms_master_key_id = wanted.kms_master_key_id};
}

table::BillingMode ToTable(BillingMode mode) {
  return mode == BillingMode::kPayPerRequest ? table::BillingMode::kPayPerRequest
                                             : table::BillingMode::kProvisioned;
}

table::TableClass ToTable(TableClass table_class) {
  return table_class == TableClass::kStandard ? table::TableClass::kStandard
                                              : table::TableClass::kStandardInfrequentAccess;
}

}  // namespace api::dynamodb

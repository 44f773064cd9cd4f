// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
#include <string>
#include <utility>

#include "api/dynamodb/change_limits.h"
#include "api/dynamodb/control_plane.h"
#include "api/dynamodb/index_settings.h"
#include "api/dynamodb/key_attributes.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource_policy.h"
#include "api/dynamodb/table_description.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/table_settings.h"
#include "api/dynamodb/tags.h"
#include "api/dynamodb/throughput_settings.h"
#include "api/dynamodb/unsupported_parameters.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

// ReadCapacityUnits and WriteCapacityUnits go with PROVISIONED, which is what a table is unless it
// says otherwise.
ApiResult<void> CheckThroughput(const CreateTableInput& input, table::BillingMode mode) {
  TRY(CheckMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode == table::BillingMode::kPayPerRequest) return {};
  if (!input.provisioned_throughput) {
    return Validation(
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
        "both be specified when BillingMode is PROVISIONED");
  }
  return CheckUnits(*input.provisioned_throughput, /*index=*/std::nullopt);
}

ApiResult<void> SetThroughput(const CreateTableInput& input, base::WallTime now,
                              table::TableDescription* table) {
  const Throughput throughput = ThroughputOf(*table);
  if (input.provisioned_throughput) SetUnits(*input.provisioned_throughput, throughput);
  if (table->billing_mode == table::BillingMode::kPayPerRequest) {
    table->last_pay_per_request = now;
    TRY(CountSwitchToOnDemand(now, &table->changes));
  }
  if (input.on_demand_throughput) {
    TRY(SetOnDemandThroughput(*input.on_demand_throughput, throughput));
  }
  if (input.warm_throughput) TRY(SetWarmThroughput(*input.warm_throughput, throughput));
  return {};
}

ApiResult<void> SetOtherSettings(RequestContext& context, const CreateTableInput& input,
                                 table::TableDescription* table) {
  TRY(CheckStream(input.stream_specification));
  if (input.stream_specification) {
    SetStream(*input.stream_specification, context.Now(), table);
  }
  TRY(CheckSse(input.sse_specification));
  if (input.sse_specification) SetSse(*input.sse_specification, table);
  if (input.table_class) table->table_class = ToTable(*input.table_class);
  table->deletion_protection = input.deletion_protection_enabled.value_or(false);
  if (input.tags) {
    TRY(CheckTags(*input.tags));
    TRY(SetTags(*input.tags, table));
  }
  if (input.resource_policy) {
    TRY(CheckResourcePolicy(*input.resource_policy));
    SetResourcePolicy(*input.resource_policy, context.Now(), table);
  }
  return {};
}

ApiResult<table::TableDescription> Wanted(RequestContext& context, const CreateTableInput& input,
                                          const ResolvedTableName& name) {
  table::TableDescription table;
  table.name_space = name.name_space;
  table.name = name.name;
  table.created = context.Now();
  table.billing_mode = ToTable(input.billing_mode.value_or(BillingMode::kProvisioned));
  TRY(CheckThroughput(input, table.billing_mode));
  TRY_ASSIGN(table.attribute_definitions, ToKeyAttributes(*input.attribute_definitions));
  TRY_ASSIGN(table.key_schema, ToKeySchema(*input.key_schema, table.attribute_definitions));
  TRY(AddIndexes(input, &table));
  TRY(SetThroughput(input, context.Now(), &table));
  TRY(SetOtherSettings(context, input, &table));
  return table;
}

ApiError CreateError(const RequestContext& context, const ResolvedTableName& name,
                     const base::Error& error) {
  if (error.code == base::ErrorCode::kAlreadyExists) {
    return ResourceInUse("Table already exists: " + name.name);
  }
  if (error.code == base::ErrorCode::kResourceExhausted &&
      context.catalog.Count(name.name_space) >= table::kTablesPerAccountMax) {
    return LimitExceeded("Subscriber limit exceeded: There is a limit of " +
                         std::to_string(table::kTablesPerAccountMax) + " tables per subscriber");
  }
  return ToApiError(error);
}

// A new table tells the warm throughput that was asked for, and DescribeTable any.
void ShowWarmThroughputAskedFor(const CreateTableInput& input, TableDescription* shown) {
  if (!input.warm_throughput) shown->warm_throughput.reset();
  if (!input.global_secondary_indexes) return;
  for (size_t i = 0; i < input.global_secondary_indexes->size(); ++i) {
    if ((*input.global_secondary_indexes)[i].warm_throughput) continue;
    (*shown->global_secondary_indexes)[i].warm_throughput.reset();
  }
}

}  // namespace

ApiResult<CreateTableOutput> CreateTable(RequestContext& context, const CreateTableInput& input) {
  TRY(CheckSupported(input));
  TRY_ASSIGN(const ResolvedTableName name, ResolveTableName(context, input.table_name));
  TRY_ASSIGN(table::TableDescription wanted, Wanted(context, input, name));
  const bool with_indexes = !wanted.local_indexes.empty() || !wanted.global_indexes.empty() ||
                            !wanted.vector_indexes.empty();
  TRY(CheckOneMoreCreation(context.catalog.ChangesUnderWay(name.name_space), with_indexes));
  const base::Result<table::TablePtr> created = context.catalog.Create(std::move(wanted));
  if (!created) return CreateError(context, name, created.error());

  CreateTableOutput output;
  TRY_ASSIGN(output.table_description, DescribeWithCounts(context, **created));
  ShowWarmThroughputAskedFor(input, &*output.table_description);
  return output;
}

}  // namespace api::dynamodb

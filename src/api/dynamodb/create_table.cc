// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
#include <string>
#include <utility>

#include "api/dynamodb/definition/change_limits.h"
#include "api/dynamodb/definition/control_plane.h"
#include "api/dynamodb/definition/index_settings.h"
#include "api/dynamodb/definition/key_attributes.h"
#include "api/dynamodb/definition/table_description.h"
#include "api/dynamodb/definition/table_settings.h"
#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/resource_policy.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/dynamodb/resource/tags.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

// ReadCapacityUnits and WriteCapacityUnits go with PROVISIONED, which is what a table is unless it
// says otherwise.
ApiResult<void> CheckThroughput(const CreateTableInput& input, table::BillingMode mode) {
  TRY(definition::CheckMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode == table::BillingMode::kPayPerRequest) return {};
  if (!input.provisioned_throughput) {
    return Validation(
        "One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must "
        "both be specified when BillingMode is PROVISIONED");
  }
  return definition::CheckUnits(*input.provisioned_throughput, /*index=*/std::nullopt);
}

ApiResult<void> SetThroughput(const CreateTableInput& input, base::WallTime now,
                              table::TableDescription* table) {
  const definition::Throughput throughput = definition::ThroughputOf(*table);
  if (input.provisioned_throughput) definition::SetUnits(*input.provisioned_throughput, throughput);
  if (table->billing_mode == table::BillingMode::kPayPerRequest) {
    table->last_pay_per_request = now;
    TRY(definition::CountSwitchToOnDemand(now, &table->changes));
  }
  if (input.on_demand_throughput) {
    TRY(definition::SetOnDemandThroughput(*input.on_demand_throughput, throughput));
  }
  if (input.warm_throughput) TRY(definition::SetWarmThroughput(*input.warm_throughput, throughput));
  return {};
}

ApiResult<void> SetOtherSettings(RequestContext& context, const CreateTableInput& input,
                                 table::TableDescription* table) {
  TRY(definition::CheckStream(input.stream_specification));
  if (input.stream_specification) {
    definition::SetStream(*input.stream_specification, context.Now(), table);
  }
  TRY(definition::CheckSse(input.sse_specification));
  if (input.sse_specification) definition::SetSse(*input.sse_specification, table);
  if (input.table_class) table->table_class = definition::ToTable(*input.table_class);
  table->deletion_protection = input.deletion_protection_enabled.value_or(false);
  if (input.tags) {
    TRY(resource::CheckTags(*input.tags));
    TRY(resource::SetTags(*input.tags, table));
  }
  if (input.resource_policy) {
    TRY(resource::CheckResourcePolicy(*input.resource_policy));
    resource::SetResourcePolicy(*input.resource_policy, context.Now(), table);
  }
  return {};
}

ApiResult<table::TableDescription> Wanted(RequestContext& context, const CreateTableInput& input,
                                          const resource::ResolvedTableName& name) {
  table::TableDescription table;
  table.name_space = name.name_space;
  table.name = name.name;
  table.created = context.Now();
  table.billing_mode = definition::ToTable(input.billing_mode.value_or(BillingMode::kProvisioned));
  TRY(CheckThroughput(input, table.billing_mode));
  TRY_ASSIGN(table.attribute_definitions,
             definition::ToKeyAttributes(*input.attribute_definitions));
  TRY_ASSIGN(table.key_schema,
             definition::ToKeySchema(*input.key_schema, table.attribute_definitions));
  TRY(definition::AddIndexes(input, &table));
  TRY(SetThroughput(input, context.Now(), &table));
  TRY(SetOtherSettings(context, input, &table));
  return table;
}

ApiError CreateError(const RequestContext& context, const resource::ResolvedTableName& name,
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
  TRY(definition::CheckSupported(input));
  TRY_ASSIGN(const resource::ResolvedTableName name,
             resource::ResolveTableName(context, input.table_name));
  TRY_ASSIGN(table::TableDescription wanted, Wanted(context, input, name));
  const bool with_indexes = !wanted.local_indexes.empty() || !wanted.global_indexes.empty() ||
                            !wanted.vector_indexes.empty();
  TRY(definition::CheckOneMoreCreation(context.catalog.ChangesUnderWay(name.name_space),
                                       with_indexes));
  const base::Result<table::TablePtr> created = context.catalog.Create(std::move(wanted));
  if (!created) return CreateError(context, name, created.error());

  CreateTableOutput output;
  TRY_ASSIGN(output.table_description, definition::DescribeWithCounts(context, **created));
  ShowWarmThroughputAskedFor(input, &*output.table_description);
  return output;
}

}  // namespace api::dynamodb

#include "api/dynamodb/definition/index_updates.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/index_definitions.h"
#include "api/dynamodb/definition/index_settings.h"
#include "api/dynamodb/definition/throughput_settings.h"
#include "api/dynamodb/definition/vector_index_settings.h"
#include "api/dynamodb/expression/invalid_parameter.h"

namespace api::dynamodb::definition {
namespace {

using table::IndexDescription;
using table::IndexStatus;

// "You can create or delete only one global secondary index per UpdateTable operation", and another
// one only when that is done.
ApiError OneAtATime() {
  return LimitExceeded(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per "
      "table");
}

int ActionsOf(const GlobalSecondaryIndexUpdate& update) {
  return update.update.has_value() + update.create.has_value() + update.delete_.has_value();
}

const std::string& IndexNameOf(const GlobalSecondaryIndexUpdate& update) {
  if (update.update) return update.update->index_name;
  return update.create ? update.create->index_name : update.delete_->index_name;
}

ApiResult<void> CheckAction(const GlobalSecondaryIndexUpdate& update) {
  switch (ActionsOf(update)) {
    case 0:
      return expression::InvalidParameter(
          "One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete must not be null");
    case 1:
      return {};
    default:
      return expression::InvalidParameter(
          "Only one of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, "
          "GlobalSecondaryIndexUpdate.Delete can be specified");
  }
}

ApiResult<void> CheckThroughput(const UpdateGlobalSecondaryIndexAction& wanted) {
  if (!wanted.provisioned_throughput || !OutOfBounds(*wanted.provisioned_throughput)) return {};
  // No better reason is what the service gives.
  return Validation(
      "This operation cannot be performed with given input values. Please contact DynamoDB service "
      "team for more info: Action Blocked: IndexUpdate");
}

GlobalSecondaryIndex ToGlobalIndex(const CreateGlobalSecondaryIndexAction& wanted) {
  GlobalSecondaryIndex index;
  index.index_name = wanted.index_name;
  index.key_schema = wanted.key_schema;
  index.projection = wanted.projection;
  index.provisioned_throughput = wanted.provisioned_throughput;
  index.on_demand_throughput = wanted.on_demand_throughput;
  index.warm_throughput = wanted.warm_throughput;
  return index;
}

// The other indexes are there to stay, or this one is all that is being made.
ApiResult<void> CheckNoOther(std::string_view index_name, const table::TableDescription& table) {
  const auto is_other = [&](const IndexDescription& index) {
    const bool built = index.status == IndexStatus::kActive ||
                       (index.status == IndexStatus::kUpdating && !index.backfilling);
    return !built && index.name != index_name;
  };
  for (const auto* indexes : table.OnlineIndexes()) {
    if (std::ranges::any_of(*indexes, is_other)) return OneAtATime();
  }
  return {};
}

ApiResult<void> CheckIsNew(const std::string& index_name, const table::TableDescription& table) {
  if (table.FindIndex(index_name) == nullptr && table.FindVectorIndex(index_name) == nullptr) {
    return {};
  }
  return Validation("Attempting to create an index which already exists");
}

ApiResult<void> CreateIndex(const UpdateTableInput& input,
                            const CreateGlobalSecondaryIndexAction& wanted,
                            table::TableDescription* table) {
  TRY(CheckIsNew(wanted.index_name, *table));
  TRY(CheckNoOther(wanted.index_name, *table));
  TRY_ASSIGN(const KeyAttributes definitions, Definitions(input));
  TRY(CheckTypes(KeyNamesOf(wanted), definitions, *table));
  const GlobalSecondaryIndex index = ToGlobalIndex(wanted);
  TRY(AddGlobalIndex(index, {index}, definitions, table));
  TRY(CheckGlobalIndexCount(*table));
  TRY(CheckProjectedAttributes(*table));
  table->global_indexes.back().status = IndexStatus::kCreating;
  return {};
}

VectorIndex ToVectorIndex(const CreateVectorIndexAction& wanted) {
  VectorIndex index;
  index.index_name = wanted.index_name;
  index.vector_attribute = wanted.vector_attribute;
  index.search_schema = wanted.search_schema;
  index.projection = wanted.projection;
  index.dimensions = wanted.dimensions;
  index.distance_function = wanted.distance_function;
  return index;
}

ApiResult<void> CreateVectorIndex(const UpdateTableInput& input,
                                  const CreateVectorIndexAction& wanted,
                                  table::TableDescription* table) {
  TRY(CheckIsNew(wanted.index_name, *table));
  TRY(CheckNoOther(wanted.index_name, *table));
  TRY_ASSIGN(const KeyAttributes definitions, Definitions(input));
  TRY(CheckTypes(KeyNamesOf(wanted), definitions, *table));
  TRY(AddVectorIndex(ToVectorIndex(wanted), definitions, table));
  TRY(CheckProjectedAttributes(*table));
  table->vector_indexes.back().status = IndexStatus::kCreating;
  return {};
}

// Among indexes of one kind. Errors: ResourceNotFoundException; ResourceInUseException (it is being
// taken away).
ApiResult<IndexDescription*> FindToChange(std::string_view index_name,
                                          std::vector<IndexDescription>* indexes) {
  const auto found = std::ranges::find(*indexes, index_name, &IndexDescription::name);
  if (found == indexes->end()) return ResourceNotFound("Requested resource not found");
  if (found->status == IndexStatus::kDeleting) {
    return ResourceInUse(
        "Attempt to change a resource which is still in use: Index is being deleted: " +
        std::string(index_name));
  }
  return &*found;
}

// While its shards are being made it is refused; while it is being filled that ends.
ApiResult<void> TakeAway(IndexDescription* index) {
  if (index->status == IndexStatus::kCreating && !index->backfilling) {
    return ResourceInUse(
        "Attempt to change a resource which is still in use: Index is being created: " +
        index->name);
  }
  index->status = IndexStatus::kDeleting;
  index->backfilling = false;
  return {};
}

ApiResult<void> DeleteIndex(const DeleteGlobalSecondaryIndexAction& wanted,
                            table::TableDescription* table) {
  const IndexDescription* known = table->FindIndex(wanted.index_name);
  if (known != nullptr && known->local) {
    return Validation("Cannot delete an index that is not a GlobalSecondaryIndex");
  }
  TRY_ASSIGN(IndexDescription * index, FindToChange(wanted.index_name, &table->global_indexes));
  TRY(CheckNoOther(wanted.index_name, *table));
  return TakeAway(index);
}

ApiResult<void> DeleteVectorIndex(const DeleteVectorIndexAction& wanted,
                                  table::TableDescription* table) {
  if (table->FindIndex(wanted.index_name) != nullptr) {
    return Validation("Cannot delete an index that is not a VectorIndex");
  }
  TRY_ASSIGN(IndexDescription * index, FindToChange(wanted.index_name, &table->vector_indexes));
  TRY(CheckNoOther(wanted.index_name, *table));
  return TakeAway(index);
}

ApiResult<void> SetUnits(const std::optional<ProvisionedThroughput>& wanted,
                         table::BillingMode old_mode, base::WallTime now,
                         const Throughput& throughput) {
  if (!wanted) return {};
  if (old_mode == throughput.mode) return ChangeUnits(*wanted, now, throughput);
  SwitchToProvisioned(*wanted, now, throughput);
  return {};
}

// What of the wanted throughput does not go with the billing mode; units may be missing.
ThroughputFault FaultOf(const UpdateGlobalSecondaryIndexAction& wanted, table::BillingMode mode) {
  const bool provisioned =
      wanted.provisioned_throughput || mode == table::BillingMode::kProvisioned;
  return dynamodb::definition::FaultOf(mode, provisioned, wanted.on_demand_throughput.has_value());
}

// A message names all the indexes that the request updates so.
ApiResult<void> CheckMode(const UpdateGlobalSecondaryIndexAction& wanted,
                          const std::vector<GlobalSecondaryIndexUpdate>& updates,
                          table::BillingMode mode) {
  const ThroughputFault fault = FaultOf(wanted, mode);
  if (fault == ThroughputFault::kNone) return {};
  std::vector<std::string> names;
  for (const GlobalSecondaryIndexUpdate& update : updates) {
    if (update.update && FaultOf(*update.update, mode) == fault) {
      names.push_back(update.update->index_name);
    }
  }
  return ToError(fault, std::move(names));
}

ApiResult<void> UpdateIndex(const UpdateGlobalSecondaryIndexAction& wanted,
                            const std::vector<GlobalSecondaryIndexUpdate>& updates,
                            table::BillingMode old_mode, base::WallTime now,
                            table::TableDescription* table) {
  TRY_ASSIGN(IndexDescription * index, FindToChange(wanted.index_name, &table->global_indexes));
  if (!wanted.provisioned_throughput && !wanted.on_demand_throughput && !wanted.warm_throughput) {
    return expression::InvalidParameter(
        "One of ProvisionedThroughput, OnDemandThroughput, WarmThroughput must be specified for "
        "index: " +
        wanted.index_name);
  }
  TRY(CheckMode(wanted, updates, table->billing_mode));
  const Throughput throughput = ThroughputOf(*table, *index);
  TRY(SetUnits(wanted.provisioned_throughput, old_mode, now, throughput));
  if (wanted.on_demand_throughput) {
    TRY(SetOnDemandThroughput(*wanted.on_demand_throughput, throughput));
  }
  if (wanted.warm_throughput) TRY(SetWarmThroughput(*wanted.warm_throughput, throughput));
  index->status = IndexStatus::kUpdating;
  return {};
}

// A table that becomes provisioned must be told the units of each index that it keeps.
ApiResult<void> CheckEachGetsUnits(const UpdateTableInput& input,
                                   const table::TableDescription& table) {
  const auto provided_for = [&](const IndexDescription& index) {
    if (index.status == IndexStatus::kDeleting) return true;
    if (!input.global_secondary_index_updates) return false;
    return std::ranges::any_of(
        *input.global_secondary_index_updates, [&](const GlobalSecondaryIndexUpdate& update) {
          return IndexNameOf(update) == index.name &&
                 (update.delete_ || (update.update && update.update->provisioned_throughput));
        });
  };
  std::vector<std::string> names;
  for (const IndexDescription& index : table.global_indexes) {
    if (!provided_for(index)) names.push_back(index.name);
  }
  if (names.empty()) return {};
  return ToError(ThroughputFault::kUnitsMissing, std::move(names));
}

// What comes to the indexes from their table's new billing mode.
ApiResult<void> FollowMode(const UpdateTableInput& input, base::WallTime now,
                           table::TableDescription* table) {
  if (table->billing_mode == table::BillingMode::kProvisioned) {
    return CheckEachGetsUnits(input, *table);
  }
  for (IndexDescription& index : table->global_indexes) {
    SwitchToOnDemand(now, ThroughputOf(*table, index));
  }
  return {};
}

int ActionsOf(const VectorIndexUpdate& update) {
  return update.create.has_value() + update.delete_.has_value();
}

// "You can add or remove one vector index for each UpdateTable operation."
ApiResult<void> CheckVectorIndexUpdates(const std::vector<VectorIndexUpdate>& updates) {
  for (const VectorIndexUpdate& update : updates) {
    switch (ActionsOf(update)) {
      case 0:
        return expression::InvalidParameter(
            "One of VectorIndexUpdate.Create, VectorIndexUpdate.Delete must not be null");
      case 1:
        break;
      default:
        return expression::InvalidParameter(
            "Only one of VectorIndexUpdate.Create, VectorIndexUpdate.Delete can be specified");
    }
  }
  return {};
}

}  // namespace

ApiResult<void> CheckIndexUpdates(const UpdateTableInput& input) {
  size_t created_or_deleted = 0;
  if (input.vector_index_updates) {
    TRY(CheckVectorIndexUpdates(*input.vector_index_updates));
    created_or_deleted += input.vector_index_updates->size();
    if (created_or_deleted > 1) return OneAtATime();
  }
  if (!input.global_secondary_index_updates) return CheckDefinitions(input);
  std::set<std::string_view> names;
  for (const GlobalSecondaryIndexUpdate& update : *input.global_secondary_index_updates) {
    TRY(CheckAction(update));
    if (!names.insert(IndexNameOf(update)).second) {
      return expression::InvalidParameter(
          "Only one global secondary index update per index is allowed simultaneously. Index: " +
          IndexNameOf(update));
    }
    created_or_deleted += !update.update;
  }
  for (const GlobalSecondaryIndexUpdate& update : *input.global_secondary_index_updates) {
    if (update.update) TRY(CheckThroughput(*update.update));
  }
  if (created_or_deleted > 1) return OneAtATime();
  return CheckDefinitions(input);
}

ApiResult<void> UpdateIndexes(const UpdateTableInput& input, table::BillingMode old_mode,
                              base::WallTime now, table::TableDescription* table) {
  if (table->billing_mode != old_mode) TRY(FollowMode(input, now, table));
  if (!input.global_secondary_index_updates && !input.vector_index_updates) return {};
  if (input.global_secondary_index_updates) {
    for (const GlobalSecondaryIndexUpdate& update : *input.global_secondary_index_updates) {
      if (update.create) TRY(CreateIndex(input, *update.create, table));
      if (update.update) {
        TRY(UpdateIndex(*update.update, *input.global_secondary_index_updates, old_mode, now,
                        table));
      }
      if (update.delete_) TRY(DeleteIndex(*update.delete_, table));
    }
  }
  if (input.vector_index_updates) {
    for (const VectorIndexUpdate& update : *input.vector_index_updates) {
      if (update.create) TRY(CreateVectorIndex(input, *update.create, table));
      if (update.delete_) TRY(DeleteVectorIndex(*update.delete_, table));
    }
  }
  SetDefinitions(table);
  return {};
}

}  // namespace api::dynamodb::definition

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
#include <utility>

#include "api/dynamodb/definition/control_plane.h"
#include "api/dynamodb/definition/table_description.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {
namespace {

// "While the index is backfilling, you cannot delete its parent table."
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
ApiResult<void> CheckNoIndexIsBeingMade(const RequestContext& context,
                                        const resource::ResolvedTableName& wanted) {
  const table::TablePtr table = context.catalog.Find(wanted.name_space, wanted.name);
  if (!table) return {};
  for (const auto* indexes : table->OnlineIndexes()) {
    for (const table::IndexDescription& index : *indexes) {
      if (!index.backfilling) continue;
      return ResourceInUse(
          "Attempt to change a resource which is still in use: Index is being created: " +
          index.name);
    }
  }
  return {};
}

}  // namespace

ApiResult<DeleteTableOutput> DeleteTable(RequestContext& context, const DeleteTableInput& input) {
  TRY_ASSIGN(const resource::ResolvedTableName wanted,
             resource::ResolveTableName(context, input.table_name));
  TRY(definition::CheckOneMoreChange(context.catalog.ChangesUnderWay(wanted.name_space)));
  TRY(CheckNoIndexIsBeingMade(context, wanted));
  base::Result<table::TablePtr> deleted = context.catalog.Delete(wanted.name_space, wanted.name);
  if (!deleted) {
    if (deleted.error().code == base::ErrorCode::kNotFound)
      return resource::TableNotFound(wanted.name);
    return std::move(deleted).error();
  }

  DeleteTableOutput output;
  TRY_ASSIGN(output.table_description, definition::DescribeWithCounts(context, **deleted));
  output.table_description->warm_throughput.reset();
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteTable.html
#include <utility>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_description.h"
#include "api/dynamodb/table_name.h"

namespace api::dynamodb {

ApiResult<DeleteTableOutput> DeleteTable(RequestContext& context, const DeleteTableInput& input) {
  TRY_ASSIGN(const ResolvedTableName wanted, ResolveTableName(context, input.table_name));
  base::Result<table::TablePtr> deleted = context.catalog.Delete(wanted.name_space, wanted.name);
  if (!deleted) {
    if (deleted.error().code == base::ErrorCode::kNotFound) return TableNotFound(wanted.name);
    return std::move(deleted).error();
  }

  DeleteTableOutput output;
  TRY_ASSIGN(output.table_description, DescribeWithCounts(context, **deleted));
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTable.html
#include <utility>

#include "api/dynamodb/definition/table_description.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeTableOutput> DescribeTable(RequestContext& context,
                                             const DescribeTableInput& input) {
  TRY_ASSIGN(const resource::ResolvedTableName wanted,
             resource::ResolveTableName(context, input.table_name));
  const table::TablePtr table = context.catalog.Find(wanted.name_space, wanted.name);
  if (!table) return resource::TableNotFound(wanted.name);

  DescribeTableOutput output;
  TRY_ASSIGN(output.table, definition::DescribeWithCounts(context, *table));
  return output;
}

}  // namespace api::dynamodb

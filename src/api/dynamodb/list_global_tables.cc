// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListGlobalTables.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<ListGlobalTablesOutput> ListGlobalTables(RequestContext&, const ListGlobalTablesInput&) {
  ListGlobalTablesOutput output;
  output.global_tables.emplace();
  return output;
}

}  // namespace api::dynamodb

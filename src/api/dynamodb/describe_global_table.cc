// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTable.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeGlobalTableOutput> DescribeGlobalTable(RequestContext&,
                                                         const DescribeGlobalTableInput& input) {
  return GlobalTableNotFound(input.global_table_name);
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContinuousBackups.html
#include "api/dynamodb/definition/continuous_backups.h"
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<DescribeContinuousBackupsOutput> DescribeContinuousBackups(
    RequestContext& context, const DescribeContinuousBackupsInput& input) {
  DescribeContinuousBackupsOutput output;
  TRY_ASSIGN(output.continuous_backups_description,
             definition::DescribeBackupsOf(context, input.table_name));
  return output;
}

}  // namespace api::dynamodb

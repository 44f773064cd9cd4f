// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
#include "api/dynamodb/continuous_backups.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {

// To turn off what is off changes nothing, and is answered so.
ApiResult<UpdateContinuousBackupsOutput> UpdateContinuousBackups(
    RequestContext& context, const UpdateContinuousBackupsInput& input) {
  UpdateContinuousBackupsOutput output;
  TRY_ASSIGN(output.continuous_backups_description, DescribeBackupsOf(context, input.table_name));
  TRY(CheckSupported(input));
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html
#include "api/dynamodb/definition/continuous_backups.h"
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

// To turn off what is off changes nothing, and is answered so.
ApiResult<UpdateContinuousBackupsOutput> UpdateContinuousBackups(
    RequestContext& context, const UpdateContinuousBackupsInput& input) {
  UpdateContinuousBackupsOutput output;
  TRY_ASSIGN(output.continuous_backups_description,
             definition::DescribeBackupsOf(context, input.table_name));
  TRY(definition::CheckSupported(input));
  return output;
}

}  // namespace api::dynamodb

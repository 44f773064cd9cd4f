// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeBackupOutput> DescribeBackup(RequestContext&, const DescribeBackupInput& input) {
  TRY(resource::CheckIsArn(input.backup_arn));
  return BackupNotFound(input.backup_arn);
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeBackup.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeBackupOutput> DescribeBackup(RequestContext&, const DescribeBackupInput& input) {
  TRY(CheckIsArn(input.backup_arn));
  return BackupNotFound(input.backup_arn);
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListBackups.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// Backups outlive their tables: a table that is not there is no error.
ApiResult<ListBackupsOutput> ListBackups(RequestContext& context, const ListBackupsInput& input) {
  if (input.table_name) TRY(resource::ResolveTableName(context, *input.table_name));
  if (input.exclusive_start_backup_arn)
    TRY(resource::CheckIsArn(*input.exclusive_start_backup_arn));
  ListBackupsOutput output;
  output.backup_summaries.emplace();
  return output;
}

}  // namespace api::dynamodb

#include "api/dynamodb/definition/continuous_backups.h"

#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb::definition {

ApiResult<ContinuousBackupsDescription> DescribeBackupsOf(const RequestContext& context,
                                                          std::string_view name_or_arn) {
  TRY_ASSIGN(const resource::ResolvedTableName wanted,
             resource::ResolveTableName(context, name_or_arn));
  if (!context.catalog.Find(wanted.name_space, wanted.name)) {
    return TableNotFoundException(wanted.name);
  }
  ContinuousBackupsDescription description;
  description.continuous_backups_status = ContinuousBackupsStatus::kEnabled;
  description.point_in_time_recovery_description.emplace().point_in_time_recovery_status =
      PointInTimeRecoveryStatus::kDisabled;
  return description;
}

}  // namespace api::dynamodb::definition

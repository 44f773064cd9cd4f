#include "api/dynamodb/definition/unsupported_parameters.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace api::dynamodb::definition {
namespace {

struct Unsupported {
  std::string_view what;  // plural
  std::string_view member;
  bool given = false;
};

ApiResult<void> Refuse(std::initializer_list<Unsupported> members) {
  for (const Unsupported& member : members) {
    if (!member.given) continue;
    return Validation("One or more parameter values were invalid: " + std::string(member.what) +
                      " are not supported yet: " + std::string(member.member));
  }
  return {};
}

constexpr std::string_view kGlobalTables = "Global tables";

}  // namespace

ApiResult<void> CheckSupported(const CreateTableInput& input) {
  return Refuse({
      {kGlobalTables, "GlobalTableSourceArn", input.global_table_source_arn.has_value()},
      {kGlobalTables, "GlobalTableSettingsReplicationMode",
       input.global_table_settings_replication_mode.has_value()},
  });
}

ApiResult<void> CheckSupported(const UpdateTableInput& input) {
  return Refuse({
      {kGlobalTables, "ReplicaUpdates", input.replica_updates.has_value()},
      {kGlobalTables, "MultiRegionConsistency", input.multi_region_consistency.has_value()},
      {kGlobalTables, "GlobalTableWitnessUpdates", input.global_table_witness_updates.has_value()},
      {kGlobalTables, "GlobalTableSettingsReplicationMode",
       input.global_table_settings_replication_mode.has_value()},
      {kGlobalTables, "DisassociationProtectionEnabled",
       input.disassociation_protection_enabled.has_value()},
  });
}

ApiResult<void> CheckSupported(const UpdateContinuousBackupsInput& input) {
  return Refuse({{"Backups to points in time", "PointInTimeRecoveryEnabled",
                  input.point_in_time_recovery_specification.point_in_time_recovery_enabled}});
}

ApiResult<void> CheckSupported(const UpdateContributorInsightsInput& input) {
  return Refuse({{"Contributor insights", "ContributorInsightsAction",
                  input.contributor_insights_action == ContributorInsightsAction::kEnable}});
}

ApiResult<void> CheckNoToken(const std::optional<std::string>& next_token) {
  if (next_token) return Validation("Invalid NextToken");
  return {};
}

}  // namespace api::dynamodb::definition

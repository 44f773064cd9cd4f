#include "api/dynamodb/unsupported_parameters.h"

#include <initializer_list>
#include <string>
#include <string_view>

namespace api::dynamodb {
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

constexpr std::string_view kIndexes = "Secondary indexes";
constexpr std::string_view kVectorIndexes = "Vector indexes";
constexpr std::string_view kStreams = "Streams";
constexpr std::string_view kGlobalTables = "Global tables";

// A list without elements asks for nothing, but the service refuses it all the same.
template <typename List>
bool IsEmptyList(const List& list) {
  return list && list->empty();
}

// Asking for no stream is granted.
bool WantsStream(const std::optional<StreamSpecification>& stream) {
  return stream && stream->stream_enabled;
}

}  // namespace

ApiResult<void> CheckSupported(const CreateTableInput& input) {
  for (const auto& [member, empty] :
       {std::pair{"LocalSecondaryIndexes", IsEmptyList(input.local_secondary_indexes)},
        std::pair{"GlobalSecondaryIndexes", IsEmptyList(input.global_secondary_indexes)}}) {
    if (empty) {
      return Validation("One or more parameter values were invalid: List of " +
                        std::string(member) + " is empty");
    }
  }
  return Refuse({
      {kIndexes, "LocalSecondaryIndexes", input.local_secondary_indexes.has_value()},
      {kIndexes, "GlobalSecondaryIndexes", input.global_secondary_indexes.has_value()},
      {kVectorIndexes, "VectorIndexes", input.vector_indexes.has_value()},
      {kStreams, "StreamSpecification", WantsStream(input.stream_specification)},
      {kGlobalTables, "GlobalTableSourceArn", input.global_table_source_arn.has_value()},
      {kGlobalTables, "GlobalTableSettingsReplicationMode",
       input.global_table_settings_replication_mode.has_value()},
      {"Resource policies", "ResourcePolicy", input.resource_policy.has_value()},
  });
}

ApiResult<void> CheckSupported(const UpdateTableInput& input) {
  const auto& index_updates = input.global_secondary_index_updates;
  return Refuse({
      {kIndexes, "GlobalSecondaryIndexUpdates", index_updates && !index_updates->empty()},
      {kVectorIndexes, "VectorIndexUpdates", input.vector_index_updates.has_value()},
      {kStreams, "StreamSpecification", WantsStream(input.stream_specification)},
      {kGlobalTables, "ReplicaUpdates", input.replica_updates.has_value()},
      {kGlobalTables, "MultiRegionConsistency", input.multi_region_consistency.has_value()},
      {kGlobalTables, "GlobalTableWitnessUpdates", input.global_table_witness_updates.has_value()},
      {kGlobalTables, "GlobalTableSettingsReplicationMode",
       input.global_table_settings_replication_mode.has_value()},
      {kGlobalTables, "DisassociationProtectionEnabled",
       input.disassociation_protection_enabled.has_value()},
  });
}

}  // namespace api::dynamodb

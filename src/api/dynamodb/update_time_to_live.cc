// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
#include <chrono>
#include <string>
#include <utility>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {
namespace {

// "Any additional UpdateTimeToLive calls for the same table during this one hour duration result in
// a ValidationException."
constexpr std::chrono::hours kBetweenChanges{1};

bool IsRecent(const table::TimeToLive& current, base::WallTime now) {
  return current.changed && now >= *current.changed && now - *current.changed < kBetweenChanges;
}

base::Status Change(const TimeToLiveSpecification& wanted, base::WallTime now,
                    table::TableDescription* table) {
  const table::TimeToLive current = table->time_to_live.value_or(table::TimeToLive{});
  if (!wanted.enabled && !current.enabled) {
    return base::InvalidArgument("TimeToLive is already disabled");
  }
  if (current.enabled && wanted.attribute_name != current.attribute) {
    return base::InvalidArgument(
        "TimeToLive is active on a different AttributeName: current AttributeName is " +
        current.attribute);
  }
  if (wanted.enabled && current.enabled) {
    return base::InvalidArgument("TimeToLive is already enabled");
  }
  if (IsRecent(current, now)) {
    return base::InvalidArgument(
        "Time to live has been modified multiple times within a fixed interval");
  }
  table->time_to_live = {
      .enabled = wanted.enabled, .attribute = wanted.attribute_name, .changed = now};
  return {};
}

}  // namespace

ApiResult<UpdateTimeToLiveOutput> UpdateTimeToLive(RequestContext& context,
                                                   const UpdateTimeToLiveInput& input) {
  TRY_ASSIGN(const resource::ResolvedTableName wanted,
             resource::ResolveTableName(context, input.table_name));
  const base::WallTime now = context.Now();
  base::Result<table::TablePtr> changed = context.catalog.Update(
      wanted.name_space, wanted.name,
      [&](table::TableDescription* table) {
        return Change(input.time_to_live_specification, now, table);
      },
      /*quietly=*/true);
  if (!changed) {
    if (changed.error().code == base::ErrorCode::kNotFound)
      return resource::TableNotFound(wanted.name);
    return std::move(changed).error();
  }

  UpdateTimeToLiveOutput output;
  output.time_to_live_specification = input.time_to_live_specification;
  return output;
}

}  // namespace api::dynamodb

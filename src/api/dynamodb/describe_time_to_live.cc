// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTimeToLive.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// A change is complete once UpdateTimeToLive has answered: nothing is ever on its way.
ApiResult<DescribeTimeToLiveOutput> DescribeTimeToLive(RequestContext& context,
                                                       const DescribeTimeToLiveInput& input) {
  TRY_ASSIGN(const table::TablePtr table, resource::FindTableInAnyState(context, input.table_name));

  const bool enabled = table->time_to_live && table->time_to_live->enabled;
  TimeToLiveDescription description;
  description.time_to_live_status =
      enabled ? TimeToLiveStatus::kEnabled : TimeToLiveStatus::kDisabled;
  if (enabled) description.attribute_name = table->time_to_live->attribute;
  DescribeTimeToLiveOutput output;
  output.time_to_live_description = std::move(description);
  return output;
}

}  // namespace api::dynamodb

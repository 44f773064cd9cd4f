// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTableReplicaAutoScaling.html
#include "api/dynamodb/definition/table_description.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// No table has replicas.
ApiResult<DescribeTableReplicaAutoScalingOutput> DescribeTableReplicaAutoScaling(
    RequestContext& context, const DescribeTableReplicaAutoScalingInput& input) {
  TRY_ASSIGN(const table::TablePtr table, resource::FindTableInAnyState(context, input.table_name));
  DescribeTableReplicaAutoScalingOutput output;
  TableAutoScalingDescription& description = output.table_auto_scaling_description.emplace();
  description.table_name = table->name;
  description.table_status = definition::StatusOf(*table);
  description.replicas.emplace();
  return output;
}

}  // namespace api::dynamodb

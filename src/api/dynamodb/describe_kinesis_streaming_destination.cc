// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeKinesisStreamingDestination.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// No table streams to Kinesis.
ApiResult<DescribeKinesisStreamingDestinationOutput> DescribeKinesisStreamingDestination(
    RequestContext& context, const DescribeKinesisStreamingDestinationInput& input) {
  TRY_ASSIGN(const table::TablePtr table, resource::FindTableInAnyState(context, input.table_name));
  DescribeKinesisStreamingDestinationOutput output;
  output.table_name = table->name;
  output.kinesis_data_stream_destinations.emplace();
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {

// Exports outlive their tables: a table that is not there is no error.
ApiResult<ListExportsOutput> ListExports(RequestContext& context, const ListExportsInput& input) {
  if (input.table_arn) TRY(ResolveResourceArn(context, *input.table_arn));
  TRY(CheckNoToken(input.next_token));
  ListExportsOutput output;
  output.export_summaries.emplace();
  return output;
}

}  // namespace api::dynamodb

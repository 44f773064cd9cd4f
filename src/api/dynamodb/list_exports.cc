// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListExports.html
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// Exports outlive their tables: a table that is not there is no error.
ApiResult<ListExportsOutput> ListExports(RequestContext& context, const ListExportsInput& input) {
  if (input.table_arn) TRY(resource::ResolveResourceArn(context, *input.table_arn));
  TRY(definition::CheckNoToken(input.next_token));
  ListExportsOutput output;
  output.export_summaries.emplace();
  return output;
}

}  // namespace api::dynamodb

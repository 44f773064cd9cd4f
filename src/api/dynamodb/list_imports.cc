// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html
#include "api/dynamodb/definition/unsupported_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

// Imports are remembered longer than their tables: one that is not there is no error.
ApiResult<ListImportsOutput> ListImports(RequestContext& context, const ListImportsInput& input) {
  if (input.table_arn) TRY(resource::ResolveResourceArn(context, *input.table_arn));
  TRY(definition::CheckNoToken(input.next_token));
  ListImportsOutput output;
  output.import_summary_list.emplace();
  return output;
}

}  // namespace api::dynamodb

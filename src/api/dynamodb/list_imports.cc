// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListImports.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/unsupported_parameters.h"

namespace api::dynamodb {

// Imports are remembered longer than their tables: one that is not there is no error.
ApiResult<ListImportsOutput> ListImports(RequestContext& context, const ListImportsInput& input) {
  if (input.table_arn) TRY(ResolveResourceArn(context, *input.table_arn));
  TRY(CheckNoToken(input.next_token));
  ListImportsOutput output;
  output.import_summary_list.emplace();
  return output;
}

}  // namespace api::dynamodb

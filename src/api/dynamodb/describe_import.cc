// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeImport.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeImportOutput> DescribeImport(RequestContext&, const DescribeImportInput& input) {
  TRY(resource::CheckIsArn(input.import_arn));
  return ImportNotFound(input.import_arn);
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeExportOutput> DescribeExport(RequestContext&, const DescribeExportInput& input) {
  TRY(resource::CheckIsArn(input.export_arn));
  return ExportNotFound(input.export_arn);
}

}  // namespace api::dynamodb

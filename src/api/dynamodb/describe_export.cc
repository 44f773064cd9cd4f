// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeExport.html
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"

namespace api::dynamodb {

ApiResult<DescribeExportOutput> DescribeExport(RequestContext&, const DescribeExportInput& input) {
  TRY(CheckIsArn(input.export_arn));
  return ExportNotFound(input.export_arn);
}

}  // namespace api::dynamodb

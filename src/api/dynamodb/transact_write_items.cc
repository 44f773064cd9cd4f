// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<TransactWriteItemsOutput> TransactWriteItems(RequestContext&, const TransactWriteItemsInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<TransactGetItemsOutput> TransactGetItems(RequestContext&, const TransactGetItemsInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

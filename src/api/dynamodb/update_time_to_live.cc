// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTimeToLive.html
#include "api/dynamodb/operations.h"

namespace api::dynamodb {

ApiResult<UpdateTimeToLiveOutput> UpdateTimeToLive(RequestContext&, const UpdateTimeToLiveInput&) {
  return UnknownOperation();
}

}  // namespace api::dynamodb

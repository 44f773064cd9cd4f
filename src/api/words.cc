#include "api/words.h"

#include <algorithm>
#include <string>

namespace api {
namespace {

struct Moved {
  std::string_view operation;
  Words words;
};

// The operations with the newer wording; all others have the old one.
constexpr Moved kMoved[] = {
    {"PutItem", Words::kNewInEnvelope},    {"UpdateItem", Words::kNewInEnvelope},
    {"DeleteItem", Words::kNewInEnvelope}, {"GetItem", Words::kNew},
    {"BatchGetItem", Words::kNew},         {"Query", Words::kNew},
};

}  // namespace

Words WordsOf(std::string_view operation) {
  const auto* const moved = std::ranges::find(kMoved, operation, &Moved::operation);
  return moved == std::end(kMoved) ? Words::kOld : moved->words;
}

ApiError InEnvelope(ApiError error) {
  error.message.insert(0, "1 validation error detected: ");
  return error;
}

}  // namespace api

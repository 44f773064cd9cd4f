#include "kv/rocksdb/engine/error.h"

#include <algorithm>

namespace kv::rocks::engine {
namespace {

// The C library's text of ENOSPC.
constexpr std::string_view kNoSpaceText = "No space left on device";

base::ErrorCode CodeOf(const rocksdb::Status& status) {
  if (IsNoSpace(status)) return base::ErrorCode::kResourceExhausted;
  switch (status.code()) {
    case rocksdb::Status::kNotFound:
      return base::ErrorCode::kNotFound;
    case rocksdb::Status::kCorruption:
      return base::ErrorCode::kCorruption;
    case rocksdb::Status::kInvalidArgument:
      return base::ErrorCode::kInvalidArgument;
    case rocksdb::Status::kShutdownInProgress:
    case rocksdb::Status::kBusy:
    case rocksdb::Status::kTryAgain:
      return base::ErrorCode::kUnavailable;
    case rocksdb::Status::kTimedOut:
      return base::ErrorCode::kTimeout;
    default:
      return base::ErrorCode::kInternal;
  }
}

}  // namespace

bool IsNoSpace(const rocksdb::Status& status) {
  return !status.ok() && status.ToString().find(kNoSpaceText) != std::string::npos;
}

base::Error ToError(const rocksdb::Status& status, std::string_view doing) {
  CHECK(!status.ok());
  std::string text = status.ToString();
  // The text may quote bytes of a damaged file.
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c < ' ' || c > '~'; }, '?');
  return {CodeOf(status), std::string(doing) + ": " + text};
}

}  // namespace kv::rocks::engine

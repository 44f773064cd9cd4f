#include "kv/rocksdb/error.h"

namespace kv::rocks {
namespace {

base::ErrorCode CodeOf(const rocksdb::Status& status) {
  if (status.IsNoSpace()) return base::ErrorCode::kResourceExhausted;
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

base::Error ToError(const rocksdb::Status& status, std::string_view doing) {
  CHECK(!status.ok());
  return {CodeOf(status), std::string(doing) + ": " + status.ToString()};
}

}  // namespace kv::rocks

// Translates RocksDB's errors to base::Error. The only place that does.
#pragma once

#include <rocksdb/status.h>

#include <string_view>

#include "base/result.h"

namespace kv::rocks::engine {

// Whether the disk was full. Decided by the text, because RocksDB and WatchFiles may replace the
// error's code, but keep its text.
bool IsNoSpace(const rocksdb::Status& status);

// `doing` says in a few words what failed: "reading a row". REQUIRES: `status` is an error.
base::Error ToError(const rocksdb::Status& status, std::string_view doing);

inline base::Status ToStatus(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) [[likely]]
    return {};
  return ToError(status, doing);
}

}  // namespace kv::rocks::engine

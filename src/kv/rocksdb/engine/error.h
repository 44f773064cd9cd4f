// The one translation of RocksDB's errors.
#pragma once

#include <rocksdb/status.h>

#include <string_view>

#include "base/result.h"

namespace kv::rocks::engine {

// Whether the disk was full. By the text, which stays when RocksDB makes another error of it, and
// when WatchFiles does.
bool IsNoSpace(const rocksdb::Status& status);

// `status` must not be OK. `doing` says in a few words what failed: "reading a row".
base::Error ToError(const rocksdb::Status& status, std::string_view doing);

inline base::Status ToStatus(const rocksdb::Status& status, std::string_view doing) {
  if (status.ok()) [[likely]]
    return {};
  return ToError(status, doing);
}

}  // namespace kv::rocks::engine

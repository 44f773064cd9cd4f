// Opens a store on a given file system. For tests.
#pragma once

#include <memory>

#include "kv/rocksdb/rocksdb_store.h"

namespace rocksdb {
class FileSystem;
}

namespace kv {

// As OpenRocksDbStore, but all files are in `files`.
base::Result<std::unique_ptr<Store>> OpenRocksDbStoreOn(
    const std::shared_ptr<rocksdb::FileSystem>& files, const RocksDbOptions& options,
    const base::Clock& clock);

}  // namespace kv

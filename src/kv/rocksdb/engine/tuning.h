// Translates RocksDbOptions to RocksDB's own options.
#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "kv/rocksdb/engine/options.h"
#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::engine {

// Reduces write buffers, logs and the reserve to parts of a small disk. `room_bytes` is the disk's
// room for the store: the free space, and what the store takes already.
RocksDbOptions FitToDisk(RocksDbOptions options, uint64_t room_bytes);

// Sets everything but env, listeners and statistics. All column families share the cache.
rocksdb::DBOptions TunedDatabase(const RocksDbOptions& options);
rocksdb::ColumnFamilyOptions TunedColumn(Column column, const RocksDbOptions& options,
                                         const std::shared_ptr<rocksdb::Cache>& cache);

// The options that reads of ranges start from. Such reads may see rows of dropped shards, which
// were deleted as a range.
rocksdb::ReadOptions ScanOptions();

// The length of the prefix of whole keys that the filters of this column are about: the space, the
// family if it is part of the key, and the token. Zero if the column has no such filter.
size_t FilteredPrefixBytes(Column column);

}  // namespace kv::rocks::engine

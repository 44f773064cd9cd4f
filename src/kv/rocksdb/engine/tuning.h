// RocksDbOptions put into RocksDB's own words.
#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "kv/rocksdb/engine/options.h"
#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::engine {

// What of `options` suits a disk that has so much room for the store, with what the store takes
// already: write buffers, log and reserve become parts of a small one. Never more than was asked.
RocksDbOptions FitToDisk(RocksDbOptions options, uint64_t room_bytes);

// Everything but env, listeners and statistics. The cache is shared by all column families.
rocksdb::DBOptions TunedDatabase(const RocksDbOptions& options);
rocksdb::ColumnFamilyOptions TunedColumn(Column column, const RocksDbOptions& options,
                                         const std::shared_ptr<rocksdb::Cache>& cache);

// What reads of ranges begin with. What was deleted as a range may appear in them.
rocksdb::ReadOptions ScanOptions();

// The first bytes of a whole key that the filters of this column know: the space, and the family
// and token if there are; zero if the column has no such filter.
size_t FilteredPrefixBytes(Column column);

}  // namespace kv::rocks::engine

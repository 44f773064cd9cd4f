// RocksDbOptions put into RocksDB's own words.
#pragma once

#include <rocksdb/options.h>

#include <memory>

#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/row_key.h"

namespace kv::rocks {

// Everything but env, listeners and statistics. The cache is shared by all column families.
rocksdb::DBOptions TunedDatabase(const RocksDbOptions& options);
rocksdb::ColumnFamilyOptions TunedColumn(Column column, const RocksDbOptions& options,
                                         const std::shared_ptr<rocksdb::Cache>& cache);

// The first bytes of a whole key that the filters of this column know: the space, and the family
// and token if there are; zero if the column has no such filter.
size_t FilteredPrefixBytes(Column column);

}  // namespace kv::rocks

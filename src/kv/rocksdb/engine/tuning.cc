#include "kv/rocksdb/engine/tuning.h"

#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/rate_limiter.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>
#include <rocksdb/write_buffer_manager.h>

#include <algorithm>
#include <limits>

#include "kv/rocksdb/engine/row_memtable.h"

namespace kv::rocks::engine {
namespace {

constexpr size_t kKiB = size_t{1} << 10;
constexpr size_t kMiB = size_t{1} << 20;
// Half of so many rows in a row, or of all rows of a table.
constexpr size_t kDeletionWindow = 4096;
constexpr double kDeletionRatio = 0.5;

bool Supports(rocksdb::CompressionType type) {
  const auto supported = rocksdb::GetSupportedCompressions();
  return std::find(supported.begin(), supported.end(), type) != supported.end();
}

rocksdb::CompressionType FastCompression() {
  if (Supports(rocksdb::kLZ4Compression)) return rocksdb::kLZ4Compression;
  if (Supports(rocksdb::kSnappyCompression)) return rocksdb::kSnappyCompression;
  return rocksdb::kNoCompression;
}

size_t BlockBytes(Column column) {
  switch (column) {
    case Column::kOwn:
    case Column::kMeta:
      return 4 * kKiB;  // a few hot rows: the less around them, the more fit the cache
    case Column::kItems:
      return 8 * kKiB;  // a point read decompresses one block; ten items or so are in it
    case Column::kIndex:
      return 16 * kKiB;  // mostly read as ranges
    case Column::kLog:
      break;
  }
  return 64 * kKiB;  // only ever read in order
}

}  // namespace

size_t FilteredPrefixBytes(Column column) {
  switch (column) {
    case Column::kItems:
      return kSpaceBytes + kTokenBytes;
    case Column::kIndex:
      return kSpaceBytes + 1 + kTokenBytes;
    default:
      return 0;
  }
}

rocksdb::ReadOptions ScanOptions() {
  rocksdb::ReadOptions reading;
  // Range deletions only cover rows that no read asks for: those of dropped shards, and log records
  // that are trimmed. Ignoring them saves time. And it avoids an error of RocksDB 7.8: an iterator
  // that heeds them, and cannot read the first block of the next SST file (a failing disk, a wrong
  // checksum), claims to be at the end.
  reading.ignore_range_deletions = true;
  reading.adaptive_readahead = true;  // grows while a scan goes on reading block after block
  return reading;
}

RocksDbOptions FitToDisk(RocksDbOptions options, uint64_t room_bytes) {
  // Of a small disk half is for data: a quarter for the log, whose files RocksDB allocates before
  // it fills them, in pieces of a write buffer; a quarter for the reserve, which has room to flush
  // all buffers, an eighth, and as much again.
  options.wal_bytes_max = std::min(options.wal_bytes_max, room_bytes / 4);
  options.disk_reserve_bytes = std::min(options.disk_reserve_bytes, room_bytes / 4);
  options.write_buffers_total_bytes = static_cast<size_t>(
      std::min<uint64_t>(options.write_buffers_total_bytes, std::max(room_bytes / 8, kMiB)));
  options.write_buffer_bytes =
      std::min(options.write_buffer_bytes, std::max(options.write_buffers_total_bytes / 6, kMiB));
  return options;
}

rocksdb::DBOptions TunedDatabase(const RocksDbOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.paranoid_checks = true;
  // One flush at a time: when it fails, no other one is planned (FlushGate). It is never what
  // holds up: a flush writes several times as fast as commits come.
  db.max_background_flushes = 1;
  db.max_background_compactions = std::max(options.background_jobs - 1, 1);
  db.max_subcompactions = static_cast<uint32_t>(options.subcompactions);
  db.max_open_files = options.open_files_max;
  db.max_total_wal_size = std::numeric_limits<uint64_t>::max();  // the committer sees to it
  db.write_buffer_manager =
      std::make_shared<rocksdb::WriteBufferManager>(options.write_buffers_total_bytes);
  // What a crash leaves behind the last sync may be anything: torn, or blocks of zeros. Replay ends
  // there. (The mode that tolerates a short tail only would refuse to open then.)
  db.wal_recovery_mode = rocksdb::WALRecoveryMode::kPointInTimeRecovery;
  // There is one writer, so nothing is gained from letting batches overtake each other; and these
  // three are what keeps a batch invisible until it is synced.
  db.enable_pipelined_write = false;
  db.unordered_write = false;
  db.manual_wal_flush = false;
  db.allow_concurrent_memtable_write = false;
  // Tables are synced as they are written, a megabyte at a time, so that their last sync does not
  // hold up the log's.
  db.bytes_per_sync = kMiB;
  if (options.background_bytes_per_second_max > 0) {
    db.rate_limiter.reset(rocksdb::NewGenericRateLimiter(
        static_cast<int64_t>(options.background_bytes_per_second_max)));
  }
  // RocksDB's own diary (the file LOG).
  db.max_log_file_size = 16 * kMiB;
  db.keep_log_file_num = 4;
  // Opening reads no table for statistics that only help to choose compactions. (Whether every
  // table is there and has its size is looked at: that costs a stat each.)
  db.skip_stats_update_on_db_open = true;
  // After an error, the Resumer sees to it: RocksDB's own thread for it hangs when it is to end.
  db.max_bgerror_resume_count = 0;
  // What is to be flushed is, before it is closed (Database).
  db.avoid_flush_during_shutdown = true;
  // Its periodic reports would cost a thread each.
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

rocksdb::ColumnFamilyOptions TunedColumn(Column column, const RocksDbOptions& options,
                                         const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.block_size = BlockBytes(column);
  table.format_version = 5;
  // Indexes and filters of a large store outgrow memory; in the cache they are bounded. They are
  // used more than data, so they are dropped last, and those of new tables, which every read asks,
  // are not dropped at all.
  table.cache_index_and_filter_blocks = true;
  table.cache_index_and_filter_blocks_with_high_priority = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  // In partitions, of which a read needs one each: a table's whole filter is 200 KiB, and reading
  // that for every row costs ten times the row when the cache holds less than all of them.
  table.index_type = rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  table.partition_filters = true;
  table.metadata_block_size = 4 * kKiB;
  table.pin_top_level_index_and_filter = true;

  rocksdb::ColumnFamilyOptions family;
  family.write_buffer_size = options.write_buffer_bytes;
  // Small ones, so two make a table; flushing may lag seven behind before writes wait.
  family.min_write_buffer_number_to_merge = 2;
  family.max_write_buffer_number = 8;
  family.memtable_factory = NewRowMemtableFactory();
  family.level_compaction_dynamic_level_bytes = true;  // nine tenths are in the last level
  family.target_file_size_base = std::clamp(4 * options.write_buffer_bytes, 4 * kMiB, 64 * kMiB);
  family.max_bytes_for_level_base = 4 * family.target_file_size_base;
  family.compression = rocksdb::kNoCompression;
  family.bottommost_compression = rocksdb::kNoCompression;
  if (options.compress) {
    // On all levels: Zstandard on the last would save a third of the disk, and a read that misses
    // the cache would cost 18 us instead of 11, a scan and a compaction two to three times as much.
    family.compression = FastCompression();
    family.bottommost_compression = FastCompression();
  }

  // Tables of which a good part are deletions go down at once, to where what they delete is: else a
  // table from which all was deleted could take its space for ever.
  family.table_properties_collector_factories = {rocksdb::NewCompactOnDeletionCollectorFactory(
      kDeletionWindow, kDeletionWindow / 2, kDeletionRatio)};

  if (column == Column::kOwn) family.write_buffer_size = kMiB;
  if (column == Column::kLog) {
    // Records arrive in the order of their keys within each shard, are read once or twice soon
    // after, and leave as ranges. A filter would never be asked.
    family.compaction_pri = rocksdb::kOldestSmallestSeqFirst;
  } else {
    // Most writes look first whether the key is there; ten bits let one in a hundred absent keys
    // cost a read.
    table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
    table.whole_key_filtering = true;
    table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
    family.memtable_whole_key_filtering = true;
    family.memtable_prefix_bloom_size_ratio = 0.02;
  }
  if (const size_t prefix_bytes = FilteredPrefixBytes(column); prefix_bytes > 0) {
    // A query of a partition key that is not in a table skips that table.
    family.prefix_extractor.reset(rocksdb::NewCappedPrefixTransform(prefix_bytes));
  }
  family.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return family;
}

}  // namespace kv::rocks::engine

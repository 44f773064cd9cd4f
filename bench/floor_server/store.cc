#include "floor_server/store.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>

#include <cstdio>
#include <cstdlib>

namespace floor_server {
namespace {

constexpr size_t kKiB = size_t{1} << 10;
constexpr size_t kMiB = size_t{1} << 20;
// The server's sizes (src/kv/rocksdb/engine/options.cc) with the memory of a small machine.
constexpr size_t kBlockCacheBytes = 256 * kMiB;
// A log is as long as a write buffer, of which three are filled and flushed at a time.
constexpr size_t kLogFilesKept = 4;
constexpr size_t kWriteBufferBytes = 8 * kMiB;
// Rows of one group at most are twice the server's (src/kv/rocksdb/rocksdb_store.h).
constexpr size_t kRoomBytes = 8 * kMiB;

rocksdb::Options MakeOptions() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.block_size = 8 * kKiB;
  table.format_version = 5;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.error_if_exists = true;  // tables are not kept, so rows of before would belong to none
  options.write_buffer_size = kWriteBufferBytes;
  options.min_write_buffer_number_to_merge = 2;
  options.max_write_buffer_number = 8;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;
  options.level_compaction_dynamic_level_bytes = true;
  options.target_file_size_base = 4 * kWriteBufferBytes;
  options.max_bytes_for_level_base = 16 * kWriteBufferBytes;
  options.compression = rocksdb::kLZ4Compression;
  options.max_background_jobs = 2;
  options.bytes_per_sync = kMiB;
  // Logs are written over once nothing of them is needed: a sync that does not make a file longer
  // takes half the time. RocksDB does so with this mode of recovery alone; the floor never
  // recovers.
  options.recycle_log_file_num = kLogFilesKept;
  options.wal_recovery_mode = rocksdb::WALRecoveryMode::kSkipAnyCorruptedRecords;
  options.allow_concurrent_memtable_write = false;  // one thread writes
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

rocksdb::ReadOptions MakeReadOptions() {
  rocksdb::ReadOptions options;
  options.ignore_range_deletions = true;  // there are none
  return options;
}

const rocksdb::ReadOptions kReading = MakeReadOptions();

}  // namespace

Store::Store(const std::string& path) : room_(kRoomBytes) {
  rocksdb::DB* database = nullptr;
  Must(rocksdb::DB::Open(MakeOptions(), path, &database));
  database_.reset(database);
  iterator_.reset(database_->NewIterator(kReading));
}

void Store::Must(const rocksdb::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "floor_server: %s\n", status.ToString().c_str());
  std::exit(1);
}

std::optional<std::string_view> Store::Get(std::string_view key) {
  found_.Reset();
  const rocksdb::Status status =
      database_->Get(kReading, database_->DefaultColumnFamily(), Slice(key), &found_);
  if (status.IsNotFound()) return std::nullopt;
  Must(status);
  return found_.ToStringView();
}

std::optional<std::string_view> Store::GetPending(std::string_view key) {
  const auto found = pending_.find(key);
  return found == pending_.end() ? Get(key) : std::optional(found->second);
}

char* Store::Room(size_t bytes) {
  if (!HasRoom(bytes)) Must(rocksdb::Status::MemoryLimit("a request is too large"));
  return room_.data() + room_used_;
}

void Store::Put(std::string_view key, std::string_view row) {
  Must(batch_.Put(Slice(key), Slice(row)));
  pending_[key] = row;
}

void Store::Commit() {
  rocksdb::WriteOptions writing;
  writing.sync = true;
  Must(database_->Write(writing, &batch_));
  ++syncs_;
  batch_.Clear();
  pending_.clear();
  room_used_ = 0;
}

}  // namespace floor_server

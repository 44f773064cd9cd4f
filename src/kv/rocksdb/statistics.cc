#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "kv/rocksdb/store_impl.h"

namespace kv::rocks {
namespace {

using Statistic = base::Statistic;
using Kind = Statistic::Kind;

struct Ticker {
  rocksdb::Tickers ticker;
  const char* name;
  const char* help;
};

constexpr Ticker kTickers[] = {
    {rocksdb::WAL_FILE_SYNCED, "wal_syncs_total", "Syncs of the write-ahead log."},
    {rocksdb::WAL_FILE_BYTES, "wal_bytes_total", "Bytes written to the write-ahead log."},
    {rocksdb::BYTES_WRITTEN, "written_bytes_total", "Bytes of keys and values that were written."},
    {rocksdb::FLUSH_WRITE_BYTES, "flush_bytes_total", "Bytes written to tables by flushes."},
    {rocksdb::COMPACT_READ_BYTES, "compaction_read_bytes_total", "Bytes read by compactions."},
    {rocksdb::COMPACT_WRITE_BYTES, "compaction_written_bytes_total",
     "Bytes written by compactions."},
    {rocksdb::BLOCK_CACHE_HIT, "block_cache_hits_total", "Blocks found in the block cache."},
    {rocksdb::BLOCK_CACHE_MISS, "block_cache_misses_total", "Blocks read from disk."},
    {rocksdb::MEMTABLE_HIT, "write_buffer_hits_total", "Reads answered by a write buffer."},
    {rocksdb::BLOOM_FILTER_USEFUL, "filter_skips_total", "Tables that a filter let reads skip."},
    {rocksdb::STALL_MICROS, "write_stall_microseconds_total",
     "Time that writes waited for flushes and compactions."},
};

struct Property {
  const std::string& property;
  const char* name;
  const char* help;
};

}  // namespace

std::vector<Store::Statistic> RocksDbStore::Statistics() const {
  std::vector<Statistic> all;
  const auto add = [&all](const char* name, const char* help, Kind kind, uint64_t value) {
    all.push_back({.name = name, .help = help, .kind = kind, .value = static_cast<double>(value)});
  };
  if (committer_ != nullptr) {
    const auto figures = committer_->figures();
    add("commits_total", "Commits that took effect.", Kind::kCounter, figures.commits);
    add("commit_conflicts_total", "Commits of which a check failed.", Kind::kCounter,
        figures.conflicts);
    add("commits_refused_total", "Commits refused because too many waited.", Kind::kCounter,
        figures.refused);
    add("commit_groups_total", "Groups of commits, each written and synced as one.", Kind::kCounter,
        figures.groups);
    add("shard_changes_total", "Changes of shards, logs and leases.", Kind::kCounter,
        figures.changes);
    add("commits_waiting", "Commits that wait for the next group.", Kind::kGauge, figures.waiting);
    add("dropped_shards", "Dropped shards whose space is not given back yet.", Kind::kGauge,
        reclaimer_->dropped_shards());
    std::ranges::move(reclaimer_->Statistics(), std::back_inserter(all));
  }
  add("shards", "Shards there are.", Kind::kGauge, shards_.size());
  add("log_waiters", "Requests that wait for records of a log.", Kind::kGauge,
      log_waits_.waiters());
  for (const auto& [ticker, name, help] : kTickers) {
    add(name, help, Kind::kCounter, database_->statistics().getTickerCount(ticker));
  }

  using Properties = rocksdb::DB::Properties;
  const Property properties[] = {
      {Properties::kCurSizeAllMemTables, "write_buffer_bytes", "Bytes in write buffers."},
      {Properties::kEstimatePendingCompactionBytes, "compaction_pending_bytes",
       "Bytes that compactions have yet to rewrite, estimated."},
      {Properties::kNumRunningCompactions, "compactions_running", "Compactions going on."},
      {Properties::kEstimateLiveDataSize, "live_data_bytes", "Bytes of live data, estimated."},
      {Properties::kTotalSstFilesSize, "table_bytes", "Bytes of all tables on disk."},
      {Properties::kEstimateTableReadersMem, "table_reader_bytes",
       "Memory of open tables outside the block cache."},
  };
  for (const auto& [property, name, help] : properties) {
    uint64_t value = 0;
    if (database_->db()->GetAggregatedIntProperty(property, &value)) {
      add(name, help, Kind::kGauge, value);
    }
  }
  add("block_cache_bytes", "Bytes in the block cache.", Kind::kGauge,
      database_->cache().GetUsage());
  const cache::RowCache::Figures rows = row_cache_.figures();
  const cache::RowCache::Figures scans = scan_cache_.figures();
  add("row_cache_bytes", "Bytes of items and short ranges in the row cache.", Kind::kGauge,
      rows.bytes + scans.bytes);
  add("row_cache_hits_total", "Items found in the row cache.", Kind::kCounter, rows.hits);
  add("row_cache_misses_total", "Items not found in the row cache.", Kind::kCounter, rows.misses);
  add("range_cache_hits_total", "Ranges of items found in the row cache, outdated ones included.",
      Kind::kCounter, scans.hits);
  add("reads_waited_total", "Reads that waited for the disk on a thread of their own.",
      Kind::kCounter, waiting_reads_.count());
  add("background_errors_total", "Errors of flushes, compactions and writes.", Kind::kCounter,
      database_->errors().errors());
  if (const uint64_t free_bytes = database_->FreeBytes();
      free_bytes != std::numeric_limits<uint64_t>::max()) {
    add("disk_free_bytes", "Bytes that may still be written.", Kind::kGauge, free_bytes);
  }
  return all;
}

}  // namespace kv::rocks

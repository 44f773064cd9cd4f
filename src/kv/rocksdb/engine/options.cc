#include "kv/rocksdb/engine/options.h"

#include <algorithm>
#include <utility>

#include "base/descriptors.h"

namespace kv {
namespace {

constexpr size_t kMiB = size_t{1} << 20;

int FilesForTables() {
  return static_cast<int>(base::SplitDescriptors(base::DescriptorLimit()).tables);
}

}  // namespace

RocksDbOptions DefaultOptions(std::string path, size_t cores, size_t memory_bytes) {
  RocksDbOptions options;
  options.path = std::move(path);
  // Half for reading, of which a quarter is for rows: they are found there in a tenth of the time,
  // but a block of them takes less room. The rest is for write buffers and for what is neither:
  // requests, iterators, compactions, and what the allocator keeps.
  options.block_cache_bytes = std::max(memory_bytes / 8 * 3, 8 * kMiB);
  options.row_cache_bytes = std::max(memory_bytes / 8, 2 * kMiB);
  // What is in write buffers is replayed from the log when the process was killed (at some 100
  // MB/s: a gigabyte makes a start take ten seconds), and inserting into a small one is cheaper.
  options.write_buffers_total_bytes = std::clamp(memory_bytes / 8, 8 * kMiB, 128 * kMiB);
  // The families of items, indexes and log are written most; each has one buffer that fills while
  // others are flushed. A buffer is a skip list: one of 8 MiB stays in the processor's cache, and
  // an insert into it costs half of one into 21 MiB. Those that are full are flushed two together.
  options.write_buffer_bytes =
      std::clamp(options.write_buffers_total_bytes / 6, 2 * kMiB, 8 * kMiB);
  // So much log as fills all buffers: a log is kept while any family has something of it in its
  // buffer, and all of it is read at the next start.
  options.wal_bytes_max = std::max<uint64_t>(options.write_buffers_total_bytes, 64 * kMiB);
  // Room to flush all buffers, for a manifest, and for the largest commit.
  options.disk_reserve_bytes = options.write_buffers_total_bytes + 128 * kMiB;
  // Every second processor may flush or compact at a time.
  options.background_jobs = static_cast<int>(std::clamp<size_t>(cores / 2, 2, 16));
  options.subcompactions = static_cast<int>(std::clamp<size_t>(cores / 8, 1, 4));
  // They sleep mostly. Enough to keep a disk busy: fetching has begun when a read comes to them.
  options.waiting_threads = std::clamp<size_t>(cores, 8, 32);
  options.open_files_max = FilesForTables();
  return options;
}

}  // namespace kv

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
  // Half of the memory is for reads. A quarter of that half is the row cache: a row is found there
  // in a tenth of the time, but takes less room as part of a block. The other half of the memory is
  // for write buffers, requests, iterators, compactions, and free memory that the allocator keeps.
  options.block_cache_bytes = std::max(memory_bytes / 8 * 3, 8 * kMiB);
  options.row_cache_bytes = std::max(memory_bytes / 8, 2 * kMiB);
  // After a kill, the contents of the write buffers are replayed from the log, at some 100 MB/s: a
  // gigabyte makes a start take ten seconds. And inserting into a small buffer is cheaper.
  options.write_buffers_total_bytes = std::clamp(memory_bytes / 8, 8 * kMiB, 128 * kMiB);
  // The column families of items, indexes and logs are written most. Each has one buffer that fills
  // while others are flushed; two full ones are flushed together. A buffer is a skip list: one of 8
  // MiB stays in the processor's cache, and an insert into it costs half of one into 21 MiB.
  options.write_buffer_bytes =
      std::clamp(options.write_buffers_total_bytes / 6, 2 * kMiB, 8 * kMiB);
  // As much log as fills all buffers. A log is kept while any column family has rows of it in its
  // buffer, and all kept logs are read at the next start.
  options.wal_bytes_max = std::max<uint64_t>(options.write_buffers_total_bytes, 64 * kMiB);
  // Room to flush all buffers, for a manifest, and for the largest commit.
  options.disk_reserve_bytes = options.write_buffers_total_bytes + 128 * kMiB;
  // Half of the processors may flush or compact at a time.
  options.background_jobs = static_cast<int>(std::clamp<size_t>(cores / 2, 2, 16));
  options.subcompactions = static_cast<int>(std::clamp<size_t>(cores / 8, 1, 4));
  // Enough threads to keep a disk busy, since the kernel has begun to fetch the blocks when a read
  // comes to a thread. They sleep mostly.
  options.waiting_threads = std::clamp<size_t>(cores, 8, 32);
  options.open_files_max = FilesForTables();
  return options;
}

}  // namespace kv

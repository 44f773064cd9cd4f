// The settings of a store on one machine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace kv {

// To be made by DefaultOptions, and then changed. All sizes are in bytes.
struct RocksDbOptions {
  std::string path;  // the data directory; made, with its parents, if it does not exist

  // Memory. The block cache holds blocks of SST files that were read, and their indexes and
  // filters. Write buffers hold new rows until these are flushed to an SST file.
  size_t block_cache_bytes = size_t{256} << 20;
  size_t row_cache_bytes = size_t{64} << 20;     // the row cache and the scan cache together
  size_t write_buffer_bytes = size_t{64} << 20;  // of one column family
  size_t write_buffers_total_bytes = size_t{192} << 20;  // of all of them

  // Disk.
  uint64_t wal_bytes_max = uint64_t{1} << 30;         // of all logs: they are replayed at a start
  uint64_t disk_reserve_bytes = uint64_t{256} << 20;  // commits are refused while less is free
  bool compress = true;                               // LZ4
  uint64_t background_bytes_per_second_max = 0;       // of flushes and compactions; 0: no limit

  // If a log is damaged, use its sound part, and move the rest of it and all later logs into the
  // folder `dropped` of the data directory. If false, a store with a damaged log is refused.
  bool drop_damaged_logs = false;

  // Work.
  int background_jobs = 2;
  int subcompactions = 1;
  size_t waiting_threads = 8;  // for reads that wait for the disk (waiting_reads.h)
  int open_files_max = 512;
  // The pause before each attempt to go on after the disk has failed a write. At least 10 ms:
  // RocksDB reports an error a moment before it is stopped by it.
  std::chrono::milliseconds retry_after{1000};

  // The queue of commits. A commit that does not fit is refused at once. A commit that is larger
  // than queue_bytes_max is taken if the queue is empty.
  size_t queue_commits_max = 8192;
  size_t queue_bytes_max = size_t{64} << 20;
  // A group: the commits that are written and synced together.
  size_t group_commits_max = 1024;
  size_t group_bytes_max = size_t{4} << 20;
  // How long commits are collected after a small group (committer.h). Each group costs some 100 us
  // of a processor beside the cost of its commits. Measured with 64 clients that send 30,000 mixed
  // requests a second, 9,600 commits among them: groups of 6 commits instead of 2, and an eighth
  // less of the processor; the median of a write is 0.2 ms longer.
  std::chrono::microseconds group_rest{400};
};

// The options for a store that may use so many processors and so much memory: from a laptop's two
// cores to a server's 64. The block cache gets three eighths of the memory, the row cache an
// eighth, and the write buffers an eighth, at most 128 MiB: they are replayed from the log after a
// kill.
RocksDbOptions DefaultOptions(std::string path, size_t cores, size_t memory_bytes);

}  // namespace kv

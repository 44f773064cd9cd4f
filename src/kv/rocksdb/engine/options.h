// What can be set of a store on one machine.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace kv {

// Start from DefaultOptions. Every size is in bytes.
struct RocksDbOptions {
  std::string path;  // the data directory; made, with its parents, if there is none

  // Memory. Blocks that were read, with their indexes and filters, are kept in the cache; what was
  // written is kept in write buffers until it is flushed to a table.
  size_t block_cache_bytes = size_t{256} << 20;
  size_t row_cache_bytes = size_t{64} << 20;     // of items as they are, beside their blocks
  size_t write_buffer_bytes = size_t{64} << 20;  // of one column family
  size_t write_buffers_total_bytes = size_t{192} << 20;  // of all of them

  // Disk.
  uint64_t wal_bytes_max = uint64_t{1} << 30;  // bounds what is replayed when opening
  uint64_t disk_reserve_bytes = uint64_t{256}
                                << 20;           // commits are refused below so much free space
  bool compress = true;                          // LZ4
  uint64_t background_bytes_per_second_max = 0;  // of flushes and compactions; 0: no limit

  // Goes on with what is sound of a damaged log, and without all that came later: that is moved
  // into the folder `dropped` of the data directory. Else such a store is refused.
  bool drop_damaged_logs = false;

  // Work.
  int background_jobs = 2;
  int subcompactions = 1;
  size_t waiting_threads = 8;  // for reads that wait for the disk
  int open_files_max = 512;
  // After the disk has failed a write, between two attempts to go on. RocksDB takes a moment to be
  // stopped by an error that it has told of already: 10 ms at least.
  std::chrono::milliseconds retry_after{1000};

  // The queue before the committer. What does not fit is refused at once, unless it would be alone.
  size_t queue_commits_max = 8192;
  size_t queue_bytes_max = size_t{64} << 20;
  // One group, written and synced as one.
  size_t group_commits_max = 1024;
  size_t group_bytes_max = size_t{4} << 20;
  // How long commits gather after a group of few, where more than one come at a time. Of a group's
  // cost some 100 us of a processor are its own, however few commits it has. Measured with 64
  // clients that send 30,000 mixed requests a second, 9,600 commits among them: groups of 6 instead
  // of 2, and an eighth less of the processor; the median of a write is 0.2 ms more.
  std::chrono::microseconds group_rest{400};
};

// What suits a machine that gives the store so many processors and so much memory: from a laptop's
// two cores to a server's 64. Half of the memory is for the block cache, an eighth, and no more
// than 128 MiB, for write buffers: these are what is replayed after a kill.
RocksDbOptions DefaultOptions(std::string path, size_t cores, size_t memory_bytes);

}  // namespace kv

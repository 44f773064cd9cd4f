// One write buffer that is never empty.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <atomic>

namespace kv::rocks::engine {

// Thread-safe.
//
// After a failed write of the log, RocksDB resumes by flushing its write buffers, which makes it
// begin a new log. If all buffers are empty, it goes on with the old log, and its next write to
// that log ends the process (an assertion, which Debian's build has). So the buffer of the column
// family `default` always holds a row, the same one each time, which is put there again after each
// flush of that buffer. The row is not written to the log: it carries no data.
class FilledBuffer final : public rocksdb::EventListener {
 public:
  // To be called before each commit. Reports no error: if RocksDB refuses this row, it refuses the
  // commit as well.
  void Fill(rocksdb::DB& db) {
    if (empty_.load(std::memory_order_acquire)) [[unlikely]]
      FillAnew(db);
  }

  void OnMemTableSealed(const rocksdb::MemTableInfo& info) override;

 private:
  void FillAnew(rocksdb::DB& db);

  std::atomic<bool> empty_{true};
};

}  // namespace kv::rocks::engine

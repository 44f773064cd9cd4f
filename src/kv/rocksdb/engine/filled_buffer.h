// One write buffer that is never empty.
#pragma once

#include <rocksdb/db.h>
#include <rocksdb/listener.h>

#include <atomic>

namespace kv::rocks::engine {

// Safe from any thread.
//
// After a failed write of its log, RocksDB is resumed by flushing its write buffers, with which it
// begins a new log. If all of them are empty it goes on with the old one, and its next write of
// that ends the process (an assertion, which Debian's build has). So there is a row, always the
// same, in the buffer of the column family `default`, put there again each time that buffer is
// flushed. It is not logged: nobody misses it.
class FilledBuffer final : public rocksdb::EventListener {
 public:
  // Before each commit. Without an error; if RocksDB refuses it, it refuses the commit as well.
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

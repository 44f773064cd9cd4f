// Resumes RocksDB after a write has failed.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/mutex.h"
#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/flush_gate.h"

namespace kv::rocks::engine {

// A thread, which sleeps as long as nothing fails. After a failed write, RocksDB refuses all writes
// until it is resumed. Resuming flushes all write buffers and begins a new log and, if needed, a
// new manifest. The thread tries this, with a pause before each attempt, until it succeeds; but not
// if the log is broken (ErrorWatch).
class Resumer {
 public:
  // REQUIRES: all references outlive the resumer.
  Resumer(rocksdb::DB& db, ErrorWatch& errors, FlushGate& gate,
          std::chrono::milliseconds retry_after);
  // To be called before RocksDB is closed. If RocksDB is stopped by an error, cancels its
  // background work, which closing would wait for.
  ~Resumer();

 private:
  void Work() EXCLUDES(mutex_);
  rocksdb::Status Resume();

  rocksdb::DB& db_;
  ErrorWatch& errors_;
  FlushGate& gate_;
  const std::chrono::milliseconds retry_after_;
  base::Mutex mutex_;
  base::CondVar changed_;
  bool failed_ GUARDED_BY(mutex_);
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::atomic<bool> ended_{false};
  std::thread thread_;
};

}  // namespace kv::rocks::engine

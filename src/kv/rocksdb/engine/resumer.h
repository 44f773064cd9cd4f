// Lets RocksDB go on after a write has failed.
#pragma once

#include <rocksdb/db.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "base/mutex.h"
#include "kv/rocksdb/engine/error_watch.h"
#include "kv/rocksdb/engine/flush_gate.h"

namespace kv::rocks::engine {

// One thread, which sleeps as long as nothing fails. Once a write has failed, RocksDB refuses all
// of them until it is resumed, which flushes everything and begins a new log and, where it is
// needed, a new manifest. That is tried again and again, until the disk lets it. Not if the log is
// broken.
class Resumer {
 public:
  // All outlive the resumer.
  Resumer(rocksdb::DB& db, ErrorWatch& errors, FlushGate& gate,
          std::chrono::milliseconds retry_after);
  // RocksDB is to be closed next. What it does in the background is ended, if it is stopped.
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

// Holds back flushes that would begin while RocksDB is stopped by an error.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "base/mutex.h"

namespace kv::rocks::engine {

// Thread-safe.
//
// A flush that begins after RocksDB was stopped by an error, and before it is being resumed, gives
// up; and RocksDB 7.8 forgets that the flush was planned. Resuming or closing the database then
// waits for it for ever. This is the usual case: a write that fills a write buffer first plans a
// flush and then writes its log, which may fail. Hence the gate. Every error of a file closes it
// before RocksDB learns of the error. The Resumer opens it once RocksDB is being resumed. While
// there is no Resumer, the gate stays open, because a store that is being opened or closed waits
// for every planned flush.
class FlushGate final : public rocksdb::EventListener,
                        public std::enable_shared_from_this<FlushGate> {
 public:
  // Wraps `env` so that its flushes pass the gate. A running flush keeps the gate alive: its last
  // step may wake the thread that destroys the database.
  std::unique_ptr<rocksdb::Env> Guard(std::unique_ptr<rocksdb::Env> env);

  // Makes later flushes wait, and blocks until the flushes that are just beginning have begun; for
  // a second at most, because the caller may hold a lock that they need. Does nothing while there
  // is no opener.
  void Close() EXCLUDES(mutex_);
  // Lets flushes begin.
  void Open() EXCLUDES(mutex_);
  // Sets the opener: `closed` is called each time the gate is closed, and must see to it that it is
  // opened again.
  void SetOpener(std::function<void()> closed) EXCLUDES(mutex_);
  // Removes the opener. The gate is open from now on.
  void RemoveOpener() EXCLUDES(mutex_);

  void OnFlushBegin(rocksdb::DB* db, const rocksdb::FlushJobInfo& info) override;

 private:
  friend class GuardedEnv;
  void Pass() EXCLUDES(mutex_);
  void Begun() EXCLUDES(mutex_);

  base::Mutex mutex_;
  base::CondVar changed_;
  bool closed_ GUARDED_BY(mutex_) = false;
  size_t beginning_ GUARDED_BY(mutex_) = 0;  // flushes that passed the gate and have not begun
  std::function<void()> tell_opener_ GUARDED_BY(mutex_);  // null: no opener
};

}  // namespace kv::rocks::engine

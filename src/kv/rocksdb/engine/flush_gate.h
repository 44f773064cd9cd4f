// Keeps flushes from beginning at the wrong time.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/listener.h>

#include <cstddef>
#include <functional>
#include <memory>

#include "base/mutex.h"

namespace kv::rocks::engine {

// Safe from any thread.
//
// A flush that begins after RocksDB was stopped by an error, and before it is being resumed, gives
// up, and RocksDB 7.8 forgets that it was planned: to resume, or to close, then waits for it for
// ever. And that is the rule, not the exception: a write that makes a write buffer full plans a
// flush, and then writes its log. Hence the gate. Every error of a file closes it before RocksDB
// gets to know of the error; the Resumer opens it once RocksDB is being resumed. Where there is no
// Resumer the gate stays open: a store that is being opened, or closed, waits for every flush that
// was planned.
class FlushGate final : public rocksdb::EventListener,
                        public std::enable_shared_from_this<FlushGate> {
 public:
  // An environment that is `env`, and whose flushes pass the gate, which is kept as long as one is
  // going on: the last thing a flush does may be to tell who destroys the database.
  std::unique_ptr<rocksdb::Env> Guard(std::unique_ptr<rocksdb::Env> env);

  // A file failed. Flushes that come later wait; those that are just beginning are waited for (for
  // a second at most: the caller may hold what they need). Does nothing while nobody would open it.
  void Close() EXCLUDES(mutex_);
  void Open() EXCLUDES(mutex_);
  // Whoever opens it from now on is told, by `closed`, each time it is closed.
  void SetOpener(std::function<void()> closed) EXCLUDES(mutex_);
  // Nobody does any more: it is open, and stays so.
  void RemoveOpener() EXCLUDES(mutex_);

  void OnFlushBegin(rocksdb::DB* db, const rocksdb::FlushJobInfo& info) override;

 private:
  friend class GuardedEnv;
  void Pass() EXCLUDES(mutex_);
  void Begun() EXCLUDES(mutex_);

  base::Mutex mutex_;
  base::CondVar changed_;
  bool closed_ GUARDED_BY(mutex_) = false;
  size_t beginning_ GUARDED_BY(mutex_) = 0;               // have passed, and do not flush yet
  std::function<void()> tell_opener_ GUARDED_BY(mutex_);  // null: there is none
};

}  // namespace kv::rocks::engine

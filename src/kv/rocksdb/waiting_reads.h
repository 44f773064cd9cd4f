// Reads that must wait for the disk are done by threads of their own.
#pragma once

#include <rocksdb/iterator.h>
#include <rocksdb/status.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "kv/rocksdb/engine/sst_file.h"
#include "kv/store.h"
#include "run/runner.h"

namespace kv::rocks {

// A walk over the rows of an iterator. It can be interrupted by an error and continued, and sees
// the rows as of one instant all the same. Not thread-safe.
class RowWalk {
 public:
  // REQUIRES: the iterator has bounds on both sides, and outlives the walk.
  RowWalk(rocksdb::Iterator* row, Direction direction) : row_(row), direction_(direction) {}

  // Moves the iterator to the first row that was not visited yet.
  void Seek();

  // Calls `visit(key, value)` for each row that was not visited yet, until it returns false: then
  // returns false. Returns true at the last row, or at an error: see status().
  template <typename Visit>
  bool GoOn(const Visit& visit) {
    if (!sought_) Seek();
    for (; row_->Valid(); direction_ == Direction::kForward ? row_->Next() : row_->Prev()) {
      const std::string_view key = row_->key().ToStringView();
      last_.assign(key);
      if (!visit(key, row_->value().ToStringView())) return false;
    }
    return true;
  }

  rocksdb::Status status() const { return row_->status(); }

 private:
  rocksdb::Iterator* const row_;
  const Direction direction_;
  bool sought_ = false;
  std::string last_;  // the key that was visited last; empty: none
};

// The thread of an event loop serves many requests. Most of what they read is in memory, where a
// switch of threads would cost more than the read. But if the thread waited for the disk, all its
// requests would wait. So the thread first tries a read without waiting (engine/sst_file.h). Only a
// read that would have to wait is done again by one of a few other threads, while its request waits
// on an event. The kernel has then begun to fetch the blocks, so a few threads keep many reads of
// the disk going.
//
// Thread-safe. REQUIRES: outlives all calls.
class WaitingReads {
 public:
  // The threads are started when a read needs one for the first time.
  explicit WaitingReads(size_t threads) : threads_(threads) {}

  // Returns the status of `read`. Calls it once on this thread and, if the status IsIncomplete(),
  // that is, if the read would have to wait, once more on another thread, while the caller blocks.
  template <typename Read>
  rocksdb::Status Run(const Read& read) {
    if (!MayHandOver()) return read();
    rocksdb::Status status = WithoutWaitingDo(read);
    if (!status.IsIncomplete()) return status;
    HandOver([&] { status = read(); });
    return status;
  }

  // Does walk->GoOn(visit) in the same way. The visitor is called on this thread only, once for
  // each row. After true, the walk's status() tells whether it reached the end.
  template <typename Visit>
  bool Walk(RowWalk* walk, const Visit& visit) {
    if (!MayHandOver()) return walk->GoOn(visit);
    for (;;) {
      {
        const engine::WithoutWaiting without_waiting;
        if (!walk->GoOn(visit)) return false;
      }
      if (!walk->status().IsIncomplete()) return true;
      HandOver([walk] { walk->Seek(); });
      if (walk->status().IsIncomplete()) return true;
    }
  }

  // How many reads had to wait for the disk.
  uint64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  // Whether the caller runs on a fiber of a thread that serves other clients, too.
  static bool MayHandOver();
  // Calls `what` on another thread, and blocks until it returns.
  void HandOver(const std::function<void()>& what);

  template <typename Read>
  static rocksdb::Status WithoutWaitingDo(const Read& read) {
    const engine::WithoutWaiting without_waiting;
    return read();
  }

  const size_t threads_;
  std::once_flag started_;
  std::unique_ptr<run::Runner> runner_;
  std::atomic<uint64_t> count_{0};
};

}  // namespace kv::rocks

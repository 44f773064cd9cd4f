// Reads that wait for the disk, beside the threads that serve.
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

// A walk over the rows of an iterator, of one instant also if it is broken off in between.
class RowWalk {
 public:
  // The iterator must have bounds on both sides.
  RowWalk(rocksdb::Iterator* row, Direction direction) : row_(row), direction_(direction) {}

  // To the first row that was not visited yet.
  void Seek();

  // Visits the rows that were not visited yet, with `visit(key, value)`. False as soon as it
  // returns false; true when there is no other row, or none that could be read: see status.
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
  std::string last_;  // visited; empty: none
};

// A thread of an event loop has many requests to serve: what it reads is in memory mostly, and must
// be read at once, without a change of threads; when it is not, waiting for the disk would hold up
// all others. So such a thread tries without waiting (sst_file.h), and only what would wait is
// read by one of some threads kept for that, while the request sleeps. The kernel has begun to
// fetch what was tried, so that a few threads keep many reads of the disk going.
//
// Safe from any thread; outlives its calls.
class WaitingReads {
 public:
  // The threads are started when the first is needed.
  explicit WaitingReads(size_t threads) : threads_(threads) {}

  // Reads as `read` does, which is called, here or elsewhere, until its status is another than
  // IsIncomplete(): once or twice, each time from the beginning.
  template <typename Read>
  rocksdb::Status Run(const Read& read) {
    if (!MayHandOver()) return read();
    rocksdb::Status status = WithoutWaitingDo(read);
    if (!status.IsIncomplete()) return status;
    HandOver([&] { status = read(); });
    return status;
  }

  // Visits the rows of a walk in the same way, each once and on this thread, until the visitor
  // returns false; then false, else true. What the iterator's status is then, the walk met.
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

  // How many had to wait.
  uint64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  // Whether the caller is one of many requests of its thread.
  static bool MayHandOver();
  // Calls it on another thread, and waits for that.
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

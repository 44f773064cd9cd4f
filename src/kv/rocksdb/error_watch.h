// What is known of RocksDB's errors.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <cstdint>

namespace kv::rocks {

// Safe from any thread. Keeps RocksDB from resuming by itself: the committer does that, before a
// commit that needs it.
class ErrorWatch final : public rocksdb::EventListener {
 public:
  // An error stopped writes or compactions since Resuming.
  bool needs_resume() const { return needs_resume_.load(std::memory_order_acquire); }
  void RequestResume() { needs_resume_.store(true, std::memory_order_release); }
  // Call before resuming: an error that comes up meanwhile must not be missed.
  void Resuming() { needs_resume_.store(false, std::memory_order_release); }
  // Call when it went well: the next error is worth a line in the log again.
  void Resumed() { reported_.store(false, std::memory_order_relaxed); }

  // Writing the write-ahead log or syncing it failed, so that it is unknown how it ends. False as
  // long as all failed writes were refused before that. Stays so: a sync that succeeds later proves
  // nothing (the kernel may have dropped the pages), and RocksDB, if it is resumed, appends once
  // more what failed before, which was not acknowledged.
  bool wal_in_doubt() const { return wal_in_doubt_.load(std::memory_order_acquire); }
  void DoubtWal() { wal_in_doubt_.store(true, std::memory_order_release); }

  uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;

 private:
  std::atomic<bool> needs_resume_{false};
  std::atomic<bool> wal_in_doubt_{false};
  std::atomic<bool> reported_{false};
  std::atomic<uint64_t> errors_{0};
};

}  // namespace kv::rocks

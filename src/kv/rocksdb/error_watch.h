// What is known of RocksDB's errors.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <cstdint>

namespace kv::rocks {

// Safe from any thread.
//
// When a flush or a compaction finds no space, RocksDB refuses writes, tries again every few
// seconds (whenever it sees space on the disk), and takes writes again once that succeeds. Resuming
// it from outside (DB::Resume) is no good: it deadlocks if that meets an error just being set.
class ErrorWatch final : public rocksdb::EventListener {
 public:
  // Writing the write-ahead log or syncing it failed, so that it is unknown how it ends. False as
  // long as all failed writes were refused before that. Stays so: a sync that succeeds later proves
  // nothing (the kernel may have dropped the pages).
  bool wal_in_doubt() const { return wal_in_doubt_.load(std::memory_order_acquire); }
  void DoubtWal() { wal_in_doubt_.store(true, std::memory_order_release); }

  uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;
  void OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) override;

 private:
  std::atomic<bool> wal_in_doubt_{false};
  std::atomic<bool> reported_{false};
  std::atomic<uint64_t> errors_{0};
};

}  // namespace kv::rocks

// What RocksDB says about its background errors.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <cstdint>

namespace kv::rocks {

// Safe from any thread. Keeps RocksDB from resuming by itself: the committer does that, before a
// commit that needs it.
class ErrorWatch final : public rocksdb::EventListener {
 public:
  // An error stopped writes or compactions since the last Clear.
  bool needs_resume() const { return needs_resume_.load(std::memory_order_acquire); }
  void Clear() { needs_resume_.store(false, std::memory_order_release); }
  void RequestResume() { needs_resume_.store(true, std::memory_order_release); }

  // A sync of the write-ahead log failed: what it should have made durable may or may not be. Stays
  // so; a later sync that succeeds proves nothing (the kernel may have dropped the pages).
  bool wal_sync_failed() const { return wal_sync_failed_.load(std::memory_order_acquire); }

  uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;
  void OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason reason, rocksdb::Status error,
                            bool* auto_recovery) override;
  void OnIOError(const rocksdb::IOErrorInfo& info) override;
  bool ShouldBeNotifiedOnFileIO() override { return true; }

 private:
  std::atomic<bool> needs_resume_{false};
  std::atomic<bool> wal_sync_failed_{false};
  std::atomic<uint64_t> errors_{0};
};

}  // namespace kv::rocks

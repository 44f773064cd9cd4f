// Remembers RocksDB's errors: whether it takes writes, and what is known of the end of the log.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <cstdint>

#include "kv/rocksdb/engine/flush_gate.h"

namespace kv::rocks::engine {

// Thread-safe.
//
// When a write fails, RocksDB refuses writes until it is resumed (Resumer). It can always be
// resumed, because WatchFiles marks all errors of files as retryable.
class ErrorWatch final : public rocksdb::EventListener {
 public:
  // Errors that stop RocksDB close the gate. Null: there is no gate. REQUIRES: the gate outlives
  // this object.
  explicit ErrorWatch(FlushGate* gate = nullptr) : gate_(gate) {}

  enum class Wal {
    kCertain,  // the log ends with the last acknowledged commit
    kInDoubt,  // a failed write may still be in the log; it is cut off as soon as the disk allows
    kBroken,   // the end of the log is unknown until the store is opened again
  };
  Wal wal() const { return wal_.load(std::memory_order_acquire); }
  // To kInDoubt. Does nothing if the log is broken.
  void DoubtWal();
  // To kCertain. Does nothing if the log is broken.
  void TrustWal();
  // To kBroken, for good: a later sync that succeeds proves nothing, because the kernel may have
  // dropped the pages that it failed to write.
  void BreakWal() { wal_.store(Wal::kBroken, std::memory_order_release); }

  // To be called when RocksDB refuses a write. (RocksDB reports an error before it is stopped by
  // it, so it may have been resumed too early; this call makes the Resumer try again.)
  void NoteStopped(const rocksdb::Status& why);
  // To be called when RocksDB has been resumed.
  void NoteResumed();

  // Whether RocksDB was stopped by an error and not resumed since.
  bool stopped() const { return stopped_.load(std::memory_order_acquire); }
  // Whether the disk was full when RocksDB was stopped.
  bool full() const { return full_.load(std::memory_order_relaxed); }
  uint64_t errors() const { return errors_.load(std::memory_order_relaxed); }

  void OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) override;

 private:
  FlushGate* const gate_;
  std::atomic<Wal> wal_{Wal::kCertain};
  std::atomic<bool> stopped_{false};
  std::atomic<bool> full_{false};
  std::atomic<uint64_t> errors_{0};
};

}  // namespace kv::rocks::engine

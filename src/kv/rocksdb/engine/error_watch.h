// What is known of RocksDB's errors.
#pragma once

#include <rocksdb/listener.h>

#include <atomic>
#include <cstdint>

#include "kv/rocksdb/engine/flush_gate.h"

namespace kv::rocks::engine {

// Safe from any thread.
//
// When a write fails, RocksDB refuses writes until it is resumed (Resumer). It can be, since all
// errors of files are told to it as ones that may pass (watched_files.h).
class ErrorWatch final : public rocksdb::EventListener {
 public:
  // Errors that stop RocksDB close the gate, which outlives this; null: there is none.
  explicit ErrorWatch(FlushGate* gate = nullptr) : gate_(gate) {}

  enum class Wal {
    kCertain,  // the log ends with the last commit that was acknowledged
    kInDoubt,  // a failed write may still be there; it will be taken back when the disk lets it
    kBroken,   // it is unknown how the log ends; only opening the store again tells
  };
  Wal wal() const { return wal_.load(std::memory_order_acquire); }
  // A write of the log failed, and could not be taken back yet.
  void DoubtWal();
  // The log ends with the last commit that was acknowledged. Does nothing if it is broken.
  void TrustWal();
  // Stays so: a sync that succeeds later proves nothing (the kernel may have dropped the pages).
  void BreakWal() { wal_.store(Wal::kBroken, std::memory_order_release); }

  // RocksDB refuses writes. (It tells of an error before it is stopped by it; so it may have been
  // resumed too early.)
  void NoteStopped(const rocksdb::Status& why);
  // RocksDB takes writes again.
  void NoteResumed();

  // Whether RocksDB was stopped by an error and not resumed since; and whether the disk was full.
  bool stopped() const { return stopped_.load(std::memory_order_acquire); }
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

#include "kv/rocksdb/engine/error_watch.h"

#include "base/log.h"
#include "kv/rocksdb/engine/error.h"

namespace kv::rocks::engine {

void ErrorWatch::DoubtWal() {
  Wal certain = Wal::kCertain;
  wal_.compare_exchange_strong(certain, Wal::kInDoubt, std::memory_order_acq_rel);
}

void ErrorWatch::TrustWal() {
  Wal in_doubt = Wal::kInDoubt;
  wal_.compare_exchange_strong(in_doubt, Wal::kCertain, std::memory_order_acq_rel);
}

void ErrorWatch::OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) {
  errors_.fetch_add(1, std::memory_order_relaxed);
  // The record is in the log but not in the write buffer. (Not so if the error is a file's: then a
  // new log could not be begun, and nothing was written.)
  if (reason == rocksdb::BackgroundErrorReason::kMemTable && !error->IsIOError()) BreakWal();
  // RocksDB repeats a compaction that failed because of a file.
  if (reason == rocksdb::BackgroundErrorReason::kCompaction &&
      error->severity() < rocksdb::Status::kHardError) {
    return;
  }
  NoteStopped(*error);
}

void ErrorWatch::NoteStopped(const rocksdb::Status& why) {
  full_.store(IsNoSpace(why), std::memory_order_relaxed);
  if (!stopped_.exchange(true, std::memory_order_acq_rel)) {
    base::LogError("RocksDB: " + why.ToString());
  }
  // The gate was closed when the file failed, but may have been opened since.
  if (gate_ != nullptr) gate_->Close();
}

void ErrorWatch::NoteResumed() {
  if (stopped_.exchange(false, std::memory_order_acq_rel)) {
    base::LogInfo("RocksDB takes writes again");
  }
}

}  // namespace kv::rocks::engine

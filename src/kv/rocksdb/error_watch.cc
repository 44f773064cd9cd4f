#include "kv/rocksdb/error_watch.h"

#include "base/log.h"

namespace kv::rocks {

void ErrorWatch::OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) {
  errors_.fetch_add(1, std::memory_order_relaxed);
  // The record is in the log and not in the write buffer. (If there was no space, a new log could
  // not be begun, and nothing was written.)
  if (reason == rocksdb::BackgroundErrorReason::kMemTable && !error->IsNoSpace()) DoubtWal();
  // While it is stopped, every write that is refused comes by here.
  if (!reported_.exchange(true, std::memory_order_relaxed)) {
    base::LogError("RocksDB: " + error->ToString());
  }
}

void ErrorWatch::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status error,
                                      bool* auto_recovery) {
  error.PermitUncheckedError();
  // It would append once more what failed before, and then flush without it: the replay of such a
  // log could give half a commit.
  if (wal_in_doubt()) *auto_recovery = false;
}

void ErrorWatch::OnErrorRecoveryEnd(const rocksdb::BackgroundErrorRecoveryInfo& info) {
  info.old_bg_error.PermitUncheckedError();
  if (!info.new_bg_error.ok()) return;
  reported_.store(false, std::memory_order_relaxed);
  base::LogInfo("RocksDB takes writes again");
}

}  // namespace kv::rocks

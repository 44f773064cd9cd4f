#include "kv/rocksdb/error_watch.h"

#include "base/log.h"

namespace kv::rocks {

void ErrorWatch::OnBackgroundError(rocksdb::BackgroundErrorReason reason, rocksdb::Status* error) {
  errors_.fetch_add(1, std::memory_order_relaxed);
  RequestResume();
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
  *auto_recovery = false;
}

}  // namespace kv::rocks

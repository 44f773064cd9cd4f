#include "kv/rocksdb/error_watch.h"

#include <string>
#include <string_view>

#include "base/log.h"

namespace kv::rocks {

void ErrorWatch::OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status* error) {
  errors_.fetch_add(1, std::memory_order_relaxed);
  needs_resume_.store(true, std::memory_order_release);
  base::LogError("RocksDB: " + error->ToString());
}

void ErrorWatch::OnErrorRecoveryBegin(rocksdb::BackgroundErrorReason, rocksdb::Status error,
                                      bool* auto_recovery) {
  error.PermitUncheckedError();
  *auto_recovery = false;
}

void ErrorWatch::OnIOError(const rocksdb::IOErrorInfo& info) {
  using rocksdb::FileOperationType;
  const bool is_sync =
      info.operation == FileOperationType::kSync || info.operation == FileOperationType::kFsync;
  if (is_sync && std::string_view(info.file_path).ends_with(".log")) {
    wal_sync_failed_.store(true, std::memory_order_release);
  }
  info.io_status.PermitUncheckedError();
}

}  // namespace kv::rocks

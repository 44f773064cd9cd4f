#include "kv/rocksdb/compaction_priority.h"

#include <sys/resource.h>

namespace kv::rocks {

// On Linux a process id of 0 means the thread that calls, and threads that it starts inherit what
// is set. An unprivileged one cannot take it back, so a server that was started nicer stays so.
void CompactionPriority::OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) {
  if (getpriority(PRIO_PROCESS, 0) < kNice) setpriority(PRIO_PROCESS, 0, kNice);
}

}  // namespace kv::rocks

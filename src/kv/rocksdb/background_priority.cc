#include "kv/rocksdb/background_priority.h"

#include "base/scheduling.h"

namespace kv::rocks {

void BackgroundPriority::OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) {
  base::GiveWay(kFlushNice);
}

void BackgroundPriority::OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) {
  base::GiveWay(kCompactionNice);
}

}  // namespace kv::rocks

#include "kv/rocksdb/engine/background_priority.h"

#include "run/scheduling.h"

namespace kv::rocks::engine {

namespace {

thread_local bool compacts = false;

}  // namespace

bool BackgroundPriority::Compacts() { return compacts; }

void BackgroundPriority::OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) {
  compacts = false;
  run::LowerPriority(kFlushNice);
}

void BackgroundPriority::OnCompactionBegin(rocksdb::DB*, const rocksdb::CompactionJobInfo&) {
  compacts = true;
  run::LowerPriority(kCompactionNice);
}

// In a thread of its own, or in that of the compaction.
void BackgroundPriority::OnSubcompactionBegin(const rocksdb::SubcompactionJobInfo&) {
  compacts = true;
  run::LowerPriority(kCompactionNice);
}

}  // namespace kv::rocks::engine

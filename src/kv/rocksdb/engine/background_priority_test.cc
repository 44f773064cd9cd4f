#include "kv/rocksdb/engine/background_priority.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <sys/resource.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kv::rocks::engine {
namespace {

// What the threads are like in which flushes and compactions end.
class Observer final : public rocksdb::EventListener {
 public:
  void OnFlushCompleted(rocksdb::DB*, const rocksdb::FlushJobInfo&) override { Note(&flushes_); }
  void OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override {
    Note(&compactions_);
  }
  std::vector<int> flushes() { return Get(flushes_); }
  std::vector<int> compactions() { return Get(compactions_); }

 private:
  void Note(std::vector<int>* nice) {
    const std::lock_guard lock(mutex_);
    nice->push_back(getpriority(PRIO_PROCESS, 0));
  }
  std::vector<int> Get(const std::vector<int>& nice) {
    const std::lock_guard lock(mutex_);
    return nice;
  }

  std::mutex mutex_;
  std::vector<int> flushes_;
  std::vector<int> compactions_;
};

TEST(BackgroundPriority, IsThatOfItsThreadsAlone) {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  const auto observer = std::make_shared<Observer>();
  rocksdb::Options options;
  options.env = env.get();
  options.create_if_missing = true;
  options.level0_file_num_compaction_trigger = 2;
  options.listeners = {std::make_shared<BackgroundPriority>(), observer};
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, "/db", &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const int own = getpriority(PRIO_PROCESS, 0);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(db->Put({}, "key", std::to_string(i)).ok());
    ASSERT_TRUE(db->Flush({}).ok());
  }
  while (observer->compactions().empty()) rocksdb::Env::Default()->SleepForMicroseconds(1000);
  EXPECT_FALSE(observer->flushes().empty());
  for (const int nice : observer->flushes()) EXPECT_GE(nice, BackgroundPriority::kFlushNice);
  for (const int nice : observer->compactions()) {
    EXPECT_GE(nice, BackgroundPriority::kCompactionNice);
  }
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
}

}  // namespace
}  // namespace kv::rocks::engine

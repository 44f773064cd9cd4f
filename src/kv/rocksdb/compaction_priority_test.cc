#include "kv/rocksdb/compaction_priority.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <sys/resource.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace kv::rocks {
namespace {

// What the threads are like in which compactions end.
class Observer final : public rocksdb::EventListener {
 public:
  void OnCompactionCompleted(rocksdb::DB*, const rocksdb::CompactionJobInfo&) override {
    const std::lock_guard lock(mutex_);
    nice_.push_back(getpriority(PRIO_PROCESS, 0));
  }
  std::vector<int> nice() {
    const std::lock_guard lock(mutex_);
    return nice_;
  }

 private:
  std::mutex mutex_;
  std::vector<int> nice_;
};

TEST(CompactionPriority, IsThatOfItsThreadAlone) {
  const std::unique_ptr<rocksdb::Env> env(rocksdb::NewMemEnv(rocksdb::Env::Default()));
  const auto observer = std::make_shared<Observer>();
  rocksdb::Options options;
  options.env = env.get();
  options.create_if_missing = true;
  options.level0_file_num_compaction_trigger = 2;
  options.listeners = {std::make_shared<CompactionPriority>(), observer};
  rocksdb::DB* opened = nullptr;
  ASSERT_TRUE(rocksdb::DB::Open(options, "/db", &opened).ok());
  const std::unique_ptr<rocksdb::DB> db(opened);
  const int own = getpriority(PRIO_PROCESS, 0);
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(db->Put({}, "key", std::to_string(i)).ok());
    ASSERT_TRUE(db->Flush({}).ok());
  }
  while (observer->nice().empty()) rocksdb::Env::Default()->SleepForMicroseconds(1000);
  for (const int nice : observer->nice()) EXPECT_GE(nice, CompactionPriority::kNice);
  EXPECT_EQ(getpriority(PRIO_PROCESS, 0), own);
}

}  // namespace
}  // namespace kv::rocks

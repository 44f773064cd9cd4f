// For tests: a database whose last level has more tables than are open at a time.
#pragma once

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <rocksdb/options.h>
#include <rocksdb/table.h>

#include <memory>
#include <string>
#include <vector>

#include "kv/rocksdb/engine/tuning.h"
#include "kv/rocksdb/testing/test_directory.h"

namespace kv::rocks {

class ManyTables {
 public:
  static constexpr int kKeys = 1000;
  static std::string KeyOf(int i) { return std::to_string(100'000 + i); }

  // In files of the machine's, seen through `files`.
  explicit ManyTables(const std::shared_ptr<rocksdb::FileSystem>& files)
      : env_(rocksdb::NewCompositeEnv(files)) {
    options_.env = env_.get();
    options_.create_if_missing = true;
    options_.disable_auto_compactions = true;
    options_.target_file_size_base = 4096;
    options_.compression = rocksdb::kNoCompression;
    options_.max_open_files = 20;
    Open();
    const std::string value(500, 'v');
    for (int i = 0; i < kKeys; ++i) EXPECT_TRUE(db_->Put({}, KeyOf(i), value).ok());
    EXPECT_TRUE(db_->CompactRange({}, nullptr, nullptr).ok());
    std::vector<std::string> tables;
    EXPECT_TRUE(env_->GetChildren(directory_.path(), &tables).ok());
    EXPECT_GT(tables.size(), 50u);
  }

  // With nothing in the cache.
  void Open() {
    db_.reset();
    options_.table_factory.reset(rocksdb::NewBlockBasedTableFactory());
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options_, directory_.path(), &db).ok());
    db_.reset(db);
  }

  // Over all keys, as scans read.
  std::unique_ptr<rocksdb::Iterator> Rows() {
    rocksdb::ReadOptions reading = engine::ScanOptions();
    reading.iterate_lower_bound = &begin_;
    reading.iterate_upper_bound = &end_;
    return std::unique_ptr<rocksdb::Iterator>(db_->NewIterator(reading));
  }

 private:
  const TestDirectory directory_;
  const std::string begin_key_ = KeyOf(0);
  const std::string end_key_ = KeyOf(kKeys);
  const rocksdb::Slice begin_{begin_key_};
  const rocksdb::Slice end_{end_key_};
  const std::unique_ptr<rocksdb::Env> env_;
  rocksdb::Options options_;
  std::unique_ptr<rocksdb::DB> db_;
};

}  // namespace kv::rocks

#include "kv/rocksdb/engine/row_memtable.h"

#include <gtest/gtest.h>
#include <rocksdb/db.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>

#include <atomic>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

namespace kv::rocks::engine {
namespace {

// The list can be reached through a database alone: nothing of this one is ever flushed.
class RowMemtableTest : public testing::Test {
 protected:
  void SetUp() override {
    rocksdb::Options options;
    options.env = env_.get();
    options.create_if_missing = true;
    options.allow_concurrent_memtable_write = false;
    options.memtable_factory = NewRowMemtableFactory();
    options.write_buffer_size = size_t{256} << 20;
    rocksdb::DB* db = nullptr;
    ASSERT_TRUE(rocksdb::DB::Open(options, "/db", &db).ok());
    db_.reset(db);
  }
  std::string Get(const std::string& key, const rocksdb::Snapshot* snapshot = nullptr) {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot;
    std::string value;
    return db_->Get(options, key, &value).ok() ? value : "none";
  }

  const std::unique_ptr<rocksdb::Env> env_{rocksdb::NewMemEnv(rocksdb::Env::Default())};
  std::unique_ptr<rocksdb::DB> db_;
};

// Short, long, of few different bytes and often with a common beginning: around sixteen bytes, too.
std::string RandomKey(std::mt19937& random) {
  std::string key(random() % 3 == 0 ? 14 : 0, 'k');
  for (size_t size = random() % 5; size > 0; --size) {
    key.push_back(static_cast<char>("\0\1a\xff"[random() % 4]));
  }
  return key;
}

TEST_F(RowMemtableTest, IsWhatAMapIs) {
  std::mt19937 random(1);
  std::map<std::string, std::string> expected;
  for (int i = 0; i < 20000; ++i) {
    const std::string key = RandomKey(random);
    if (random() % 4 == 0) {
      expected.erase(key);
      ASSERT_TRUE(db_->Delete({}, key).ok());
    } else {
      expected[key] = std::to_string(i);
      ASSERT_TRUE(db_->Put({}, key, std::to_string(i)).ok());
    }
    if (i % 1000 != 0) continue;
    for (const auto& [known, value] : expected) ASSERT_EQ(Get(known), value);
    for (int j = 0; j < 100; ++j) {
      const std::string asked = RandomKey(random);
      const auto found = expected.find(asked);
      ASSERT_EQ(Get(asked), found == expected.end() ? "none" : found->second);
      const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator({}));
      at->Seek(asked);
      const auto next = expected.lower_bound(asked);
      ASSERT_EQ(at->Valid(), next != expected.end());
      if (at->Valid()) {
        ASSERT_EQ(at->key().ToString(), next->first);
      }
      at->SeekForPrev(asked);
      const auto after = expected.upper_bound(asked);
      ASSERT_EQ(at->Valid(), after != expected.begin());
      if (at->Valid()) {
        ASSERT_EQ(at->key().ToString(), std::prev(after)->first);
      }
    }
    const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator({}));
    auto entry = expected.begin();
    for (at->SeekToFirst(); at->Valid(); at->Next(), ++entry) {
      ASSERT_EQ(at->key().ToString(), entry->first);
      ASSERT_EQ(at->value().ToString(), entry->second);
    }
    ASSERT_EQ(entry, expected.end());
    for (at->SeekToLast(); at->Valid(); at->Prev()) {
      ASSERT_EQ(at->key().ToString(), (--entry)->first);
    }
    ASSERT_EQ(entry, expected.begin());
  }
}

TEST_F(RowMemtableTest, KeepsWhatSnapshotsSee) {
  ASSERT_TRUE(db_->Put({}, "key", "old").ok());
  const rocksdb::Snapshot* const snapshot = db_->GetSnapshot();
  ASSERT_TRUE(db_->Put({}, "key", "new").ok());
  EXPECT_EQ(Get("key"), "new");
  EXPECT_EQ(Get("key", snapshot), "old");
  ASSERT_TRUE(db_->Delete({}, "key").ok());
  EXPECT_EQ(Get("key"), "none");
  EXPECT_EQ(Get("key", snapshot), "old");
  db_->ReleaseSnapshot(snapshot);
}

// What a snapshot sees does not change, whatever is inserted beside it meanwhile.
TEST_F(RowMemtableTest, IsReadWhileItIsWritten) {
  constexpr int kKeys = 50;
  const auto key_of = [](int i) { return std::string(16, 'k') + std::to_string(i); };
  const auto write = [&](int round) {
    rocksdb::WriteBatch batch;
    for (int i = 0; i < kKeys; ++i) ASSERT_TRUE(batch.Put(key_of(i), std::to_string(round)).ok());
    ASSERT_TRUE(db_->Write({}, &batch).ok());
  };
  write(0);
  std::atomic<bool> done{false};
  std::vector<std::thread> readers;
  for (int reader = 0; reader < 3; ++reader) {
    readers.emplace_back([&, reader] {
      while (!done) {
        const rocksdb::Snapshot* const snapshot = db_->GetSnapshot();
        const std::string first = Get(key_of(0), snapshot);
        for (int i = 0; i < kKeys; ++i) EXPECT_EQ(Get(key_of(i), snapshot), first);
        rocksdb::ReadOptions options;
        options.snapshot = snapshot;
        const std::unique_ptr<rocksdb::Iterator> at(db_->NewIterator(options));
        int count = 0;
        const bool backwards = reader == 2;
        for (backwards ? at->SeekToLast() : at->SeekToFirst(); at->Valid();
             backwards ? at->Prev() : at->Next()) {
          EXPECT_EQ(at->value().ToString(), first);
          ++count;
        }
        EXPECT_EQ(count, kKeys);
        db_->ReleaseSnapshot(snapshot);
      }
    });
  }
  for (int round = 1; round < 1000; ++round) write(round);
  done = true;
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace kv::rocks::engine

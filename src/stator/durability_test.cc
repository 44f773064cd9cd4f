// What an acknowledgement costs: a sync, which writers at the same time share.
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "stator/testing/server_fixture.h"
#include "stator/testing/test_service.h"

namespace stator {
namespace {

constexpr std::string_view kTable = "Items";

double Figure(const kv::Store& store, std::string_view name) {
  for (const auto& statistic : store.Statistics()) {
    if (statistic.name == name) return statistic.value;
  }
  ADD_FAILURE() << "no statistic " << name;
  return 0;
}

TEST(Durability, EveryAcknowledgedWriteOfALoneWriterWasSynced) {
  constexpr int kWrites = 100;
  kv::ForgetfulFileSystem disk(1);
  const base::SystemClock clock;
  kv::RocksDbOptions options = kv::DefaultOptions("/data", 2, size_t{64} << 20);
  options.disk_reserve_bytes = 0;
  const auto store = kv::OpenRocksDbStoreOn(disk.files(), options, clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  TestService service(**store);
  ASSERT_EQ(service.Call("CreateTable", CreateTableBody(kTable)).status, 200);

  const double syncs_before = Figure(**store, "wal_syncs_total");
  const double commits_before = Figure(**store, "commits_total");
  for (int i = 1; i <= kWrites; ++i) {
    const uint64_t syncs = disk.syncs();
    const bool deletes = i % 4 == 0;
    const wire::HttpResponse answer =
        deletes ? service.Call("DeleteItem", DeleteItemBody(kTable, "key"))
                : service.Call("PutItem", PutItemBody(kTable, ItemJson("key", i)));
    ASSERT_EQ(answer.status, 200) << answer.body;
    ASSERT_GT(disk.syncs(), syncs) << "acknowledged before it was synced";
  }
  EXPECT_EQ(Figure(**store, "commits_total") - commits_before, kWrites);
  EXPECT_GE(Figure(**store, "wal_syncs_total") - syncs_before, kWrites);
}

// On a disk of the machine, whose syncs take long enough for others to arrive.
TEST(Durability, WritersAtTheSameTimeShareSyncs) {
  constexpr int kWriters = 16;
  constexpr int kWritesEach = 50;
  const DataDirectory directory;
  const base::SystemClock clock;
  const auto store =
      kv::OpenRocksDbStore(kv::DefaultOptions(directory.path(), 2, size_t{64} << 20), clock);
  ASSERT_TRUE(store.ok()) << store.error().message;
  TestService service(**store);
  ASSERT_EQ(service.Call("CreateTable", CreateTableBody(kTable)).status, 200);

  const double syncs_before = Figure(**store, "wal_syncs_total");
  const double commits_before = Figure(**store, "commits_total");
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      for (int i = 0; i < kWritesEach; ++i) {
        const std::string key = std::to_string(writer) + "/" + std::to_string(i);
        EXPECT_EQ(service.Call("PutItem", PutItemBody(kTable, ItemJson(key, i))).status, 200);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  const double commits = Figure(**store, "commits_total") - commits_before;
  const double syncs = Figure(**store, "wal_syncs_total") - syncs_before;
  EXPECT_EQ(commits, kWriters * kWritesEach);
  EXPECT_GT(syncs, 0);
  EXPECT_GT(commits, syncs);
}

}  // namespace
}  // namespace stator

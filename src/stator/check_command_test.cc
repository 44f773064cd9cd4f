#include "stator/check_command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "kv/rocksdb/rocksdb_store.h"
#include "stator/testing/server_fixture.h"
#include "stator/testing/test_service.h"

namespace stator {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kTable = "Items";

class CheckCommandTest : public testing::Test {
 protected:
  void WithStore(const std::function<void(kv::Store&)>& act) {
    auto store =
        kv::OpenRocksDbStore(kv::DefaultOptions(directory_.path(), 1, size_t{64} << 20), clock_);
    ASSERT_TRUE(store.ok()) << store.error().message;
    act(**store);
  }
  // A table with so many items.
  void Fill(int items) {
    WithStore([&](kv::Store& store) {
      TestService service(store);
      ASSERT_EQ(service.Call("CreateTable", CreateTableBody(kTable)).status, 200);
      for (int i = 0; i < items; ++i) {
        const std::string item = ItemJson("key-" + std::to_string(i), i);
        ASSERT_EQ(service.Call("PutItem", PutItemBody(kTable, item)).status, 200);
      }
    });
  }
  // Some row of the table, and the shard it lies in.
  struct StoredRow {
    kv::ShardId shard;
    std::string key;
    std::string bytes;
  };
  static StoredRow SomeRow(kv::Store& store) {
    StoredRow row;
    const auto shards = store.ListShards();
    CHECK(shards.ok());
    for (const kv::ShardId shard : *shards) {
      if (!row.key.empty()) break;
      CHECK(store
                .Scan(shard, {.family = kv::Family::kItem},
                      [&](std::string_view key, std::string_view bytes) {
                        row = {shard, std::string(key), std::string(bytes)};
                        return kv::ScanStep::kStop;
                      })
                .ok());
    }
    CHECK(!row.key.empty());
    return row;
  }
  static void Put(kv::Store& store, kv::ShardId shard, kv::KeyView key, std::string_view bytes) {
    kv::Batch batch;
    batch.Put(shard, key, std::string(bytes));
    ASSERT_TRUE(store.Commit(std::move(batch)).ok());
  }

  // Whether the store is sound; out_ is what it said.
  base::Result<bool> Check() {
    std::ostringstream out;
    base::Result<bool> sound = CheckCommand(directory_.path(), out);
    out_ = out.str();
    return sound;
  }
  void ExpectSound() {
    const base::Result<bool> sound = Check();
    ASSERT_TRUE(sound.ok()) << sound.error().message;
    EXPECT_TRUE(*sound) << out_;
  }
  void ExpectNotSound() {
    const base::Result<bool> sound = Check();
    ASSERT_TRUE(sound.ok()) << sound.error().message;
    EXPECT_FALSE(*sound) << out_;
    EXPECT_THAT(out_, EndsWith(": NOT sound\n"));
  }

  const DataDirectory directory_;
  const base::SystemClock clock_;
  std::string out_;
};

TEST_F(CheckCommandTest, FindsNothingWrongWithASoundStore) {
  Fill(20);
  ExpectSound();
  EXPECT_THAT(out_, AllOf(HasSubstr("tables 1, "), HasSubstr("items 20, "), EndsWith(": sound\n"),
                          Not(HasSubstr("NOT"))));
}

TEST_F(CheckCommandTest, FindsNothingWrongWithAnEmptyStore) {
  WithStore([](kv::Store&) {});
  ExpectSound();
}

TEST_F(CheckCommandTest, ChangesNothing) {
  Fill(5);
  ExpectSound();
  const std::string first = out_;
  ExpectSound();
  EXPECT_EQ(out_, first);
  WithStore([](kv::Store& store) {
    EXPECT_EQ(TestService(store).Call("GetItem", GetItemBody(kTable, "key-4")).body,
              Found(ItemJson("key-4", 4)));
  });
}

TEST_F(CheckCommandTest, FindsARowThatIsCutShort) {
  Fill(5);
  WithStore([](kv::Store& store) {
    const StoredRow row = SomeRow(store);
    Put(store, row.shard, {kv::Family::kItem, row.key}, row.bytes.substr(0, row.bytes.size() / 2));
  });
  ExpectNotSound();
  EXPECT_THAT(out_, HasSubstr("table Items, item "));
}

TEST_F(CheckCommandTest, FindsARowUnderAnotherKey) {
  Fill(5);
  WithStore([](kv::Store& store) {
    const StoredRow row = SomeRow(store);
    Put(store, row.shard, {kv::Family::kItem, row.key + "x"}, row.bytes);
  });
  ExpectNotSound();
  EXPECT_THAT(out_, AllOf(HasSubstr("its attributes make the key "), HasSubstr(" items, its ")));
}

TEST_F(CheckCommandTest, FindsARowThatIsGone) {
  Fill(5);
  WithStore([](kv::Store& store) {
    const StoredRow row = SomeRow(store);
    kv::Batch batch;
    batch.Delete(row.shard, {kv::Family::kItem, row.key});
    ASSERT_TRUE(store.Commit(std::move(batch)).ok());
  });
  ExpectNotSound();
  EXPECT_THAT(out_, HasSubstr("table Items has 4 items, its counter says 5\n"));
}

TEST_F(CheckCommandTest, FindsAShardOfNoTable) {
  Fill(1);
  WithStore([](kv::Store& store) { ASSERT_TRUE(store.CreateShard({999}).ok()); });
  ExpectNotSound();
  EXPECT_THAT(out_, HasSubstr("shard 999 belongs to no table\n"));
}

TEST_F(CheckCommandTest, FindsAFlippedByteInATable) {
  Fill(200);
  WithStore([](kv::Store&) {});  // flushes what the log held into tables
  std::filesystem::path largest;
  for (const auto& file : std::filesystem::directory_iterator(directory_.path())) {
    if (file.path().extension() != ".sst") continue;
    if (largest.empty() || file.file_size() > std::filesystem::file_size(largest)) {
      largest = file.path();
    }
  }
  ASSERT_FALSE(largest.empty());
  ExpectSound();
  std::fstream table(largest, std::ios::in | std::ios::out | std::ios::binary);
  constexpr int kAt = 100;  // in its first block of rows
  table.seekg(kAt);
  const char byte = static_cast<char>(table.get() ^ 1);
  table.seekp(kAt);
  table.put(byte);
  table.close();
  ExpectNotSound();
  EXPECT_THAT(out_, AllOf(HasSubstr("checksums: "), HasSubstr(largest.filename().string())));
}

TEST_F(CheckCommandTest, RefusesWhatIsNoStore) {
  const base::Result<bool> sound = Check();
  ASSERT_FALSE(sound.ok());
  EXPECT_EQ(sound.error().code, base::ErrorCode::kNotFound);
  EXPECT_THAT(sound.error().message, HasSubstr(directory_.path()));
  EXPECT_FALSE(std::filesystem::exists(directory_.path()));
}

TEST_F(CheckCommandTest, RefusesAStoreThatIsInUse) {
  WithStore([&](kv::Store&) {
    const base::Result<bool> sound = Check();
    ASSERT_FALSE(sound.ok());
    EXPECT_EQ(sound.error().code, base::ErrorCode::kUnavailable);
  });
}

}  // namespace
}  // namespace stator

#include "kv/rocksdb/commit/pending_rows.h"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace kv::rocks::commit {
namespace {

TEST(PendingRows, FindsWhatWasInsertedAndNothingElse) {
  std::deque<std::string> keys;
  PendingRows pending;
  for (const int count : {1, 10, 1000, 3}) {  // each after a Clear of the one before
    pending.Clear();
    for (int i = 0; i < count; ++i) {
      const std::string& key = keys.emplace_back(std::to_string(i));
      const KeyView view{Family::kItem, key};
      pending.Insert(HashRow({1}, view), {1}, view).counter = static_cast<uint64_t>(i);
    }
    EXPECT_EQ(pending.rows().size(), static_cast<size_t>(count));
    for (int i = 0; i < 1200; ++i) {
      const std::string key = std::to_string(i);
      const KeyView view{Family::kItem, key};
      const auto* row = pending.Find(HashRow({1}, view), {1}, view);
      ASSERT_EQ(row != nullptr, i < count);
      if (row != nullptr) {
        ASSERT_EQ(row->counter, static_cast<uint64_t>(i));
      }
    }
  }
}

TEST(PendingRows, TellsSpacesAndFamiliesApartEvenIfTheirHashesMeet) {
  PendingRows pending;
  constexpr uint64_t kHash = 5;
  const KeyView item{Family::kItem, "key"};
  const KeyView meta{Family::kMeta, "key"};
  pending.Insert(kHash, {1}, item).counter = 1;
  pending.Insert(kHash, {2}, item).counter = 2;
  pending.Insert(kHash, {1}, meta).counter = 3;
  EXPECT_EQ(pending.Insert(kHash, {1}, item).counter, 1u);
  EXPECT_EQ(pending.Find(kHash, {2}, item)->counter, 2u);
  EXPECT_EQ(pending.Find(kHash, {1}, meta)->counter, 3u);
  EXPECT_EQ(pending.Find(kHash, {2}, meta), nullptr);
  pending.Clear();
  EXPECT_EQ(pending.Find(kHash, {1}, item), nullptr);
  EXPECT_EQ(pending.Find(kHash, {1}, meta), nullptr);
}

}  // namespace
}  // namespace kv::rocks::commit

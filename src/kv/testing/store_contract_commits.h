// Part of kv/testing/store_contract.h: commits, what they check, and counters.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "kv/testing/store_contract.h"

namespace kv {

TEST_P(StoreContract, CommitConflictsUnlessACheckHolds) {
  Put(kShard, Item("a"), "zero");
  const Version zero = VersionOf(kShard, Item("a"));
  Put(kShard, Item("a"), "one");
  const Version one = VersionOf(kShard, Item("a"));
  const Version elsewhere = VersionOf(kOther, Item("a"));
  Put(kOther, Item("a"), "one");
  const auto attempt = [&](auto check) {
    Batch batch;
    check(batch);
    batch.Put(kShard, Item("b"), "written");
    batch.Append(kShard, "record");
    return store_->Commit(std::move(batch));
  };
  const auto conflicts = [&](auto check) {
    const auto result = attempt(check);
    return !result.ok() && result.error().code == base::ErrorCode::kConflict;
  };
  EXPECT_TRUE(conflicts([&](Batch& batch) { batch.Check(kShard, Item("a"), zero); }));
  EXPECT_TRUE(conflicts([&](Batch& batch) { batch.Check(kShard, Item("a"), Version()); }));
  EXPECT_TRUE(conflicts([&](Batch& batch) {
    batch.Check(kShard, Item("a"), one);
    batch.Check(kOther, Item("a"), elsewhere);
  }));
  EXPECT_EQ(Get(kShard, Item("b")), std::nullopt);
  EXPECT_TRUE(Records(kShard).empty());

  EXPECT_TRUE(attempt([&](Batch& batch) {
                batch.Check(kShard, Item("a"), one);
                batch.Check(kShard, Item("none"), Version());
                batch.Check(kShard, Item("none"), VersionOf(kShard, Item("none")));
              }).ok());
  EXPECT_EQ(Get(kShard, Item("b")), "written");
}

TEST_P(StoreContract, ChecksSeeTheStateBeforeTheirOwnBatch) {
  Put(kShard, Item("a"), "one");
  const Version one = VersionOf(kShard, Item("a"));
  Batch batch;
  batch.Put(kShard, Item("a"), "two");
  batch.Check(kShard, Item("a"), one);
  CommitOk(std::move(batch));
  EXPECT_EQ(Get(kShard, Item("a")), "two");
}

TEST_P(StoreContract, ACheckFindsAChangeSinceTheRead) {
  Put(kShard, Item("a"), "one");
  const Version one = VersionOf(kShard, Item("a"));
  Batch unchanged;
  unchanged.Check(kShard, Item("a"), one);
  CommitOk(std::move(unchanged));

  Put(kShard, Item("a"), "two");
  Batch changed;
  changed.Check(kShard, Item("a"), one);
  EXPECT_EQ(CommitError(std::move(changed)), base::ErrorCode::kConflict);

  const Version absent = VersionOf(kShard, Item("b"));
  Put(kShard, Item("b"), "");
  Batch made;
  made.Check(kShard, Item("b"), absent);
  EXPECT_EQ(CommitError(std::move(made)), base::ErrorCode::kConflict);

  const Version empty = VersionOf(kShard, Item("b"));
  Batch remove;
  remove.Delete(kShard, Item("b"));
  CommitOk(std::move(remove));
  Batch removed;
  removed.Check(kShard, Item("b"), empty);
  EXPECT_EQ(CommitError(std::move(removed)), base::ErrorCode::kConflict);
}

TEST_P(StoreContract, ACheckOfALargeValueIsSmall) {
  std::string large(size_t{400} << 10, 'v');
  Put(kShard, Item("a"), large);
  const auto found = store_->Get(kShard, Item("a"), Consistency::kConsistent);
  ASSERT_TRUE(found.ok());
  Put(kShard, Item("a"), "other");
  Put(kShard, Item("a"), large);
  Batch check;
  check.Check(kShard, Item("a"), *found);
  EXPECT_LT(check.bytes(), 100u);
  CommitOk(check);
  large.back() = 'w';
  Put(kShard, Item("a"), large);
  EXPECT_EQ(CommitError(std::move(check)), base::ErrorCode::kConflict);
}

TEST_P(StoreContract, ACheckFindsAnAdd) {
  Add(kShard, "counter", 1);
  const Version one = VersionOf(kShard, Meta("counter"));
  Batch check;
  check.Check(kShard, Meta("counter"), one);
  CommitOk(check);
  Add(kShard, "counter", 1);
  EXPECT_EQ(CommitError(std::move(check)), base::ErrorCode::kConflict);
}

TEST_P(StoreContract, AValueThatCameBackIsUnchanged) {
  Put(kShard, Item("a"), "one");
  const Version one = VersionOf(kShard, Item("a"));
  Put(kShard, Item("a"), "two");
  Put(kShard, Item("a"), "one");
  Batch batch;
  batch.Check(kShard, Item("a"), one);
  CommitOk(std::move(batch));
}

TEST_P(StoreContract, CommitIsAtomicAcrossShards) {
  Batch batch;
  batch.Put(kShard, Item("a"), "1");
  batch.Put({99}, Item("a"), "1");
  EXPECT_EQ(CommitError(std::move(batch)), base::ErrorCode::kNotFound);
  EXPECT_EQ(Get(kShard, Item("a")), std::nullopt);

  Batch both;
  both.Put(kShard, Item("a"), "1");
  both.Put(kOther, Item("a"), "2");
  both.Add(kOther, "counter", 3);
  CommitOk(std::move(both));
  EXPECT_EQ(Get(kShard, Item("a")), "1");
  EXPECT_EQ(Get(kOther, Item("a")), "2");
  EXPECT_EQ(Count(kOther, "counter"), 3);
}

TEST_P(StoreContract, AnEmptyCommitIsFine) { CommitOk({}); }

TEST_P(StoreContract, AddCountsFromZeroAndBelow) {
  EXPECT_EQ(Count(kShard, "counter"), 0);
  for (const int64_t delta : {5, -7, 1}) Add(kShard, "counter", delta);
  EXPECT_EQ(Count(kShard, "counter"), -1);
  Batch twice;
  twice.Add(kShard, "counter", 10);
  twice.Add(kShard, "counter", 20);
  twice.Add(kOther, "counter", 1);
  CommitOk(std::move(twice));
  EXPECT_EQ(Count(kShard, "counter"), 29);
  EXPECT_EQ(Count(kOther, "counter"), 1);
  EXPECT_EQ(store_->Counter({99}, "counter", Consistency::kConsistent).error().code,
            base::ErrorCode::kNotFound);
}

TEST_P(StoreContract, CountersHold64Bits) {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  Add(kShard, "most", kMost);
  EXPECT_EQ(Count(kShard, "most"), kMost);
  Add(kShard, "least", -kMost - 1);
  EXPECT_EQ(Count(kShard, "least"), -kMost - 1);
}

TEST_P(StoreContract, ADeletedCounterBeginsAnew) {
  Add(kShard, "counter", 40);
  Batch remove;
  remove.Delete(kShard, Meta("counter"));
  CommitOk(std::move(remove));
  EXPECT_EQ(Count(kShard, "counter"), 0);
  Add(kShard, "counter", 2);
  EXPECT_EQ(Count(kShard, "counter"), 2);
}

TEST_P(StoreContract, MultiGetTellsCountersBesideValues) {
  Add(kShard, "counter", -3);
  Add(kOther, "counter", 4);
  Put(kShard, Item("a"), "value");
  const std::vector<GetRequest> requests = {{kShard, Meta("counter"), /*counter=*/true},
                                            {kShard, Item("a")},
                                            {kOther, Meta("none"), /*counter=*/true},
                                            {kOther, Meta("counter"), /*counter=*/true}};
  for (const bool one_cut : {false, true}) {
    const auto found = store_->MultiGet(requests, {.one_cut = one_cut});
    ASSERT_TRUE(found.ok());
    std::vector<int64_t> counts;
    for (const auto& one : *found) {
      counts.push_back(one.counter);
      EXPECT_EQ(one.value.has_value(), counts.size() == 2);
    }
    EXPECT_EQ(counts, (std::vector<int64_t>{-3, 0, 0, 4}));
  }
}

TEST_P(StoreContract, ScanCountersVisitsARangeOfThem) {
  for (const auto& [key, count] : {std::pair("a", 1), {"b", -2}, {"c", 3}, {"d", 4}}) {
    Add(kShard, key, count);
  }
  Add(kShard, "c", -3);  // absent now
  std::vector<std::pair<std::string, int64_t>> seen;
  const auto visit = [&](std::string_view key, int64_t count) {
    seen.emplace_back(key, count);
    return ScanStep::kContinue;
  };
  const ScanRequest request{.family = Family::kMeta, .start = "b"};
  const auto all = store_->ScanCounters(kShard, request, visit);
  ASSERT_TRUE(all.ok());
  EXPECT_FALSE(all->may_have_more);
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, int64_t>>{{"b", -2}, {"d", 4}}));

  seen.clear();
  const auto first = store_->ScanCounters(kShard, {.family = Family::kMeta, .count_max = 1}, visit);
  ASSERT_TRUE(first.ok());
  EXPECT_TRUE(first->may_have_more);
  EXPECT_EQ(seen, (std::vector<std::pair<std::string, int64_t>>{{"a", 1}}));
}

TEST_P(StoreContract, ACounterThatComesToZeroIsAbsent) {
  const auto add = [&](std::vector<int64_t> deltas) {
    Batch batch;
    for (const int64_t delta : deltas) batch.Add(kShard, "counter", delta);
    CommitOk(std::move(batch));
  };
  add({2});
  add({-2});
  EXPECT_EQ(Get(kShard, Meta("counter")), std::nullopt);
  add({5, -5});
  EXPECT_EQ(Get(kShard, Meta("counter")), std::nullopt);
  add({5, -5, 3});
  EXPECT_EQ(Count(kShard, "counter"), 3);
  add({-3});
  Batch check;
  check.Check(kShard, Meta("counter"), Version());
  check.Add(kShard, "counter", 1);
  CommitOk(std::move(check));
}

TEST_P(StoreContract, WhatIsNoCounterIsCorruption) {
  Put(kShard, Meta("text"), "abc");
  constexpr auto kCorruption = base::ErrorCode::kCorruption;
  const std::vector<GetRequest> requests = {{kShard, Meta("text"), /*counter=*/true}};
  EXPECT_EQ(store_->Counter(kShard, "text", Consistency::kConsistent).error().code, kCorruption);
  EXPECT_EQ(store_->MultiGet(requests, {}).error().code, kCorruption);
  EXPECT_EQ(store_
                ->ScanCounters(kShard, {.family = Family::kMeta},
                               [](auto, auto) { return ScanStep::kContinue; })
                .error()
                .code,
            kCorruption);
  Batch batch;
  batch.Add(kShard, "text", 1);
  batch.Put(kShard, Item("a"), "1");
  EXPECT_EQ(CommitError(std::move(batch)), base::ErrorCode::kCorruption);
  EXPECT_EQ(Get(kShard, Meta("text")), "abc");
  EXPECT_EQ(Get(kShard, Item("a")), std::nullopt);
}

TEST_P(StoreContract, ConcurrentAddsAreAllCounted) {
  constexpr int kThreads = 8;
  constexpr int kAdds = 50;
  OnThreads(kThreads, [&](int) {
    for (int i = 0; i < kAdds; ++i) {
      Batch batch;
      batch.Add(kShard, "counter", 1);
      batch.Add(kShard, "twice", 2);
      EXPECT_TRUE(store_->Commit(std::move(batch)).ok());
    }
  });
  EXPECT_EQ(Count(kShard, "counter"), kThreads * kAdds);
  EXPECT_EQ(Count(kShard, "twice"), 2 * kThreads * kAdds);
}

TEST_P(StoreContract, ConcurrentReadCheckWriteLosesNoUpdate) {
  constexpr int kThreads = 8;
  constexpr int kUpdates = 30;
  OnThreads(kThreads, [&](int thread) {
    for (int done = 0; done < kUpdates;) {
      const auto found = store_->Get(kShard, Item("number"), Consistency::kConsistent);
      ASSERT_TRUE(found.ok());
      Batch batch;
      int64_t number = 0;
      std::optional<std::string_view> bytes;
      if (found->value) bytes = found->value->bytes();
      if (bytes) number = NumberIn(std::string(*bytes));
      // Half of the threads let the store use their mark.
      batch.Check(kShard, Item("number"),
                  thread % 2 == 0 ? found->version() : Version(bytes, ReadMark{}));
      batch.Put(kShard, Item("number"), Number(number + 1));
      const auto result = store_->Commit(std::move(batch));
      if (result.ok()) {
        ++done;
      } else {
        ASSERT_EQ(result.error().code, base::ErrorCode::kConflict);
      }
    }
  });
  EXPECT_EQ(NumberIn(Get(kShard, Item("number"))), kThreads * kUpdates);
}

TEST_P(StoreContract, ConcurrentChecksAndAddsSeeEachOther) {
  constexpr int kThreads = 6;
  constexpr int kSteps = 30;
  OnThreads(kThreads, [&](int thread) {
    for (int done = 0; done < kSteps;) {
      Batch batch;
      if (thread % 2 == 1) {
        const Version before = VersionOf(kShard, Meta("counter"));
        const int64_t count = Count(kShard, "counter");
        batch.Check(kShard, Meta("counter"), before);
        // Never the same twice, since nothing else was added between the read and the commit.
        batch.Put(kShard, Item(std::to_string(count)), "seen");
      }
      batch.Add(kShard, "counter", 1);
      if (store_->Commit(std::move(batch)).ok()) ++done;
    }
  });
  EXPECT_EQ(Count(kShard, "counter"), kThreads * kSteps);
  EXPECT_EQ(Scan(kShard, {}).size(), static_cast<size_t>(kThreads / 2 * kSteps));
}

TEST_P(StoreContract, DeferredWritesLandInOrderPerSourceKey) {
  for (int i = 0; i < 5; ++i) {
    Batch batch;
    batch.Put(kShard, Item("source"), std::to_string(i));
    batch.DeferredPut(kShard, Item("source"), kOther, {Family::kGlobalIndex, "put"},
                      std::to_string(i));
    batch.DeferredPut(kShard, Item("source"), kOther, {Family::kGlobalIndex, "gone"}, "x");
    CommitOk(std::move(batch));
  }
  Batch last;
  last.DeferredDelete(kShard, Item("source"), kOther, {Family::kGlobalIndex, "gone"});
  CommitOk(std::move(last));
  while (Get(kOther, {Family::kGlobalIndex, "gone"})) std::this_thread::yield();
  EXPECT_EQ(Get(kOther, {Family::kGlobalIndex, "put"}), "4");
}

}  // namespace kv

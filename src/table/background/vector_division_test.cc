// Groups of vector indexes that grow beyond one list: divided beside writers, exact in what they
// have, near enough in what they find.
#include "table/background/vector_division.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/log.h"
#include "kv/testing/memory_store.h"
#include "table/background/vector_divider.h"
#include "table/catalog/catalog.h"
#include "table/check/check.h"
#include "table/item/testing/test_items.h"
#include "table/testing/test_tables.h"
#include "table/vector/search.h"
#include "vectors/distance.h"

namespace table::background {
namespace {

constexpr uint32_t kDimensions = 16;
constexpr int64_t kMany = 3 * vector::kGroupEntriesUndivided;
// Of which a search does not look at all.
constexpr int64_t kMore = vector::kComparedMin * 3 / 2;

using vectors::DistanceFunction;

class DivisionTest : public testing::Test {
 protected:
  DivisionTest() { base::SetLogLevel(base::LogLevel::kError); }
  ~DivisionTest() override { base::SetLogLevel(base::LogLevel::kInfo); }

  void Create(DistanceFunction distance, bool with_hash = false) {
    Open();
    TableDescription wanted = MakeTable("Vectors", /*with_sort_key=*/false);
    IndexDescription index;
    index.name = "ByVector";
    if (with_hash) index.hash = {{"tenant", value::Type::kS}};
    index.vector = VectorSettings{.attribute = "v",
                                  .dimensions = kDimensions,
                                  .distance = distance,
                                  .filters = {{"color", value::Type::kN}}};
    index.projection.type = IndexProjection::Type::kKeysOnly;
    wanted.vector_indexes = {index};
    ASSERT_TRUE(catalog_->Create(wanted).ok());
  }
  // As after a restart.
  void Open(size_t cache_bytes = item::kVectorCacheBytesDefault) {
    divider_.reset();
    items_.reset();
    catalog_.reset();
    breakable_ = std::make_unique<BreakableStore>(store_);
    catalog_ = *catalog::Catalog::Open(*breakable_, clock_, random_);
    items_ = std::make_unique<item::Items>(*breakable_, item::ItemLimits(), cache_bytes);
    divider_ = std::make_unique<VectorDivider>(VectorDivider::Parts{.catalog = *catalog_,
                                                                    .items = *items_,
                                                                    .store = *breakable_,
                                                                    .clock = clock_,
                                                                    .holder = "me"});
  }
  TablePtr table() const { return catalog_->Find(kTestSpace, "Vectors"); }
  const IndexDescription& index() const { return table()->vector_indexes.front(); }

  // Around one of forty points; or (scattered_) anywhere, and of any length.
  std::vector<float> RandomVector() {
    std::normal_distribution<float> around;
    if (scattered_) {
      const float length = std::exp(around(bits_));
      std::vector<float> vector(kDimensions);
      for (float& element : vector) element = length * around(bits_);
      return vector;
    }
    std::normal_distribution<float> normal;  // each of them keeps a number of its engine
    std::mt19937 point(static_cast<uint32_t>(bits_() % 40));
    std::vector<float> vector(kDimensions);
    for (float& element : vector) element = 3 * around(point) + normal(bits_);
    return vector;
  }
  value::Row ItemOf(const std::string& key, const std::vector<float>& vector, int64_t color) {
    std::string elements;
    for (const float element : vector) {
      value::AppendNumber(*value::Number::Parse(std::to_string(element)), &elements);
    }
    std::string list;
    value::AppendList(vector.size(), elements, &list);
    return MakeRow({{"pk", S(key)},
                    {"v", value::Value(std::move(list))},
                    {"tenant", S("t")},
                    {"color", N(color)}});
  }
  void Put(int64_t number) {
    const std::string key = "p" + std::to_string(number);
    std::vector<float> vector = RandomVector();
    ASSERT_TRUE(item::PutItem(*items_, *table(), ItemOf(key, vector, number % 100)).ok());
    for (float& element : vector) element = std::stof(std::to_string(element));
    vectors_[key] = {std::move(vector), number % 100};
  }
  void Delete(int64_t number) {
    const std::string key = "p" + std::to_string(number);
    ASSERT_TRUE(
        items_->Write(*table(), KeyOf(*table(), MakeRow({{"pk", S(key)}})), item::Deletes(), false)
            .ok());
    vectors_.erase(key);
  }
  int Finish() {
    int steps = 0;
    for (auto idle = divider_->Step(); idle; idle = divider_->Step()) {
      clock_.Advance(*idle);
      ++steps;
    }
    return steps;
  }

  std::vector<std::string> Search(const std::vector<float>& query, std::optional<int64_t> color,
                                  size_t count = 10) {
    vector::VectorQuery wanted{.vector = query, .hash = {}, .filters = {}, .count = count};
    const value::Value tenant = S("t");
    const value::Value color_value = N(color.value_or(0));
    if (!index().hash.empty()) wanted.hash = tenant.view();
    if (color) wanted.filters.emplace_back(0, color_value.view());
    const auto found = items_->SearchVectors(index(), wanted);
    EXPECT_TRUE(found.ok());
    std::vector<std::string> keys;
    for (const auto& match : found->matches) {
      keys.emplace_back(match.item.Find("pk")->AsBytes());
      EXPECT_TRUE(vectors_.contains(keys.back())) << "found what is gone: " << keys.back();
    }
    return keys;
  }
  std::vector<std::string> Exact(const std::vector<float>& query, std::optional<int64_t> color,
                                 size_t count = 10) {
    std::vector<std::pair<double, std::string>> scored;
    for (const auto& [key, one] : vectors_) {
      if (color && one.second != *color) continue;
      const double score = vectors::Score(index().vector->distance, query, one.first);
      const bool turn = index().vector->distance == DistanceFunction::kDotProduct;
      scored.emplace_back(turn ? -score : score, key);
    }
    std::ranges::sort(scored);
    std::vector<std::string> keys;
    for (size_t i = 0; i < std::min(count, scored.size()); ++i) keys.push_back(scored[i].second);
    return keys;
  }
  // Of so many searches, the part of the nearest ten that they find.
  double Recall(std::optional<int64_t> color, int searches = 50) {
    size_t found = 0;
    size_t wanted = 0;
    for (int i = 0; i < searches; ++i) {
      const std::vector<float> query = RandomVector();
      const std::vector<std::string> exact = Exact(query, color);
      const std::vector<std::string> keys = Search(query, color);
      const std::set<std::string> set(keys.begin(), keys.end());
      EXPECT_EQ(set.size(), keys.size());
      for (const std::string& key : exact) found += set.contains(key);
      wanted += exact.size();
    }
    return static_cast<double>(found) / static_cast<double>(wanted);
  }
  vector::VectorGroupState State() {
    const value::Value tenant = S("t");
    std::optional<value::ValueView> hash;
    if (!index().hash.empty()) hash = tenant.view();
    return *items_->vectors().StateOf(*breakable_, index(), vector::GroupOf(index(), hash));
  }
  void ExpectSound() {
    const auto report = check::CheckStore(store_, nullptr);
    ASSERT_TRUE(report.ok());
    EXPECT_EQ(report->problem_count, 0u);
    for (const std::string& problem : report->problems) ADD_FAILURE() << problem;
    EXPECT_EQ(report->index_entries, vectors_.size());
  }

  std::mt19937 bits_{1};
  bool scattered_ = false;
  base::ManualClock clock_;
  base::SeededRandom random_{1};
  kv::MemoryStore store_{clock_};
  std::unique_ptr<BreakableStore> breakable_;
  std::unique_ptr<catalog::Catalog> catalog_;
  std::unique_ptr<item::Items> items_;
  std::unique_ptr<VectorDivider> divider_;
  std::map<std::string, std::pair<std::vector<float>, int64_t>> vectors_;
};

class EachDistance : public DivisionTest, public testing::WithParamInterface<DistanceFunction> {};

INSTANTIATE_TEST_SUITE_P(Distances, EachDistance,
                         testing::Values(DistanceFunction::kCosine, DistanceFunction::kEuclidean,
                                         DistanceFunction::kDotProduct));

TEST_P(EachDistance, FindsNearlyAllAfterwards) {
  Create(GetParam());
  for (int64_t i = 0; i < kMore; ++i) Put(i);
  EXPECT_GT(Finish(), 0);
  ASSERT_NE(State().division, nullptr);
  EXPECT_TRUE(State().division->state.ready);
  EXPECT_GT(State().division->lists.size(), 10u);
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt), 0.95);
  EXPECT_GE(Recall(7), 0.99);
}

TEST_F(DivisionTest, FindsNearlyAllWhereNothingIsNear) {
  scattered_ = true;
  Create(DistanceFunction::kDotProduct);
  for (int64_t i = 0; i < kMore; ++i) Put(i);
  Finish();
  EXPECT_GE(Recall(std::nullopt), 0.95);
  EXPECT_GE(Recall(7), 0.99);
}

TEST_F(DivisionTest, AGroupOfAHashValueIsDividedByItself) {
  Create(DistanceFunction::kEuclidean, /*with_hash=*/true);
  for (int64_t i = 0; i <= vector::kGroupEntriesUndivided; ++i) Put(i);
  Finish();
  EXPECT_NE(State().division, nullptr);
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt, 10), 0.95);
}

TEST_F(DivisionTest, ASmallGroupIsSearchedExactly) {
  Create(DistanceFunction::kCosine);
  for (int64_t i = 0; i < vector::kGroupEntriesUndivided; ++i) Put(i);
  EXPECT_EQ(Finish(), 0);
  EXPECT_EQ(State().division, nullptr);
  EXPECT_EQ(Recall(std::nullopt, 10), 1);
  ExpectSound();
}

// Whatever step comes between.
TEST_F(DivisionTest, GoesOnBesideWriters) {
  Create(DistanceFunction::kEuclidean);
  for (int64_t i = 0; i < kMany; ++i) {
    Put(i);
    if (i % 3 == 0) Put(static_cast<int64_t>(bits_() % static_cast<uint64_t>(i + 1)));
    if (i % 5 == 0) Delete(static_cast<int64_t>(bits_() % static_cast<uint64_t>(i + 1)));
    if (i % 2 == 0) {
      if (const auto idle = divider_->Step()) clock_.Advance(*idle);
    }
    if (i % 1000 == 0) Search(RandomVector(), std::nullopt);
  }
  Finish();
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt), 0.95);
}

TEST_F(DivisionTest, GoesOnWhereTheStoreCutsAScanShort) {
  Create(DistanceFunction::kEuclidean);
  breakable_->scan_rows_max = 1;
  for (int64_t i = 0; i < kMany; ++i) Put(i);
  Finish();
  ASSERT_NE(State().division, nullptr);
  EXPECT_GT(State().division->lists.size(), 10u);
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt, 10), 0.95);
}

class DivisionOnThreads : public DivisionTest {};

// All at once.
TEST_F(DivisionOnThreads, IsSound) {
  Create(DistanceFunction::kCosine);
  base::SystemClock clock;
  divider_ = nullptr;
  VectorDivider divider({.catalog = *catalog_,
                         .items = *items_,
                         .store = *breakable_,
                         .clock = clock,
                         .holder = "me"});
  divider.Start();
  constexpr int kWriters = 3;
  std::vector<value::Row> rows;
  for (int64_t i = 0; i < kMany; ++i) {
    std::vector<float> vector = RandomVector();
    rows.push_back(ItemOf("p" + std::to_string(i), vector, i % 100));
    for (float& element : vector) element = std::stof(std::to_string(element));
    // What is put twice stays; what is deleted after it was put goes.
    if (i % 4 != 1) vectors_["p" + std::to_string(i)] = {std::move(vector), i % 100};
  }
  const std::vector<float> query = RandomVector();
  std::atomic<int> writing{kWriters};
  std::vector<std::thread> threads;
  for (int writer = 0; writer < kWriters; ++writer) {
    threads.emplace_back([&, writer] {
      for (size_t i = writer; i < rows.size(); i += kWriters) {
        EXPECT_TRUE(item::PutItem(*items_, *table(), rows[i]).ok());
        if (i % 4 == 1) {
          EXPECT_TRUE(
              items_->Write(*table(), KeyOf(*table(), rows[i]), item::Deletes(), false).ok());
        }
        if (i % 4 == 2) {
          EXPECT_TRUE(item::PutItem(*items_, *table(), rows[i]).ok());
        }
      }
      --writing;
    });
  }
  threads.emplace_back([&] {
    while (writing > 0) {
      const vector::VectorQuery wanted{.vector = query, .hash = {}, .filters = {}, .count = 20};
      EXPECT_TRUE(items_->SearchVectors(index(), wanted).ok());
    }
  });
  for (std::thread& thread : threads) thread.join();
  const auto to_do = [&] { return divider.Statistics().front().value; };
  while (to_do() > 0) std::this_thread::yield();
  divider.Stop();
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt), 0.95);
  EXPECT_GE(Recall(7), 0.99);
}

TEST_F(DivisionTest, EveryDeletedItemIsGone) {
  Create(DistanceFunction::kEuclidean);
  for (int64_t i = 0; i < kMany; ++i) Put(i);
  Finish();
  for (int64_t i = 0; i < kMany; ++i) {
    if (i % 100 != 0) Delete(i);
  }
  ExpectSound();
  EXPECT_EQ(Recall(std::nullopt, 20), 1);
  for (int64_t i = 0; i < kMany; i += 100) Delete(i);
  EXPECT_TRUE(Search(RandomVector(), std::nullopt).empty());
  ExpectSound();
}

// Whichever commit the crash meets, whether it took effect or not.
TEST_F(DivisionTest, GoesOnAfterACrash) {
  Create(DistanceFunction::kEuclidean);
  for (int64_t i = 0; i < kMany; ++i) Put(i);
  int crashes = 0;
  for (int nth = 1;; nth = nth % 7 + 1) {
    breakable_->BreakAt(2 * nth, /*takes_effect=*/nth % 2 == 0, /*for_good=*/true);
    // Something has the group looked at, which is how it is found again.
    Search(RandomVector(), std::nullopt);
    while (!breakable_->broke()) {
      const auto idle = divider_->Step();
      if (!idle) break;
      clock_.Advance(*idle);
    }
    if (!breakable_->broke()) break;
    ++crashes;
    Open();
    ASSERT_LT(crashes, 10'000);
  }
  EXPECT_GT(crashes, 10);
  Finish();
  EXPECT_TRUE(State().division->state.ready);
  ExpectSound();
  EXPECT_GE(Recall(std::nullopt), 0.95);
}

TEST_F(DivisionTest, ACacheTooSmallForAllCostsNoRecall) {
  Create(DistanceFunction::kCosine);
  for (int64_t i = 0; i < kMany; ++i) Put(i);
  Finish();
  constexpr size_t kSmall = 200'000;
  Open(kSmall);
  EXPECT_GE(Recall(std::nullopt), 0.95);
  EXPECT_LE(items_->vectors().bytes(), kSmall);
  EXPECT_GE(Recall(3), 0.99);
  EXPECT_LE(items_->vectors().bytes(), kSmall);
}

TEST_F(DivisionTest, EndsWhereAllVectorsAreTheSame) {
  Create(DistanceFunction::kEuclidean);
  const std::vector<float> same(kDimensions, 1);
  for (int64_t i = 0; i < kMany; ++i) {
    const std::string key = "p" + std::to_string(i);
    ASSERT_TRUE(item::PutItem(*items_, *table(), ItemOf(key, same, i % 100)).ok());
    vectors_[key] = {same, i % 100};
  }
  Finish();  // not for ever
  EXPECT_EQ(Search(same, std::nullopt).size(), 10u);
  ExpectSound();
}

}  // namespace
}  // namespace table::background

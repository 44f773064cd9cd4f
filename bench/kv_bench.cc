// What one read and one commit of the RocksDB store cost. The data directory is in the current
// directory, so that syncs are those of its disk.
#include <benchmark/benchmark.h>

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "base/bytes.h"
#include "base/check.h"
#include "base/clock.h"
#include "kv/rocksdb/rocksdb_store.h"

namespace {

constexpr kv::ShardId kShard{7};
constexpr uint64_t kRows = 100000;
constexpr size_t kValueBytes = 500;

// As the layers above make them: a token of eight bytes, scattered, and what it was made of.
std::string KeyOf(uint64_t row) {
  std::string key;
  base::AppendBigEndian64(row * 0x9e3779b97f4a7c15, &key);
  key += "customer-" + std::to_string(row);
  return key;
}

// One store for all measurements, filled once.
class BenchStore {
 public:
  BenchStore() {
    std::filesystem::remove_all(kPath);
    const auto options = kv::DefaultOptions(kPath, 2, size_t{1} << 30);
    auto opened = kv::OpenRocksDbStore(options, clock_);
    CHECK(opened.ok());
    store_ = *std::move(opened);
    CHECK(store_->CreateShard(kShard).ok());
    const std::string value(kValueBytes, 'v');
    for (uint64_t row = 0; row < kRows;) {
      kv::Batch batch;
      for (int i = 0; i < 1000; ++i, ++row) {
        batch.Put(kShard, {kv::Family::kItem, KeyOf(row)}, value);
      }
      CHECK(store_->Commit(std::move(batch)).ok());
    }
  }
  ~BenchStore() {
    store_.reset();
    std::filesystem::remove_all(kPath);
  }

  kv::Store& operator*() { return *store_; }

 private:
  static constexpr const char* kPath = "kv_bench_data";
  base::SystemClock clock_;
  std::unique_ptr<kv::Store> store_;
};

kv::Store& TheStore() {
  static BenchStore store;
  return *store;
}

double Figure(const kv::Store& store, std::string_view name) {
  for (const auto& statistic : store.Statistics()) {
    if (statistic.name == name) return statistic.value;
  }
  return 0;
}

void Get(benchmark::State& state, uint64_t first_row) {
  kv::Store& store = TheStore();
  uint64_t row = 0;
  for (auto _ : state) {
    const std::string key = KeyOf(first_row + row++ * 7919 % kRows);
    auto found = store.Get(kShard, {kv::Family::kItem, key}, kv::Consistency::kConsistent);
    benchmark::DoNotOptimize(found);
  }
}

void GetHit(benchmark::State& state) { Get(state, 0); }
BENCHMARK(GetHit);

void GetMiss(benchmark::State& state) { Get(state, kRows); }
BENCHMARK(GetMiss);

void MultiGetOf25(benchmark::State& state) {
  kv::Store& store = TheStore();
  uint64_t row = 0;
  for (auto _ : state) {
    std::vector<std::string> keys;
    for (int i = 0; i < 25; ++i) keys.push_back(KeyOf(row++ * 7919 % kRows));
    std::vector<kv::GetRequest> requests;
    for (const auto& key : keys) requests.push_back({kShard, {kv::Family::kItem, key}});
    auto found = store.MultiGet(requests, {.one_cut = state.range(0) == 1});
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(MultiGetOf25)->ArgName("one_cut")->Arg(0)->Arg(1);

void ScanOf10(benchmark::State& state) {
  kv::Store& store = TheStore();
  const auto direction = state.range(0) == 0 ? kv::Direction::kForward : kv::Direction::kBackward;
  uint64_t row = 0;
  for (auto _ : state) {
    const std::string key = KeyOf(row++ * 7919 % kRows);
    kv::ScanRequest request{.direction = direction, .count_max = 10};
    if (direction == kv::Direction::kForward) {
      request.start = key;
    } else {
      request.end = key;
    }
    size_t bytes = 0;
    const auto result = store.Scan(kShard, request, [&](auto, auto value) {
      bytes += value.size();
      return kv::ScanStep::kContinue;
    });
    benchmark::DoNotOptimize(bytes);
    CHECK(result.ok());
  }
}
BENCHMARK(ScanOf10)->ArgName("backward")->Arg(0)->Arg(1);

// Reads a row, checks it, writes it, adds to a counter: what an item's write comes down to. Each
// thread has rows of its own.
void Commit(benchmark::State& state) {
  kv::Store& store = TheStore();
  const std::string value(kValueBytes, 'w');
  static double syncs_before;
  static double commits_before;
  if (state.thread_index() == 0) {
    syncs_before = Figure(store, "wal_syncs_total");
    commits_before = Figure(store, "commits_total");
  }
  auto row = static_cast<uint64_t>(state.thread_index());
  for (auto _ : state) {
    const std::string key = KeyOf(row % kRows);
    row += 64;
    const kv::KeyView view{kv::Family::kItem, key};
    auto found = store.Get(kShard, view, kv::Consistency::kConsistent);
    CHECK(found.ok() && found->value);
    kv::Batch batch;
    batch.Check(kShard, view, *found);
    batch.Put(kShard, view, value);
    batch.Add(kShard, "items", 0);
    CHECK(store.Commit(std::move(batch)).ok());
  }
  if (state.thread_index() == 0) {
    const double commits = Figure(store, "commits_total") - commits_before;
    state.counters["commits_per_sync"] =
        commits / std::max(1.0, Figure(store, "wal_syncs_total") - syncs_before);
  }
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(Commit)->Threads(1)->Threads(64)->UseRealTime()->MeasureProcessCPUTime();

}  // namespace

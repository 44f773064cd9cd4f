// The least that reading and writing large things can cost: the rows of a table through the
// contract of kv/store.h alone, without requests, JSON, or sockets. The yardstick for what a server
// streams.
//
//   bare_store DATA TABLE query|scan|multi-get|commit SECONDS
//
// DATA is the data directory of a server that was stopped. A pass is the whole table: all its rows
// in order, a megabyte at a time (query; scan, which keeps nothing in memory), all of them by their
// keys at once (multi-get), or all of them written again in one commit. What is read is copied
// once, as a program that reads a file would. One pass goes before those that are measured, of
// which the last begins before the seconds are over. Prints, on one line:
//
//   {"items":200000,"item_bytes":100301234,"passes":3,"seconds":0.31,"cpu_seconds":0.30}
#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "table/catalog/catalog_reader.h"
#include "value/row.h"

namespace {

constexpr size_t kCores = 2;
constexpr size_t kMemoryBytes = size_t{4} << 30;  // of which three eighths cache blocks
constexpr size_t kChunkBytes = size_t{1} << 20;
constexpr size_t kChunkRows = 4096;

// Whose table: those of a server that was not told otherwise.
const table::Namespace kSpace{"000000000000", "us-east-1"};

struct Weight {
  uint64_t items = 0;
  uint64_t item_bytes = 0;
};

// Where rows are copied to, one over the other.
class Sink {
 public:
  void Take(std::string_view bytes) {
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), room_.size()))) {
      std::memcpy(room_.data(), bytes.data(), std::min(bytes.size(), room_.size()));
    }
  }

 private:
  std::string room_ = std::string(kChunkBytes, '\0');
};

class Passes {
 public:
  Passes(kv::Store& store, const table::TableDescription& table) : store_(store), table_(table) {}

  base::Result<Weight> Weigh() {
    Weight weight;
    base::Status read;
    TRY(Visit(/*passing=*/true, [&](kv::ShardId, std::string_view, std::string_view bytes) {
      const base::Result<value::RowView> row = value::RowView::Open(bytes);
      if (!row) {
        read = row.error();
        return;
      }
      ++weight.items;
      weight.item_bytes += row->ItemBytes();
    }));
    TRY(std::move(read));
    return weight;
  }

  base::Status Walk(bool passing) {
    return Visit(passing,
                 [&](kv::ShardId, std::string_view, std::string_view bytes) { sink_.Take(bytes); });
  }

  base::Status MultiGet() {
    TRY(Keep(/*values=*/false));
    std::vector<kv::GetRequest> requests;
    requests.reserve(kept_.size());
    for (const Kept& row : kept_) requests.push_back({row.shard, {kv::Family::kItem, row.key}});
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    for (const kv::Found& row : found) {
      if (!row.value) return base::Internal("a row is gone");
      sink_.Take(row.value->bytes());
    }
    return {};
  }

  base::Status Commit() {
    TRY(Keep(/*values=*/true));
    kv::Batch batch;
    for (const Kept& row : kept_) batch.Put(row.shard, {kv::Family::kItem, row.key}, row.value);
    TRY(store_.Commit(std::move(batch)));
    return {};
  }

 private:
  struct Kept {
    kv::ShardId shard;
    std::string key;
    std::string value;
  };
  using Visitor = std::function<void(kv::ShardId, std::string_view key, std::string_view value)>;

  base::Status Visit(bool passing, const Visitor& visitor) {
    for (const table::Partition& partition : table_.partitions) {
      std::string start;
      for (bool more = true; more;) {
        const kv::ScanRequest request{.start = start,
                                      .consistency = kv::Consistency::kEventual,
                                      .bytes_max = kChunkBytes,
                                      .count_max = kChunkRows,
                                      .passing = passing};
        std::string last;
        TRY_ASSIGN(const kv::ScanResult result,
                   store_.Scan(partition.shard, request,
                               [&](std::string_view key, std::string_view value) {
                                 last.assign(key);
                                 visitor(partition.shard, key, value);
                                 return kv::ScanStep::kContinue;
                               }));
        more = result.may_have_more;
        start = last + '\0';
      }
    }
    return {};
  }

  // What the passes that name their rows name: found in the pass that is not measured.
  base::Status Keep(bool values) {
    if (!kept_.empty()) return {};
    return Visit(
        /*passing=*/false, [&](kv::ShardId shard, std::string_view key, std::string_view value) {
          kept_.push_back({shard, std::string(key), std::string(values ? value : "")});
        });
  }

  kv::Store& store_;
  const table::TableDescription& table_;
  std::vector<Kept> kept_;
  Sink sink_;
};

double CpuSeconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

base::Status Measure(const std::string& data, std::string_view table_name, std::string_view action,
                     double seconds) {
  const base::SystemClock clock;
  const kv::RocksDbOptions options = kv::DefaultOptions(data, kCores, kMemoryBytes);
  TRY_ASSIGN(const std::unique_ptr<kv::Store> store,
             action == "commit" ? kv::OpenRocksDbStore(options, clock)
                                : kv::OpenRocksDbStoreReadOnly(options, clock));
  TRY_ASSIGN(const table::catalog::FoundRecord found,
             table::catalog::ReadTableRecord(*store, kSpace, table_name));
  if (!found.record) return base::NotFound("no table " + std::string(table_name));
  Passes passes(*store, found.record->table);
  const auto pass = [&]() -> base::Status {
    if (action == "multi-get") return passes.MultiGet();
    if (action == "commit") return passes.Commit();
    return passes.Walk(/*passing=*/action == "scan");
  };

  TRY_ASSIGN(const Weight weight, passes.Weigh());
  TRY(pass());
  const auto began = std::chrono::steady_clock::now();
  const double cpu_before = CpuSeconds();
  std::chrono::duration<double> elapsed{0};
  uint64_t count = 0;
  for (; elapsed.count() < seconds; ++count) {
    TRY(pass());
    elapsed = std::chrono::steady_clock::now() - began;
  }
  const double cpu_seconds = CpuSeconds() - cpu_before;
  std::printf("{\"items\":%llu,\"item_bytes\":%llu,\"passes\":%llu,\"seconds\":%.6f,",
              static_cast<unsigned long long>(weight.items),
              static_cast<unsigned long long>(weight.item_bytes),
              static_cast<unsigned long long>(count), elapsed.count());
  std::printf("\"cpu_seconds\":%.6f}\n", cpu_seconds);
  return {};
}

bool IsAction(std::string_view action) {
  return action == "query" || action == "scan" || action == "multi-get" || action == "commit";
}

}  // namespace

int main(int argc, char** argv) {
  double seconds = 0;
  if (argc == 5) {
    const std::string_view text = argv[4];
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  if (seconds <= 0 || !IsAction(argv[3])) {
    std::fprintf(stderr, "usage: bare_store DATA TABLE query|scan|multi-get|commit SECONDS\n");
    return 2;
  }
  const base::Status measured = Measure(argv[1], argv[2], argv[3], seconds);
  if (measured) return 0;
  std::fprintf(stderr, "bare_store: %s\n", measured.error().message.c_str());
  return 1;
}

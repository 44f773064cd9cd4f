// A store in memory: the whole contract of kv/store.h but durability.
//
// For the tests and measurements of the layers above, which it frees from any disk, and as the
// plainest statement of what a store does: one mutex, one map per family. What it holds is gone
// when it ends. Eventual reads are answered as consistent ones; deferred writes land with their
// commit.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "kv/store.h"

namespace kv {

// Safe from any thread. Scan calls its visitor under the mutex: a visitor that calls the store
// never returns.
class MemoryStore final : public Store {
 public:
  // `clock` tells when leases end, and must outlive the store.
  explicit MemoryStore(const base::Clock& clock) : clock_(clock) {}

  base::Result<Found> Get(ShardId shard, KeyView key, Consistency consistency) override;
  base::Result<std::vector<Found>> MultiGet(std::span<const GetRequest> requests,
                                            const MultiGetOptions& options) override;
  base::Result<int64_t> Counter(ShardId shard, std::string_view meta_key,
                                Consistency consistency) override;
  base::Result<ScanResult> Scan(ShardId shard, const ScanRequest& request,
                                const ScanVisitor& visitor) override;
  base::Result<ScanResult> ScanCounters(ShardId shard, const ScanRequest& request,
                                        const CounterVisitor& visitor) override;
  base::Result<CommitResult> Commit(Batch batch) override;
  base::Result<std::vector<LogRecord>> ReadLog(ShardId shard, LogPosition after,
                                               const ReadLogLimits& limits) override;
  // Waits on the thread.
  base::Status WaitLog(ShardId shard, LogPosition after,
                       std::chrono::milliseconds at_most) override;
  base::Status TrimLog(ShardId shard, LogPosition up_to) override;
  base::Status CreateShard(ShardId shard) override;
  base::Status SplitShard(ShardId parent, std::string_view at, ShardId left,
                          ShardId right) override;
  base::Status DropShard(ShardId shard) override;
  base::Result<std::vector<ShardId>> ListShards() override;
  base::Result<bool> AcquireLease(std::string_view name, std::string_view holder,
                                  std::chrono::milliseconds duration) override;
  base::Status ReleaseLease(std::string_view name, std::string_view holder) override;
  std::vector<Statistic> Statistics() const override;

 private:
  // Shared, so that a value which was read outlives its replacement.
  using Bytes = std::shared_ptr<const std::string>;
  using Rows = std::map<std::string, Bytes, std::less<>>;
  static constexpr size_t kFamilies = 4;

  struct Shard {
    std::array<Rows, kFamilies> families;
    std::deque<LogRecord> log;
    std::optional<std::pair<ShardId, ShardId>> halves;  // if it was split

    Rows& rows(Family family) { return families[static_cast<size_t>(family) - 1]; }
  };
  struct Lease {
    std::string holder;
    base::MonotonicTime until;
  };

  // The shard; null if there is none. FindWhole: nor if it was split.
  Shard* FindAny(ShardId id) REQUIRES(mutex_);
  Shard* FindWhole(ShardId id) REQUIRES(mutex_);
  base::Result<Found> Read(ShardId shard, KeyView key) REQUIRES(mutex_);
  // Whether there is a record after this position; kNotFound if none will come.
  base::Result<bool> HasRecordAfter(ShardId id, LogPosition after) REQUIRES(mutex_);
  bool Holds(std::string_view name, std::string_view holder) REQUIRES(mutex_);
  // Whether the batch can be applied; its errors are Commit's.
  base::Status Examine(const Batch& batch) REQUIRES(mutex_);
  base::Status ExamineWrite(const Batch::WriteEntry& write) REQUIRES(mutex_);
  void Apply(Batch::WriteEntry write) REQUIRES(mutex_);

  const base::Clock& clock_;
  mutable base::Mutex mutex_;
  base::CondVar logs_changed_;
  size_t log_waiters_ GUARDED_BY(mutex_) = 0;
  std::map<ShardId, Shard> shards_ GUARDED_BY(mutex_);
  std::map<std::string, Lease, std::less<>> leases_ GUARDED_BY(mutex_);
  uint64_t commits_ GUARDED_BY(mutex_) = 0;
  uint64_t last_position_ GUARDED_BY(mutex_) = 0;  // of any log
};

}  // namespace kv

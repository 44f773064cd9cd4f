// Makes indexes that were added to tables whole: one thread, beside the requests.
//
// It goes on where it, or another before a crash, was (table/background/index_backfill.h). Several
// indexes take turns, a chunk each, so that what it needs does not grow with their number or size.
// While there are requests it rests as long as it works.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "base/statistic.h"
#include "kv/store.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"

namespace table::background {

// Safe from any thread, but Step: by one at a time. It is the listener of its catalog's changes.
class IndexBuilder {
 public:
  // What it is given must outlive it.
  struct Parts {
    catalog::Catalog& catalog;
    item::Items& items;
    kv::Store& store;
    const base::Clock& clock;
    // Holds the leases of what is built; another for each server there may be at one time. A server
    // that comes after another under its name goes on at once.
    std::string holder;
    // Whether there were requests since it was asked last, by the thread that builds; null: never.
    std::function<bool()> busy = {};
  };
  explicit IndexBuilder(Parts parts);
  ~IndexBuilder();  // stops it
  IndexBuilder(const IndexBuilder&) = delete;
  IndexBuilder& operator=(const IndexBuilder&) = delete;

  // From Start to Stop a thread builds what there is to build. Stop returns once the chunk that it
  // is at is done; what is not built goes on when it is started again.
  void Start();
  void Stop();

  // Does one chunk, if it is time for one. Returns how long it has nothing to do; nullopt: until
  // the catalog changes. What fails is tried again later. For the thread of Start, and for tests.
  std::optional<std::chrono::microseconds> Step();

  std::vector<base::Statistic> Statistics() const;

 private:
  struct Build;
  using Duration = std::chrono::microseconds;

  void Run();
  void Wake();
  // Finds what there is to build, if the catalog has changed.
  void FindBuilds();
  std::unique_ptr<Build> BuildOf(const TableDescription& table, const IndexDescription& index);
  // Lets other servers build it.
  void GiveUp(const Build& build);
  // The next one in turn whose time has come; null if there is none.
  Build* NextDue(base::MonotonicTime now);
  std::optional<Duration> UntilNextDue(base::MonotonicTime now) const;
  base::Status FillSome(Build* build);
  base::Result<bool> HasLease(Build* build);
  base::Status Activate(const Build& build);
  void Failed(const base::Error& error, Build* build);

  const Parts parts_;
  // Of whoever calls Step.
  std::vector<std::unique_ptr<Build>> builds_;
  size_t turn_ = 0;
  base::MonotonicTime rests_until_;

  std::atomic<size_t> build_count_{0};
  std::atomic<uint64_t> items_{0};
  std::atomic<uint64_t> entries_{0};

  base::Mutex mutex_;
  base::CondVar woken_;
  bool changed_ GUARDED_BY(mutex_) = true;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace table::background

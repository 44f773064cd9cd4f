// What of vector indexes is kept in memory: how groups are divided, and lists that were searched.
//
// No more than so many bytes; what was not used for longest goes first, and is read from the store
// when it is wanted again. Nothing in here is needed to know what the indexes have: it is all rows
// of the store (rows.h), which is why a restart rebuilds nothing.
//
// Whoever changes an index tells what came of it once the commit is done and before the latches of
// the items are released (Apply), so that what is in memory is what is in the store. A list that is
// being read from the store meanwhile is told when it has been read.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "base/statistic.h"
#include "kv/store.h"
#include "table/vector/list.h"
#include "table/vector/rows.h"
#include "vectors/centroids.h"

namespace table::vector {

// A group of more entries is divided: a search compares with so many in less than half a
// millisecond at 256 dimensions.
constexpr int64_t kGroupEntriesUndivided = 4096;
// A list of more members is divided into lists of about kListMembersWanted.
constexpr int64_t kListMembersMax = 2048;
constexpr int64_t kListMembersWanted = 256;

// How a group is divided, as of one version of its state.
struct VectorDivision {
  VectorState state;
  std::vector<VectorListId> lists;  // in order; of each, the centroid and whether it is open
  std::vector<bool> open;
  vectors::Centroids centroids;

  // The place of a list among `lists`; nullopt if there is none.
  std::optional<size_t> Find(VectorListId list) const;
  size_t Bytes() const;
};

// What the store says of a group; what is decided by it is to be committed with a check of it.
struct VectorGroupState {
  kv::Version version;
  std::shared_ptr<const VectorDivision> division;  // null: the group is not divided

  void AddCheck(const VectorGroup& group, kv::Batch* batch) const;
};

// What a commit changed in one list (or, kAllEntries, among the entries).
struct VectorDelta {
  VectorGroup group;
  VectorListId list;
  std::string item_key;
  std::shared_ptr<const std::string> stored;  // what is there now; null: nothing
  int count = 0;                              // by how many there are more
};

// What there is to do in the background: divide this, or go on with it (vector_division.h).
struct VectorWork {
  VectorGroup group;
  VectorListId list;
  friend auto operator<=>(const VectorWork&, const VectorWork&) = default;
};

// Safe from any thread; what reads the store may wait.
class VectorCache {
 public:
  explicit VectorCache(size_t bytes_max) : bytes_max_(bytes_max) {}

  // How the group is divided now. Errors: the store's; kCorruption.
  base::Result<VectorGroupState> StateOf(kv::Store& store, const IndexDescription& index,
                                         const VectorGroup& group);

  // The list, if it may be kept; null if it is too large to be, or (`passing`, for whoever looks at
  // far more lists than most do) if there is no room. Errors: the store's; kCorruption.
  base::Result<std::shared_ptr<const VectorList>> ListOf(kv::Store& store,
                                                         const IndexDescription& index,
                                                         const VectorGroup& group,
                                                         VectorListId list, bool passing);

  // How many members the list has, about; zero if nothing is known of its group.
  int64_t CountOf(const VectorGroup& group, VectorListId list) const;

  void Apply(const std::vector<VectorDelta>& deltas);

  // The list cannot be divided: not to be told of before it has so many members.
  void LeaveUntil(const VectorGroup& group, VectorListId list, int64_t count);

  // Drops a list that is not searched any more.
  void Forget(const VectorGroup& group, VectorListId list);

  // `listener` is called when there is something to do, now and then for the same more than once,
  // with a lock held: it must not wait, nor call this. One at a time; null for none.
  void OnWork(std::function<void(const VectorWork&)> listener);

  std::vector<base::Statistic> Statistics() const;
  size_t bytes() const { return bytes_.load(std::memory_order_relaxed); }

 private:
  // A group, or a list.
  struct Slot {
    std::list<const std::string*>::iterator used;
    size_t bytes = 0;
    // Of a group.
    std::string stored;
    std::shared_ptr<const VectorDivision> division;
    std::map<VectorListId, int64_t> counts;
    std::map<VectorListId, int64_t> left_until;
    // Of a list; null while it is being read.
    std::shared_ptr<VectorList> list;
    bool being_read = false;
    std::vector<VectorDelta> meanwhile;
  };
  using Slots = std::unordered_map<std::string, Slot>;

  base::Result<std::shared_ptr<VectorList>> Load(kv::Store& store, const IndexDescription& index,
                                                 const VectorGroup& group, VectorListId list);
  Slot* Find(const std::string& key) REQUIRES(mutex_);
  const Slot* Peek(const std::string& key) const REQUIRES(mutex_);
  Slot* Insert(const std::string& key) REQUIRES(mutex_);
  void SetBytes(Slot* slot, size_t bytes) REQUIRES(mutex_);
  void Erase(Slots::iterator slot) REQUIRES(mutex_);
  // Drops what was not used for longest, but not `kept`.
  void Shrink(const Slot* kept) REQUIRES(mutex_);
  void Count(const VectorDelta& delta) REQUIRES(mutex_);
  void TellWork(const VectorGroup& group, const Slot& slot) REQUIRES(mutex_);
  void TellIfLarge(const VectorGroup& group, const Slot& slot, VectorListId list) REQUIRES(mutex_);

  const size_t bytes_max_;
  mutable base::Mutex mutex_;
  Slots slots_ GUARDED_BY(mutex_);
  std::list<const std::string*> used_ GUARDED_BY(mutex_);  // the latest first
  std::function<void(const VectorWork&)> on_work_ GUARDED_BY(mutex_);
  size_t lists_ GUARDED_BY(mutex_) = 0;

  std::atomic<size_t> bytes_{0};
  std::atomic<uint64_t> hits_{0};
  std::atomic<uint64_t> misses_{0};
};

// Reads up to `count_max` members of a list (or entries) from `*start` on, which is empty at first,
// into `*list`; whether there may be more. Errors: the store's; kCorruption.
base::Result<bool> ReadMembers(kv::Store& store, const VectorGroup& group, VectorListId list,
                               size_t count_max, std::string* start, VectorList* into);

}  // namespace table::vector

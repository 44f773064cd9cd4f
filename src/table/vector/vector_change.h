// What the changes of items mean for the vector indexes of their tables.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/index/index_change.h"
#include "table/table.h"
#include "table/vector/cache.h"
#include "table/vector/entry.h"

namespace table::vector {

// "At least 1024": what a write to a vector index is charged, in bytes.
constexpr size_t kVectorWriteBytesMin = 1024;

// For one commit, on one thread. Whoever commits the batch holds the latches of the items from
// before the first call to after Done.
class VectorChanges {
 public:
  VectorChanges(kv::Store& store, VectorCache& cache) : store_(store), cache_(cache) {}

  // Adds to `batch` what the index, which IsKept, makes of the change. Returns what it is charged,
  // in bytes; zero if nothing was changed. As ChangeIndex (index_change.h) does for the others.
  // Errors: kInvalidArgument (CheckVectorAttributes', of the new item; but what was so in the old
  // one is let be), kCorruption, the store's.
  base::Result<size_t> Change(const IndexDescription& index, const index::ItemChange& change,
                              kv::Batch* batch);

  // Adds an entry that is not there: the index is being filled. Errors: the store's; kCorruption.
  base::Status Add(const IndexDescription& index, std::string_view item_key,
                   const VectorEntry& entry, kv::Batch* batch);

  // To be called once the commit is done.
  void Done() { cache_.Apply(deltas_); }

 private:
  base::Result<const VectorGroupState*> StateOf(const IndexDescription& index,
                                                const VectorGroup& group, kv::Batch* batch);
  base::Status Put(const IndexDescription& index, std::string_view item_key,
                   const VectorEntry& entry, kv::Batch* batch);
  base::Result<std::optional<VectorListId>> PlaceOf(const IndexDescription& index,
                                                    const VectorGroup& group,
                                                    std::string_view item_key, kv::Batch* batch);
  // `before`: the list that has the entry until now.
  base::Status PutMember(const IndexDescription& index, std::string_view item_key,
                         const VectorEntry& entry, std::optional<VectorListId> before,
                         kv::Batch* batch);
  void RemoveMember(const IndexDescription& index, const VectorGroup& group, VectorListId list,
                    std::string_view item_key, kv::Batch* batch);
  base::Status Delete(const IndexDescription& index, std::string_view item_key,
                      const VectorEntry& entry, kv::Batch* batch);
  void Count(const IndexDescription& index, const VectorGroup& group, int64_t entries,
             int64_t bytes, kv::Batch* batch);

  kv::Store& store_;
  VectorCache& cache_;
  std::map<VectorGroup, VectorGroupState> states_;
  std::vector<VectorDelta> deltas_;
};

// What a division's lists have of an entry: the list that it belongs to, and its member there.
struct VectorPlacement {
  VectorListId list;
  std::string member;
};
VectorPlacement PlacementOf(const VectorSettings& settings, const VectorDivision& division,
                            std::span<const float> vector, std::span<const uint64_t> filters);

}  // namespace table::vector

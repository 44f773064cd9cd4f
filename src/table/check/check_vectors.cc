#include "table/check/check_vectors.h"

#include <map>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "table/check/check_indexes.h"
#include "table/shard_rows.h"
#include "table/vector/entry.h"
#include "table/vector/rows.h"
#include "vectors/code.h"

namespace table::check {
namespace {

// Whether the index must have an entry for every item that implies one.
bool IsFilled(const IndexDescription& index) {
  return !index.backfilling && index.status != IndexStatus::kCreating;
}

// Whether this is what is stored; its row may be of an older version.
bool IsStored(const VectorSettings& settings, const vector::VectorEntry& entry,
              std::string_view bytes) {
  const auto stored = vector::OpenEntry(settings, bytes);
  if (!stored.ok()) return false;
  const auto row = value::RowView::Open(stored->row);
  return row.ok() && *row == entry.row.view() && vector::ReadFloats(stored->floats) == entry.vector;
}

// The rows of one group after another, in the order of their keys: centroids come before members,
// and entries too.
class GroupChecker {
 public:
  using Tell = VectorChecker::Tell;
  GroupChecker(kv::Store& store, const IndexDescription& index, kv::ShardId shard, Tell tell)
      : store_(store), index_(index), shard_(shard), tell_(std::move(tell)) {}

  base::Status CheckRow(std::string_view key, std::string_view bytes, item::ItemCounts* found) {
    const auto taken = vector::TakeVectorRowKey(index_, key);
    if (!taken.ok()) return TellOf(key, taken.error().message);
    if (taken->group != group_.prefix) {
      TRY(EndGroup());
      group_ = {.shard = shard_, .prefix = std::string(taken->group)};
    }
    switch (taken->mark) {
      case vector::kEntryMark:
        return CheckEntry(key, bytes, found);
      case vector::kStateMark: {
        const auto state = vector::ReadState(bytes);
        if (!state.ok()) return TellOf(key, state.error().message);
        state_ = *state;
        return {};
      }
      case vector::kCentroidMark: {
        const auto centroid = vector::OpenCentroid(*index_.vector, bytes);
        if (!centroid.ok()) return TellOf(key, centroid.error().message);
        lists_[taken->list].centroid = vector::ReadFloats(centroid->floats);
        return {};
      }
      case vector::kMemberMark:
        return CheckMember(*taken, key, bytes);
      default:
        ++places_;
        return {};
    }
  }

  // Of the group whose rows were read.
  base::Status EndGroup() {
    if (group_.prefix.empty()) return {};
    const auto tell = [&](const std::string& problem) { static_cast<void>(TellOf("", problem)); };
    const int64_t members = members_;
    if (members != places_) {
      tell(std::to_string(members) + " members of lists, and places of " + std::to_string(places_));
    }
    if (!state_ && (members != 0 || !lists_.empty())) tell("has lists, but is not divided");
    if (state_ && state_->ready && members != entries_) {
      tell(std::to_string(entries_) + " entries, of which lists have " + std::to_string(members));
    }
    TRY(CheckCounter(vector::kAllEntries, entries_));
    for (const auto& [list, one] : lists_) TRY(CheckCounter(list, one.members));
    group_ = {};
    state_.reset();
    lists_.clear();
    entries_ = members_ = places_ = 0;
    return {};
  }

 private:
  struct List {
    std::vector<float> centroid;
    int64_t members = 0;
  };

  base::Status TellOf(std::string_view key, const std::string& problem) {
    tell_(", " + (key.empty() ? "group " + KeyText(group_.prefix) : "row " + KeyText(key)) + ": " +
          problem);
    return {};
  }

  base::Status CheckEntry(std::string_view key, std::string_view bytes, item::ItemCounts* found) {
    ++entries_;
    ++found->items;
    const auto entry = vector::OpenEntry(*index_.vector, bytes);
    if (!entry.ok()) return TellOf(key, entry.error().message);
    const base::Status well_formed = value::RowView::Check(entry->row);
    if (!well_formed.ok()) return TellOf(key, well_formed.error().message);
    TRY_ASSIGN(const value::RowView row, value::RowView::Open(entry->row));
    found->bytes += static_cast<int64_t>(row.ItemBytes() + entry->floats.size());
    return {};
  }

  // A member is what its entry implies, and in the place where it is said to be.
  base::Status CheckMember(const vector::VectorRowKey& taken, std::string_view key,
                           std::string_view bytes) {
    ++members_;
    const auto list = lists_.find(taken.list);
    if (list == lists_.end()) return TellOf(key, "is of a list that is not there");
    ++list->second.members;
    TRY_ASSIGN(const kv::Found place, Get(vector::PlaceKey(group_, taken.item_key)));
    if (!place.value || place.value->bytes() != vector::EncodePlace(taken.list)) {
      return TellOf(key, "is not in its place");
    }
    TRY_ASSIGN(const kv::Found stored, Get(vector::EntryKey(group_, taken.item_key)));
    if (!stored.value) return TellOf(key, "there is no such entry");
    const auto entry = vector::OpenEntry(*index_.vector, stored.value->bytes());
    if (!entry.ok()) return {};  // told
    TRY_ASSIGN(const value::RowView row, value::RowView::Open(entry->row));
    std::vector<uint64_t> filters;
    for (const KeyAttribute& filter : index_.vector->filters) {
      const auto value = row.Find(filter.name);
      filters.push_back(value ? vector::FilterHash(*value) : 0);
    }
    const std::vector<float> prepared =
        vectors::Prepared(index_.vector->distance, vector::ReadFloats(entry->floats));
    if (bytes != vector::EncodeMember(vectors::Encode(prepared, list->second.centroid), filters)) {
      return TellOf(key, "is not what its entry implies");
    }
    return {};
  }

  base::Status CheckCounter(vector::VectorListId list, int64_t counted) {
    const std::string key = vector::CounterKey(group_, list);
    TRY_ASSIGN(const int64_t counter, store_.Counter(shard_, key, kv::Consistency::kConsistent));
    if (counter == counted) return {};
    return TellOf("", "list " + std::to_string(list.value) + " has " + std::to_string(counted) +
                          ", its counter says " + std::to_string(counter));
  }

  base::Result<kv::Found> Get(const std::string& key) {
    return store_.Get(shard_, {index_.family(), key}, kv::Consistency::kConsistent);
  }

  kv::Store& store_;
  const IndexDescription& index_;
  const kv::ShardId shard_;
  const Tell tell_;
  vector::VectorGroup group_;
  std::optional<vector::VectorState> state_;
  std::map<vector::VectorListId, List> lists_;
  int64_t entries_ = 0;
  int64_t members_ = 0;
  int64_t places_ = 0;
};

}  // namespace

VectorChecker::VectorChecker(kv::Store& store, const TableDescription& table, Tell tell)
    : store_(store), table_(table), tell_(std::move(tell)) {
  for (const IndexDescription& index : table.vector_indexes) {
    if (index.status != IndexStatus::kDeleting && !index.partitions.empty()) {
      indexes_.push_back({&index, {}, {}});
    }
  }
}

base::Status VectorChecker::CheckItem(std::string_view item_key, const value::RowView& item) {
  for (Checked& checked : indexes_) TRY(CheckEntryOf(item_key, item, &checked));
  return {};
}

base::Status VectorChecker::CheckEntryOf(std::string_view item_key, const value::RowView& item,
                                         Checked* checked) {
  const IndexDescription& index = *checked->index;
  auto entry = vector::VectorEntryOf(table_, index, item);
  // It may be older than the index.
  if (!entry.ok() && entry.error().code == base::ErrorCode::kInvalidArgument) return {};
  if (!entry.ok()) return std::move(entry).error();
  if (!*entry) return {};
  const std::string key = vector::EntryKey((*entry)->group, item_key);
  const auto found =
      store_.Get((*entry)->group.shard, {index.family(), key}, kv::Consistency::kConsistent);
  const bool has_shard = found.ok() || found.error().code != base::ErrorCode::kNotFound;
  if (has_shard && !found.ok()) return found.error();
  const auto tell = [&](const char* problem) {
    tell_("table " + table_.name + ", index " + index.name + ", entry " + KeyText(key) + ": " +
          problem);
  };
  if (!has_shard || !found->value) {
    if (IsFilled(index)) tell("is missing, though there is its item");
    return {};
  }
  if (!IsStored(*index.vector, **entry, found->value->bytes()))
    tell("is not what its item implies");
  ++checked->implied.items;
  checked->implied.bytes += static_cast<int64_t>((*entry)->ItemBytes());
  return {};
}

base::Status VectorChecker::CheckEnd() {
  for (Checked& checked : indexes_) {
    for (const Partition& partition : checked.index->partitions) {
      const base::Status status = CheckShard(partition.shard, &checked);
      // The shards of one that is being made may be missing; else that was told.
      if (!status.ok() && status.error().code != base::ErrorCode::kNotFound) return status;
    }
    TRY(CheckCounts(checked));
    entries_ += static_cast<uint64_t>(checked.found.items);
  }
  return {};
}

base::Status VectorChecker::CheckShard(kv::ShardId shard, Checked* checked) {
  GroupChecker groups(store_, *checked->index, shard, [&](const std::string& problem) {
    tell_("table " + table_.name + ", index " + checked->index->name + problem);
  });
  TRY(VisitRows(store_, shard, checked->index->family(),
                [&](std::string_view key, std::string_view bytes) {
                  return groups.CheckRow(key, bytes, &checked->found);
                }));
  return groups.EndGroup();
}

base::Status VectorChecker::CheckCounts(const Checked& checked) {
  TRY_ASSIGN(const item::ItemCounts kept, item::Items(store_).Counts(table_, checked.index));
  const auto compare = [&](const char* what, int64_t one, const char* other_what, int64_t other) {
    if (one == other) return;
    tell_("index " + checked.index->name + " of table " + table_.name + " has " +
          std::to_string(one) + " " + what + ", " + other_what + std::to_string(other));
  };
  compare("entries", checked.found.items, "its counter says ", kept.items);
  compare("bytes", checked.found.bytes, "its counter says ", kept.bytes);
  compare("entries", checked.found.items, "items imply ", checked.implied.items);
  return {};
}

}  // namespace table::check

#include "table/vector/vector_change.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "table/of_table.h"
#include "table/system_keys.h"

namespace table::vector {
namespace {

using MaybeEntry = std::optional<VectorEntry>;

base::Result<MaybeEntry> OldEntry(const IndexDescription& index, const index::ItemChange& change) {
  if (!change.old_item) return MaybeEntry();
  auto entry = VectorEntryOf(change.table, index, *change.old_item);
  // It was there before the index, and is not in it.
  if (!entry.ok() && entry.error().code == base::ErrorCode::kInvalidArgument) return MaybeEntry();
  return entry;
}

base::Result<MaybeEntry> NewEntry(const IndexDescription& index, const index::ItemChange& change) {
  if (!change.new_item) return MaybeEntry();
  auto entry = VectorEntryOf(change.table, index, *change.new_item);
  if (entry.ok() || entry.error().code != base::ErrorCode::kInvalidArgument) return entry;
  const bool is_old =
      change.old_item && HaveTheSameVector(index, *change.old_item, *change.new_item);
  if (is_old) return MaybeEntry();
  return entry;
}

// Of the vector the attribute's name counts as well.
size_t ChargeOf(const IndexDescription& index, const MaybeEntry& old_entry,
                const MaybeEntry& new_entry) {
  const auto bytes = [&](const MaybeEntry& entry) {
    if (!entry) return size_t{0};
    return std::max(index.vector->attribute.size() + entry->ItemBytes(), kVectorWriteBytesMin);
  };
  // An entry that moves is deleted there and put here.
  const bool moves = old_entry && new_entry && old_entry->group != new_entry->group;
  if (moves) return bytes(old_entry) + bytes(new_entry);
  return std::max(bytes(old_entry), bytes(new_entry));
}

}  // namespace

VectorPlacement PlacementOf(const VectorSettings& settings, const VectorDivision& division,
                            std::span<const float> vector, std::span<const uint64_t> filters) {
  const std::vector<float> prepared = vectors::Prepared(settings.distance, vector);
  const size_t nearest = division.centroids.Nearest(prepared);
  return {.list = division.lists[nearest],
          .member = EncodeMember(vectors::Encode(prepared, division.centroids[nearest]), filters)};
}

base::Result<const VectorGroupState*> VectorChanges::StateOf(const IndexDescription& index,
                                                             const VectorGroup& group,
                                                             kv::Batch* batch) {
  const auto known = states_.find(group);
  if (known != states_.end()) return &known->second;
  TRY_ASSIGN(VectorGroupState state, cache_.StateOf(store_, index, group));
  state.AddCheck(group, batch);
  return &states_.emplace(group, std::move(state)).first->second;
}

base::Result<size_t> VectorChanges::Change(const IndexDescription& index,
                                           const index::ItemChange& change, kv::Batch* batch) {
  TRY_ASSIGN(MaybeEntry old_entry, OldEntry(index, change));
  TRY_ASSIGN(const MaybeEntry new_entry, NewEntry(index, change));
  const std::string_view item_key = change.key.bytes;
  const auto stays = [&] { return old_entry && new_entry && old_entry->group == new_entry->group; };
  if (stays() && old_entry->vector == new_entry->vector && old_entry->row == new_entry->row) {
    return 0;
  }
  if (old_entry && index.IsBuilding()) {
    // Whether the entry was made already; the commit conflicts if that changes.
    const std::string key = EntryKey(old_entry->group, item_key);
    TRY_ASSIGN(const kv::Found found,
               OfTable(store_.Get(old_entry->group.shard, {index.family(), key},
                                  kv::Consistency::kConsistent)));
    batch->Check(old_entry->group.shard, {index.family(), key}, found);
    if (!found.value) old_entry.reset();
  }
  if (!old_entry && !new_entry) return 0;

  if (stays()) {
    TRY(Put(index, item_key, *new_entry, batch));
    Count(
        index, new_entry->group, 0,
        static_cast<int64_t>(new_entry->ItemBytes()) - static_cast<int64_t>(old_entry->ItemBytes()),
        batch);
    if (old_entry->vector != new_entry->vector || old_entry->filters != new_entry->filters) {
      TRY_ASSIGN(const auto before, PlaceOf(index, new_entry->group, item_key, batch));
      TRY(PutMember(index, item_key, *new_entry, before, batch));
    }
  } else {
    if (old_entry) TRY(Delete(index, item_key, *old_entry, batch));
    if (new_entry) TRY(Add(index, item_key, *new_entry, batch));
  }
  return ChargeOf(index, old_entry, new_entry);
}

base::Status VectorChanges::Put(const IndexDescription& index, std::string_view item_key,
                                const VectorEntry& entry, kv::Batch* batch) {
  auto stored = std::make_shared<const std::string>(entry.Encode());
  batch->Put(entry.group.shard, {index.family(), EntryKey(entry.group, item_key)}, *stored);
  deltas_.push_back({.group = entry.group,
                     .list = kAllEntries,
                     .item_key = std::string(item_key),
                     .stored = std::move(stored)});
  return {};
}

base::Status VectorChanges::Add(const IndexDescription& index, std::string_view item_key,
                                const VectorEntry& entry, kv::Batch* batch) {
  TRY(Put(index, item_key, entry, batch));
  deltas_.back().count = 1;
  Count(index, entry.group, 1, static_cast<int64_t>(entry.ItemBytes()), batch);
  return PutMember(index, item_key, entry, std::nullopt, batch);
}

base::Status VectorChanges::Delete(const IndexDescription& index, std::string_view item_key,
                                   const VectorEntry& entry, kv::Batch* batch) {
  batch->Delete(entry.group.shard, {index.family(), EntryKey(entry.group, item_key)});
  deltas_.push_back({.group = entry.group,
                     .list = kAllEntries,
                     .item_key = std::string(item_key),
                     .stored = nullptr,
                     .count = -1});
  Count(index, entry.group, -1, -static_cast<int64_t>(entry.ItemBytes()), batch);
  TRY_ASSIGN(const auto list, PlaceOf(index, entry.group, item_key, batch));
  if (!list) return {};
  RemoveMember(index, entry.group, *list, item_key, batch);
  batch->Delete(entry.group.shard, {index.family(), PlaceKey(entry.group, item_key)});
  return {};
}

// The list that has the entry; nullopt if none has: the group is not divided, or its lists are
// being filled. The commit conflicts if that changes.
base::Result<std::optional<VectorListId>> VectorChanges::PlaceOf(const IndexDescription& index,
                                                                 const VectorGroup& group,
                                                                 std::string_view item_key,
                                                                 kv::Batch* batch) {
  TRY_ASSIGN(const VectorGroupState* state, StateOf(index, group, batch));
  if (state->division == nullptr) return std::optional<VectorListId>();
  const std::string key = PlaceKey(group, item_key);
  TRY_ASSIGN(const kv::Found found,
             OfTable(store_.Get(group.shard, {index.family(), key}, kv::Consistency::kConsistent)));
  batch->Check(group.shard, {index.family(), key}, found);
  if (!found.value) return std::optional<VectorListId>();
  TRY_ASSIGN(const VectorListId list, ReadPlace(found.value->bytes()));
  return std::optional(list);
}

base::Status VectorChanges::PutMember(const IndexDescription& index, std::string_view item_key,
                                      const VectorEntry& entry, std::optional<VectorListId> before,
                                      kv::Batch* batch) {
  const VectorGroup& group = entry.group;
  TRY_ASSIGN(const VectorGroupState* state, StateOf(index, group, batch));
  if (state->division == nullptr) return {};
  VectorPlacement placement =
      PlacementOf(*index.vector, *state->division, entry.vector, entry.filters);
  const bool moves = before != placement.list;
  if (before && moves) RemoveMember(index, group, *before, item_key, batch);
  batch->Put(group.shard, {index.family(), MemberKey(group, placement.list, item_key)},
             placement.member);
  if (moves) {
    batch->Put(group.shard, {index.family(), PlaceKey(group, item_key)},
               EncodePlace(placement.list));
    batch->Add(group.shard, CounterKey(group, placement.list), 1);
  }
  deltas_.push_back({.group = group,
                     .list = placement.list,
                     .item_key = std::string(item_key),
                     .stored = std::make_shared<const std::string>(std::move(placement.member)),
                     .count = moves ? 1 : 0});
  return {};
}

void VectorChanges::RemoveMember(const IndexDescription& index, const VectorGroup& group,
                                 VectorListId list, std::string_view item_key, kv::Batch* batch) {
  batch->Delete(group.shard, {index.family(), MemberKey(group, list, item_key)});
  batch->Add(group.shard, CounterKey(group, list), -1);
  deltas_.push_back({.group = group,
                     .list = list,
                     .item_key = std::string(item_key),
                     .stored = nullptr,
                     .count = -1});
}

void VectorChanges::Count(const IndexDescription& index, const VectorGroup& group, int64_t entries,
                          int64_t bytes, kv::Batch* batch) {
  if (entries != 0) {
    batch->Add(group.shard, ItemCountKeyOf(index), entries);
    batch->Add(group.shard, CounterKey(group, kAllEntries), entries);
  }
  if (bytes != 0) batch->Add(group.shard, ItemBytesKeyOf(index), bytes);
}

}  // namespace table::vector

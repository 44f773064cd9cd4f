#include "table/background/vector_division.h"

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "table/vector/rows.h"
#include "table/vector/vector_change.h"
#include "value/row.h"
#include "vectors/clustering.h"

namespace table::background {
namespace {

constexpr int kChunksSkippedMax = 64;

class Divider {
 public:
  Divider(kv::Store& store, item::Items& items, const TableDescription& table,
          const IndexDescription& index, const vector::VectorWork& work, std::string_view holder)
      : store_(store),
        items_(items),
        table_(table),
        index_(index),
        settings_(*index.vector),
        group_(work.group),
        list_(work.list),
        holder_(holder) {}

  base::Result<bool> Step(std::string* cursor) {
    TRY_ASSIGN(state_, items_.vectors().StateOf(store_, index_, group_));
    return list_ == vector::kAllEntries ? StepOfGroup(cursor) : StepOfList();
  }

 private:
  // An entry, copied.
  struct Entry {
    std::string item_key;
    std::vector<float> vector;
    std::vector<uint64_t> filters;
  };

  base::Result<bool> StepOfGroup(std::string* cursor) {
    const int64_t entries = items_.vectors().CountOf(group_, vector::kAllEntries);
    if (state_.division == nullptr) {
      if (entries <= vector::kGroupEntriesUndivided) return false;
      TRY(DivideGroup(static_cast<size_t>(entries)));
      return true;
    }
    if (state_.division->state.ready) return false;
    // After a restart the first ones have their places, which is soon seen.
    for (int chunk = 0; chunk < kChunksSkippedMax; ++chunk) {
      TRY_ASSIGN(const std::vector<std::string> item_keys,
                 NextKeys(vector::EntryPrefix(group_), kDivisionChunk, cursor));
      if (item_keys.empty()) return EndFilling();
      TRY_ASSIGN(const bool any, Place(item_keys, std::nullopt));
      *cursor = vector::EntryKey(group_, item_keys.back()) + '\0';
      if (any) break;
    }
    return true;
  }

  base::Result<bool> EndFilling() {
    TRY(CommitState({.ready = true, .next_list = state_.division->state.next_list}, {}));
    items_.vectors().Forget(group_, vector::kAllEntries);
    return false;
  }

  base::Result<bool> StepOfList() {
    if (state_.division == nullptr) return false;
    const std::optional<size_t> at = state_.division->Find(list_);
    if (!at) return false;
    if (state_.division->open[*at]) {
      const int64_t members = items_.vectors().CountOf(group_, list_);
      if (members <= vector::kListMembersMax) return false;
      return DivideList(*at, static_cast<size_t>(members));
    }
    std::string cursor;
    TRY_ASSIGN(const std::vector<std::string> item_keys,
               NextKeys(vector::MemberPrefix(group_, list_), kDivisionChunk, &cursor));
    if (!item_keys.empty()) {
      TRY(Place(item_keys, list_));
      return true;
    }
    kv::Batch batch;
    batch.Delete(group_.shard, {index_.family(), vector::CentroidKey(group_, list_)});
    TRY(CommitState(state_.division->state, std::move(batch)));
    items_.vectors().Forget(group_, list_);
    return false;
  }

  // The keys of items behind a prefix, from `*cursor` on (empty: from the first): so many, or as
  // many as lie in kSampleBytesMax, or all.
  base::Result<std::vector<std::string>> NextKeys(const std::string& prefix, size_t count_max,
                                                  std::string* cursor) {
    if (cursor->empty()) *cursor = prefix;
    const std::optional<std::string> end = base::PrefixEnd(prefix);
    std::vector<std::string> item_keys;
    std::string start = *cursor;
    size_t bytes = 0;
    for (bool more = true; more && item_keys.size() < count_max && bytes < kSampleBytesMax;) {
      const kv::ScanRequest request{.family = index_.family(),
                                    .start = start,
                                    .end = *end,
                                    .bytes_max = kSampleBytesMax - bytes,
                                    .count_max = count_max - item_keys.size(),
                                    .passing = true};
      std::string last;
      TRY_ASSIGN(
          const kv::ScanResult result,
          store_.Scan(group_.shard, request, [&](std::string_view key, std::string_view value) {
            last.assign(key);
            bytes += key.size() + value.size();
            item_keys.emplace_back(key.substr(prefix.size()));
            return kv::ScanStep::kContinue;
          }));
      more = result.may_have_more && !last.empty();
      start = last + '\0';
    }
    return item_keys;
  }

  // The entries of items that are there.
  base::Result<std::vector<Entry>> ReadEntries(std::span<const std::string> item_keys,
                                               kv::Batch* check) {
    std::vector<std::string> keys;
    std::vector<kv::GetRequest> requests;
    keys.reserve(item_keys.size());
    for (const std::string& item_key : item_keys) {
      keys.push_back(vector::EntryKey(group_, item_key));
      requests.push_back({group_.shard, {index_.family(), keys.back()}});
    }
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    std::vector<Entry> entries;
    for (size_t i = 0; i < item_keys.size(); ++i) {
      if (!found[i].value) continue;
      const std::string_view stored = found[i].value->bytes();
      if (check != nullptr) check->Check(group_.shard, requests[i].key, found[i]);
      TRY_ASSIGN(const vector::EntryView entry, vector::OpenEntry(settings_, stored));
      TRY_ASSIGN(const value::RowView row, value::RowView::Open(entry.row));
      entries.push_back(
          {.item_key = item_keys[i], .vector = vector::ReadFloats(entry.floats), .filters = {}});
      for (const KeyAttribute& filter : settings_.filters) {
        const auto value = row.Find(filter.name);
        entries.back().filters.push_back(value ? vector::FilterHash(*value) : 0);
      }
    }
    return entries;
  }

  // Prepared vectors, one after another, of some of the entries behind the prefix: the first ones,
  // whose order, by the hash of their partition keys, has nothing to do with where they lie.
  base::Result<std::vector<float>> Sample(const std::string& prefix) {
    const size_t vector_bytes = settings_.dimensions * sizeof(float);
    const size_t most = std::clamp<size_t>(kSampleBytesMax / vector_bytes, 1024, kSampleMax);
    std::string cursor;
    TRY_ASSIGN(const std::vector<std::string> item_keys, NextKeys(prefix, most, &cursor));
    std::vector<float> sample;
    sample.reserve(item_keys.size() * settings_.dimensions);
    for (size_t start = 0; start < item_keys.size(); start += kDivisionChunk) {
      const size_t count = std::min(kDivisionChunk, item_keys.size() - start);
      TRY_ASSIGN(const std::vector<Entry> entries,
                 ReadEntries(std::span(item_keys).subspan(start, count), nullptr));
      for (const Entry& entry : entries) {
        const std::vector<float> prepared = vectors::Prepared(settings_.distance, entry.vector);
        sample.insert(sample.end(), prepared.begin(), prepared.end());
      }
    }
    return sample;
  }

  // Puts lists into the batch whose centroids are those of the sample; how many.
  uint32_t AddLists(const std::vector<float>& sample, size_t members, uint32_t first,
                    kv::Batch* batch) {
    const size_t wanted = std::max<size_t>(members / vector::kListMembersWanted, 2);
    const vectors::Clusters clusters = vectors::Cluster(sample, settings_.dimensions, wanted);
    for (size_t i = 0; i < clusters.count(); ++i) {
      const std::span<const float> centroid(clusters.centroids.data() + i * settings_.dimensions,
                                            settings_.dimensions);
      const vector::VectorListId list{first + static_cast<uint32_t>(i)};
      batch->Put(group_.shard, {index_.family(), vector::CentroidKey(group_, list)},
                 vector::EncodeCentroid(centroid, clusters.spreads[i], /*open=*/true));
    }
    return static_cast<uint32_t>(clusters.count());
  }

  base::Status DivideGroup(size_t entries) {
    TRY_ASSIGN(const std::vector<float> sample, Sample(vector::EntryPrefix(group_)));
    if (sample.empty()) return base::Conflict("the entries are gone");
    kv::Batch batch;
    const uint32_t lists = AddLists(sample, entries, 1, &batch);
    return CommitState({.ready = false, .next_list = 1 + lists}, std::move(batch));
  }

  // False if it cannot be: nearly all its vectors are the same.
  base::Result<bool> DivideList(size_t at, size_t members) {
    TRY_ASSIGN(const std::vector<float> sample, Sample(vector::MemberPrefix(group_, list_)));
    if (sample.empty()) return base::Conflict("the members are gone");
    if (AreTheSame(sample)) {
      items_.vectors().LeaveUntil(group_, list_, 2 * static_cast<int64_t>(members));
      return false;
    }
    kv::Batch batch;
    vector::VectorState next = state_.division->state;
    next.next_list += AddLists(sample, members, next.next_list, &batch);
    batch.Put(group_.shard, {index_.family(), vector::CentroidKey(group_, list_)},
              vector::EncodeCentroid(state_.division->centroids[at],
                                     state_.division->centroids.spread(at),
                                     /*open=*/false));
    TRY(CommitState(next, std::move(batch)));
    return true;
  }

  // Whether more than half of the vectors are one.
  bool AreTheSame(const std::vector<float>& sample) const {
    const size_t bytes = settings_.dimensions * sizeof(float);
    std::map<std::string_view, size_t> counts;
    for (size_t i = 0; i < sample.size(); i += settings_.dimensions) {
      const std::string_view vector(reinterpret_cast<const char*>(&sample[i]), bytes);
      if (++counts[vector] > sample.size() / settings_.dimensions / 2) return true;
    }
    return false;
  }

  // Commits the next state of the group, with the rest of the batch.
  base::Status CommitState(vector::VectorState next, kv::Batch batch) {
    next.version = state_.division != nullptr ? state_.division->state.version + 1 : 1;
    state_.AddCheck(group_, &batch);
    batch.Put(group_.shard, {index_.family(), vector::StateKey(group_)}, vector::EncodeState(next));
    batch.RequireLease(VectorDivisionKey(table_.id, index_.number), holder_);
    TRY(store_.Commit(std::move(batch)));
    // Reads what it is now, and tells of what there is to do next.
    TRY(items_.vectors().StateOf(store_, index_, group_));
    return {};
  }

  // Puts entries into the lists they are nearest to; `from`: the list that has them, nullopt if
  // none has. Those that are elsewhere by now are left alone. Whether there were any.
  base::Result<bool> Place(const std::vector<std::string>& item_keys,
                           std::optional<vector::VectorListId> from) {
    std::vector<KeyLatches::Key> latched;
    latched.reserve(item_keys.size());
    for (const std::string& item_key : item_keys) {
      latched.push_back({table_.ShardOf(TokenOf(item_key)), item_key});
    }
    const KeyLatches::Hold hold(items_.latches(), latched);
    std::vector<std::string> mine;
    for (size_t i = 0; i < item_keys.size(); ++i) {
      if (!hold.Refused(i)) mine.push_back(item_keys[i]);
    }
    // Before the first that is not refused there is nothing to go on from.
    if (mine.size() < item_keys.size()) return base::Conflict("a transaction has the item");

    kv::Batch batch;
    std::vector<vector::VectorDelta> deltas;
    TRY_ASSIGN(const std::vector<std::string> here, ThoseIn(from, mine, &batch));
    if (here.empty()) return false;
    TRY_ASSIGN(const std::vector<Entry> entries, ReadEntries(here, &batch));
    for (const Entry& entry : entries) PlaceOne(entry, from, &batch, &deltas);
    state_.AddCheck(group_, &batch);
    batch.RequireLease(VectorDivisionKey(table_.id, index_.number), holder_);
    TRY(store_.Commit(std::move(batch)));
    items_.vectors().Apply(deltas);
    return true;
  }

  // Those of the items whose place it is.
  base::Result<std::vector<std::string>> ThoseIn(std::optional<vector::VectorListId> list,
                                                 const std::vector<std::string>& item_keys,
                                                 kv::Batch* batch) {
    std::vector<std::string> keys;
    std::vector<kv::GetRequest> requests;
    keys.reserve(item_keys.size());
    for (const std::string& item_key : item_keys) {
      keys.push_back(vector::PlaceKey(group_, item_key));
      requests.push_back({group_.shard, {index_.family(), keys.back()}});
    }
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    std::vector<std::string> here;
    for (size_t i = 0; i < item_keys.size(); ++i) {
      std::optional<vector::VectorListId> place;
      if (found[i].value) {
        TRY_ASSIGN(place, vector::ReadPlace(found[i].value->bytes()));
      }
      if (place != list) continue;
      batch->Check(group_.shard, requests[i].key, found[i]);
      here.push_back(item_keys[i]);
    }
    return here;
  }

  void PlaceOne(const Entry& entry, std::optional<vector::VectorListId> from, kv::Batch* batch,
                std::vector<vector::VectorDelta>* deltas) {
    vector::VectorPlacement placement =
        vector::PlacementOf(settings_, *state_.division, entry.vector, entry.filters);
    CHECK(placement.list != from);  // that one is not open
    batch->Put(group_.shard,
               {index_.family(), vector::MemberKey(group_, placement.list, entry.item_key)},
               placement.member);
    batch->Put(group_.shard, {index_.family(), vector::PlaceKey(group_, entry.item_key)},
               vector::EncodePlace(placement.list));
    batch->Add(group_.shard, vector::CounterKey(group_, placement.list), 1);
    deltas->push_back({.group = group_,
                       .list = placement.list,
                       .item_key = entry.item_key,
                       .stored = std::make_shared<const std::string>(std::move(placement.member)),
                       .count = 1});
    if (!from) return;
    batch->Delete(group_.shard,
                  {index_.family(), vector::MemberKey(group_, *from, entry.item_key)});
    batch->Add(group_.shard, vector::CounterKey(group_, *from), -1);
    deltas->push_back({.group = group_,
                       .list = *from,
                       .item_key = entry.item_key,
                       .stored = nullptr,
                       .count = -1});
  }

  kv::Store& store_;
  item::Items& items_;
  const TableDescription& table_;
  const IndexDescription& index_;
  const VectorSettings& settings_;
  const vector::VectorGroup group_;
  const vector::VectorListId list_;
  const std::string_view holder_;
  vector::VectorGroupState state_;
};

}  // namespace

std::string VectorDivisionKey(std::string_view table_id, uint32_t index_number) {
  return std::string("vector-division/").append(table_id) + "/" + std::to_string(index_number);
}

base::Result<bool> DivideSome(kv::Store& store, item::Items& items, const TableDescription& table,
                              const IndexDescription& index, const vector::VectorWork& work,
                              std::string_view holder, std::string* cursor) {
  return Divider(store, items, table, index, work, holder).Step(cursor);
}

}  // namespace table::background

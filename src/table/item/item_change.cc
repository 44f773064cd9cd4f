#include "table/item/item_change.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "table/index/index_change.h"
#include "table/index/index_errors.h"
#include "table/of_table.h"
#include "table/system_keys.h"

namespace table::item {
namespace {

kv::KeyView RowKeyOf(const ItemPlace& place) { return {kv::Family::kItem, place.key->bytes}; }

bool HasCollections(const TableDescription& table) { return !table.local_indexes.empty(); }

std::string CollectionKeyOf(const ItemPlace& place) {
  return CollectionBytesKey(PartitionKeyPrefix(place.table->key_schema, *place.key));
}

base::Status SetItem(kv::Found found, ItemBefore* before) {
  before->found = std::move(found);
  if (before->found.value) {
    TRY_ASSIGN(before->row, value::RowView::Open(before->found.value->bytes()));
  }
  return {};
}

}  // namespace

Charge ChargeOf(const WriteOutcome& outcome) {
  return {.table = WriteUnits(outcome.old_item_bytes, outcome.new_item_bytes),
          .indexes = outcome.index_units,
          .vectors = outcome.vector_bytes};
}

base::Result<ItemBefore> ReadBefore(kv::Store& store, const ItemPlace& place) {
  if (HasCollections(*place.table)) {
    TRY_ASSIGN(std::vector<ItemBefore> items, ReadBefore(store, std::span(&place, 1), false));
    return std::move(items.front());
  }
  TRY_ASSIGN(kv::Found found,
             OfTable(store.Get(place.shard, RowKeyOf(place), kv::Consistency::kConsistent)));
  ItemBefore before;
  TRY(SetItem(std::move(found), &before));
  return before;
}

base::Result<std::vector<ItemBefore>> ReadBefore(kv::Store& store,
                                                 std::span<const ItemPlace> places, bool one_cut) {
  std::vector<kv::GetRequest> requests;
  std::vector<std::string> collection_keys(places.size());
  requests.reserve(2 * places.size());
  for (size_t i = 0; i < places.size(); ++i) {
    requests.push_back({places[i].shard, RowKeyOf(places[i])});
    if (!HasCollections(*places[i].table)) continue;
    collection_keys[i] = CollectionKeyOf(places[i]);
    requests.push_back(
        {places[i].shard, {kv::Family::kMeta, collection_keys[i]}, /*counter=*/true});
  }
  TRY_ASSIGN(std::vector<kv::Found> found, OfTable(store.MultiGet(requests, {.one_cut = one_cut})));
  std::vector<ItemBefore> items(places.size());
  for (size_t i = 0, next = 0; i < places.size(); ++i) {
    TRY(SetItem(std::move(found[next++]), &items[i]));
    if (HasCollections(*places[i].table)) items[i].collection_bytes = found[next++].counter;
  }
  return items;
}

void ItemChanges::Check(const ItemPlace& place, const ItemBefore& before) {
  batch_.Check(place.shard, RowKeyOf(place), before.found);
}

base::Status ItemChanges::Add(const ItemPlace& place, const ItemBefore& before, Decision decision,
                              WriteOutcome* outcome) {
  const bool puts = decision.kind == Decision::Kind::kPut;
  outcome->old_item_bytes = before.exists() ? before.row.ItemBytes() : 0;
  if (HasCollections(*place.table)) outcome->collection_bytes = before.collection_bytes;
  if (decision.kind == Decision::Kind::kNothing) {
    outcome->new_item_bytes = outcome->old_item_bytes;
    return {};
  }
  outcome->new_item_bytes = puts ? decision.row.view().ItemBytes() : 0;
  if (!before.exists() && !puts) return {};

  Check(place, before);
  if (before.exists() != puts) batch_.Add(place.shard, kItemCountKey, puts ? 1 : -1);
  const auto grown =
      static_cast<int64_t>(outcome->new_item_bytes) - static_cast<int64_t>(outcome->old_item_bytes);
  if (grown != 0) batch_.Add(place.shard, kItemBytesKey, grown);
  TRY_ASSIGN(const int64_t local_grown, ChangeIndexes(place, before, decision, outcome));
  if (puts) {
    batch_.Put(place.shard, RowKeyOf(place), std::move(decision.row).TakeBytes());
  } else {
    batch_.Delete(place.shard, RowKeyOf(place));
  }
  if (!HasCollections(*place.table)) return {};
  return GrowCollection(place, before, grown + local_grown, outcome);
}

// Returns by how many bytes the local indexes grow.
base::Result<int64_t> ItemChanges::ChangeIndexes(const ItemPlace& place, const ItemBefore& before,
                                                 const Decision& decision, WriteOutcome* outcome) {
  const TableDescription& table = *place.table;
  int64_t local_grown = 0;
  if (table.local_indexes.empty() && table.global_indexes.empty() && table.vector_indexes.empty()) {
    return local_grown;
  }
  index::ItemChange change{
      .table = table, .shard = place.shard, .key = *place.key, .old_item = {}, .new_item = {}};
  if (before.exists()) change.old_item = before.row;
  if (decision.kind == Decision::Kind::kPut) change.new_item = decision.row.view();
  index::FirstRefusal refusal;
  for (const auto* indexes : {&table.local_indexes, &table.global_indexes}) {
    for (const IndexDescription& index : *indexes) {
      if (!index.IsKept()) continue;
      base::Result<index::IndexOutcome> changed =
          index::ChangeIndex(store_, index, change, &batch_);
      if (!changed.ok()) {
        TRY(refusal.Note(index, std::move(changed).error()));
        continue;
      }
      if (changed->units > 0) {
        outcome->index_units.push_back({index.name, index.local, changed->units});
      }
      if (index.local) local_grown += changed->grown;
    }
  }
  TRY(std::move(refusal).Told());
  index::FirstRefusal vector_refusal;
  for (const IndexDescription& index : table.vector_indexes) {
    if (!index.IsKept()) continue;
    base::Result<size_t> bytes = vectors_.Change(index, change, &batch_);
    if (!bytes.ok()) {
      TRY(vector_refusal.Note(index, std::move(bytes).error()));
      continue;
    }
    if (*bytes > 0) outcome->vector_bytes.push_back({index.name, static_cast<double>(*bytes)});
  }
  TRY(std::move(vector_refusal).Told());
  return local_grown;
}

// Other items of the collection may be written at the same time, so their growth may exceed the
// limit unnoticed.
base::Status ItemChanges::GrowCollection(const ItemPlace& place, const ItemBefore& before,
                                         int64_t grown, WriteOutcome* outcome) {
  std::string key = CollectionKeyOf(place);
  auto collection = std::ranges::find_if(collections_, [&](const Collection& known) {
    return known.shard == place.shard && known.counter_key == key;
  });
  if (collection == collections_.end()) {
    collections_.push_back({.shard = place.shard,
                            .counter_key = std::move(key),
                            .bytes_before = before.collection_bytes});
    collection = std::prev(collections_.end());
  }
  collection->grown += grown;
  if (grown != 0) batch_.Add(place.shard, collection->counter_key, grown);
  const int64_t bytes = collection->bytes_before + collection->grown;
  outcome->collection_bytes = bytes;
  if (grown > 0 && bytes > limits_.collection_bytes_max) {
    return base::LimitExceeded("Collection size exceeded.");
  }
  return {};
}

base::Result<bool> ItemChanges::Commit() {
  if (batch_.empty()) return true;
  auto committed = OfTable(store_.Commit(std::move(batch_)));
  if (committed.ok()) {
    vectors_.Done();
    return true;
  }
  if (committed.error().code == base::ErrorCode::kConflict) return false;
  return std::move(committed).error();
}

}  // namespace table::item

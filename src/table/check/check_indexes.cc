#include "table/check/check_indexes.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/bytes.h"
#include "table/index/index_entry.h"
#include "table/shard_rows.h"
#include "table/system_keys.h"

namespace table::check {
namespace {

constexpr size_t kKeyBytesTold = 64;

// Whether the index must have no entries that no item implies.
bool IsChecked(const IndexDescription& index) { return index.status != IndexStatus::kDeleting; }

// Whether the index must have an entry for every item that implies one.
bool IsFilled(const IndexDescription& index) {
  return !index.backfilling && index.status != IndexStatus::kCreating;
}

// The entry's key; nullopt if the item has no entry, or cannot have one because it is older than
// the index.
base::Result<std::optional<ItemKey>> EntryKeyOfStored(const TableDescription& table,
                                                      const IndexDescription& index,
                                                      const value::RowView& item) {
  auto key = index::EntryKeyOf(table, index, item);
  if (key.ok() || key.error().code != base::ErrorCode::kInvalidArgument) return key;
  return std::optional<ItemKey>();
}

}  // namespace

std::string KeyText(std::string_view key) {
  return base::ToHex(key.substr(0, kKeyBytesTold)) + (key.size() > kKeyBytesTold ? "…" : "");
}

IndexChecker::IndexChecker(kv::Store& store, const TableDescription& table, Tell tell)
    : store_(store), table_(table), tell_(std::move(tell)) {
  for (const auto* indexes : {&table.local_indexes, &table.global_indexes}) {
    for (const IndexDescription& index : *indexes) {
      if (IsChecked(index)) indexes_.push_back({&index, {}, {}});
    }
  }
}

kv::ShardId IndexChecker::ShardOf(const IndexDescription& index, const ItemKey& entry_key) const {
  const std::vector<Partition>& partitions = table_.PartitionsOf(&index);
  return partitions[PartitionOf(partitions, entry_key.token)].shard;
}

void IndexChecker::TellOf(const IndexDescription& index, std::string_view key,
                          const std::string& problem) {
  tell_("table " + table_.name + ", index " + index.name + ", entry " + KeyText(key) + ": " +
        problem);
}

base::Status IndexChecker::CheckItem(kv::ShardId shard, const ItemKey& key,
                                     const value::RowView& item) {
  int64_t collection_bytes = 0;
  for (Checked& checked : indexes_) TRY(CheckEntryOf(item, shard, &checked, &collection_bytes));
  if (table_.local_indexes.empty()) return {};

  std::string collection_key = CollectionBytesKey(PartitionKeyPrefix(table_.key_schema, key));
  if (shard != collection_shard_ || collection_key != collection_key_) {
    TRY(CheckCollection());
    collection_shard_ = shard;
    collection_key_ = std::move(collection_key);
  }
  collection_bytes_ += collection_bytes + static_cast<int64_t>(item.ItemBytes());
  return {};
}

base::Status IndexChecker::CheckEntryOf(const value::RowView& item, kv::ShardId shard,
                                        Checked* checked, int64_t* collection_bytes) {
  const IndexDescription& index = *checked->index;
  TRY_ASSIGN(const std::optional<ItemKey> key, EntryKeyOfStored(table_, index, item));
  if (!key) return {};
  const kv::ShardId entry_shard = index.local ? shard : ShardOf(index, *key);
  const auto found =
      store_.Get(entry_shard, {index.family(), key->bytes}, kv::Consistency::kConsistent);
  const bool has_shard = found.ok() || found.error().code != base::ErrorCode::kNotFound;
  if (has_shard && !found.ok()) return found.error();
  if (!has_shard || !found->value) {
    if (IsFilled(index)) TellOf(index, key->bytes, "is missing, though there is its item");
    return {};
  }
  const value::Row implied = index::EntryRowOf(table_, index, item);
  const auto row = value::RowView::Open(found->value->bytes());
  if (!row.ok() || *row != implied.view()) {
    TellOf(index, key->bytes, "is not what its item implies");
  }
  const auto bytes = static_cast<int64_t>(implied.view().ItemBytes());
  ++checked->implied.items;
  checked->implied.bytes += bytes;
  if (index.local) *collection_bytes += bytes;
  return {};
}

// Checks the counter of the collection whose items were read.
base::Status IndexChecker::CheckCollection() {
  if (collection_key_.empty()) return {};
  ++collections_;
  TRY_ASSIGN(const int64_t counter,
             store_.Counter(collection_shard_, collection_key_, kv::Consistency::kConsistent));
  if (counter != collection_bytes_) {
    tell_("table " + table_.name + ", item collection " + KeyText(collection_key_) + " weighs " +
          std::to_string(collection_bytes_) + " bytes, its counter says " +
          std::to_string(counter));
  }
  collection_key_.clear();
  collection_bytes_ = 0;
  return {};
}

base::Status IndexChecker::CheckShard(kv::ShardId shard) {
  if (table_.local_indexes.empty()) return {};
  TRY(CheckCollection());
  uint64_t counters = 0;
  TRY(VisitRows(store_, shard, kv::Family::kMeta,
                [&](std::string_view key, std::string_view) -> base::Status {
                  counters += IsCollectionBytesKey(key) ? 1 : 0;
                  return {};
                }));
  if (counters != collections_) {
    tell_("shard " + std::to_string(shard.value) + " of table " + table_.name + " has " +
          std::to_string(collections_) + " item collections, and counters of " +
          std::to_string(counters));
  }
  collections_ = 0;
  return CheckLocalEntries(shard);
}

base::Status IndexChecker::CheckEnd() {
  for (Checked& checked : indexes_) {
    if (!checked.index->local) TRY(CheckGlobalIndex(&checked));
    TRY(CheckCounts(checked));
    if (checked.found.items > checked.implied.items) TRY(TellStrays(checked));
  }
  return {};
}

base::Status IndexChecker::CheckGlobalIndex(Checked* checked) {
  for (const Partition& partition : checked->index->partitions) {
    const base::Status status =
        VisitRows(store_, partition.shard, kv::Family::kGlobalIndex,
                  [&](std::string_view key, std::string_view bytes) -> base::Status {
                    CheckEntry(partition.shard, checked, key, bytes);
                    return {};
                  });
    // The shards of one that is being made may be missing; else that was told.
    if (!status.ok() && status.error().code != base::ErrorCode::kNotFound) return status;
  }
  return {};
}

base::Status IndexChecker::CheckLocalEntries(kv::ShardId shard) {
  return VisitRows(
      store_, shard, kv::Family::kLocalIndex,
      [&](std::string_view key, std::string_view bytes) -> base::Status {
        const auto checked = std::ranges::find_if(indexes_, [&](const Checked& candidate) {
          return candidate.index->local && index::IsEntryKeyOf(*candidate.index, key);
        });
        if (checked != indexes_.end()) {
          CheckEntry(shard, &*checked, key, bytes);
        } else {
          tell_("table " + table_.name + ", the row " + KeyText(key) +
                " is an entry of none of its local indexes");
        }
        return {};
      });
}

void IndexChecker::CheckEntry(kv::ShardId shard, Checked* checked, std::string_view key,
                              std::string_view bytes) {
  const IndexDescription& index = *checked->index;
  ++entries_;
  ++checked->found.items;
  const base::Status well_formed = value::RowView::Check(bytes);
  if (!well_formed.ok()) return TellOf(index, key, well_formed.error().message);
  const auto row = value::RowView::Open(bytes);
  if (!row.ok()) return TellOf(index, key, row.error().message);
  checked->found.bytes += static_cast<int64_t>(row->ItemBytes());
  const auto own_key = index::EntryKeyOf(table_, index, *row);
  if (!own_key.ok()) return TellOf(index, key, own_key.error().message);
  if (!*own_key || (*own_key)->bytes != key) {
    return TellOf(index, key, "its attributes do not make this key");
  }
  if (ShardOf(index, **own_key) != shard) TellOf(index, key, "lies in another partition's shard");
}

base::Status IndexChecker::CheckCounts(const Checked& checked) {
  TRY_ASSIGN(const item::ItemCounts kept, item::Items(store_).Counts(table_, checked.index));
  const auto compare = [&](const char* what, int64_t counter, int64_t counted) {
    if (counter == counted) return;
    tell_("index " + checked.index->name + " of table " + table_.name + " has " +
          std::to_string(counted) + " " + what + ", its counter says " + std::to_string(counter));
  };
  compare("entries", kept.items, checked.found.items);
  compare("bytes", kept.bytes, checked.found.bytes);
  return {};
}

base::Status IndexChecker::TellStrays(const Checked& checked) {
  const IndexDescription& index = *checked.index;
  for (const Partition& partition : table_.PartitionsOf(&index)) {
    const base::Status status =
        VisitRows(store_, partition.shard, index.family(),
                  [&](std::string_view key, std::string_view bytes) -> base::Status {
                    if (!index::IsEntryKeyOf(index, key)) return {};
                    TRY_ASSIGN(const bool is_implied, IsImplied(index, key, bytes));
                    if (!is_implied) TellOf(index, key, "there is no item that implies it");
                    return {};
                  });
    if (!status.ok() && status.error().code != base::ErrorCode::kNotFound) return status;
  }
  return {};
}

base::Result<bool> IndexChecker::IsImplied(const IndexDescription& index, std::string_view key,
                                           std::string_view bytes) {
  const auto row = value::RowView::Open(bytes);
  if (!row.ok()) return false;
  const auto item_key = KeyOfItem(table_.key_schema, *row);
  if (!item_key.ok()) return false;
  TRY_ASSIGN(const item::ReadItem item,
             item::Items(store_).Get(table_, *item_key, kv::Consistency::kConsistent));
  if (!item.row) return false;
  const auto implied = index::EntryKeyOf(table_, index, *item.row);
  return implied.ok() && *implied && (*implied)->bytes == key;
}

}  // namespace table::check

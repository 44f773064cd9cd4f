#include "table/index/index_change.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "table/capacity.h"
#include "table/of_table.h"
#include "table/system_keys.h"

namespace table::index {
namespace {

// An entry. Its row is copied from the item only if the index does not project all attributes.
struct Entry {
  ItemKey key;
  std::optional<value::Row> projected;
  value::RowView item;

  value::RowView row() const { return projected ? projected->view() : item; }
};
using MaybeEntry = std::optional<Entry>;

MaybeEntry MakeEntry(const TableDescription& table, const IndexDescription& index,
                     std::optional<ItemKey> key, const value::RowView& item) {
  if (!key) return std::nullopt;
  Entry entry{.key = *std::move(key), .projected = {}, .item = item};
  if (index.projection.type != IndexProjection::Type::kAll) {
    entry.projected = EntryRowOf(table, index, item);
  }
  return entry;
}

bool HaveTheSame(const std::vector<KeyAttribute>& attributes, const value::RowView& a,
                 const value::RowView& b) {
  return std::ranges::all_of(attributes, [&](const KeyAttribute& attribute) {
    return a.Find(attribute.name) == b.Find(attribute.name);
  });
}

base::Result<MaybeEntry> OldEntry(const IndexDescription& index, const ItemChange& change) {
  if (!change.old_item) return std::nullopt;
  auto key = EntryKeyOf(change.table, index, *change.old_item);
  if (key.ok()) return MakeEntry(change.table, index, *std::move(key), *change.old_item);
  // The item is older than the index, and is not in it.
  if (key.error().code == base::ErrorCode::kInvalidArgument) return std::nullopt;
  return std::move(key).error();
}

base::Result<MaybeEntry> NewEntry(const IndexDescription& index, const ItemChange& change) {
  if (!change.new_item) return std::nullopt;
  auto key = EntryKeyOf(change.table, index, *change.new_item);
  if (key.ok()) return MakeEntry(change.table, index, *std::move(key), *change.new_item);
  const bool is_old = change.old_item &&
                      HaveTheSame(index.hash, *change.old_item, *change.new_item) &&
                      HaveTheSame(index.range, *change.old_item, *change.new_item);
  if (is_old && key.error().code == base::ErrorCode::kInvalidArgument) return std::nullopt;
  return std::move(key).error();
}

class IndexChanger {
 public:
  IndexChanger(const IndexDescription& index, const ItemChange& change, kv::Batch* batch)
      : index_(index), change_(change), batch_(batch) {}

  // Whether the entry is in the index; the commit conflicts if that changes.
  base::Result<bool> IsThere(kv::Store& store, const Entry& entry) {
    const kv::ShardId shard = ShardOf(entry);
    const kv::KeyView key = KeyOf(entry);
    TRY_ASSIGN(const kv::Found found, OfTable(store.Get(shard, key, kv::Consistency::kConsistent)));
    batch_->Check(shard, key, found);
    return found.value.has_value();
  }

  void Put(const Entry& entry) {
    const std::string_view bytes = entry.row().bytes();
    if (index_.local) {
      batch_->Put(ShardOf(entry), KeyOf(entry), std::string(bytes));
    } else {
      batch_->DeferredPut(change_.shard, Source(), ShardOf(entry), KeyOf(entry), bytes);
    }
  }
  void Delete(const Entry& entry) {
    if (index_.local) {
      batch_->Delete(ShardOf(entry), KeyOf(entry));
    } else {
      batch_->DeferredDelete(change_.shard, Source(), ShardOf(entry), KeyOf(entry));
    }
  }
  // Adds to the counters, which lie in the shards of the entries.
  void Count(const MaybeEntry& old_entry, const MaybeEntry& new_entry) {
    if (old_entry && new_entry && ShardOf(*old_entry) == ShardOf(*new_entry)) {
      Add(ShardOf(*new_entry), 0, BytesOf(*new_entry) - BytesOf(*old_entry));
      return;
    }
    if (old_entry) Add(ShardOf(*old_entry), -1, -BytesOf(*old_entry));
    if (new_entry) Add(ShardOf(*new_entry), 1, BytesOf(*new_entry));
  }

  static int64_t BytesOf(const Entry& entry) {
    return static_cast<int64_t>(entry.row().ItemBytes());
  }

 private:
  kv::ShardId ShardOf(const Entry& entry) const {
    if (index_.local) return change_.shard;
    return index_.partitions[PartitionOf(index_.partitions, entry.key.token)].shard;
  }
  kv::KeyView KeyOf(const Entry& entry) const { return {index_.family(), entry.key.bytes}; }
  kv::KeyView Source() const { return {kv::Family::kItem, change_.key.bytes}; }
  void Add(kv::ShardId shard, int64_t entries, int64_t bytes) {
    if (entries != 0) batch_->Add(shard, ItemCountKeyOf(index_), entries);
    if (bytes != 0) batch_->Add(shard, ItemBytesKeyOf(index_), bytes);
  }

  const IndexDescription& index_;
  const ItemChange& change_;
  kv::Batch* const batch_;
};

double UnitsOf(const MaybeEntry& old_entry, const MaybeEntry& new_entry) {
  const size_t old_bytes = old_entry ? old_entry->row().ItemBytes() : 0;
  const size_t new_bytes = new_entry ? new_entry->row().ItemBytes() : 0;
  // An entry that moves is deleted there and put here.
  const bool moves = old_entry && new_entry && old_entry->key != new_entry->key;
  if (moves) return WriteUnits(old_bytes, 0) + WriteUnits(0, new_bytes);
  return WriteUnits(old_bytes, new_bytes);
}

}  // namespace

base::Result<IndexOutcome> ChangeIndex(kv::Store& store, const IndexDescription& index,
                                       const ItemChange& change, kv::Batch* batch) {
  TRY_ASSIGN(MaybeEntry old_entry, OldEntry(index, change));
  TRY_ASSIGN(const MaybeEntry new_entry, NewEntry(index, change));
  const auto stays = [&] { return old_entry && new_entry && old_entry->key == new_entry->key; };
  if (stays() && old_entry->row() == new_entry->row()) return IndexOutcome();

  IndexChanger changer(index, change, batch);
  if (old_entry && index.IsBuilding()) {
    TRY_ASSIGN(const bool is_there, changer.IsThere(store, *old_entry));
    if (!is_there) old_entry.reset();
  }
  if (!old_entry && !new_entry) return IndexOutcome();

  if (old_entry && !stays()) changer.Delete(*old_entry);
  if (new_entry) changer.Put(*new_entry);
  changer.Count(old_entry, new_entry);
  IndexOutcome outcome{.units = UnitsOf(old_entry, new_entry)};
  if (old_entry) outcome.grown -= IndexChanger::BytesOf(*old_entry);
  if (new_entry) outcome.grown += IndexChanger::BytesOf(*new_entry);
  return outcome;
}

}  // namespace table::index

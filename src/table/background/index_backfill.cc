#include "table/background/index_backfill.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "table/index/index_entry.h"
#include "table/system_keys.h"
#include "table/vector/entry.h"
#include "table/vector/vector_change.h"
#include "value/row.h"

namespace table::background {
namespace {

base::Error NotBeingFilled(const IndexDescription& index) {
  return base::NotFound("the index " + index.name + " is not being filled");
}

class Chunk {
 public:
  Chunk(kv::Store& store, item::Items& items, const TableDescription& table,
        const IndexDescription& index)
      : store_(store),
        latches_(items.latches()),
        vectors_(store, items.vectors()),
        table_(table),
        index_(index),
        cursor_key_(IndexBuildKey(table.id, index.number)) {}

  base::Result<BackfillChunk> Fill(std::string_view holder) {
    TRY(FindItems());
    if (keys_.empty()) return BackfillChunk();
    std::vector<KeyLatches::Key> latched;
    latched.reserve(keys_.size());
    for (const std::string& key : keys_) latched.push_back({shard_, key});
    const KeyLatches::Hold hold(latches_, latched);
    TRY(CountItems(hold));
    TRY(ReadItems());
    if (index_.vector) {
      TRY(AddMissingVectors());
    } else {
      TRY(AddMissingEntries());
    }
    batch_.Put(kSystemShard, CursorKey(), keys_[items_ - 1]);
    batch_.RequireLease(cursor_key_, holder);
    TRY(store_.Commit(std::move(batch_)));
    vectors_.Done();
    return BackfillChunk{.items = items_, .entries = added_, .more = more_};
  }

 private:
  struct Counts {
    int64_t entries = 0;
    int64_t bytes = 0;
  };
  struct NewEntry {
    size_t item;  // which of keys_
    index::IndexEntry entry;
  };

  kv::KeyView CursorKey() const { return {kv::Family::kMeta, cursor_key_}; }
  kv::KeyView ItemKeyOf(size_t item) const { return {kv::Family::kItem, keys_[item]}; }
  kv::KeyView KeyOf(const index::IndexEntry& entry) const {
    return {index_.family(), entry.key.bytes};
  }
  kv::ShardId ShardOf(const index::IndexEntry& entry) const {
    return index_.partitions[PartitionOf(index_.partitions, entry.key.token)].shard;
  }

  // The keys of the next items, all of one shard, and that shard.
  base::Status FindItems() {
    TRY_ASSIGN(const kv::Found cursor,
               store_.Get(kSystemShard, CursorKey(), kv::Consistency::kConsistent));
    if (!cursor.value) return NotBeingFilled(index_);
    const std::string_view last_key = cursor.value->bytes();
    batch_.Check(kSystemShard, CursorKey(), cursor);
    std::string start(last_key);
    size_t partition = 0;
    if (!start.empty()) {
      if (start.size() < sizeof(uint64_t)) return base::Corruption("a cursor is no item's key");
      partition = PartitionOf(table_.partitions, base::ReadBigEndian64(start.data()));
      start.push_back('\0');  // just after it
    }
    for (; keys_.empty() && partition < table_.partitions.size(); ++partition) {
      shard_ = table_.partitions[partition].shard;
      TRY(FindItemsInShard(start));
      more_ = more_ || partition + 1 < table_.partitions.size();
    }
    return {};
  }

  base::Status FindItemsInShard(std::string_view start) {
    const kv::ScanRequest request{.family = kv::Family::kItem,
                                  .start = start,
                                  .bytes_max = kBackfillBytesMax,
                                  .count_max = kBackfillItemsMax};
    TRY_ASSIGN(const kv::ScanResult result,
               store_.Scan(shard_, request, [&](std::string_view key, std::string_view) {
                 keys_.emplace_back(key);
                 return kv::ScanStep::kContinue;
               }));
    more_ = result.may_have_more;
    return {};
  }

  // The chunk ends before the first item that a transaction has.
  base::Status CountItems(const KeyLatches::Hold& hold) {
    while (items_ < keys_.size() && !hold.Refused(items_)) ++items_;
    if (items_ == 0) return base::Conflict("a transaction has the item");
    more_ = more_ || items_ < keys_.size();
    return {};
  }

  // Reads the items again, now that nobody changes them, and makes their entries.
  base::Status ReadItems() {
    std::vector<kv::GetRequest> requests;
    requests.reserve(items_);
    for (size_t i = 0; i < items_; ++i) requests.push_back({shard_, ItemKeyOf(i)});
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    for (size_t i = 0; i < items_; ++i) {
      if (!found[i].value) continue;
      TRY_ASSIGN(const value::RowView item, value::RowView::Open(found[i].value->bytes()));
      TRY_ASSIGN(const bool has_entry, MakeEntry(i, item));
      if (has_entry) batch_.Check(shard_, ItemKeyOf(i), found[i]);
    }
    return {};
  }

  base::Result<bool> MakeEntry(size_t i, const value::RowView& item) {
    if (index_.vector) {
      TRY_ASSIGN(auto entry, OfOld(vector::VectorEntryOf(table_, index_, item)));
      if (!entry) return false;
      new_vectors_.emplace_back(i, *std::move(entry));
      return true;
    }
    TRY_ASSIGN(auto entry, OfOld(index::EntryOf(table_, index_, item)));
    if (!entry) return false;
    entries_.push_back({i, *std::move(entry)});
    return true;
  }

  template <typename Entry>
  static base::Result<std::optional<Entry>> OfOld(base::Result<std::optional<Entry>> entry) {
    if (entry.ok() || entry.error().code != base::ErrorCode::kInvalidArgument) return entry;
    return std::optional<Entry>();
  }

  // The same as AddMissingEntries, of a vector index.
  base::Status AddMissingVectors() {
    std::vector<std::string> keys;
    std::vector<kv::GetRequest> requests;
    keys.reserve(new_vectors_.size());
    for (const auto& [item, entry] : new_vectors_) {
      keys.push_back(vector::EntryKey(entry.group, keys_[item]));
      requests.push_back({entry.group.shard, {index_.family(), keys.back()}});
    }
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    for (size_t i = 0; i < new_vectors_.size(); ++i) {
      if (found[i].value) continue;
      const auto& [item, entry] = new_vectors_[i];
      TRY(vectors_.Add(index_, keys_[item], entry, &batch_));
      ++added_;
    }
    return {};
  }

  // A writer may have made the entry before: then it is there, and counted.
  base::Status AddMissingEntries() {
    std::vector<kv::GetRequest> requests;
    requests.reserve(entries_.size());
    for (const auto& [item, entry] : entries_) requests.push_back({ShardOf(entry), KeyOf(entry)});
    TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
    std::map<kv::ShardId, Counts> counts;
    for (size_t i = 0; i < entries_.size(); ++i) {
      if (found[i].value) continue;
      const auto& [item, entry] = entries_[i];
      const kv::ShardId shard = ShardOf(entry);
      batch_.DeferredPut(shard_, ItemKeyOf(item), shard, KeyOf(entry), entry.row.bytes());
      Counts& of_shard = counts[shard];
      ++of_shard.entries;
      of_shard.bytes += static_cast<int64_t>(entry.row.view().ItemBytes());
      ++added_;
    }
    for (const auto& [shard, of_shard] : counts) {
      batch_.Add(shard, ItemCountKeyOf(index_), of_shard.entries);
      batch_.Add(shard, ItemBytesKeyOf(index_), of_shard.bytes);
    }
    return {};
  }

  kv::Store& store_;
  KeyLatches& latches_;
  vector::VectorChanges vectors_;
  const TableDescription& table_;
  const IndexDescription& index_;
  const std::string cursor_key_;
  kv::ShardId shard_;
  std::vector<std::string> keys_;
  size_t items_ = 0;  // so many of the keys are of this chunk
  bool more_ = false;
  std::vector<NewEntry> entries_;
  std::vector<std::pair<size_t, vector::VectorEntry>> new_vectors_;  // the same of a vector index
  size_t added_ = 0;
  kv::Batch batch_;
};

}  // namespace

base::Result<BackfillChunk> BackfillNext(kv::Store& store, item::Items& items,
                                         const TableDescription& table,
                                         const IndexDescription& index, std::string_view holder) {
  return Chunk(store, items, table, index).Fill(holder);
}

}  // namespace table::background

#include "table/item/items.h"

#include <utility>

#include "table/catalog/schema_gate.h"
#include "table/catalog/schema_passes.h"
#include "table/of_table.h"
#include "table/system_keys.h"

namespace table::item {
namespace {

// How often a write is tried again because another server changed the item in between. Within a
// server the latches keep writers apart, so each conflict means that another server's commit
// succeeded.
constexpr int kWriteAttemptsMax = 10;

kv::KeyView KeyViewOf(const ItemKey& key) { return {kv::Family::kItem, key.bytes}; }

base::Result<ReadItem> OpenItem(kv::Found found) {
  ReadItem item;
  if (!found.value) return item;
  TRY_ASSIGN(item.row, value::RowView::Open(found.value->bytes()));
  item.bytes = std::move(found.value);
  return item;
}

base::Error TooManyConflicts() {
  return base::Unavailable("the item is changed by others too often");
}

}  // namespace

base::Result<ReadItem> Items::Get(const TableDescription& table, const ItemKey& key,
                                  kv::Consistency consistency) {
  TRY_ASSIGN(kv::Found found,
             OfTable(store_.Get(table.ShardOf(key.token), KeyViewOf(key), consistency)));
  return OpenItem(std::move(found));
}

base::Result<std::vector<ReadItem>> Items::BatchGet(const TableDescription& table,
                                                    std::span<const ItemKey> keys,
                                                    kv::Consistency consistency) {
  std::vector<kv::GetRequest> requests;
  requests.reserve(keys.size());
  for (const ItemKey& key : keys) requests.push_back({table.ShardOf(key.token), KeyViewOf(key)});
  TRY_ASSIGN(std::vector<kv::Found> found,
             OfTable(store_.MultiGet(requests, {.consistency = consistency})));
  std::vector<ReadItem> items;
  items.reserve(keys.size());
  for (kv::Found& one : found) {
    TRY_ASSIGN(ReadItem item, OpenItem(std::move(one)));
    items.push_back(std::move(item));
  }
  return items;
}

base::Result<WriteOutcome> Items::Write(const TableDescription& table, const ItemKey& key,
                                        const Decide& decide, bool want_old_item) {
  const catalog::SchemaGate::Pass pass(table);
  const ItemPlace place(pass.table(), key);
  const KeyLatches::Hold hold(latches_, {place.shard, key.bytes});
  if (hold.AnyRefused()) return base::Conflict("a transaction has the item");
  for (int attempt = 0; attempt < kWriteAttemptsMax; ++attempt) {
    WriteOutcome outcome;
    ItemChanges changes(store_, limits_, vectors_);
    {  // what was read is let go before the commit waits
      TRY_ASSIGN(const ItemBefore before, ReadBefore(store_, place));
      TRY_ASSIGN(Decision decision, decide(before.row, before.exists()));
      if (want_old_item && before.exists()) outcome.old_item.emplace(before.row);
      TRY(changes.Add(place, before, std::move(decision), &outcome));
    }
    TRY_ASSIGN(const bool done, changes.Commit());
    if (done) return outcome;
  }
  return TooManyConflicts();
}

base::Result<std::vector<std::optional<WriteOutcome>>> Items::WriteBatch(
    std::span<BatchWrite> writes) {
  catalog::SchemaPasses passes;
  std::vector<ItemPlace> places;
  std::vector<KeyLatches::Key> latched;
  places.reserve(writes.size());
  latched.reserve(writes.size());
  for (const BatchWrite& write : writes) {
    places.emplace_back(passes.Through(*write.table), write.key);
    latched.push_back({places.back().shard, write.key.bytes});
  }
  const KeyLatches::Hold hold(latches_, latched);
  for (int attempt = 0; attempt < kWriteAttemptsMax; ++attempt) {
    std::vector<std::optional<WriteOutcome>> outcomes(writes.size());
    ItemChanges changes(store_, limits_, vectors_);
    {  // what was read is let go before the commit waits
      TRY_ASSIGN(const std::vector<ItemBefore> before,
                 ReadBefore(store_, places, /*one_cut=*/false));
      for (size_t i = 0; i < writes.size(); ++i) {
        if (hold.Refused(i)) continue;
        TRY(changes.Add(places[i], before[i], writes[i].decision, &outcomes[i].emplace()));
      }
    }
    TRY_ASSIGN(const bool done, changes.Commit());
    if (done) return outcomes;
  }
  return TooManyConflicts();
}

base::Result<vector::VectorSearch> Items::SearchVectors(const IndexDescription& index,
                                                        const vector::VectorQuery& query) {
  auto found = vector::SearchVectors(store_, vectors_, index, query);
  if (!found.ok() && found.error().code == base::ErrorCode::kNotFound) return IndexIsGone(index);
  return found;
}

base::Result<ItemCounts> Items::Counts(const TableDescription& table,
                                       const IndexDescription* index) {
  const std::string count_key =
      index != nullptr ? ItemCountKeyOf(*index) : std::string(kItemCountKey);
  const std::string bytes_key =
      index != nullptr ? ItemBytesKeyOf(*index) : std::string(kItemBytesKey);
  const std::vector<Partition>& partitions = table.PartitionsOf(index);
  std::vector<kv::GetRequest> requests;
  requests.reserve(2 * partitions.size());
  for (const Partition& partition : partitions) {
    requests.push_back({partition.shard, {kv::Family::kMeta, count_key}, /*counter=*/true});
    requests.push_back({partition.shard, {kv::Family::kMeta, bytes_key}, /*counter=*/true});
  }
  const auto found = OfTable(store_.MultiGet(requests, {.one_cut = true}));
  if (!found.ok()) {
    const bool is_away = index != nullptr && found.error().code == base::ErrorCode::kNotFound;
    if (is_away) return ItemCounts();
    return found.error();
  }
  ItemCounts counts;
  for (size_t i = 0; i < found->size(); i += 2) {
    counts.items += (*found)[i].counter;
    counts.bytes += (*found)[i + 1].counter;
  }
  return counts;
}

}  // namespace table::item

#include "table/items.h"

#include <utility>

#include "base/bytes.h"
#include "table/of_table.h"
#include "table/system_keys.h"

namespace table {
namespace {

// How often a write is decided again because another server changed the item in between. Within a
// server latches keep writers apart, so each conflict means that somebody else got on.
constexpr int kWriteAttemptsMax = 10;

kv::KeyView KeyViewOf(const ItemKey& key) { return {kv::Family::kItem, key.bytes}; }

base::Result<ReadItem> OpenItem(kv::Found found) {
  ReadItem item;
  if (!found.value) return item;
  TRY_ASSIGN(item.row, value::RowView::Open(found.value->bytes()));
  item.bytes = std::move(found.value);
  return item;
}

// Adds to `batch` what makes `decision` come true of the item as it was read; `outcome` learns the
// sizes. An item that is deleted where there is none needs no commit. One that is put as it was
// does all the same: every write that is acknowledged is a commit, for whoever reads along later.
void AddChange(kv::ShardId shard, const ItemKey& key, const kv::Found& found,
               const value::RowView& old_item, const Decision& decision, kv::Batch* batch,
               WriteOutcome* outcome) {
  const bool exists = found.value.has_value();
  const bool puts = decision.kind == Decision::Kind::kPut;
  outcome->old_item_bytes = exists ? old_item.ItemBytes() : 0;
  if (decision.kind == Decision::Kind::kNothing) {
    outcome->new_item_bytes = outcome->old_item_bytes;
    return;
  }
  outcome->new_item_bytes = puts ? decision.row.view().ItemBytes() : 0;
  if (!exists && !puts) return;

  const kv::KeyView key_view = KeyViewOf(key);
  if (exists) {
    batch->Check(shard, key_view, found.value->bytes(), found.mark);
  } else {
    batch->Check(shard, key_view, std::nullopt, found.mark);
  }
  if (puts) {
    batch->Put(shard, key_view, decision.row.bytes());
  } else {
    batch->Delete(shard, key_view);
  }
  if (exists != puts) batch->Add(shard, kItemCountKey, puts ? 1 : -1);
  const auto grown =
      static_cast<int64_t>(outcome->new_item_bytes) - static_cast<int64_t>(outcome->old_item_bytes);
  if (grown != 0) batch->Add(shard, kItemBytesKey, grown);
}

// Whether it is done; an error other than a conflict ends the write.
base::Result<bool> TryCommit(kv::Store& store, kv::Batch batch) {
  if (batch.empty()) return true;
  auto committed = OfTable(store.Commit(std::move(batch)));
  if (committed.ok()) return true;
  if (committed.error().code == base::ErrorCode::kConflict) return false;
  return std::move(committed).error();
}

base::Error TooManyConflicts() {
  return base::Unavailable("the item is changed by others too often");
}

base::Result<int64_t> CounterOf(const kv::Found& found) {
  if (!found.value) return 0;
  const std::string_view bytes = found.value->bytes();
  if (bytes.size() != sizeof(int64_t)) return base::Corruption("a counter of another size");
  return static_cast<int64_t>(base::ReadLittleEndian64(bytes.data()));
}

}  // namespace

Charge ChargeOf(const WriteOutcome& outcome) {
  return {WriteUnits(outcome.old_item_bytes, outcome.new_item_bytes), outcome.index_units};
}

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
  const kv::ShardId shard = table.ShardOf(key.token);
  const ItemLatches::Hold hold(latches_, {shard, key.bytes});
  for (int attempt = 0; attempt < kWriteAttemptsMax; ++attempt) {
    WriteOutcome outcome;
    kv::Batch batch;
    {  // what was read is let go before the commit waits
      TRY_ASSIGN(const kv::Found found,
                 OfTable(store_.Get(shard, KeyViewOf(key), kv::Consistency::kConsistent)));
      value::RowView old_item;
      if (found.value) {
        TRY_ASSIGN(old_item, value::RowView::Open(found.value->bytes()));
      }
      TRY_ASSIGN(const Decision decision, decide(old_item, found.value.has_value()));
      if (want_old_item && found.value) outcome.old_item.emplace(old_item);
      AddChange(shard, key, found, old_item, decision, &batch, &outcome);
    }
    TRY_ASSIGN(const bool done, TryCommit(store_, std::move(batch)));
    if (done) return outcome;
  }
  return TooManyConflicts();
}

base::Result<std::vector<WriteOutcome>> Items::WriteBatch(std::span<BatchWrite> writes) {
  std::vector<kv::GetRequest> requests;
  std::vector<ItemLatches::Key> latched;
  requests.reserve(writes.size());
  latched.reserve(writes.size());
  for (const BatchWrite& write : writes) {
    const kv::ShardId shard = write.table->ShardOf(write.key.token);
    requests.push_back({shard, KeyViewOf(write.key)});
    latched.push_back({shard, write.key.bytes});
  }
  const ItemLatches::Hold hold(latches_, std::move(latched));
  for (int attempt = 0; attempt < kWriteAttemptsMax; ++attempt) {
    std::vector<WriteOutcome> outcomes(writes.size());
    kv::Batch batch;
    {  // what was read is let go before the commit waits
      TRY_ASSIGN(const std::vector<kv::Found> found, OfTable(store_.MultiGet(requests, {})));
      for (size_t i = 0; i < writes.size(); ++i) {
        value::RowView old_item;
        if (found[i].value) {
          TRY_ASSIGN(old_item, value::RowView::Open(found[i].value->bytes()));
        }
        AddChange(requests[i].shard, writes[i].key, found[i], old_item, writes[i].decision, &batch,
                  &outcomes[i]);
      }
    }
    TRY_ASSIGN(const bool done, TryCommit(store_, std::move(batch)));
    if (done) return outcomes;
  }
  return TooManyConflicts();
}

base::Result<ItemCounts> Items::Counts(const TableDescription& table) {
  std::vector<kv::GetRequest> requests;
  requests.reserve(2 * table.partitions.size());
  for (const Partition& partition : table.partitions) {
    requests.push_back({partition.shard, {kv::Family::kMeta, kItemCountKey}});
    requests.push_back({partition.shard, {kv::Family::kMeta, kItemBytesKey}});
  }
  TRY_ASSIGN(const std::vector<kv::Found> found,
             OfTable(store_.MultiGet(requests, {.one_cut = true})));
  ItemCounts counts;
  for (size_t i = 0; i < found.size(); i += 2) {
    TRY_ASSIGN(const int64_t items, CounterOf(found[i]));
    TRY_ASSIGN(const int64_t bytes, CounterOf(found[i + 1]));
    counts.items += items;
    counts.bytes += bytes;
  }
  return counts;
}

}  // namespace table

#include "table/catalog/catalog_state.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "table/catalog/catalog_record.h"
#include "table/catalog/schema_gate.h"
#include "table/hash_space.h"
#include "table/limits.h"

namespace table::catalog {
namespace {

bool LacksShards(const TableDescription& table) {
  const auto lacks = [](const IndexDescription& index) { return index.partitions.empty(); };
  return table.partitions.empty() || std::ranges::any_of(table.global_indexes, lacks) ||
         std::ranges::any_of(table.vector_indexes, lacks);
}

// Local indexes get their numbers first, because these are stored in one byte. They are made with
// the table only, so they get the lowest numbers.
void NumberIndexes(TableDescription* table) {
  for (auto* indexes : {&table->local_indexes, &table->global_indexes, &table->vector_indexes}) {
    for (IndexDescription& index : *indexes) {
      if (index.number == 0) index.number = table->next_index_number++;
    }
  }
}

// The numbers of the indexes that are being filled.
std::set<uint32_t> BuildsOf(const TableDescription& table) {
  std::set<uint32_t> numbers;
  if (table.status == TableStatus::kDeleting) return numbers;
  for (const auto* indexes : table.OnlineIndexes()) {
    for (const IndexDescription& index : *indexes) {
      if (index.IsBuilding()) numbers.insert(index.number);
    }
  }
  return numbers;
}

// The cursor of a build exists from the beginning of the filling of its index until its end, by
// success or deletion. Each chunk of the build requires that the cursor exists.
void AddCursors(const FoundRecord& before, const TableDescription& next, kv::Batch* batch) {
  const std::set<uint32_t> builds_before =
      before.record ? BuildsOf(before.record->table) : std::set<uint32_t>();
  const std::set<uint32_t> builds = BuildsOf(next);
  for (const uint32_t number : builds) {
    if (builds_before.contains(number)) continue;
    batch->Put(kSystemShard, {kv::Family::kMeta, IndexBuildKey(next.id, number)}, "");
  }
  for (const uint32_t number : builds_before) {
    if (builds.contains(number)) continue;
    batch->Delete(kSystemShard, {kv::Family::kMeta, IndexBuildKey(next.id, number)});
  }
}

}  // namespace

base::Error TooManyCatalogConflicts() {
  return base::Unavailable("the catalog is changed by others too often");
}

TablePtr Catalog::State::Publish(TableDescription table) {
  base::MutexLock lock(mutex);
  const auto current = snapshot.Current();
  const TableDescription* known = current->Find(table.name_space, table.name);
  table.gate =
      known != nullptr && known->id == table.id ? known->gate : std::make_shared<SchemaGate>();
  auto published = std::make_shared<const TableDescription>(std::move(table));
  // Published at the gate before the snapshot: a caller that finds the description in the catalog
  // can wait there for the writers that use an older one.
  published->gate->Publish(published);
  snapshot.Publish(current->With(published));
  if (on_change) on_change();
  return published;
}

void Catalog::State::PublishEnd(const Namespace& name_space, std::string_view name) {
  base::MutexLock lock(mutex);
  snapshot.Publish(snapshot.Current()->Without(name_space, name));
  if (on_change) on_change();
}

void Catalog::State::Learn(const Namespace& name_space, std::string_view name,
                           const FoundRecord& found) {
  const TablePtr known = snapshot.Find(name_space, name);
  if (!found.record) {
    if (known != nullptr) PublishEnd(name_space, name);
  } else if (known == nullptr || EncodeTableRecord(*known) != found.record->bytes) {
    Publish(found.record->table);
  }
}

base::Status Catalog::State::GiveOutShards(TableDescription* table, kv::Batch* batch) {
  TRY_ASSIGN(const NextShard next, ReadNextShard(store));
  uint64_t id = next.id;
  const auto give = [&id](uint32_t count) {
    const kv::ShardId first{id};
    id += count;
    return DivideHashSpace(count, first);
  };
  if (table->partitions.empty()) table->partitions = give(InitialPartitionCount(*table));
  for (auto* indexes : table->OnlineIndexes()) {
    for (IndexDescription& index : *indexes) {
      if (index.partitions.empty()) index.partitions = give(InitialPartitionCount(*table, index));
    }
  }
  std::string after;
  base::AppendLittleEndian64(id, &after);
  const kv::KeyView key{kv::Family::kMeta, kNextShardKey};
  batch->Check(kSystemShard, key, next.version);
  batch->Put(kSystemShard, key, after);
  return {};
}

base::Result<TablePtr> Catalog::State::Commit(const FoundRecord& before, TableDescription next) {
  std::optional<KeyLatches::Hold> giving_out;
  kv::Batch batch;
  if (LacksShards(next)) {
    giving_out.emplace(latches, KeyLatches::Key{kSystemShard, kNextShardKey});
    if (!before.record && snapshot.Current()->Of(next.name_space).size() >= kTablesPerAccountMax) {
      return base::Error{base::ErrorCode::kResourceExhausted, "too many tables"};
    }
    TRY(GiveOutShards(&next, &batch));
  }
  NumberIndexes(&next);
  const std::string key = TableRecordKey(next.name_space, next.name);
  const kv::KeyView record_key{kv::Family::kMeta, key};
  if (before.record) CHECK(before.record->table.id == next.id);
  batch.Check(kSystemShard, record_key, before.version);
  batch.Put(kSystemShard, record_key, EncodeTableRecord(next));
  AddCursors(before, next, &batch);
  TRY(store.Commit(std::move(batch)));
  return Publish(std::move(next));
}

base::Status Catalog::State::CommitEnd(const TableRecord& record) {
  const std::string key = TableRecordKey(record.table.name_space, record.table.name);
  kv::Batch batch;
  batch.Check(kSystemShard, {kv::Family::kMeta, key}, record.version);
  batch.Delete(kSystemShard, {kv::Family::kMeta, key});
  TRY(store.Commit(std::move(batch)));
  PublishEnd(record.table.name_space, record.table.name);
  return {};
}

}  // namespace table::catalog

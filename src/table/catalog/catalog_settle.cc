// The life cycle of tables, and of global and vector indexes: completes the change that a state
// stands for.
#include <algorithm>
#include <utility>

#include "table/catalog/catalog_record.h"
#include "table/catalog/catalog_state.h"
#include "table/catalog/schema_gate.h"

namespace table::catalog {

base::Status Catalog::State::CreateShards(const std::vector<Partition>& partitions) {
  for (const Partition& partition : partitions) TRY(store.CreateShard(partition.shard));
  return {};
}

base::Status Catalog::State::DropShards(const std::vector<Partition>& partitions) {
  for (const Partition& partition : partitions) TRY(store.DropShard(partition.shard));
  return {};
}

// An index of a new table becomes active with the table: both are empty. An index that was added to
// a table is filled from now on: writes change its entries, and the index builder adds those of
// older items.
base::Status Catalog::State::FinishIndexes(TableDescription* next) {
  for (auto* indexes : next->OnlineIndexes()) {
    for (IndexDescription& index : *indexes) TRY(FinishIndex(*next, &index));
    std::erase_if(*indexes, [](const IndexDescription& index) {
      return index.status == IndexStatus::kDeleting;
    });
  }
  return {};
}

base::Status Catalog::State::FinishIndex(const TableDescription& table, IndexDescription* index) {
  switch (index->status) {
    case IndexStatus::kActive:
      break;
    case IndexStatus::kCreating:
      if (index->backfilling) break;
      TRY(CreateShards(index->partitions));
      if (table.status == TableStatus::kCreating) {
        index->status = IndexStatus::kActive;
      } else {
        index->backfilling = true;
      }
      break;
    case IndexStatus::kUpdating:
      index->status = index->backfilling ? IndexStatus::kCreating : IndexStatus::kActive;
      break;
    case IndexStatus::kDeleting:
      // Otherwise a write that began before and still changes the index would not find its shards.
      snapshot.Find(table.name_space, table.name)->gate->WaitForOlder();
      TRY(DropShards(index->partitions));
      break;
  }
  return {};
}

base::Status Catalog::State::Finish(const FoundRecord& found) {
  TableDescription next = found.record->table;
  switch (next.status) {
    case TableStatus::kActive:
      return {};
    case TableStatus::kCreating:
      TRY(CreateShards(next.partitions));
      break;
    case TableStatus::kUpdating:
      break;
    case TableStatus::kDeleting:
      TRY(DropShards(next.partitions));
      for (const auto* indexes : next.OnlineIndexes()) {
        for (const IndexDescription& index : *indexes) TRY(DropShards(index.partitions));
      }
      return CommitEnd(*found.record);
  }
  TRY(FinishIndexes(&next));
  next.status = TableStatus::kActive;
  TRY(Commit(found, std::move(next)));
  return {};
}

base::Result<FoundRecord> Catalog::State::Settle(const Namespace& name_space,
                                                 std::string_view name) {
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(FoundRecord found, ReadTableRecord(store, name_space, name));
    Learn(name_space, name, found);
    if (!found.record || found.record->table.status == TableStatus::kActive) return found;
    const base::Status finished = Finish(found);
    if (!finished.ok() && finished.error().code != base::ErrorCode::kConflict) {
      return finished.error();
    }
  }
  return TooManyCatalogConflicts();
}

base::Result<FoundRecord> Catalog::State::Existing(const Namespace& name_space,
                                                   std::string_view name) {
  TRY_ASSIGN(FoundRecord found, Settle(name_space, name));
  if (found.record) return found;
  return base::NotFound("Requested resource not found: Table: " + std::string(name) + " not found");
}

base::Status Catalog::State::Load() {
  TRY(store.CreateShard(kSystemShard));
  std::vector<TablePtr> tables;
  std::vector<TablePtr> interrupted;
  TRY(VisitTableRecords(store, [&](std::string_view, std::string_view bytes) -> base::Status {
    TRY_ASSIGN(TableDescription table, DecodeTableRecord(bytes));
    table.gate = std::make_shared<SchemaGate>();
    tables.push_back(std::make_shared<const TableDescription>(std::move(table)));
    tables.back()->gate->Publish(tables.back());
    if (tables.back()->status != TableStatus::kActive) interrupted.push_back(tables.back());
    return {};
  }));
  snapshot.Publish(std::make_shared<const CatalogSnapshot>(std::move(tables)));
  for (const TablePtr& table : interrupted) {
    TRY(Settle(table->name_space, table->name));
  }
  return {};
}

}  // namespace table::catalog

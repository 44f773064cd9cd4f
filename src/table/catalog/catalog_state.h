// The inside of the catalog (catalog.h): its records in the store, and the published snapshot.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "table/catalog/catalog.h"
#include "table/catalog/catalog_reader.h"
#include "table/catalog/catalog_snapshot.h"
#include "table/key_latch.h"

namespace table::catalog {

// How often a change is tried again because another server changed the record in between. Within a
// server this does not happen: calls on one name wait for each other, and so do allocations of
// shard ids.
constexpr int kChangeAttemptsMax = 16;

base::Error TooManyCatalogConflicts();

struct Catalog::State {
  State(kv::Store& its_store, const base::Clock& its_clock, base::Random& its_random)
      : store(its_store),
        clock(its_clock),
        random(its_random),
        snapshot(std::make_shared<const CatalogSnapshot>(std::vector<TablePtr>())) {}

  // Reads all records, and completes interrupted changes.
  base::Status Load();

  // Reads the record of a table, and completes a change of it that was interrupted.
  // REQUIRES for this and the following functions: the latch of the name is held.
  base::Result<FoundRecord> Settle(const Namespace& name_space, std::string_view name);
  base::Result<FoundRecord> Existing(const Namespace& name_space, std::string_view name);

  // Commits `next` as the table's new state, and publishes it. Allocates shards for partitions that
  // have none, and numbers for new indexes. Errors: kConflict (the record is no longer `before`, or
  // shard ids were allocated meanwhile); kResourceExhausted (too many tables); the store's.
  base::Result<TablePtr> Commit(const FoundRecord& before, TableDescription next);
  base::Status CommitEnd(const TableRecord& record);

  // Completes the change that the record says is in progress, and commits that it is done. Every
  // step can be repeated, so it does not matter where the work was interrupted.
  base::Status Finish(const FoundRecord& found);
  base::Status FinishIndexes(TableDescription* next);
  base::Status FinishIndex(const TableDescription& table, IndexDescription* index);
  base::Status CreateShards(const std::vector<Partition>& partitions);
  base::Status DropShards(const std::vector<Partition>& partitions);
  base::Status GiveOutShards(TableDescription* table, kv::Batch* batch);

  TablePtr Publish(TableDescription table);
  void PublishEnd(const Namespace& name_space, std::string_view name);
  // Publishes a record that was read, if it differs from the snapshot: its commit's answer was
  // lost, or another server made it.
  void Learn(const Namespace& name_space, std::string_view name, const FoundRecord& found);

  kv::Store& store;
  const base::Clock& clock;
  base::Random& random;
  KeyLatches latches;  // of records, and of the counter of shard ids
  base::Mutex mutex;   // held from reading a snapshot to publishing the one made from it
  PublishedSnapshot snapshot;
  std::function<void()> on_change GUARDED_BY(mutex);
};

}  // namespace table::catalog

// What the catalog (catalog.h) is made of: its records in the store, and what is published of them.
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

// How often a change is decided again because another server changed the record in between. Within
// a server the calls on one name, and the giving out of shards, wait for each other.
constexpr int kChangeAttemptsMax = 16;

base::Error TooManyCatalogConflicts();

struct Catalog::State {
  State(kv::Store& its_store, const base::Clock& its_clock, base::Random& its_random)
      : store(its_store),
        clock(its_clock),
        random(its_random),
        snapshot(std::make_shared<const CatalogSnapshot>(std::vector<TablePtr>())) {}

  // Reads all records, and finishes what was interrupted.
  base::Status Load();

  // The record of a table as it is now, brought to an end if a change of it was interrupted.
  // REQUIRES for this and the following functions: the latch of the name is held.
  base::Result<FoundRecord> Settle(const Namespace& name_space, std::string_view name);
  base::Result<FoundRecord> Existing(const Namespace& name_space, std::string_view name);

  // Commits the state of a table that follows on `before`, and publishes it; with shards for what
  // has none yet, and numbers for the indexes that are new. Errors: kConflict (the record was
  // changed meanwhile, or shards were given out); kResourceExhausted (no more tables); the store's.
  base::Result<TablePtr> Commit(const FoundRecord& before, TableDescription next);
  base::Status CommitEnd(const TableRecord& record);

  // Does what the record says is under way, and commits that it is done. Each step can be done
  // again, so it does not matter after which one the work was interrupted.
  base::Status Finish(const FoundRecord& found);
  base::Status FinishIndexes(TableDescription* next);
  base::Status FinishIndex(const TableDescription& table, IndexDescription* index);
  base::Status CreateShards(const std::vector<Partition>& partitions);
  base::Status DropShards(const std::vector<Partition>& partitions);
  base::Status GiveOutShards(TableDescription* table, kv::Batch* batch);

  TablePtr Publish(TableDescription table);
  void PublishEnd(const Namespace& name_space, std::string_view name);
  // Publishes what was read, if it is news: a commit whose answer was lost, or another server's.
  void Learn(const Namespace& name_space, std::string_view name, const FoundRecord& found);

  kv::Store& store;
  const base::Clock& clock;
  base::Random& random;
  KeyLatches latches;  // of records, and of the next shard id
  base::Mutex mutex;   // held from reading a snapshot to publishing the next one made of it
  PublishedSnapshot snapshot;
  std::function<void()> on_change GUARDED_BY(mutex);
};

}  // namespace table::catalog

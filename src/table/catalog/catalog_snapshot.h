// A snapshot of all table descriptions, and the way in which many threads share the latest one.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "table/table.h"

namespace table::catalog {

// Immutable. A change of one table makes a new snapshot, in time linear in the number of tables.
class CatalogSnapshot {
 public:
  // The order of `tables` does not matter. REQUIRES: no name occurs twice.
  explicit CatalogSnapshot(std::vector<TablePtr> tables);

  // With: a new snapshot in which `table` is added, or replaces the table of its name. Without: a
  // new snapshot that lacks the table.
  std::shared_ptr<const CatalogSnapshot> With(TablePtr table) const;
  std::shared_ptr<const CatalogSnapshot> Without(const Namespace& name_space,
                                                 std::string_view name) const;

  // Returns null if there is no such table. Allocates nothing.
  const TableDescription* Find(const Namespace& name_space, std::string_view name) const;

  // The tables of one namespace, sorted by name.
  std::span<const TablePtr> Of(const Namespace& name_space) const;
  // The tables of one namespace whose names come after `name`, sorted by name.
  std::span<const TablePtr> After(const Namespace& name_space, std::string_view name) const;
  const std::vector<TablePtr>& all() const { return sorted_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    const TableDescription* table = nullptr;
  };

  std::vector<TablePtr> sorted_;  // by namespace, then name
  std::vector<Slot> slots_;  // open addressing, at most half full; their number: a power of two
};

// The latest snapshot. Thread-safe.
//
// Readers do not contend. Each thread keeps a reference of its own to the snapshot that it used
// last, and takes the mutex only when a newer snapshot was published. Pointers to tables count
// references in the thread's own object, so even for a table that every thread uses no cache line
// is shared. Each pointer keeps its whole snapshot alive, so it should be held for one request
// only.
class PublishedSnapshot {
 public:
  explicit PublishedSnapshot(std::shared_ptr<const CatalogSnapshot> snapshot) {
    Publish(std::move(snapshot));
  }

  void Publish(std::shared_ptr<const CatalogSnapshot> snapshot);
  std::shared_ptr<const CatalogSnapshot> Current() const;
  TablePtr Find(const Namespace& name_space, std::string_view name) const;

 private:
  struct ThreadHold;
  const ThreadHold& Held() const;

  // Read by every request, written only by changes; so it has a cache line of its own. Versions are
  // unique among all catalogs of the process, so that a thread never uses its snapshot of another
  // catalog.
  alignas(64) std::atomic<uint64_t> version_{0};
  alignas(64) mutable base::Mutex mutex_;
  std::shared_ptr<const CatalogSnapshot> snapshot_ GUARDED_BY(mutex_);
};

}  // namespace table::catalog

// The tables there are at one instant, and how many readers share the latest such instant.
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

// Immutable: a change of one table makes a new snapshot, in time linear in the number of tables.
class CatalogSnapshot {
 public:
  // `tables`: each name once, in any order.
  explicit CatalogSnapshot(std::vector<TablePtr> tables);

  // With `table` in the place of the one of its name, or beside the others; without that table.
  std::shared_ptr<const CatalogSnapshot> With(TablePtr table) const;
  std::shared_ptr<const CatalogSnapshot> Without(const Namespace& name_space,
                                                 std::string_view name) const;

  // Null if there is none. Allocates nothing.
  const TableDescription* Find(const Namespace& name_space, std::string_view name) const;

  // Of one namespace, sorted by name; and all of them.
  std::span<const TablePtr> Of(const Namespace& name_space) const;
  // Of one namespace, those whose names come after `name`.
  std::span<const TablePtr> After(const Namespace& name_space, std::string_view name) const;
  const std::vector<TablePtr>& all() const { return sorted_; }

 private:
  struct Slot {
    uint64_t hash = 0;
    const TableDescription* table = nullptr;
  };

  std::vector<TablePtr> sorted_;  // by namespace, then name
  std::vector<Slot> slots_;       // open addressing; at most half full, a power of two
};

// The latest snapshot. Thread-safe.
//
// Readers do not meet: each thread keeps a hold of its own on the snapshot it saw last, and only
// when a newer one was published takes a mutex to get hold of that. Pointers to tables count their
// references in the thread's own hold, so a table that every thread uses is a shared cache line to
// none. What is given out keeps its whole snapshot alive: meant for the time of a request.
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

  // Read on every request, written on a change only: apart from what is written more often.
  // Versions are unique among all catalogs of the process, so that a thread's hold of another is
  // never used.
  alignas(64) std::atomic<uint64_t> version_{0};
  alignas(64) mutable base::Mutex mutex_;
  std::shared_ptr<const CatalogSnapshot> snapshot_ GUARDED_BY(mutex_);
};

}  // namespace table::catalog

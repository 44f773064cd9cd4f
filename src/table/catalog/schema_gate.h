// Every write of a table's items passes the table's gate. So a change of what writers must do (for
// example, keep a new index) can wait until no write goes on that follows the old description.
//
// Works within one process only. Nothing yet makes the writers of another process follow: see "One
// process owns a store" in docs/architecture.md.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "run/event.h"
#include "table/table.h"

namespace table::catalog {

// Thread-safe.
class SchemaGate {
 public:
  // From now on, writes that begin follow the description `table`.
  void Publish(const TablePtr& table);

  // Blocks until all writes that began before the latest Publish have ended.
  void WaitForOlder();

  // A write in progress. Not thread-safe. Must be destroyed by the thread or fiber that made it.
  class Pass {
   public:
    // `known` is the description that the writer found in the catalog. REQUIRES: it outlives this
    // object.
    explicit Pass(const TableDescription& known);
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    // The description to follow: the one published last, or `known` if there is none.
    const TableDescription& table() const { return *table_; }

   private:
    SchemaGate* gate_;
    TablePtr held_;
    const TableDescription* table_;
    uint64_t generation_ = 0;
  };

 private:
  struct Generation {
    uint64_t number = 0;
    int64_t writers = 0;
  };
  struct OlderDone {
    uint64_t generation = 0;  // waits for the writes of all generations before this one
    run::Event* done = nullptr;
  };

  void Leave(uint64_t generation);
  bool HasOlder(uint64_t generation) const REQUIRES(mutex_);

  base::Mutex mutex_;
  std::weak_ptr<const TableDescription> current_ GUARDED_BY(mutex_);
  uint64_t generation_ GUARDED_BY(mutex_) = 0;
  std::vector<Generation> busy_ GUARDED_BY(mutex_);  // the few generations that have writes
  std::vector<OlderDone> waiting_ GUARDED_BY(mutex_);
};

}  // namespace table::catalog

// Through here writers of a table go, so that whoever changes what they must do for each item (a
// new index to keep) can wait until none goes by the old rule.
//
// Within one process. What holds between servers is the store's to check.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/mutex.h"
#include "run/event.h"
#include "table/table.h"

namespace table::catalog {

// Safe from any thread.
class SchemaGate {
 public:
  // Writes that begin from now on go by `table`.
  void Publish(const TablePtr& table);

  // Returns once no write goes on that began before the latest Publish.
  void WaitForOlder();

  // One write. The thread or fiber that made it ends it.
  class Pass {
   public:
    // `known` is what the writer found in the catalog; it must outlive this.
    explicit Pass(const TableDescription& known);
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

    // The table to go by: the newest published, or `known` if none is.
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
    uint64_t generation = 0;  // waits for writers of generations before this
    run::Event* done = nullptr;
  };

  void Leave(uint64_t generation);
  bool HasOlder(uint64_t generation) const REQUIRES(mutex_);

  base::Mutex mutex_;
  std::weak_ptr<const TableDescription> current_ GUARDED_BY(mutex_);
  uint64_t generation_ GUARDED_BY(mutex_) = 0;
  std::vector<Generation> busy_ GUARDED_BY(mutex_);  // that have writers; few
  std::vector<OlderDone> waiting_ GUARDED_BY(mutex_);
};

}  // namespace table::catalog

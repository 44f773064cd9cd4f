// The catalog: the descriptions of all tables. Stored in the system shard; read from memory.
//
// The memory is read from the store by Open, and follows the changes that this process makes.
// Changes by another process are noticed only when this process changes or refreshes the same
// table: see "One process owns a store" in docs/architecture.md.
//
// Each change of a table's state is one commit of its record. Making and deleting tables, and
// global and vector indexes, takes several steps (record, shards, record). Open completes what a
// crash interrupted.
//
// A global or vector index that is added to a table goes through these states:
//
//   table UPDATING, index CREATING                its shards are made
//   table ACTIVE,   index CREATING, backfilling   writes of items change its entries, too;
//                                                 background/index_builder.h fills it
//   table ACTIVE,   index ACTIVE
//
// An index that is removed, in whatever state, goes through these:
//
//   table UPDATING, index DELETING                writes ignore it; its shards are dropped
//   table ACTIVE,   no index
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "kv/store.h"
#include "table/system_keys.h"
#include "table/table.h"

namespace table::catalog {

// Thread-safe. Create, Update, Delete and Refresh block. Such calls on the same name are executed
// one after another, so within one server none of them sees a table between two states. If a call
// fails halfway, the next call on that name, or Open, completes its work.
class Catalog {
 public:
  // Reads the catalog from `store`, and completes interrupted changes. In a new store, makes the
  // system shard. Errors: the store's; kCorruption (a record that cannot be read).
  static base::Result<std::unique_ptr<Catalog>> Open(kv::Store& store, const base::Clock& clock,
                                                     base::Random& random);
  ~Catalog();

  // Finds a table, in any state; null if there is none. Never reads the store. Takes a mutex only
  // in a thread's first call after a change. The pointer keeps a snapshot of the whole catalog
  // alive, so it should be held for one request only.
  TablePtr Find(const Namespace& name_space, std::string_view name) const;

  // Up to `limit` names that come after `after` (nullopt: from the first), in order of their bytes.
  struct Names {
    std::vector<std::string> names;
    bool more = false;
  };
  Names List(const Namespace& name_space, std::optional<std::string_view> after,
             size_t limit) const;
  size_t Count(const Namespace& name_space) const;
  std::vector<TablePtr> All() const;

  // The numbers of changes in progress in one namespace.
  struct UnderWay {
    size_t tables = 0;                  // tables that are not active
    size_t creations_with_indexes = 0;  // of these, tables that are being created with indexes
    size_t indexes = 0;                 // global and vector indexes that are not active
  };
  UnderWay ChangesUnderWay(const Namespace& name_space) const;

  // Sets the function that is called after each change of the snapshot; null: none. It is called
  // with a mutex held, so it must neither wait nor call the catalog.
  void OnChange(std::function<void()> listener);

  // Makes the table `wanted`. Sets its status, id and partitions, its creation time if it has none,
  // and the status, number and partitions of its indexes. Returns the description as it was first
  // recorded (kCreating); when the call returns, the table and all its indexes are kActive. Errors:
  // kAlreadyExists; kResourceExhausted (kTablesPerAccountMax); kUnavailable (other servers changed
  // the catalog too often meanwhile); the store's.
  base::Result<TablePtr> Create(TableDescription wanted);

  // Changes a table. `change` gets the current description; it may refuse by returning an error,
  // must not wait, and may be called again on a newer description. Returns the description as it
  // was first recorded (kUpdating unless `quietly`); when the call returns, the table is kActive.
  //
  // Unless `quietly`, `change` may change global and vector indexes: append one with the status
  // kCreating (its number and partitions are set by the catalog; when the call returns it is being
  // filled); set one to kDeleting (it is gone when the call returns); or set one to kUpdating after
  // changing its throughput (its status is what it was before when the call returns). Errors:
  // kNotFound; kUnavailable (as Create's); those that `change` returns; the store's.
  using Change = std::function<base::Status(TableDescription*)>;
  base::Result<TablePtr> Update(const Namespace& name_space, std::string_view name,
                                const Change& change, bool quietly = false);

  // Deletes a table. Returns the description as it was last recorded (kDeleting); when the call
  // returns, the table is gone. Errors: kNotFound; kUnavailable (as Create's); kInvalidArgument
  // (deletion protection, with DynamoDB's message); the store's.
  base::Result<TablePtr> Delete(const Namespace& name_space, std::string_view name);

  // Reads the table's record from the store, puts it into the snapshot if it was changed elsewhere,
  // and completes an interrupted change of the table. Errors: kUnavailable (as Create's); the
  // store's.
  base::Status Refresh(const Namespace& name_space, std::string_view name);

 private:
  struct State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace table::catalog

// The catalog: which tables there are. Kept in the system shard, read from memory.
//
// A change of a table's state is one commit of its record. Creating and deleting, of tables and of
// global and vector indexes, take several steps (record, shards, record); what a crash interrupts
// is taken up again by Open.
//
// A global or vector index that is added to a table goes through these states:
//
//   table UPDATING, index CREATING                its shards are made
//   table ACTIVE,   index CREATING, backfilling   writers keep it; table/background/index_builder.h
//   fills it table ACTIVE,   index ACTIVE
//
// and one that is taken away, in whatever state it is:
//
//   table UPDATING, index DELETING                writers leave it alone; its shards are dropped
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

// Thread-safe. Creating, changing and deleting wait; calls on one name wait for each other
// and each finds what the one before left, so that within one server they never meet a table in
// between states. If a call fails halfway, the next call on that name, or Open, finishes its work.
class Catalog {
 public:
  // Reads the catalog from `store`, making the system shard in a new one, and finishes what was
  // interrupted. Errors: the store's; kCorruption (a record that cannot be read).
  static base::Result<std::unique_ptr<Catalog>> Open(kv::Store& store, const base::Clock& clock,
                                                     base::Random& random);
  ~Catalog();

  // The table, in whatever state; null if there is none. Takes no lock, but for a thread's first
  // call after a change. To be held for a request, not for long: it keeps the snapshot it is from.
  TablePtr Find(const Namespace& name_space, std::string_view name) const;

  // Names after `after` (exclusive; nullopt: from the start), in order of their bytes.
  struct Names {
    std::vector<std::string> names;
    bool more = false;
  };
  Names List(const Namespace& name_space, std::optional<std::string_view> after,
             size_t limit) const;
  size_t Count(const Namespace& name_space) const;
  std::vector<TablePtr> All() const;

  // How much is being changed now, in one namespace.
  struct UnderWay {
    size_t tables = 0;                  // that are not active
    size_t creations_with_indexes = 0;  // among them, tables in creation that have indexes
    size_t indexes = 0;                 // global and vector ones that are not active, of any table
  };
  UnderWay ChangesUnderWay(const Namespace& name_space) const;

  // `listener` is called after each change that this catalog made or learnt of, with a lock held:
  // it must not wait, nor call the catalog. One at a time; null for none.
  void OnChange(std::function<void()> listener);

  // Makes the table `wanted`: its status, id and partitions are set here, as are its creation time
  // unless it has one, and status, number and partitions of its indexes. Returns it as it was first
  // recorded (kCreating); it is kActive by then, with all its indexes. Errors: kAlreadyExists;
  // kResourceExhausted (kTablesPerAccountMax); kUnavailable (other servers changed the catalog too
  // often meanwhile); the store's.
  base::Result<TablePtr> Create(TableDescription wanted);

  // Changes a table with `change`, which may refuse, must not wait, and may be called again on a
  // newer description. Returns the table as it was first recorded (kUpdating unless `quietly`); it
  // is kActive by then.
  //
  // `change` may append a global or vector index, of status kCreating, whose number and partitions
  // are given here: it is being filled by then. It may set one to kDeleting, which is gone by then,
  // or, after changing its throughput, to kUpdating, which is what it was before by then. None of
  // this `quietly`. Errors: kNotFound; kUnavailable (as Create's); what `change` returns; the
  // store's.
  using Change = std::function<base::Status(TableDescription*)>;
  base::Result<TablePtr> Update(const Namespace& name_space, std::string_view name,
                                const Change& change, bool quietly = false);

  // Returns the table as it was last recorded (kDeleting); it is gone by then.
  // Errors: kNotFound; kUnavailable (as Create's); kInvalidArgument (deletion protection, the
  // message is DynamoDB's); the store's.
  base::Result<TablePtr> Delete(const Namespace& name_space, std::string_view name);

  // Learns what other servers have made of the table, and finishes what a call that failed halfway
  // left of it. Errors: kUnavailable (as Create's); the store's.
  base::Status Refresh(const Namespace& name_space, std::string_view name);

 private:
  struct State;
  explicit Catalog(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace table::catalog

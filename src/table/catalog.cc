#include "table/catalog.h"

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "table/catalog_reader.h"
#include "table/catalog_record.h"
#include "table/catalog_snapshot.h"
#include "table/hash_space.h"
#include "table/item_latch.h"
#include "table/limits.h"

namespace table {
namespace {

// How often a change is decided again because another server changed the record in between. Within
// a server the calls on one name, and the giving out of shards, wait for each other.
constexpr int kChangeAttemptsMax = 16;

base::Error TooManyConflicts() {
  return base::Unavailable("the catalog is changed by others too often");
}

base::Error NoSuchTable(std::string_view name) {
  return base::NotFound("Requested resource not found: Table: " + std::string(name) + " not found");
}

bool IsConflict(const base::Status& status) {
  return !status.ok() && status.error().code == base::ErrorCode::kConflict;
}

}  // namespace

struct Catalog::State {
  State(kv::Store& its_store, const base::Clock& its_clock, base::Random& its_random)
      : store(its_store),
        clock(its_clock),
        random(its_random),
        snapshot(std::make_shared<const CatalogSnapshot>(std::vector<TablePtr>())) {}

  base::Status Load();
  // The record of a table as it is now, brought to an end if a change of it was interrupted.
  // Precondition of this and what follows: the latch of the name is held.
  base::Result<FoundRecord> Settle(const Namespace& name_space, std::string_view name);
  base::Result<FoundRecord> Finish(TableRecord record);
  base::Result<FoundRecord> Existing(const Namespace& name_space, std::string_view name);

  // Commits the record of a new table, in shards of its own. Errors: kConflict (the table was made
  // meanwhile, or shards were given out); kResourceExhausted; the store's.
  base::Status CommitNew(TableDescription* table, kv::ReadMark absent);
  // Commits another state of the table, or its end. Errors: kConflict; the store's.
  base::Status CommitChange(TableRecord* record, TableDescription next);
  base::Status CommitEnd(const TableRecord& record);

  void Publish(TableDescription table);
  void PublishEnd(const Namespace& name_space, std::string_view name);
  // Publishes what was read, if it is news: a commit whose answer was lost, or another server's.
  void Learn(const Namespace& name_space, std::string_view name, const FoundRecord& found);

  kv::Store& store;
  const base::Clock& clock;
  base::Random& random;
  ItemLatches latches;  // of records, and of the next shard id
  base::Mutex mutex;    // held from reading a snapshot to publishing the next one made of it
  PublishedSnapshot snapshot;
};

void Catalog::State::Publish(TableDescription table) {
  base::MutexLock lock(mutex);
  snapshot.Publish(
      snapshot.Current()->With(std::make_shared<const TableDescription>(std::move(table))));
}

void Catalog::State::PublishEnd(const Namespace& name_space, std::string_view name) {
  base::MutexLock lock(mutex);
  snapshot.Publish(snapshot.Current()->Without(name_space, name));
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

base::Status Catalog::State::CommitNew(TableDescription* table, kv::ReadMark absent) {
  const std::string key = TableRecordKey(table->name_space, table->name);
  const ItemLatches::Hold hold(latches, {kSystemShard, kNextShardKey});
  if (snapshot.Current()->Of(table->name_space).size() >= kTablesPerAccountMax) {
    return base::Error{base::ErrorCode::kResourceExhausted, "too many tables"};
  }
  TRY_ASSIGN(const NextShard next, ReadNextShard(store));
  table->partitions = DivideHashSpace(InitialPartitionCount(*table), kv::ShardId{next.id});
  std::string after;
  base::AppendLittleEndian64(next.id + table->partitions.size(), &after);

  kv::Batch batch;
  const kv::KeyView next_key{kv::Family::kMeta, kNextShardKey};
  batch.Check(kSystemShard, next_key, next.bytes, next.mark);
  batch.Put(kSystemShard, next_key, after);
  batch.Check(kSystemShard, {kv::Family::kMeta, key}, std::nullopt, absent);
  batch.Put(kSystemShard, {kv::Family::kMeta, key}, EncodeTableRecord(*table));
  TRY(store.Commit(std::move(batch)));
  Publish(*table);
  return {};
}

base::Status Catalog::State::CommitChange(TableRecord* record, TableDescription next) {
  CHECK(next.name == record->table.name && next.name_space == record->table.name_space);
  const std::string key = TableRecordKey(next.name_space, next.name);
  std::string bytes = EncodeTableRecord(next);
  kv::Batch batch;
  batch.Check(kSystemShard, {kv::Family::kMeta, key}, record->bytes, record->mark);
  batch.Put(kSystemShard, {kv::Family::kMeta, key}, bytes);
  TRY(store.Commit(std::move(batch)));
  *record = {std::move(bytes), kv::ReadMark{}, next};
  Publish(std::move(next));
  return {};
}

base::Status Catalog::State::CommitEnd(const TableRecord& record) {
  const std::string key = TableRecordKey(record.table.name_space, record.table.name);
  kv::Batch batch;
  batch.Check(kSystemShard, {kv::Family::kMeta, key}, record.bytes, record.mark);
  batch.Delete(kSystemShard, {kv::Family::kMeta, key});
  TRY(store.Commit(std::move(batch)));
  PublishEnd(record.table.name_space, record.table.name);
  return {};
}

// Each step can be done again, so it does not matter after which one the work was interrupted.
base::Result<FoundRecord> Catalog::State::Finish(TableRecord record) {
  TableDescription next = record.table;
  next.status = TableStatus::kActive;
  switch (record.table.status) {
    case TableStatus::kActive:
      break;
    case TableStatus::kCreating:
      for (const Partition& partition : next.partitions) TRY(store.CreateShard(partition.shard));
      TRY(CommitChange(&record, std::move(next)));
      break;
    case TableStatus::kUpdating:
      TRY(CommitChange(&record, std::move(next)));
      break;
    case TableStatus::kDeleting:
      for (const Partition& partition : next.partitions) TRY(store.DropShard(partition.shard));
      TRY(CommitEnd(record));
      return FoundRecord{};
  }
  const kv::ReadMark mark = record.mark;
  return FoundRecord{std::move(record), mark};
}

base::Result<FoundRecord> Catalog::State::Settle(const Namespace& name_space,
                                                 std::string_view name) {
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(FoundRecord found, ReadTableRecord(store, name_space, name));
    Learn(name_space, name, found);
    if (!found.record || found.record->table.status == TableStatus::kActive) return found;
    auto finished = Finish(*std::move(found.record));
    if (finished.ok() || finished.error().code != base::ErrorCode::kConflict) return finished;
  }
  return TooManyConflicts();
}

base::Result<FoundRecord> Catalog::State::Existing(const Namespace& name_space,
                                                   std::string_view name) {
  TRY_ASSIGN(FoundRecord found, Settle(name_space, name));
  if (!found.record) return NoSuchTable(name);
  return found;
}

base::Status Catalog::State::Load() {
  TRY(store.CreateShard(kSystemShard));
  std::vector<TablePtr> tables;
  std::vector<TablePtr> interrupted;
  TRY(VisitTableRecords(store, [&](std::string_view, std::string_view bytes) -> base::Status {
    TRY_ASSIGN(TableDescription table, DecodeTableRecord(bytes));
    tables.push_back(std::make_shared<const TableDescription>(std::move(table)));
    if (tables.back()->status != TableStatus::kActive) interrupted.push_back(tables.back());
    return {};
  }));
  snapshot.Publish(std::make_shared<const CatalogSnapshot>(std::move(tables)));
  for (const TablePtr& table : interrupted) {
    TRY(Settle(table->name_space, table->name));
  }
  return {};
}

Catalog::Catalog(std::unique_ptr<State> state) : state_(std::move(state)) {}
Catalog::~Catalog() = default;

base::Result<std::unique_ptr<Catalog>> Catalog::Open(kv::Store& store, const base::Clock& clock,
                                                     base::Random& random) {
  auto state = std::make_unique<State>(store, clock, random);
  TRY(state->Load());
  return std::unique_ptr<Catalog>(new Catalog(std::move(state)));
}

TablePtr Catalog::Find(const Namespace& name_space, std::string_view name) const {
  return state_->snapshot.Find(name_space, name);
}

Catalog::Names Catalog::List(const Namespace& name_space, std::optional<std::string_view> after,
                             size_t limit) const {
  const auto snapshot = state_->snapshot.Current();
  const auto tables = after ? snapshot->After(name_space, *after) : snapshot->Of(name_space);
  Names result;
  result.more = tables.size() > limit;
  for (const TablePtr& table : tables.first(std::min(limit, tables.size()))) {
    result.names.push_back(table->name);
  }
  return result;
}

size_t Catalog::Count(const Namespace& name_space) const {
  return state_->snapshot.Current()->Of(name_space).size();
}

std::vector<TablePtr> Catalog::All() const { return state_->snapshot.Current()->all(); }

base::Result<TablePtr> Catalog::Create(TableDescription wanted) {
  const std::string key = TableRecordKey(wanted.name_space, wanted.name);
  const ItemLatches::Hold hold(state_->latches, {kSystemShard, key});
  wanted.status = TableStatus::kCreating;
  wanted.id = base::NewUuid(state_->random);
  wanted.created = state_->clock.Now();
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(const FoundRecord found, state_->Settle(wanted.name_space, wanted.name));
    if (found.record) {
      return base::Error{base::ErrorCode::kAlreadyExists, "Table already exists: " + wanted.name};
    }
    base::Status committed = state_->CommitNew(&wanted, found.mark);
    if (IsConflict(committed)) continue;
    TRY(std::move(committed));
    const auto created = std::make_shared<const TableDescription>(wanted);
    TRY(state_->Settle(wanted.name_space, wanted.name));
    return created;
  }
  return TooManyConflicts();
}

base::Result<TablePtr> Catalog::Update(const Namespace& name_space, std::string_view name,
                                       const Change& change, bool quietly) {
  const std::string key = TableRecordKey(name_space, name);
  const ItemLatches::Hold hold(state_->latches, {kSystemShard, key});
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(FoundRecord found, state_->Existing(name_space, name));
    TableDescription next = found.record->table;
    TRY(change(&next));
    next.status = quietly ? TableStatus::kActive : TableStatus::kUpdating;
    const auto updating = std::make_shared<const TableDescription>(next);
    base::Status committed = state_->CommitChange(&*found.record, std::move(next));
    if (IsConflict(committed)) continue;
    TRY(std::move(committed));
    if (!quietly) TRY(state_->Settle(name_space, name));
    return updating;
  }
  return TooManyConflicts();
}

base::Result<TablePtr> Catalog::Delete(const Namespace& name_space, std::string_view name) {
  const std::string key = TableRecordKey(name_space, name);
  const ItemLatches::Hold hold(state_->latches, {kSystemShard, key});
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(FoundRecord found, state_->Existing(name_space, name));
    TableDescription next = found.record->table;
    if (next.deletion_protection) {
      return base::InvalidArgument(
          "Resource cannot be deleted as it is currently protected against deletion. Disable "
          "deletion protection first.");
    }
    next.status = TableStatus::kDeleting;
    const auto deleting = std::make_shared<const TableDescription>(next);
    base::Status committed = state_->CommitChange(&*found.record, std::move(next));
    if (IsConflict(committed)) continue;
    TRY(std::move(committed));
    TRY(state_->Settle(name_space, name));
    return deleting;
  }
  return TooManyConflicts();
}

}  // namespace table

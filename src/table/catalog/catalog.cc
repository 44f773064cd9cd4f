#include "table/catalog/catalog.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "table/catalog/catalog_state.h"

namespace table::catalog {
namespace {

bool IsConflict(const base::Result<TablePtr>& committed) {
  return !committed.ok() && committed.error().code == base::ErrorCode::kConflict;
}

// Whether `next` has a new index, or one that is to be deleted. The table is kUpdating meanwhile.
bool AddsOrDeletesIndexes(const TableDescription& next) {
  const auto comes_or_goes = [](const IndexDescription& index) {
    return index.number == 0 || index.status == IndexStatus::kDeleting;
  };
  return std::ranges::any_of(next.OnlineIndexes(), [&](const auto* indexes) {
    return std::ranges::any_of(*indexes, comes_or_goes);
  });
}

}  // namespace

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

Catalog::UnderWay Catalog::ChangesUnderWay(const Namespace& name_space) const {
  UnderWay under_way;
  const auto snapshot = state_->snapshot.Current();
  for (const TablePtr& table : snapshot->Of(name_space)) {
    for (const auto* indexes : table->OnlineIndexes()) {
      const auto changing = std::ranges::count_if(*indexes, [](const IndexDescription& index) {
        return index.status != IndexStatus::kActive;
      });
      under_way.indexes += static_cast<size_t>(changing);
    }
    if (table->status == TableStatus::kActive) continue;
    ++under_way.tables;
    const bool has_indexes = !table->local_indexes.empty() || !table->global_indexes.empty() ||
                             !table->vector_indexes.empty();
    if (table->status == TableStatus::kCreating && has_indexes) ++under_way.creations_with_indexes;
  }
  return under_way;
}

void Catalog::OnChange(std::function<void()> listener) {
  base::MutexLock lock(state_->mutex);
  state_->on_change = std::move(listener);
}

base::Result<TablePtr> Catalog::Create(TableDescription wanted) {
  const std::string key = TableRecordKey(wanted.name_space, wanted.name);
  const KeyLatches::Hold hold(state_->latches, {kSystemShard, key});
  wanted.status = TableStatus::kCreating;
  wanted.id = base::NewUuid(state_->random);
  if (wanted.created == base::WallTime()) wanted.created = state_->clock.Now();
  for (auto* indexes : wanted.OnlineIndexes()) {
    for (IndexDescription& index : *indexes) index.status = IndexStatus::kCreating;
  }
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(const FoundRecord found, state_->Settle(wanted.name_space, wanted.name));
    if (found.record) {
      return base::Error{base::ErrorCode::kAlreadyExists, "Table already exists: " + wanted.name};
    }
    base::Result<TablePtr> created = state_->Commit(found, wanted);
    if (IsConflict(created)) continue;
    if (created.ok()) TRY(state_->Settle(wanted.name_space, wanted.name));
    return created;
  }
  return TooManyCatalogConflicts();
}

base::Result<TablePtr> Catalog::Update(const Namespace& name_space, std::string_view name,
                                       const Change& change, bool quietly) {
  const std::string key = TableRecordKey(name_space, name);
  const KeyLatches::Hold hold(state_->latches, {kSystemShard, key});
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(const FoundRecord found, state_->Existing(name_space, name));
    TableDescription next = found.record->table;
    TRY(change(&next));
    CHECK(!quietly || !AddsOrDeletesIndexes(next));
    next.status = quietly ? TableStatus::kActive : TableStatus::kUpdating;
    base::Result<TablePtr> updated = state_->Commit(found, std::move(next));
    if (IsConflict(updated)) continue;
    if (updated.ok() && !quietly) TRY(state_->Settle(name_space, name));
    return updated;
  }
  return TooManyCatalogConflicts();
}

base::Result<TablePtr> Catalog::Delete(const Namespace& name_space, std::string_view name) {
  const std::string key = TableRecordKey(name_space, name);
  const KeyLatches::Hold hold(state_->latches, {kSystemShard, key});
  for (int attempt = 0; attempt < kChangeAttemptsMax; ++attempt) {
    TRY_ASSIGN(const FoundRecord found, state_->Existing(name_space, name));
    TableDescription next = found.record->table;
    if (next.deletion_protection) {
      return base::InvalidArgument(
          "Resource cannot be deleted as it is currently protected against deletion. Disable "
          "deletion protection first.");
    }
    next.status = TableStatus::kDeleting;
    base::Result<TablePtr> deleting = state_->Commit(found, std::move(next));
    if (IsConflict(deleting)) continue;
    if (deleting.ok()) TRY(state_->Settle(name_space, name));
    return deleting;
  }
  return TooManyCatalogConflicts();
}

base::Status Catalog::Refresh(const Namespace& name_space, std::string_view name) {
  const std::string key = TableRecordKey(name_space, name);
  const KeyLatches::Hold hold(state_->latches, {kSystemShard, key});
  TRY(state_->Settle(name_space, name));
  return {};
}

}  // namespace table::catalog

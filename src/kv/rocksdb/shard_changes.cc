// What RocksDbStore changes beside rows: shards, logs and leases.
#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/store_impl.h"

namespace kv::rocks {

base::Status RocksDbStore::Record(const shards::Shard& shard, commit::Committer::Change* change) {
  return engine::ToStatus(change->batch.Put(database_->column(engine::Column::kOwn),
                                            shards::ShardKey(shard.id), shards::EncodeShard(shard)),
                          "recording a shard");
}

base::Status RocksDbStore::CheckNew(ShardId id) const {
  // The greatest number has none after it, which the end of its space would be.
  if (id.value == 0 || id.value == std::numeric_limits<uint64_t>::max()) {
    return base::InvalidArgument("a shard cannot have the number " + std::to_string(id.value));
  }
  if (reclaimer_->IsDropped(id)) {
    return base::InvalidArgument("shard " + std::to_string(id.value) +
                                 " was dropped; numbers are never used twice");
  }
  return {};
}

base::Status RocksDbStore::CreateShard(ShardId id) {
  return Apply([&](commit::Committer::Change& change) -> base::Status {
    if (shards_.Find(id) != nullptr) return {};
    TRY(CheckNew(id));
    shards::Shard shard{
        .id = id, .space = {id.value}, .begin = {}, .end = {}, .trimmed = {}, .split = {}};
    TRY(Record(shard, &change));
    change.applied = [this, shard = std::move(shard)] { shards_.Put(shard); };
    return {};
  });
}

base::Status RocksDbStore::SplitShard(ShardId parent, std::string_view at, ShardId left,
                                      ShardId right) {
  return Apply([&](commit::Committer::Change& change) -> base::Status {
    const auto whole = shards_.Find(parent);
    if (whole == nullptr) return base::NotFound("no shard " + std::to_string(parent.value));
    const shards::Shard::Split split{std::string(at), left, right};
    if (whole->split == split) return {};
    const bool inside = at > whole->begin && (!whole->end || at < *whole->end);
    if (whole->split || !inside || left == right || shards_.Find(left) != nullptr ||
        shards_.Find(right) != nullptr) {
      return base::InvalidArgument("shard " + std::to_string(parent.value) +
                                   " cannot be split into these");
    }
    TRY(CheckNew(left));
    TRY(CheckNew(right));

    shards::Shard closed = *whole;
    closed.split = split;
    shards::Shard below = *whole;
    below.id = left;
    below.end = split.at;
    below.trimmed = {};
    shards::Shard above = *whole;
    above.id = right;
    above.begin = split.at;
    above.trimmed = {};
    TRY(Record(closed, &change));
    TRY(Record(below, &change));
    TRY(Record(above, &change));
    // The halves first: who does not find the parent any more finds them.
    change.applied = [this, closed, below, above] {
      shards_.Put(below);
      shards_.Put(above);
      shards_.Put(closed);
      log_waits_.Wake(std::array{closed.id});
    };
    return {};
  });
}

base::Status RocksDbStore::DropShard(ShardId id) {
  return Apply([&](commit::Committer::Change& change) -> base::Status {
    auto shard = shards_.Find(id);
    if (shard == nullptr) return {};
    rocksdb::ColumnFamilyHandle* const own = database_->column(engine::Column::kOwn);
    TRY(engine::ToStatus(change.batch.Delete(own, shards::ShardKey(id)), "dropping a shard"));
    TRY(engine::ToStatus(change.batch.Put(own, shards::DropKey(id), shards::EncodeShard(*shard)),
                         "dropping a shard"));
    change.applied = [this, shard = std::move(shard)]() mutable {
      shards_.Erase(shard->id);
      log_waits_.Wake(std::array{shard->id});
      reclaimer_->Drop(std::move(shard));
    };
    return {};
  });
}

base::Status RocksDbStore::TrimLog(ShardId id, LogPosition up_to) {
  return Apply([&](commit::Committer::Change& change) -> base::Status {
    const auto found = shards_.Find(id);
    if (found == nullptr) return base::NotFound("no shard " + std::to_string(id.value));
    // What comes later must not be forgotten before it is there.
    const LogPosition last = std::min(up_to, committer_->last_position());
    if (last <= found->trimmed) return {};
    // Readers begin after the position, and so never meet the deleted range.
    const engine::RowRange rows = engine::LogBetween(id, found->trimmed, last);
    shards::Shard shard = *found;
    shard.trimmed = last;
    TRY(Record(shard, &change));
    TRY(engine::ToStatus(
        change.batch.DeleteRange(database_->column(engine::Column::kLog), rows.begin, rows.end),
        "trimming a log"));
    change.applied = [this, shard = std::move(shard)] {
      shards_.Put(shard);
      reclaimer_->Trim(shard.id, shard.trimmed);
    };
    return {};
  });
}

base::Result<bool> RocksDbStore::AcquireLease(std::string_view name, std::string_view holder,
                                              std::chrono::milliseconds duration) {
  bool acquired = false;
  const base::Status applied = Apply([&](commit::Committer::Change& change) -> base::Status {
    // By the wall clock, which goes on while the store is closed. If it is set back, a lease lasts
    // longer; if it is set forward, it ends early, and who had it cannot commit with it.
    const base::WallTime now = clock_.Now();
    shards::Leases& leases = committer_->leases();
    const auto held = leases.find(name);
    if (held != leases.end() && held->second.holder != holder && now < held->second.until) {
      return {};
    }
    const shards::Lease lease{std::string(holder), now + duration};
    TRY(engine::ToStatus(change.batch.Put(database_->column(engine::Column::kOwn),
                                          shards::LeaseKey(name), shards::EncodeLease(lease)),
                         "taking a lease"));
    change.applied = [&, lease] {
      leases.insert_or_assign(std::string(name), lease);
      acquired = true;
    };
    return {};
  });
  if (!applied.ok()) return applied.error();
  return acquired;
}

base::Status RocksDbStore::ReleaseLease(std::string_view name, std::string_view holder) {
  return Apply([&](commit::Committer::Change& change) -> base::Status {
    shards::Leases& leases = committer_->leases();
    const auto held = leases.find(name);
    if (held == leases.end() || held->second.holder != holder) return {};
    TRY(engine::ToStatus(
        change.batch.Delete(database_->column(engine::Column::kOwn), shards::LeaseKey(name)),
        "giving back a lease"));
    change.applied = [&leases, held] { leases.erase(held); };
    return {};
  });
}

}  // namespace kv::rocks

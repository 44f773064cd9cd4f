#include "kv/rocksdb/commit/commit_group.h"

#include <algorithm>
#include <array>
#include <string>

#include "kv/counter_row.h"
#include "kv/rocksdb/engine/error.h"

namespace kv::rocks::commit {
namespace {

// A larger batch is freed after its group instead of being reused by the next one.
constexpr size_t kBatchBytesKeptMax = size_t{16} << 20;

}  // namespace

CommitGroup::CommitGroup(const engine::Database& database, const shards::ShardTable& shards,
                         const shards::Leases& leases, const base::Clock& clock,
                         const Caches& caches)
    : database_(database),
      shards_(shards),
      leases_(leases),
      clock_(clock),
      caches_(caches),
      visible_(database.db()->GetLatestSequenceNumber() + 1),
      last_position_{database.db()->GetLatestSequenceNumber()} {}

void CommitGroup::Begin(size_t commits) {
  group_ = visible_.load(std::memory_order_relaxed) + 1;
  next_last_position_ = last_position_;
  single_ = commits == 1;
  pending_.Clear();
  appended_.clear();
  if (batch_.GetDataSize() > kBatchBytesKeptMax) {
    batch_ = rocksdb::WriteBatch();
  } else {
    batch_.Clear();
  }
}

base::Result<CommitResult> CommitGroup::Admit(const Batch& batch) {
  const base::Status examined = Examine(batch);
  shard_.reset();  // a pointer that is held keeps a dropped shard's rows from being reclaimed
  if (!examined.ok()) return examined.error();
  CommitResult result;
  Apply(batch, &result);
  return result;
}

base::Status CommitGroup::Resolve(ShardId id, const KeyView* key) {
  if (shard_ == nullptr || shard_->id != id) shard_ = shards_.Find(id);
  if (shard_ == nullptr || shard_->split) {
    return base::NotFound("no shard " + std::to_string(id.value));
  }
  if (key != nullptr) {
    if (key->bytes.size() > kKeyBytesMax) {
      return base::InvalidArgument("a key of " + std::to_string(key->bytes.size()) + " bytes");
    }
    if (!shard_->Holds(key->bytes)) {
      return base::InvalidArgument("a key outside of shard " + std::to_string(id.value));
    }
  }
  spaces_.push_back(shard_->space);
  return {};
}

// All errors of a commit are found here, before it has any effect.
base::Status CommitGroup::Examine(const Batch& batch) {
  spaces_.clear();
  const auto resolve = [this](ShardId shard, Family family, std::string_view key) {
    const KeyView view{family, key};
    return Resolve(shard, &view);
  };
  for (const auto& check : batch.checks()) TRY(resolve(check.shard, check.family, check.key));
  for (const auto& add : batch.adds()) TRY(resolve(add.shard, Family::kMeta, add.key));
  for (const auto& write : batch.writes()) TRY(resolve(write.shard, write.family, write.key));
  for (const auto& [source, source_key, write] : batch.deferred()) {
    TRY(resolve(write.shard, write.family, write.key));
  }
  for (const auto& append : batch.appends()) TRY(Resolve(append.shard, nullptr));

  TRY(ExamineLeases(batch));
  const engine::SpaceId* space = spaces_.data();
  for (const auto& check : batch.checks()) TRY(ExamineCheck(check, *space++));
  for (const auto& add : batch.adds()) TRY(LoadCounter(add, *space++));
  return {};
}

base::Status CommitGroup::ExamineLeases(const Batch& batch) const {
  for (const auto& [name, holder] : batch.leases()) {
    const auto lease = leases_.find(name);
    if (lease == leases_.end() || lease->second.holder != holder ||
        clock_.Now() >= lease->second.until) {
      return base::Conflict("the lease " + name + " is not held");
    }
  }
  return {};
}

base::Status CommitGroup::ExamineCheck(const Batch::CheckEntry& check, engine::SpaceId space) {
  const uint64_t hash = HashRow(space, {check.family, check.key});
  const ReadMark mark = check.version.mark();
  if (mark.value != 0 && caches_.last_writes.IsUnwrittenSince(hash, mark)) return {};
  TRY_ASSIGN(const bool as_expected, IsAsExpected(check, space, hash));
  if (!as_expected) return base::Conflict("a key has changed");
  return {};
}

base::Result<bool> CommitGroup::IsAsExpected(const Batch::CheckEntry& check, engine::SpaceId space,
                                             uint64_t hash) {
  const KeyView key{check.family, check.key};
  if (const auto* row = pending_.Find(hash, space, key)) {
    switch (row->state) {
      case PendingRows::State::kAbsent:
        return check.version.IsOf(std::nullopt);
      case PendingRows::State::kValue:
        return check.version.IsOf(row->value);
      case PendingRows::State::kCounter:
        if (row->counter == 0 && row->counter_changed) return check.version.IsOf(std::nullopt);
        return check.version.IsOf(EncodeCounter(static_cast<int64_t>(row->counter)));
    }
  }
  rocksdb::PinnableSlice value;
  const engine::RowKey row_key(space, key);
  const auto read = database_.db()->Get({}, database_.column(engine::ColumnOf(key.family)),
                                        row_key.slice(), &value);
  if (read.IsNotFound()) return check.version.IsOf(std::nullopt);
  TRY(engine::ToStatus(read, "reading a row to check it"));
  return check.version.IsOf(value.ToStringView());
}

// A counter is read, and its sum written, which is safe because one thread at a time writes. The
// lookup mostly ends in the write buffer. With RocksDB's merge operator instead, every later read
// would have to add up a chain of operands.
base::Status CommitGroup::LoadCounter(const Batch::AddEntry& add, engine::SpaceId space) {
  const KeyView key{Family::kMeta, add.key};
  const uint64_t hash = HashRow(space, key);
  PendingRows::Row* const row = pending_.Find(hash, space, key);
  if (row != nullptr && row->state != PendingRows::State::kValue) return {};

  rocksdb::PinnableSlice stored;
  std::string_view value;
  if (row != nullptr) {
    value = row->value;
  } else {
    const auto read = database_.db()->Get({}, database_.column(engine::Column::kMeta),
                                          engine::RowKey(space, key).slice(), &stored);
    if (read.IsNotFound()) {
      pending_.Insert(hash, space, key);
      return {};
    }
    TRY(engine::ToStatus(read, "reading a counter"));
    value = stored.ToStringView();
  }
  TRY_ASSIGN(const int64_t count, DecodeCounter(value));
  PendingRows::Row& counter = pending_.Insert(hash, space, key);
  counter.state = PendingRows::State::kCounter;
  counter.counter = static_cast<uint64_t>(count);
  counter.counter_changed = false;
  return {};
}

void CommitGroup::Apply(const Batch& batch, CommitResult* result) {
  const engine::SpaceId* space = spaces_.data() + batch.checks().size();
  const engine::SpaceId* const add_spaces = space;
  space += batch.adds().size();
  for (const auto& write : batch.writes()) Write(write, *space++);
  for (const auto& deferred : batch.deferred()) Write(deferred.write, *space++);
  for (size_t i = 0; i < batch.adds().size(); ++i) {
    const auto& add = batch.adds()[i];
    const KeyView key{Family::kMeta, add.key};
    const uint64_t hash = HashRow(add_spaces[i], key);
    PendingRows::Row& row = pending_.Insert(hash, add_spaces[i], key);
    if (row.state != PendingRows::State::kCounter) row.counter = 0;
    row.state = PendingRows::State::kCounter;
    row.counter += static_cast<uint64_t>(add.delta);
    row.counter_changed = true;
    caches_.last_writes.Note(hash, group_);
  }
  result->positions.reserve(batch.appends().size());
  for (const auto& append : batch.appends()) Append(append, result);
}

void CommitGroup::Write(const Batch::WriteEntry& write, engine::SpaceId space) {
  const KeyView key{write.family, write.key};
  const uint64_t hash = HashRow(space, key);
  caches_.last_writes.Note(hash, group_);
  caches_.scans.NoteWrite(space, key, group_);
  const bool cached = write.family == Family::kItem && caches_.rows.Drop(hash, space, key);
  // The writes of a group's only commit need not be found again, unless the commit also adds to one
  // of them, or the row cache has the row and is to get its new value.
  if (PendingRows::Row* row = single_ && !cached ? pending_.Find(hash, space, key)
                                                 : &pending_.Insert(hash, space, key)) {
    row->cached = row->cached || cached;
    row->state = write.value ? PendingRows::State::kValue : PendingRows::State::kAbsent;
    row->value = write.value ? std::string_view(*write.value) : std::string_view();
    row->counter_changed = false;
  }

  char prefix[engine::kRowPrefixBytesMax];
  const size_t prefix_bytes = engine::WriteRowPrefix(space, write.family, prefix);
  const std::array<rocksdb::Slice, 2> key_parts = {rocksdb::Slice(prefix, prefix_bytes),
                                                   rocksdb::Slice(write.key)};
  const rocksdb::SliceParts row_key(key_parts.data(), key_parts.size());
  rocksdb::ColumnFamilyHandle* const column = database_.column(engine::ColumnOf(write.family));
  if (write.value) {
    const rocksdb::Slice value(*write.value);
    CHECK(batch_.Put(column, row_key, rocksdb::SliceParts(&value, 1)).ok());
  } else {
    CHECK(batch_.Delete(column, row_key).ok());
  }
}

void CommitGroup::Append(const Batch::AppendEntry& append, CommitResult* result) {
  const LogPosition position{++next_last_position_.value};
  CHECK(batch_
            .Put(database_.column(engine::Column::kLog), engine::LogKey(append.shard, position),
                 append.record)
            .ok());
  result->positions.push_back(position);
  if (appended_.empty() || appended_.back() != append.shard) appended_.push_back(append.shard);
}

rocksdb::WriteBatch* CommitGroup::Finish() {
  for (const auto& row : pending_.rows()) {
    if (row.state != PendingRows::State::kCounter || !row.counter_changed) continue;
    const engine::RowKey key(row.space, row.key);
    if (row.counter == 0) {
      CHECK(batch_.Delete(database_.column(engine::Column::kMeta), key.slice()).ok());
      continue;
    }
    const std::string value = EncodeCounter(static_cast<int64_t>(row.counter));
    CHECK(batch_.Put(database_.column(engine::Column::kMeta), key.slice(), value).ok());
  }
  return &batch_;
}

void CommitGroup::End(bool durable) {
  if (!durable) return;
  last_position_ = next_last_position_;
  for (const auto& row : pending_.rows()) {
    if (row.cached && row.state == PendingRows::State::kValue) {
      caches_.rows.Put(row.hash, row.space, row.key, row.value);
    }
  }
  visible_.store(group_, std::memory_order_release);
  if (!appended_.empty()) caches_.log_waits.Wake(appended_);
}

}  // namespace kv::rocks::commit

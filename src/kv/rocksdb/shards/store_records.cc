#include "kv/rocksdb/shards/store_records.h"

#include <memory>
#include <utility>

#include "base/bytes.h"
#include "kv/rocksdb/engine/error.h"
#include "kv/rocksdb/engine/tuning.h"

namespace kv::rocks::shards {
namespace {

constexpr std::string_view kShardPrefix = "shard/";
constexpr std::string_view kDropPrefix = "drop/";
constexpr std::string_view kLeasePrefix = "lease/";

std::string KeyOf(std::string_view prefix, ShardId id) {
  std::string key(prefix);
  base::AppendBigEndian64(id.value, &key);
  return key;
}

base::Result<Shard> ReadShard(std::string_view id, std::string_view bytes) {
  if (id.size() != sizeof(uint64_t)) return base::Corruption("the key of a shard is damaged");
  return DecodeShard({base::ReadBigEndian64(id.data())}, bytes);
}

base::Result<Lease> ReadLease(std::string_view bytes) {
  const auto until = base::TakeVarint(&bytes);
  if (!until) return base::Corruption("the record of a lease is damaged");
  return Lease{std::string(bytes),
               base::WallTime(std::chrono::microseconds(static_cast<int64_t>(*until)))};
}

base::Status CheckFormat(const std::string& path, std::string_view bytes) {
  const auto format = base::TakeVarint(&bytes);
  if (!format) return base::Corruption("the format number of " + path + " is damaged");
  if (*format > engine::kFormat) {
    return base::InvalidArgument("the data directory " + path +
                                 " was written by a newer version (format " +
                                 std::to_string(*format) + "; this one knows up to " +
                                 std::to_string(engine::kFormat) + ")");
  }
  return {};
}

base::Status TakeRecord(const std::string& path, std::string_view key, std::string_view value,
                        StoreRecords* records) {
  if (key == engine::kFormatKey) {
    records->fresh = false;
    return CheckFormat(path, value);
  }
  if (key.starts_with(kShardPrefix)) {
    TRY_ASSIGN(Shard shard, ReadShard(key.substr(kShardPrefix.size()), value));
    records->shards.push_back(std::move(shard));
  } else if (key.starts_with(kDropPrefix)) {
    TRY_ASSIGN(Shard shard, ReadShard(key.substr(kDropPrefix.size()), value));
    records->drops.push_back(std::move(shard));
  } else if (key.starts_with(kLeasePrefix)) {
    TRY_ASSIGN(Lease lease, ReadLease(value));
    records->leases.emplace(key.substr(kLeasePrefix.size()), std::move(lease));
  } else {
    return base::Corruption("the store's own records hold an unknown key, " + base::ToHex(key));
  }
  return {};
}

}  // namespace

std::string ShardKey(ShardId id) { return KeyOf(kShardPrefix, id); }
std::string DropKey(ShardId id) { return KeyOf(kDropPrefix, id); }
std::string LeaseKey(std::string_view name) { return std::string(kLeasePrefix).append(name); }

std::string EncodeLease(const Lease& lease) {
  std::string bytes;
  base::AppendVarint(static_cast<uint64_t>(lease.until.time_since_epoch().count()), &bytes);
  bytes.append(lease.holder);
  return bytes;
}

base::Result<StoreRecords> LoadStoreRecords(const engine::Database& database) {
  // The format first: another one may mean other records.
  rocksdb::ColumnFamilyHandle* const handle = database.column(engine::Column::kOwn);
  StoreRecords records;
  std::string format;
  const auto found = database.db()->Get({}, handle, engine::kFormatKey, &format);
  if (found.ok()) {
    TRY(TakeRecord(database.options().path, engine::kFormatKey, format, &records));
  } else if (!found.IsNotFound()) {
    return engine::ToError(found, "reading the format of " + database.options().path);
  }
  const std::unique_ptr<rocksdb::Iterator> rows(
      database.db()->NewIterator(engine::ScanOptions(), handle));
  for (rows->SeekToFirst(); rows->Valid(); rows->Next()) {
    TRY(TakeRecord(database.options().path, rows->key().ToStringView(),
                   rows->value().ToStringView(), &records));
  }
  TRY(engine::ToStatus(rows->status(), "reading the store's own records"));
  if (records.fresh && (!records.shards.empty() || !records.drops.empty())) {
    return base::Corruption("the data directory " + database.options().path +
                            " has shards but no format number");
  }
  return records;
}

}  // namespace kv::rocks::shards

// The store's own records, in the column family `default`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kv/rocksdb/engine/database.h"
#include "kv/rocksdb/engine/format.h"
#include "kv/rocksdb/shards/shard_table.h"

namespace kv::rocks::shards {

struct Lease {
  std::string holder;
  base::WallTime until;
};
// By name.
using Leases = std::map<std::string, Lease, std::less<>>;

std::string ShardKey(ShardId id);
std::string DropKey(ShardId id);  // of a shard that was dropped and whose rows are still there
std::string LeaseKey(std::string_view name);

std::string EncodeLease(const Lease& lease);

struct StoreRecords {
  bool fresh = true;  // nothing was ever stored
  std::vector<Shard> shards;
  std::vector<Shard> drops;
  Leases leases;
};

// Errors: kInvalidArgument (a newer format), kCorruption, and those of reading.
base::Result<StoreRecords> LoadStoreRecords(const engine::Database& database);

}  // namespace kv::rocks::shards

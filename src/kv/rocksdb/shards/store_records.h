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
std::string DropKey(ShardId id);  // of a dropped shard whose rows still take space
std::string LeaseKey(std::string_view name);

std::string EncodeLease(const Lease& lease);

struct StoreRecords {
  bool fresh = true;  // the store is new: it has no records at all
  std::vector<Shard> shards;
  std::vector<Shard> drops;  // dropped shards whose rows still take space
  Leases leases;
};

// Reads all of the store's own records. Errors: kInvalidArgument (a newer format), kCorruption, and
// those of reading.
base::Result<StoreRecords> LoadStoreRecords(const engine::Database& database);

}  // namespace kv::rocks::shards

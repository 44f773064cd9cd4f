// Keys of our own: everything that is kept in the kMeta family, of the system shard and of tables'
// shards. Built here and nowhere else, so that no two uses meet.
//
// In the system shard:
//
//   "table/" size account size region name   a table's record (catalog_record.h); sizes are varints
//   "shards/next"                            the next shard id to give out, 8 bytes little-endian
//
// In each shard of a table, counters (kv::Batch::Add), which the commits of its items keep:
//
//   00 00 00 00 00 00 00 00 "items"          how many items are in this shard
//   00 00 00 00 00 00 00 00 "bytes"          what they weigh, as DynamoDB counts an item
//
// A table's figures are the sums over its partitions. The zeros sort a counter below every token a
// shard can be split at, so a split gives it to the left half as a whole: either half alone is then
// off (the right one starts from zero, and falls below it), their sum stays exact.
#pragma once

#include <string>
#include <string_view>

#include "kv/store.h"
#include "table/table.h"

namespace table {

// The shard of the catalog. Tables' shards are numbered from kFirstTableShard up.
constexpr kv::ShardId kSystemShard{1};
constexpr kv::ShardId kFirstTableShard{16};

constexpr std::string_view kTableRecordPrefix = "table/";
constexpr std::string_view kNextShardKey = "shards/next";

std::string TableRecordKey(const Namespace& name_space, std::string_view name);

constexpr std::string_view kItemCountKey{"\0\0\0\0\0\0\0\0items", 13};
constexpr std::string_view kItemBytesKey{"\0\0\0\0\0\0\0\0bytes", 13};

}  // namespace table

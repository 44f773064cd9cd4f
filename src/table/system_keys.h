// Keys of our own: everything that is kept in the kMeta family, of the system shard and of tables'
// shards. Built here and nowhere else, so that no two uses meet.
//
// In the system shard:
//
//   "table/" size account size region name   a table's record (catalog_record.h); sizes are varints
//   "shards/next"                            the next shard id to give out, 8 bytes little-endian
//   "index-build/" table id "/" number       how far an index is filled (index_builder.h): the key
//                                            of the last item; empty before the first
//
// In the shard of transactions' tokens (transaction_tokens.h):
//
//   "token/" size account size region token  what came of the transaction of this token
//   "finished/" time the above               names it by when it finished, 8 bytes big-endian, in
//                                            microseconds since the epoch
//
// In each shard of a table, and of a global index, counters (kv::Batch::Add), which the commits of
// items keep:
//
//   00 00 00 00 00 00 00 00 "items"          how many items, or entries, are in this shard
//   00 00 00 00 00 00 00 00 "bytes"          what they weigh, as DynamoDB counts an item
//   00 00 00 00 00 00 00 00 "items" number   how many entries a local index has in this shard
//   00 00 00 00 00 00 00 00 "bytes" number   what they weigh; the index's number is one byte
//
// The figures of a table, or an index, are the sums over its partitions. The zeros sort a counter
// below every token a shard can be split at, so a split gives it to the left half as a whole:
// either half alone is then off (the right one starts from zero, and falls below it), their sum
// stays exact.
//
// In each shard of a table with local indexes, a counter for each item collection that is there,
// which a split leaves with it:
//
//   token(8) "c" partition-key component     what its items and their local index entries weigh
#pragma once

#include <string>
#include <string_view>

#include "kv/store.h"
#include "table/table.h"

namespace table {

// The shard of the catalog. Tables' shards are numbered from kFirstTableShard up.
constexpr kv::ShardId kSystemShard{1};
// The shard of the tokens of transactions.
constexpr kv::ShardId kTokenShard{2};
constexpr kv::ShardId kFirstTableShard{16};

constexpr std::string_view kTableRecordPrefix = "table/";
constexpr std::string_view kNextShardKey = "shards/next";

std::string TableRecordKey(const Namespace& name_space, std::string_view name);
// Also the name of the lease of whoever fills the index.
std::string IndexBuildKey(std::string_view table_id, uint32_t index_number);

constexpr std::string_view kTokenRecordPrefix = "token/";
constexpr std::string_view kTokenFinishedPrefix = "finished/";

std::string TokenRecordKey(const Namespace& name_space, std::string_view token);
std::string TokenFinishedKey(base::WallTime finished, std::string_view record_key);

constexpr std::string_view kItemCountKey{"\0\0\0\0\0\0\0\0items", 13};
constexpr std::string_view kItemBytesKey{"\0\0\0\0\0\0\0\0bytes", 13};

// The same of the entries of an index.
std::string ItemCountKeyOf(const IndexDescription& index);
std::string ItemBytesKeyOf(const IndexDescription& index);

// `prefix`: what the keys of all items of the collection begin with (PartitionKeyPrefix).
std::string CollectionBytesKey(std::string_view prefix);
// Whether a key of the kMeta family, of a table's shard, is such a one.
bool IsCollectionBytesKey(std::string_view key);

}  // namespace table

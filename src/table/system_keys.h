// The keys of all rows of the kMeta family, in the system shard, the token shard and the shards of
// tables. They are built only here, so that no two uses can collide.
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
//   "token/" size account size region token  the outcome of the transaction of this token
//   "finished/" time key-of-the-above        an index of the outcomes by the time they finished: 8
//                                            bytes big-endian, microseconds since the epoch
//
// In each shard of a table, of a global index and of a vector index, counters (kv::Batch::Add).
// Each commit of an item changes them; DescribeTable's ItemCount and TableSizeBytes are their sums:
//
//   00 00 00 00 00 00 00 00 "items"          the number of items, or entries, in this shard
//   00 00 00 00 00 00 00 00 "bytes"          their size, as DynamoDB counts items
//   00 00 00 00 00 00 00 00 "items" number   the number of entries of a local index in this shard
//   00 00 00 00 00 00 00 00 "bytes" number   their size; the index's number is one byte
//
// The figures of a table or index are the sums over its partitions (Items::Counts). Because of the
// zeros, a counter's key is less than every token at which a shard can be split. So a split leaves
// the counters with the left half, and the right half starts from zero and may fall below it. Each
// half's counter is then wrong by itself, but their sum stays exact.
//
// In each shard of a table with local indexes, a counter for each item collection. A split leaves
// it in the same shard as its collection, because their keys begin with the same token:
//
//   token(8) "c" partition-key component     the size of its items and their local index entries
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
// Also the name of the lease for filling the index.
std::string IndexBuildKey(std::string_view table_id, uint32_t index_number);

constexpr std::string_view kTokenRecordPrefix = "token/";
constexpr std::string_view kTokenFinishedPrefix = "finished/";

std::string TokenRecordKey(const Namespace& name_space, std::string_view token);
std::string TokenFinishedKey(base::WallTime finished, std::string_view record_key);

constexpr std::string_view kItemCountKey{"\0\0\0\0\0\0\0\0items", 13};
constexpr std::string_view kItemBytesKey{"\0\0\0\0\0\0\0\0bytes", 13};

// The keys of the counters of an index.
std::string ItemCountKeyOf(const IndexDescription& index);
std::string ItemBytesKeyOf(const IndexDescription& index);

// The key of an item collection's counter. `prefix`: the collection's PartitionKeyPrefix.
std::string CollectionBytesKey(std::string_view prefix);
// Whether a key of the kMeta family, in a table's shard, is that of an item collection's counter.
bool IsCollectionBytesKey(std::string_view key);

}  // namespace table

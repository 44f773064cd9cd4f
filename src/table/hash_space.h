// The hash space of a table: the 64-bit tokens, and their division into partitions.
#pragma once

#include <cstdint>
#include <vector>

#include "table/key_range.h"
#include "table/table.h"

namespace table {

// The first token of part `part` when the space is divided evenly into `parts`.
// REQUIRES: part < parts.
uint64_t FirstToken(uint32_t part, uint32_t parts);

// The number of partitions of a new table, by its billing mode and throughput:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html
uint32_t InitialPartitionCount(const TableDescription& table);
// The number of partitions of a new global index, by the table's billing mode and the index's own
// throughput.
uint32_t InitialPartitionCount(const TableDescription& table, const IndexDescription& index);

// More partitions bring nothing on one server.
constexpr uint32_t kInitialPartitionsMax = 64;

// Divides the hash space evenly into `count` partitions, which lie in the shards from `first_shard`
// on.
std::vector<Partition> DivideHashSpace(uint32_t count, kv::ShardId first_shard);

// The range of keys of one segment of a parallel Scan. REQUIRES: segment < total.
KeyRange SegmentRange(uint32_t segment, uint32_t total);

}  // namespace table

// The hash space of a table: the 64-bit tokens, and how they are divided.
#pragma once

#include <cstdint>
#include <vector>

#include "table/key_range.h"
#include "table/table.h"

namespace table {

// The first token of part `part` when the space is divided evenly into `parts`.
// REQUIRES: part < parts.
uint64_t FirstToken(uint32_t part, uint32_t parts);

// How many partitions a new table gets, from its billing mode and throughput:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.Partitions.html
uint32_t InitialPartitionCount(const TableDescription& table);
// The same of a new global index of the table, which has a throughput of its own.
uint32_t InitialPartitionCount(const TableDescription& table, const IndexDescription& index);

// One server gains nothing from more; a table that needs more splits later.
constexpr uint32_t kInitialPartitionsMax = 64;

// `count` partitions in the shards `first_shard` and following.
std::vector<Partition> DivideHashSpace(uint32_t count, kv::ShardId first_shard);

// The items of one segment of a parallel Scan. REQUIRES: segment < total.
KeyRange SegmentRange(uint32_t segment, uint32_t total);

}  // namespace table

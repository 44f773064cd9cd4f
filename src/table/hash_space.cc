#include "table/hash_space.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/check.h"

namespace table {
namespace {

// What one partition serves, by "Partitions and data distribution" and "Burst and adaptive
// capacity".
constexpr double kPartitionReadUnits = 3000;
constexpr double kPartitionWriteUnits = 1000;
// A new on-demand table serves 4,000 writes and 12,000 reads a second at once, "On-demand
// capacity".
constexpr uint32_t kOnDemandPartitions = 4;

uint32_t PartitionsFor(int64_t read_units, int64_t write_units) {
  const double partitions = std::ceil(static_cast<double>(read_units) / kPartitionReadUnits +
                                      static_cast<double>(write_units) / kPartitionWriteUnits);
  return static_cast<uint32_t>(std::clamp<double>(partitions, 1, kInitialPartitionsMax));
}

uint32_t PartitionsFor(BillingMode mode, const ProvisionedThroughput& throughput,
                       const std::optional<WarmThroughput>& warm) {
  uint32_t count =
      mode == BillingMode::kPayPerRequest
          ? kOnDemandPartitions
          : PartitionsFor(throughput.read_capacity_units, throughput.write_capacity_units);
  if (warm) {
    count =
        std::max(count, PartitionsFor(warm->read_units_per_second, warm->write_units_per_second));
  }
  return count;
}

std::string TokenBytes(uint64_t token) {
  std::string bytes;
  base::AppendBigEndian64(token, &bytes);
  return bytes;
}

}  // namespace

uint64_t FirstToken(uint32_t part, uint32_t parts) {
  CHECK(part < parts);
  const auto scaled = static_cast<unsigned __int128>(part) << 64;
  return static_cast<uint64_t>(scaled / parts);
}

uint32_t InitialPartitionCount(const TableDescription& table) {
  return PartitionsFor(table.billing_mode, table.throughput, table.warm);
}

uint32_t InitialPartitionCount(const TableDescription& table, const IndexDescription& index) {
  return PartitionsFor(table.billing_mode, index.throughput, index.warm);
}

std::vector<Partition> DivideHashSpace(uint32_t count, kv::ShardId first_shard) {
  std::vector<Partition> partitions;
  partitions.reserve(count);
  for (uint32_t i = 0; i < count; ++i) {
    partitions.push_back({FirstToken(i, count), kv::ShardId{first_shard.value + i}});
  }
  return partitions;
}

KeyRange SegmentRange(uint32_t segment, uint32_t total) {
  KeyRange range;
  range.passing = true;
  range.start = TokenBytes(FirstToken(segment, total));
  if (segment + 1 < total) range.end = TokenBytes(FirstToken(segment + 1, total));
  return range;
}

}  // namespace table

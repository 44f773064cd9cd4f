// Throughput settings of a table or index, as the catalog keeps them; and its partitions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/clock.h"
#include "kv/store.h"

namespace table {

struct ProvisionedThroughput {
  int64_t read_capacity_units = 0;
  int64_t write_capacity_units = 0;
  std::optional<base::WallTime> last_increase;
  std::optional<base::WallTime> last_decrease;
  int64_t decreases_today = 0;
};

// −1: no maximum.
struct OnDemandThroughput {
  std::optional<int64_t> max_read_request_units;
  std::optional<int64_t> max_write_request_units;
};

struct WarmThroughput {
  int64_t read_units_per_second = 0;
  int64_t write_units_per_second = 0;
};

// A part of a hash space, and the shard that holds it. It has the tokens from `first_token` up to
// the first token of the next partition. Lists of partitions are sorted, and the first begins at 0.
struct Partition {
  uint64_t first_token = 0;
  kv::ShardId shard;
};

// The index, in `partitions`, of the partition that has the token. REQUIRES: the list is as above.
size_t PartitionOf(const std::vector<Partition>& partitions, uint64_t token);

}  // namespace table

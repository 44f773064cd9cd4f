// How much a table or an index may be read and written, as the catalog keeps it; and the division
// of a hash space into partitions.
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

// A part of a hash space and the shard that holds it: tokens from `first_token` up to the next
// partition's. Sorted; the first begins at 0.
struct Partition {
  uint64_t first_token = 0;
  kv::ShardId shard;
};

// Where in `partitions` the token lies. REQUIRES: they are as above.
size_t PartitionOf(const std::vector<Partition>& partitions, uint64_t token);

}  // namespace table

#include "table/table.h"

#include <algorithm>

#include "base/check.h"

namespace table {

std::string TableDescription::Arn() const {
  return "arn:aws:dynamodb:" + name_space.region + ":" + name_space.account + ":table/" + name;
}

size_t TableDescription::PartitionOf(uint64_t token) const {
  CHECK(!partitions.empty() && partitions.front().first_token == 0);
  const auto next = std::upper_bound(
      partitions.begin(), partitions.end(), token,
      [](uint64_t wanted, const Partition& partition) { return wanted < partition.first_token; });
  return static_cast<size_t>(next - partitions.begin()) - 1;
}

}  // namespace table

#include "table/table.h"

#include <algorithm>

#include "base/check.h"

namespace table {

std::string TableDescription::Arn() const {
  return "arn:aws:dynamodb:" + name_space.region + ":" + name_space.account + ":table/" + name;
}

const IndexDescription* TableDescription::FindIndex(std::string_view index_name) const {
  for (const auto* indexes : {&local_indexes, &global_indexes}) {
    const auto found = std::ranges::find(*indexes, index_name, &IndexDescription::name);
    if (found != indexes->end()) return &*found;
  }
  return nullptr;
}

const IndexDescription* TableDescription::FindVectorIndex(std::string_view index_name) const {
  const auto found = std::ranges::find(vector_indexes, index_name, &IndexDescription::name);
  return found != vector_indexes.end() ? &*found : nullptr;
}

size_t PartitionOf(const std::vector<Partition>& partitions, uint64_t token) {
  CHECK(!partitions.empty() && partitions.front().first_token == 0);
  const auto next = std::upper_bound(
      partitions.begin(), partitions.end(), token,
      [](uint64_t wanted, const Partition& partition) { return wanted < partition.first_token; });
  return static_cast<size_t>(next - partitions.begin()) - 1;
}

}  // namespace table

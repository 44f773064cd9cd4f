#include "api/dynamodb/item/item_collection_metrics.h"

#include <algorithm>

namespace api::dynamodb::item {
namespace {

constexpr int64_t kGigabyte = int64_t{1} << 30;

}  // namespace

std::optional<ItemCollectionMetrics> CollectionMetrics(
    const std::optional<ReturnItemCollectionMetrics>& wanted, const table::TableDescription& table,
    const value::RowView& item, const table::item::WriteOutcome& outcome) {
  if (wanted != ReturnItemCollectionMetrics::kSize || !outcome.collection_bytes) {
    return std::nullopt;
  }
  ItemCollectionMetrics metrics;
  value::RowBuilder key;
  const std::string& partition_key = table.key_schema.partition.name;
  if (const auto value = item.Find(partition_key)) key.Set(partition_key, *value);
  metrics.item_collection_key = key.Build();
  // The service estimates to the gigabyte: the lower bound and the upper one.
  const int64_t gigabytes = std::max<int64_t>(0, *outcome.collection_bytes) / kGigabyte;
  const auto lower = static_cast<double>(gigabytes);
  metrics.size_estimate_range_gb = {lower, lower + 1};
  return metrics;
}

}  // namespace api::dynamodb::item

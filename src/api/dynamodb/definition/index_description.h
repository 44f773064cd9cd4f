// The descriptions of indexes in a TableDescription.
#pragma once

#include <string>
#include <vector>

#include "api/model/dynamodb.h"
#include "base/clock.h"
#include "table/item/items.h"
#include "table/table.h"

namespace api::dynamodb::definition {

// The parts that tables and indexes have in common.
std::vector<KeySchemaElement> KeySchemaOf(const std::vector<table::KeyAttribute>& hash,
                                          const std::vector<table::KeyAttribute>& range);
ProvisionedThroughputDescription Describe(const table::ProvisionedThroughput& throughput,
                                          base::WallTime now);
OnDemandThroughput Describe(const table::OnDemandThroughput& throughput);

// Describes an index of `table`. `counts`: of its entries (Items::Counts).
LocalSecondaryIndexDescription DescribeLocal(const table::TableDescription& table,
                                             const table::IndexDescription& index,
                                             const table::item::ItemCounts& counts);
GlobalSecondaryIndexDescription DescribeGlobal(const table::TableDescription& table,
                                               const table::IndexDescription& index,
                                               const table::item::ItemCounts& counts,
                                               base::WallTime now);

VectorIndexDescription DescribeVector(const table::TableDescription& table,
                                      const table::IndexDescription& index,
                                      const table::item::ItemCounts& counts);

}  // namespace api::dynamodb::definition

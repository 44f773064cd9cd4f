// Parts that the records of a table and of its indexes have in common (catalog_record.h).
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "table/catalog/record_fields.h"
#include "table/key_schema.h"
#include "table/throughput.h"

namespace table::catalog {

// The most partitions that a record may list: a bound for reading records.
constexpr size_t kPartitionsMax = 100'000;

void WriteKeyAttribute(const KeyAttribute& attribute, FieldWriter* map);
KeyAttribute ReadKeyAttribute(const FieldReader& map);
std::vector<KeyAttribute> ReadKeyAttributes(const FieldReader& record, std::string_view name);

// "ProvisionedThroughput", "OnDemandThroughput" and "WarmThroughput".
void WriteThroughput(const ProvisionedThroughput& provisioned,
                     const std::optional<OnDemandThroughput>& on_demand,
                     const std::optional<WarmThroughput>& warm, FieldWriter* record);
void ReadThroughput(const FieldReader& record, ProvisionedThroughput* provisioned,
                    std::optional<OnDemandThroughput>* on_demand,
                    std::optional<WarmThroughput>* warm);

// "Partitions", which must divide the hash space.
void WritePartitions(const std::vector<Partition>& partitions, FieldWriter* record);
std::vector<Partition> ReadPartitions(const FieldReader& record);

}  // namespace table::catalog

#include "table/catalog/record_parts.h"

#include <string>

#include "base/bytes.h"

namespace table::catalog {

void WriteKeyAttribute(const KeyAttribute& attribute, FieldWriter* map) {
  map->Set("AttributeName", attribute.name);
  map->Set("AttributeType", value::TypeName(attribute.type));
}

KeyAttribute ReadKeyAttribute(const FieldReader& map) {
  KeyAttribute attribute;
  attribute.name = map.String("AttributeName");
  const auto type = value::TypeFromName(map.String("AttributeType"));
  if (!type || (*type != value::Type::kS && *type != value::Type::kN && *type != value::Type::kB)) {
    map.Fail("AttributeType");
    return attribute;
  }
  attribute.type = *type;
  return attribute;
}

std::vector<KeyAttribute> ReadKeyAttributes(const FieldReader& record, std::string_view name) {
  std::vector<KeyAttribute> attributes;
  record.ForEach(name,
                 [&](const FieldReader& map) { attributes.push_back(ReadKeyAttribute(map)); });
  return attributes;
}

void WriteThroughput(const ProvisionedThroughput& provisioned,
                     const std::optional<OnDemandThroughput>& on_demand,
                     const std::optional<WarmThroughput>& warm, FieldWriter* record) {
  FieldWriter map;
  map.Set("ReadCapacityUnits", provisioned.read_capacity_units);
  map.Set("WriteCapacityUnits", provisioned.write_capacity_units);
  map.Set("LastIncreaseDateTime", provisioned.last_increase);
  map.Set("LastDecreaseDateTime", provisioned.last_decrease);
  map.Set("NumberOfDecreasesToday", provisioned.decreases_today);
  record->Set("ProvisionedThroughput", map);
  if (on_demand) {
    FieldWriter units;
    units.Set("MaxReadRequestUnits", on_demand->max_read_request_units);
    units.Set("MaxWriteRequestUnits", on_demand->max_write_request_units);
    record->Set("OnDemandThroughput", units);
  }
  if (warm) {
    FieldWriter units;
    units.Set("ReadUnitsPerSecond", warm->read_units_per_second);
    units.Set("WriteUnitsPerSecond", warm->write_units_per_second);
    record->Set("WarmThroughput", units);
  }
}

void ReadThroughput(const FieldReader& record, ProvisionedThroughput* provisioned,
                    std::optional<OnDemandThroughput>* on_demand,
                    std::optional<WarmThroughput>* warm) {
  const FieldReader map = record.Map("ProvisionedThroughput");
  provisioned->read_capacity_units = map.Int("ReadCapacityUnits");
  provisioned->write_capacity_units = map.Int("WriteCapacityUnits");
  provisioned->last_increase = map.MaybeTime("LastIncreaseDateTime");
  provisioned->last_decrease = map.MaybeTime("LastDecreaseDateTime");
  provisioned->decreases_today = map.Int("NumberOfDecreasesToday");
  if (const auto units = record.MaybeMap("OnDemandThroughput")) {
    *on_demand = OnDemandThroughput{units->MaybeInt("MaxReadRequestUnits"),
                                    units->MaybeInt("MaxWriteRequestUnits")};
  }
  if (const auto units = record.MaybeMap("WarmThroughput")) {
    *warm = WarmThroughput{units->Int("ReadUnitsPerSecond"), units->Int("WriteUnitsPerSecond")};
  }
}

// Tokens use all 64 bits, more than value::Value::Int holds, so they are stored as eight bytes.
void WritePartitions(const std::vector<Partition>& partitions, FieldWriter* record) {
  record->SetList("Partitions", partitions, [](const Partition& partition, FieldWriter* map) {
    std::string token;
    base::AppendBigEndian64(partition.first_token, &token);
    map->SetBinary("FirstToken", token);
    map->Set("Shard", static_cast<int64_t>(partition.shard.value));
  });
}

std::vector<Partition> ReadPartitions(const FieldReader& record) {
  std::vector<Partition> partitions;
  record.ForEach("Partitions", [&](const FieldReader& map) {
    const std::string token = map.Binary("FirstToken");
    if (token.size() != sizeof(uint64_t)) return map.Fail("FirstToken");
    const Partition partition{base::ReadBigEndian64(token.data()),
                              {static_cast<uint64_t>(map.Int("Shard"))}};
    const bool in_order = partitions.empty()
                              ? partition.first_token == 0
                              : partition.first_token > partitions.back().first_token;
    if (!in_order || partitions.size() == kPartitionsMax) return map.Fail("Partitions");
    partitions.push_back(partition);
  });
  if (partitions.empty()) record.Fail("Partitions");
  return partitions;
}

}  // namespace table::catalog

#include "table/catalog/index_record.h"

#include <array>
#include <limits>
#include <string>
#include <string_view>
#include <utility>

#include "table/catalog/record_parts.h"

namespace table::catalog {
namespace {

constexpr std::array<std::pair<IndexStatus, std::string_view>, 4> kIndexStatusNames{{
    {IndexStatus::kCreating, "CREATING"},
    {IndexStatus::kUpdating, "UPDATING"},
    {IndexStatus::kActive, "ACTIVE"},
    {IndexStatus::kDeleting, "DELETING"},
}};
constexpr std::array<std::pair<IndexProjection::Type, std::string_view>, 3> kProjectionTypeNames{{
    {IndexProjection::Type::kAll, "ALL"},
    {IndexProjection::Type::kKeysOnly, "KEYS_ONLY"},
    {IndexProjection::Type::kInclude, "INCLUDE"},
}};

constexpr std::array<std::pair<vectors::DistanceFunction, std::string_view>, 3> kDistanceNames{{
    {vectors::DistanceFunction::kCosine, "COSINE"},
    {vectors::DistanceFunction::kEuclidean, "EUCLIDEAN"},
    {vectors::DistanceFunction::kDotProduct, "DOT_PRODUCT"},
}};

void WriteVector(const VectorSettings& vector, FieldWriter* map) {
  map->Set("VectorAttribute", vector.attribute);
  map->Set("Dimensions", static_cast<int64_t>(vector.dimensions));
  map->Set("DistanceFunction", NameOf(kDistanceNames, vector.distance));
  map->SetList("InlineFilters", vector.filters, WriteKeyAttribute);
}

VectorSettings ReadVector(const FieldReader& map) {
  VectorSettings vector;
  vector.attribute = map.String("VectorAttribute");
  const int64_t dimensions = map.Int("Dimensions");
  if (dimensions < 1 || dimensions > int64_t{vectors::kDimensionsMax}) map.Fail("Dimensions");
  vector.dimensions = static_cast<uint32_t>(dimensions);
  vector.distance = map.Named("DistanceFunction", kDistanceNames);
  vector.filters = ReadKeyAttributes(map, "InlineFilters");
  return vector;
}

void WriteProjection(const IndexProjection& projection, FieldWriter* map) {
  FieldWriter fields;
  fields.Set("ProjectionType", NameOf(kProjectionTypeNames, projection.type));
  fields.SetList(
      "NonKeyAttributes", projection.non_key_attributes,
      [](const std::string& name, FieldWriter* one) { one->Set("AttributeName", name); });
  map->Set("Projection", fields);
}

IndexProjection ReadProjection(const FieldReader& map) {
  const FieldReader fields = map.Map("Projection");
  IndexProjection projection;
  projection.type = fields.Named("ProjectionType", kProjectionTypeNames);
  fields.ForEach("NonKeyAttributes", [&](const FieldReader& one) {
    projection.non_key_attributes.push_back(one.String("AttributeName"));
  });
  return projection;
}

}  // namespace

void WriteIndex(const IndexDescription& index, FieldWriter* map) {
  map->Set("IndexName", index.name);
  map->Set("Number", static_cast<int64_t>(index.number));
  map->SetList("HashKeys", index.hash, WriteKeyAttribute);
  map->SetList("RangeKeys", index.range, WriteKeyAttribute);
  WriteProjection(index.projection, map);
  if (index.vector) WriteVector(*index.vector, map);
  if (index.local) return;
  map->Set("IndexStatus", NameOf(kIndexStatusNames, index.status));
  map->Set("Backfilling", index.backfilling);
  WriteThroughput(index.throughput, index.on_demand, index.warm, map);
  WritePartitions(index.partitions, map);
}

IndexDescription ReadIndex(const FieldReader& map, IndexKind kind) {
  IndexDescription index;
  index.local = kind == IndexKind::kLocal;
  index.name = map.String("IndexName");
  const int64_t number = map.Int("Number");
  if (number < 1 || number > std::numeric_limits<uint32_t>::max()) map.Fail("Number");
  index.number = static_cast<uint32_t>(number);
  index.hash = ReadKeyAttributes(map, "HashKeys");
  index.range = ReadKeyAttributes(map, "RangeKeys");
  if (kind == IndexKind::kVector) {
    index.vector = ReadVector(map);
  } else if (index.hash.empty()) {
    map.Fail("HashKeys");
  }
  index.projection = ReadProjection(map);
  if (index.local) return index;
  index.status = map.Named("IndexStatus", kIndexStatusNames);
  index.backfilling = map.Bool("Backfilling");
  ReadThroughput(map, &index.throughput, &index.on_demand, &index.warm);
  index.partitions = ReadPartitions(map);
  return index;
}

}  // namespace table::catalog

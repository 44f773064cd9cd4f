#include "api/dynamodb/item/consumed_capacity.h"

#include <utility>
#include <vector>

namespace api::dynamodb::item {
namespace {

// Both ConsumedCapacity and Capacity have these members.
template <typename Units>
void SetUnits(double units, UnitsAre units_are, Units* told) {
  told->capacity_units = units;
  if (units_are == UnitsAre::kRead) told->read_capacity_units = units;
  if (units_are == UnitsAre::kWritten) told->write_capacity_units = units;
}

void AddIndex(const table::IndexUnits& index, UnitsAre units_are,
              std::optional<std::vector<std::pair<std::string, Capacity>>>* indexes) {
  if (!*indexes) indexes->emplace();
  Capacity capacity;
  SetUnits(index.units, units_are, &capacity);
  (*indexes)->emplace_back(index.index, capacity);
}

}  // namespace

std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const std::string& table_name, const table::Charge& charge,
                                         UnitsAre units_are) {
  if (!wanted || *wanted == ReturnConsumedCapacity::kNone) return std::nullopt;
  ConsumedCapacity consumed;
  consumed.table_name = table_name;
  SetUnits(charge.Total(), units_are, &consumed);
  if (*wanted == ReturnConsumedCapacity::kIndexes) {
    SetUnits(charge.table, units_are, &consumed.table.emplace());
    for (const table::IndexUnits& index : charge.indexes) {
      AddIndex(
          index, units_are,
          index.local ? &consumed.local_secondary_indexes : &consumed.global_secondary_indexes);
    }
    for (const table::VectorBytes& vector : charge.vectors) {
      if (!consumed.vector_indexes) consumed.vector_indexes.emplace();
      VectorCapacity capacity;
      capacity.vector_write_request_bytes = vector.bytes;
      consumed.vector_indexes->emplace_back(vector.index, capacity);
    }
  }
  return consumed;
}

}  // namespace api::dynamodb::item

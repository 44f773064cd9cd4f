#include "api/dynamodb/consumed_capacity.h"

namespace api::dynamodb {

std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const std::string& table_name, double units) {
  if (!wanted || *wanted == ReturnConsumedCapacity::kNone) return std::nullopt;
  ConsumedCapacity consumed;
  consumed.table_name = table_name;
  consumed.capacity_units = units;
  if (*wanted == ReturnConsumedCapacity::kIndexes) {
    consumed.table.emplace().capacity_units = units;
  }
  return consumed;
}

}  // namespace api::dynamodb

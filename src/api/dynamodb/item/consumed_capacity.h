// ConsumedCapacity: what an answer says about the capacity an operation was charged.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
#pragma once

#include <optional>
#include <string>

#include "api/model/dynamodb.h"
#include "table/capacity.h"

namespace api::dynamodb::item {

// Transactions tell their units as read or written ones, too; other operations only as a sum.
enum class UnitsAre { kUnsaid, kRead, kWritten };

// Nullopt unless the request asked for it (TOTAL or INDEXES). `table_name` as the request has it, a
// name or an ARN.
std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const std::string& table_name, const table::Charge& charge,
                                         UnitsAre units_are = UnitsAre::kUnsaid);

}  // namespace api::dynamodb::item

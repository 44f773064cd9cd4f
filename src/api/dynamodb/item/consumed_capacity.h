// ConsumedCapacity: the part of an answer with the capacity that the operation consumed.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ConsumedCapacity.html
#pragma once

#include <optional>
#include <string>

#include "api/model/dynamodb.h"
#include "table/capacity.h"

namespace api::dynamodb::item {

// The answers of transactions also have read and write units; those of other operations only the
// sum.
enum class UnitsAre { kUnsaid, kRead, kWritten };

// Nullopt unless the request asked for it (TOTAL or INDEXES). `table_name` as the request has it, a
// name or an ARN.
std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const std::string& table_name, const table::Charge& charge,
                                         UnitsAre units_are = UnitsAre::kUnsaid);

}  // namespace api::dynamodb::item

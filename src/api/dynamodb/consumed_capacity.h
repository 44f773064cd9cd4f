// ConsumedCapacity: what an answer says about the capacity an operation was charged.
#pragma once

#include <optional>
#include <string>

#include "api/model/dynamodb.h"

namespace api::dynamodb {

// Nullopt unless the request asked for it (TOTAL or INDEXES). `table_name` as the request has it, a
// name or an ARN.
std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const std::string& table_name, double units);

}  // namespace api::dynamodb

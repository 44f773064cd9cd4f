// ConsumedCapacity: what an answer says about the capacity an operation was charged.
#pragma once

#include <optional>

#include "api/model/dynamodb.h"
#include "table/table.h"

namespace api::dynamodb {

// Nullopt unless the request asked for it (TOTAL or INDEXES).
std::optional<ConsumedCapacity> Consumed(const std::optional<ReturnConsumedCapacity>& wanted,
                                         const table::TableDescription& table, double units);

}  // namespace api::dynamodb

// IndexName: which index of its table a Query or Scan reads.
#pragma once

#include <optional>
#include <string>

#include "api/api_error.h"
#include "table/table.h"

namespace api::dynamodb {

// Errors: ValidationException if the table has no such index.
ApiResult<void> CheckIndexName(const table::TableDescription& table,
                               const std::optional<std::string>& index_name);

}  // namespace api::dynamodb

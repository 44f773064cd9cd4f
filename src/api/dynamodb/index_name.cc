#include "api/dynamodb/index_name.h"

namespace api::dynamodb {

ApiResult<void> CheckIndexName(const table::TableDescription&,
                               const std::optional<std::string>& index_name) {
  // No table has indexes: CreateTable and UpdateTable refuse them.
  if (index_name) {
    return Validation("The table does not have the specified index: " + *index_name);
  }
  return {};
}

}  // namespace api::dynamodb

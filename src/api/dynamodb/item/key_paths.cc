#include "api/dynamodb/item/key_paths.h"

#include <algorithm>

namespace api::dynamodb::item {
namespace {

bool IsIndexKey(const table::TableDescription& table, const std::string& attribute) {
  const auto has_key = [&](const table::IndexDescription& index) {
    return index.HasKey(attribute);
  };
  return std::ranges::any_of(table.local_indexes, has_key) ||
         std::ranges::any_of(table.global_indexes, has_key) ||
         std::ranges::any_of(table.vector_indexes, [&](const table::IndexDescription& index) {
           return index.HasKey(attribute) || index.HasFilter(attribute);
         });
}

ApiError MustBeScalar(const std::string& key, const std::string& attribute) {
  return Validation(
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
      "allowed: " +
      key + ": " + attribute);
}

}  // namespace

ApiResult<void> CheckKeyPaths(const std::vector<expr::Path>& paths,
                              const table::TableDescription& table) {
  for (const expr::Path& path : paths) {
    if (path.top_level()) continue;
    const std::string& attribute = path.attribute();
    if (table.key_schema.Has(attribute)) return MustBeScalar("Key", attribute);
    if (IsIndexKey(table, attribute)) return MustBeScalar("IndexKey", attribute);
  }
  return {};
}

}  // namespace api::dynamodb::item

#include "api/dynamodb/key_paths.h"

namespace api::dynamodb {

ApiResult<void> CheckKeyPaths(const std::vector<expr::Path>& paths,
                              const table::KeySchema& schema) {
  for (const expr::Path& path : paths) {
    if (!path.top_level() && schema.Has(path.attribute())) {
      return Validation(
          "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
          "allowed: Key: " +
          path.attribute());
    }
  }
  return {};
}

}  // namespace api::dynamodb

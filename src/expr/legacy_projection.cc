#include "expr/legacy_projection.h"

#include <string_view>
#include <unordered_set>
#include <utility>

namespace expr {

base::Result<Projection> LegacyProjection(const std::vector<std::string>& attributes) {
  std::unordered_set<std::string_view> seen;
  std::vector<Path> paths;
  paths.reserve(attributes.size());
  for (const std::string& attribute : attributes) {
    if (attribute.empty()) return base::InvalidArgument("Empty attribute name");
    if (!seen.insert(attribute).second) {
      return base::InvalidArgument(
          "One or more parameter values were invalid: Duplicate value in attribute name: " +
          attribute);
    }
    paths.push_back({.elements = {attribute}});
  }
  return Projection(std::move(paths));
}

}  // namespace expr

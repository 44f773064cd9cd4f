#include "expr/legacy_projection.h"

#include <set>
#include <string_view>
#include <utility>

#include "run/give_way.h"

namespace expr {

constexpr size_t kNameSteps = 300;

base::Result<Projection> LegacyProjection(const std::vector<std::string>& attributes) {
  std::set<std::string_view> seen;  // made-up texts can meet in one place of a hash table
  run::LongLoop loop;
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
    loop.Next(kNameSteps);
  }
  return Projection(std::move(paths));
}

}  // namespace expr

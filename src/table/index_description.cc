#include "table/index_description.h"

#include <algorithm>

namespace table {

bool IndexDescription::HasKey(std::string_view attribute) const {
  return std::ranges::find(hash, attribute, &KeyAttribute::name) != hash.end() ||
         std::ranges::find(range, attribute, &KeyAttribute::name) != range.end();
}

bool IndexDescription::HasFilter(std::string_view attribute) const {
  return vector && std::ranges::find(vector->filters, attribute, &KeyAttribute::name) !=
                       vector->filters.end();
}

}  // namespace table

#include "api/dynamodb/read/read_selection.h"

#include <algorithm>
#include <set>
#include <vector>

#include "api/dynamodb/item/key_paths.h"

namespace api::dynamodb::read {
namespace {

ApiError CannotSpecify(bool has_projection_expression, const std::string& when) {
  return Validation(std::string("Cannot specify the ") +
                    (has_projection_expression ? "ProjectionExpression" : "AttributesToGet") +
                    " when choosing to get " + when);
}

// The attributes that the paths lead to and the source lacks: "[a, b]". Empty if it has all.
std::string Missing(const std::vector<expr::Path>& paths, const ReadSource& source) {
  std::set<std::string_view> missing;
  for (const expr::Path& path : paths) {
    if (!source.Has(path.attribute())) missing.insert(path.attribute());
  }
  std::string text;
  for (const std::string_view attribute : missing) {
    text += text.empty() ? "[" : ", ";
    text += attribute;
  }
  return text.empty() ? text : text + "]";
}

}  // namespace

ApiResult<void> CheckSelect(Words words, const std::optional<Select>& select,
                            bool has_projection_expression, bool has_attributes_to_get,
                            bool has_index_name) {
  if (!select) return {};
  const bool has_attributes = has_projection_expression || has_attributes_to_get;
  switch (*select) {
    case Select::kCount:
      if (has_attributes) return CannotSpecify(has_projection_expression, "only the Count");
      break;
    case Select::kSpecificAttributes:
      if (!has_attributes) {
        ApiError error = Validation(
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
            "SPECIFIC_ATTRIBUTES");
        // In an envelope where other errors of a read's parameters are in none.
        return IsNew(words) ? InEnvelope(std::move(error)) : error;
      }
      break;
    case Select::kAllAttributes:
      if (has_attributes) return CannotSpecify(has_projection_expression, "ALL_ATTRIBUTES");
      break;
    case Select::kAllProjectedAttributes:
      if (has_attributes) {
        return CannotSpecify(has_projection_expression, "ALL_PROJECTED_ATTRIBUTES");
      }
      if (!has_index_name) {
        return Validation(
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
      }
      break;
  }
  return {};
}

ApiResult<void> CheckFilterKeys(std::string_view filter_name, const ReadSelection& selection,
                                const ReadSource& source) {
  if (!selection.filter) return {};
  for (const std::string_view key : source.KeyNames()) {
    for (const expr::Path& path : selection.filter->paths()) {
      if (path.attribute() != key) continue;
      return Validation(std::string(filter_name) +
                        " can only contain non-primary key attributes: Primary key attribute: " +
                        path.attribute());
    }
  }
  return {};
}

ApiResult<void> CheckFilterIsProjected(const ReadSelection& selection, const ReadSource& source) {
  if (!selection.filter) return {};
  // A filter causes no fetches, from whichever kind of index.
  const std::string missing = Missing(selection.filter->paths(), source);
  if (missing.empty()) return {};
  return Validation("One or more parameter values were invalid: Secondary index " +
                    source.index->name +
                    " does not project one or more filter attributes: " + missing);
}

ApiResult<void> CheckPaths(const ReadSelection& selection, const ReadSource& source) {
  TRY(item::CheckKeyPaths(selection.filter, *source.table));
  TRY(item::CheckKeyPaths(selection.projection, *source.table));
  return {};
}

ApiResult<void> CheckIsProjected(const ReadSelection& selection, const ReadSource& source) {
  if (source.HasAll() || source.index->local) return {};
  if (selection.all_attributes) {
    return Validation(
        "One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported "
        "for global secondary index " +
        source.index->name + " because its projection type is not ALL");
  }
  if (!selection.projection) return {};
  const std::string missing = Missing(selection.projection->paths(), source);
  if (missing.empty()) return {};
  return Validation("One or more parameter values were invalid: Global secondary index " +
                    source.index->name + " does not project " + missing);
}

bool WantsFetch(const ReadSelection& selection, const ReadSource& source) {
  if (source.HasAll() || !source.index->local || selection.count_only) return false;
  if (selection.all_attributes) return true;
  return selection.projection &&
         std::ranges::any_of(selection.projection->paths(),
                             [&](const expr::Path& path) { return !source.Has(path.attribute()); });
}

}  // namespace api::dynamodb::read

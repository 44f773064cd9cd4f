// The selection of a Query or Scan: which items it returns, and which of their attributes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "api/api_error.h"
#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/read/read_source.h"
#include "api/model/dynamodb.h"
#include "api/words.h"
#include "expr/condition.h"
#include "expr/placeholders.h"
#include "expr/projection.h"

namespace api::dynamodb::read {

struct ReadSelection {
  std::optional<expr::Condition> filter;
  std::optional<expr::Projection> projection;
  bool all_attributes = false;  // Select is ALL_ATTRIBUTES
  bool count_only = false;      // Select is COUNT
};

// An error if Select contradicts the other members. Errors: ValidationException.
ApiResult<void> CheckSelect(Words words, const std::optional<Select>& select,
                            bool has_projection_expression, bool has_attributes_to_get,
                            bool has_index_name);

template <typename Input>
ApiResult<void> CheckSelect(Words words, const Input& input) {
  return CheckSelect(words, input.select, input.projection_expression.has_value(),
                     input.attributes_to_get.has_value(),
                     NamesIndex(input.table_name, input.index_name));
}

// Compiles FilterExpression and ProjectionExpression, which must be the last expressions of a
// request to be compiled. `older_filter` and `attributes_to_get` were made from legacy parameters.
// Errors: ValidationException.
template <typename Input>
ApiResult<ReadSelection> CompileSelection(const Input& input, expr::Placeholders& placeholders,
                                          std::optional<expr::Condition> older_filter,
                                          std::optional<expr::Projection> attributes_to_get) {
  ReadSelection selection{.filter = std::nullopt,
                          .projection = std::nullopt,
                          .all_attributes = input.select == Select::kAllAttributes,
                          .count_only = input.select == Select::kCount};
  TRY_ASSIGN(selection.filter,
             expression::CompileCondition("FilterExpression", input.filter_expression, placeholders,
                                          std::move(older_filter)));
  TRY_ASSIGN(selection.projection,
             expression::CompileProjection(input.projection_expression, placeholders,
                                           std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());
  return selection;
}

// An error if the filter of a Query, which messages call `filter_name`, uses a key attribute of the
// source. Errors: ValidationException.
ApiResult<void> CheckFilterKeys(std::string_view filter_name, const ReadSelection& selection,
                                const ReadSource& source);

// An error if the filter of a Query uses an attribute that the source lacks. (The filter of a Scan
// may.) Errors: ValidationException.
ApiResult<void> CheckFilterIsProjected(const ReadSelection& selection, const ReadSource& source);

// An error if a path leads into a key attribute. Errors: ValidationException.
ApiResult<void> CheckPaths(const ReadSelection& selection, const ReadSource& source);

// An error if the request wants attributes that the source cannot provide. Errors:
// ValidationException.
ApiResult<void> CheckIsProjected(const ReadSelection& selection, const ReadSource& source);

// Whether the request wants attributes that its local index lacks: then the items are fetched from
// the table (fetched_page.h).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.Projections
bool WantsFetch(const ReadSelection& selection, const ReadSource& source);

}  // namespace api::dynamodb::read

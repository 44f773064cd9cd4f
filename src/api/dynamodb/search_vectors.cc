// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_SearchVectors.html
#include <algorithm>
#include <set>
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/search_condition.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "table/item/items.h"
#include "table/vector/entry.h"

namespace api::dynamodb {
namespace {

// What TopK may be: 1 to 100.
constexpr int64_t kTopKMin = 1;
constexpr int64_t kTopKMax = 100;

// "Each element is a 32-bit floating point number."
ApiResult<std::vector<float>> QueryVector(const SearchVectorsInput& input) {
  std::vector<float> vector;
  vector.reserve(input.search_vector.size());
  for (const value::Value& element : input.search_vector) {
    const auto number = table::vector::FloatOf(element.view(), "SearchVector");
    if (!number.ok()) {
      return Validation("One or more parameter values were invalid: " + number.error().message);
    }
    vector.push_back(*number);
  }
  return vector;
}

ApiResult<const table::IndexDescription*> FindIndex(const table::TableDescription& table,
                                                    const std::string& name) {
  const table::IndexDescription* index = table.FindVectorIndex(name);
  if (index == nullptr || index->status == table::IndexStatus::kDeleting) {
    if (table.FindIndex(name) != nullptr) {
      return Validation("SearchVectors is only supported on vector indexes: " + name);
    }
    return Validation("The table does not have the specified index: " + name);
  }
  if (index->status == table::IndexStatus::kCreating || index->backfilling) {
    return Validation("Cannot search backfilling vector index: " + name);
  }
  return index;
}

ApiResult<void> CheckDimensions(const SearchVectorsInput& input,
                                const table::IndexDescription& index) {
  if (input.search_vector.size() == index.vector->dimensions) return {};
  return Validation("Input search vector dimension " + std::to_string(input.search_vector.size()) +
                    " does not match vector index dimension " +
                    std::to_string(index.vector->dimensions));
}

ApiResult<void> CheckIsProjected(const std::optional<expr::Projection>& projection,
                                 const table::TableDescription& table,
                                 const table::IndexDescription& index) {
  if (!projection) return {};
  std::set<std::string_view> missing;
  for (const expr::Path& path : projection->paths()) {
    if (!table::vector::IsProjectedTo(table, index, path.attribute()))
      missing.insert(path.attribute());
  }
  if (missing.empty()) return {};
  std::string names;
  for (const std::string_view name : missing) names.append(names.empty() ? "" : ", ").append(name);
  return Validation("One or more parameter values were invalid: Vector index " + index.name +
                    " does not project [" + names + "]");
}

// Whether the projection, without which all else is returned, asks for the attribute or a part of
// it.
bool Names(const std::optional<expr::Projection>& projection, std::string_view attribute) {
  return projection && std::ranges::any_of(projection->paths(), [&](const expr::Path& path) {
           return path.attribute() == attribute;
         });
}

}  // namespace

ApiResult<SearchVectorsOutput> SearchVectors(RequestContext& context,
                                             const SearchVectorsInput& input) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      expression::CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(), false},
                           {"SearchConditionExpression",
                            input.search_condition_expression.has_value()}},
           .legacy = {},
           .names = &input.expression_attribute_names,
           .values = &input.expression_attribute_values,
           .invalid_value = input.invalid_value}));
  if (input.top_k < kTopKMin || input.top_k > kTopKMax) {
    return Validation("Provided TopK value '" + std::to_string(input.top_k) +
                      "' is out of valid range. The value must be between " +
                      std::to_string(kTopKMin) + " and " + std::to_string(kTopKMax) + " inclusive");
  }
  TRY_ASSIGN(
      const std::optional<expr::Condition> condition,
      expression::CompileCondition("SearchConditionExpression", input.search_condition_expression,
                                   placeholders, std::nullopt));
  TRY_ASSIGN(
      const std::optional<expr::Projection> projection,
      expression::CompileProjection(input.projection_expression, placeholders, std::nullopt));
  TRY(placeholders.CheckAllUsed());
  TRY(expression::CheckSearchCondition(condition));
  table::vector::VectorQuery query{
      .vector = {}, .hash = {}, .filters = {}, .count = static_cast<size_t>(input.top_k)};
  TRY_ASSIGN(query.vector, QueryVector(input));

  TRY_ASSIGN(const resource::ReadTarget target,
             resource::FindReadTarget(context, input.table_name, input.index_name));
  const table::TableDescription& table = *target.table;
  TRY_ASSIGN(const table::IndexDescription* const index, FindIndex(table, input.index_name));
  TRY(CheckDimensions(input, *index));
  TRY(expression::ApplySearchCondition(condition, *index, &query));
  TRY(CheckIsProjected(projection, table, *index));
  query.with_vector = Names(projection, index->vector->attribute);

  TRY_ASSIGN(const table::vector::VectorSearch found, context.items.SearchVectors(*index, query));
  SearchVectorsOutput output;
  output.search_results.emplace();
  for (const table::vector::VectorSearch::Match& match : found.matches) {
    output.search_results->push_back(
        {.item = projection ? projection->Apply(match.item.view()) : match.item,
         .score = match.score});
  }
  if (input.return_consumed_capacity.value_or(ReturnConsumedCapacity::kNone) !=
      ReturnConsumedCapacity::kNone) {
    output.consumed_capacity.emplace().vector_search_request_bytes =
        static_cast<double>(found.bytes);
  }
  return output;
}

}  // namespace api::dynamodb

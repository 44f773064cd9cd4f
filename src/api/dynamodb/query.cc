// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
#include <utility>

#include "api/dynamodb/expression_parameters.h"
#include "api/dynamodb/index_name.h"
#include "api/dynamodb/key_paths.h"
#include "api/dynamodb/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read_consistency.h"
#include "api/dynamodb/read_page.h"
#include "api/dynamodb/table_name.h"
#include "expr/key_condition.h"
#include "table/query_range.h"

namespace api::dynamodb {
namespace {

ApiResult<std::vector<expr::KeyCondition>> KeyConditionsOf(const QueryInput& input,
                                                           expr::Placeholders& placeholders) {
  if (input.key_conditions) return ReadKeyConditions(input.key_conditions);
  if (!input.key_condition_expression) {
    return Validation(
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
        "request.");
  }
  TRY_ASSIGN(std::vector<expr::KeyCondition> key_conditions,
             expr::KeyCondition::Compile(*input.key_condition_expression, placeholders));
  return key_conditions;
}

ApiResult<void> CheckFilterAttributes(std::string_view parameter,
                                      const std::optional<expr::Condition>& filter,
                                      const table::KeySchema& schema) {
  if (!filter) return {};
  for (const expr::Path& path : filter->paths()) {
    if (schema.Has(path.attribute())) {
      return Validation(std::string(parameter) +
                        " can only contain non-primary key attributes: Primary key attribute: " +
                        path.attribute());
    }
  }
  return {};
}

ApiResult<void> StartBehind(const value::Row& start_key, const table::KeySchema& schema,
                            table::QueryKeys* keys) {
  TRY_ASSIGN(const table::ItemKey after, StartKey(schema, start_key));
  if (table::StartAfter(after, &keys->range)) return {};
  return Validation(
      after.bytes.starts_with(keys->prefix)
          ? "The provided starting key does not match the range key predicate"
          : "The provided starting key is outside query boundaries based on provided conditions");
}

}  // namespace

ApiResult<QueryOutput> Query(RequestContext& context, const QueryInput& input) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(), false},
                           {"FilterExpression", input.filter_expression.has_value()},
                           {"KeyConditionExpression", input.key_condition_expression.has_value()}},
           .legacy = {{"AttributesToGet", input.attributes_to_get.has_value()},
                      {"QueryFilter", input.query_filter.has_value()},
                      {"ConditionalOperator", input.conditional_operator.has_value()},
                      // Older than FilterExpression and ProjectionExpression, and goes with them.
                      {"KeyConditions", input.key_conditions.has_value() &&
                                            input.key_condition_expression.has_value()}},
           .names = &input.expression_attribute_names,
           .values = &input.expression_attribute_values,
           .invalid_value = input.invalid_value}));
  TRY_ASSIGN(const bool count_only,
             SelectsCountOnly({.select = input.select,
                               .has_projection_expression = input.projection_expression.has_value(),
                               .has_attributes_to_get = input.attributes_to_get.has_value(),
                               .has_index_name = input.index_name.has_value()}));
  TRY_ASSIGN(std::optional<expr::Condition> query_filter,
             ReadFilter(input.query_filter, input.conditional_operator));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             ReadAttributesToGet(input.attributes_to_get));
  TRY_ASSIGN(const std::vector<expr::KeyCondition> key_conditions,
             KeyConditionsOf(input, placeholders));
  TRY_ASSIGN(const std::optional<expr::Condition> filter,
             CompileCondition("FilterExpression", input.filter_expression, placeholders,
                              std::move(query_filter)));
  TRY_ASSIGN(
      const std::optional<expr::Projection> projection,
      CompileProjection(input.projection_expression, placeholders, std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());

  TRY_ASSIGN(const table::TablePtr table, FindTable(context, input.table_name));
  TRY(CheckIndexName(*table, input.index_name));
  TRY(CheckKeyPaths(filter, table->key_schema));
  TRY(CheckKeyPaths(projection, table->key_schema));
  TRY_ASSIGN(table::QueryKeys keys, table::QueryRange(table->key_schema, key_conditions));
  table::Items::Range& range = keys.range;
  TRY(CheckFilterAttributes(input.query_filter ? "QueryFilter" : "Filter Expression", filter,
                            table->key_schema));
  range.direction =
      input.scan_index_forward.value_or(true) ? kv::Direction::kForward : kv::Direction::kBackward;
  range.consistency = ReadConsistency(input.consistent_read);
  if (input.exclusive_start_key) {
    TRY(StartBehind(*input.exclusive_start_key, table->key_schema, &keys));
  }
  TRY_ASSIGN(Page page, ReadPage(context, {.table = *table,
                                           .range = range,
                                           .limit = input.limit,
                                           .filter = filter,
                                           .projection = projection,
                                           .count_only = count_only}));
  return PageOutput<QueryOutput>(input, std::move(page));
}

}  // namespace api::dynamodb

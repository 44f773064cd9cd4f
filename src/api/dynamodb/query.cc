// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read/exclusive_start_key.h"
#include "api/dynamodb/read/read_page.h"
#include "api/dynamodb/read/read_selection.h"
#include "api/dynamodb/read/read_source.h"
#include "expr/key_condition.h"
#include "table/index/query_range.h"

namespace api::dynamodb {
namespace {

ApiResult<void> CheckKeyIsGiven(const QueryInput& input) {
  if (input.key_conditions || input.key_condition_expression) return {};
  return Validation(
      "Either the KeyConditions or KeyConditionExpression parameter must be specified in the "
      "request.");
}

ApiResult<std::vector<expr::KeyCondition>> KeyConditionsOf(
    const QueryInput& input, const std::optional<expr::Condition>& expression) {
  if (!expression) return expression::ReadKeyConditions(input.key_conditions);
  TRY_ASSIGN(std::vector<expr::KeyCondition> key_conditions,
             expr::KeyCondition::FromCondition(*expression));
  return key_conditions;
}

base::Result<table::index::QueryKeys> RangeOf(
    const read::ReadSource& source, const std::vector<expr::KeyCondition>& key_conditions) {
  if (source.index != nullptr) return table::index::QueryRange(*source.index, key_conditions);
  return table::index::QueryRange(source.table->key_schema, key_conditions);
}

}  // namespace

ApiResult<QueryOutput> Query(RequestContext& context, const QueryInput& input) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      expression::CheckExpressionParameters(
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
  TRY_ASSIGN(std::optional<expr::Condition> query_filter,
             expression::ReadFilter(input.query_filter, input.conditional_operator));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             expression::ReadAttributesToGet(input.attributes_to_get));
  TRY(CheckKeyIsGiven(input));
  TRY_ASSIGN(const std::optional<expr::Condition> key_condition_expression,
             expression::CompileCondition("KeyConditionExpression", input.key_condition_expression,
                                          placeholders, std::nullopt));
  TRY_ASSIGN(const read::ReadSelection selection,
             read::CompileSelection(input, placeholders, std::move(query_filter),
                                    std::move(attributes_to_get)));
  TRY_ASSIGN(const std::vector<expr::KeyCondition> key_conditions,
             KeyConditionsOf(input, key_condition_expression));
  TRY(read::CheckSelect(context.words, input));

  TRY_ASSIGN(const read::ReadSource source,
             read::FindReadSource(context, input.table_name, input.index_name,
                                  input.consistent_read, read::ReadBy::kQuery));
  std::optional<table::ItemKey> after;
  if (input.exclusive_start_key) {
    TRY_ASSIGN(after,
               read::ReadStartKey(read::StartsWhat::kQuery, source, *input.exclusive_start_key));
  }
  TRY_ASSIGN(table::index::QueryKeys keys, RangeOf(source, key_conditions));
  keys.range.direction =
      input.scan_index_forward.value_or(true) ? kv::Direction::kForward : kv::Direction::kBackward;
  keys.range.consistency = source.consistency;
  if (after) TRY(read::StartBehind(source, *input.exclusive_start_key, *after, &keys));
  TRY(read::CheckFilterKeys(input.query_filter ? "QueryFilter" : "Filter Expression", selection,
                            source));
  TRY(read::CheckPaths(selection, source));
  TRY(read::CheckFilterIsProjected(selection, source));
  TRY(read::CheckIsProjected(selection, source));

  TRY_ASSIGN(read::Page page, read::ReadPage(context, {.source = source,
                                                       .range = keys.range,
                                                       .limit = input.limit,
                                                       .selection = selection}));
  // Nothing can follow, and no request would be let go on from there.
  if (keys.one_row) page.last_evaluated_key.reset();
  return PageOutput<QueryOutput>(input, std::move(page));
}

}  // namespace api::dynamodb

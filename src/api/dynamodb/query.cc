// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
#include <utility>

#include "api/dynamodb/exclusive_start_key.h"
#include "api/dynamodb/expression_parameters.h"
#include "api/dynamodb/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read_page.h"
#include "api/dynamodb/read_selection.h"
#include "api/dynamodb/read_source.h"
#include "expr/key_condition.h"
#include "table/query_range.h"

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
  if (!expression) return ReadKeyConditions(input.key_conditions);
  TRY_ASSIGN(std::vector<expr::KeyCondition> key_conditions,
             expr::KeyCondition::FromCondition(*expression));
  return key_conditions;
}

base::Result<table::QueryKeys> RangeOf(const ReadSource& source,
                                       const std::vector<expr::KeyCondition>& key_conditions) {
  if (source.index != nullptr) return table::QueryRange(*source.index, key_conditions);
  return table::QueryRange(source.table->key_schema, key_conditions);
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
  TRY_ASSIGN(std::optional<expr::Condition> query_filter,
             ReadFilter(input.query_filter, input.conditional_operator));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             ReadAttributesToGet(input.attributes_to_get));
  TRY(CheckKeyIsGiven(input));
  TRY_ASSIGN(const std::optional<expr::Condition> key_condition_expression,
             CompileCondition("KeyConditionExpression", input.key_condition_expression,
                              placeholders, std::nullopt));
  TRY_ASSIGN(
      const ReadSelection selection,
      CompileSelection(input, placeholders, std::move(query_filter), std::move(attributes_to_get)));
  TRY_ASSIGN(const std::vector<expr::KeyCondition> key_conditions,
             KeyConditionsOf(input, key_condition_expression));
  TRY(CheckSelect(context.words, input));

  TRY_ASSIGN(const ReadSource source, FindReadSource(context, input.table_name, input.index_name,
                                                     input.consistent_read, ReadBy::kQuery));
  std::optional<table::ItemKey> after;
  if (input.exclusive_start_key) {
    TRY_ASSIGN(after, ReadStartKey(StartsWhat::kQuery, source, *input.exclusive_start_key));
  }
  TRY_ASSIGN(table::QueryKeys keys, RangeOf(source, key_conditions));
  keys.range.direction =
      input.scan_index_forward.value_or(true) ? kv::Direction::kForward : kv::Direction::kBackward;
  keys.range.consistency = source.consistency;
  if (after) TRY(StartBehind(source, *input.exclusive_start_key, *after, &keys));
  TRY(CheckFilterKeys(input.query_filter ? "QueryFilter" : "Filter Expression", selection, source));
  TRY(CheckPaths(selection, source));
  TRY(CheckFilterIsProjected(selection, source));
  TRY(CheckIsProjected(selection, source));

  TRY_ASSIGN(Page page, ReadPage(context, {.source = source,
                                           .range = keys.range,
                                           .limit = input.limit,
                                           .selection = selection}));
  // Nothing can follow, and no request would be let go on from there.
  if (keys.one_row) page.last_evaluated_key.reset();
  return PageOutput<QueryOutput>(input, std::move(page));
}

}  // namespace api::dynamodb

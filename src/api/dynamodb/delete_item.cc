// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DeleteItem.html
#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/item_collection_metrics.h"
#include "api/dynamodb/item/item_write.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "table/capacity.h"

namespace api::dynamodb {
namespace {

ApiResult<std::optional<expr::Condition>> ConditionOf(const DeleteItemInput& input) {
  TRY_ASSIGN(expr::Placeholders placeholders,
             expression::CheckExpressionParameters(
                 {.expressions = {{"ConditionExpression", input.condition_expression.has_value()}},
                  .legacy = {{"Expected", input.expected.has_value()},
                             {"ConditionalOperator", input.conditional_operator.has_value()}},
                  .names = &input.expression_attribute_names,
                  .values = &input.expression_attribute_values,
                  .invalid_value = input.invalid_value}));
  TRY(item::CheckReturnsOldOrNone(input.return_values));
  TRY_ASSIGN(std::optional<expr::Condition> expected,
             expression::ReadExpected(input.expected, input.conditional_operator));
  TRY_ASSIGN(std::optional<expr::Condition> condition,
             expression::CompileCondition("ConditionExpression", input.condition_expression,
                                          placeholders, std::move(expected)));
  TRY(placeholders.CheckAllUsed());
  return condition;
}

}  // namespace

ApiResult<DeleteItemOutput> DeleteItem(RequestContext& context, const DeleteItemInput& input) {
  TRY_ASSIGN(const std::optional<expr::Condition> condition,
             Told(context.words, [&] { return ConditionOf(input); }));

  TRY_ASSIGN(const table::TablePtr table, resource::FindTable(context, input.table_name));
  TRY_ASSIGN(const table::ItemKey key, table::KeyOfKey(table->key_schema, input.key.view()));
  TRY(item::CheckKeyPaths(condition, *table));
  TRY_ASSIGN(table::item::WriteOutcome outcome,
             item::WriteItem(
                 context,
                 {.table = *table,
                  .key = key,
                  .condition = condition,
                  .item_on_failure =
                      item::WantsItemOnFailure(input.return_values_on_condition_check_failure),
                  .want_old_item = input.return_values == ReturnValue::kAllOld},
                 [](const value::RowView&, bool exists) -> base::Result<table::item::Decision> {
                   using Kind = table::item::Decision::Kind;
                   return table::item::Decision{.kind = exists ? Kind::kDelete : Kind::kNothing};
                 }));

  DeleteItemOutput output;
  output.attributes = std::move(outcome.old_item);
  output.consumed_capacity = item::Consumed(input.return_consumed_capacity, input.table_name,
                                            table::item::ChargeOf(outcome));
  output.item_collection_metrics = item::CollectionMetrics(input.return_item_collection_metrics,
                                                           *table, input.key.view(), outcome);
  return output;
}

}  // namespace api::dynamodb

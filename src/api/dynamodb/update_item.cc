// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateItem.html
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/item_collection_metrics.h"
#include "api/dynamodb/item/item_update.h"
#include "api/dynamodb/item/item_write.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "expr/update.h"
#include "table/capacity.h"

namespace api::dynamodb {
namespace {

struct Compiled {
  std::optional<expr::Update> update;
  std::optional<expr::Condition> condition;
};

// In place: the parts are large to move.
ApiResult<void> Compile(const UpdateItemInput& input, Compiled* compiled) {
  TRY_ASSIGN(expr::Placeholders placeholders,
             expression::CheckExpressionParameters(
                 {.expressions = {{"UpdateExpression", input.update_expression.has_value()},
                                  {"ConditionExpression", input.condition_expression.has_value()}},
                  .legacy = {{"AttributeUpdates", input.attribute_updates.has_value()},
                             {"Expected", input.expected.has_value()},
                             {"ConditionalOperator", input.conditional_operator.has_value()}},
                  .names = &input.expression_attribute_names,
                  .values = &input.expression_attribute_values,
                  .invalid_value = input.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Update> attribute_updates,
             expression::ReadAttributeUpdates(input.attribute_updates));
  TRY_ASSIGN(std::optional<expr::Condition> expected,
             expression::ReadExpected(input.expected, input.conditional_operator));
  TRY_ASSIGN(compiled->update, item::CompileUpdate(input.update_expression, placeholders,
                                                   std::move(attribute_updates)));
  TRY_ASSIGN(compiled->condition,
             expression::CompileCondition("ConditionExpression", input.condition_expression,
                                          placeholders, std::move(expected)));
  TRY(placeholders.CheckAllUsed());
  return {};
}

}  // namespace

ApiResult<UpdateItemOutput> UpdateItem(RequestContext& context, const UpdateItemInput& input) {
  Compiled compiled;
  TRY(Told(context.words, [&] { return Compile(input, &compiled); }));
  const auto& [update, condition] = compiled;

  TRY_ASSIGN(const table::TablePtr table, resource::FindTable(context, input.table_name));
  TRY_ASSIGN(const table::ItemKey key, table::KeyOfKey(table->key_schema, input.key.view()));
  if (update) {
    TRY(item::CheckTargets(*update, table->key_schema));
    TRY(item::CheckTargetTypes(*update, *table));
  }
  TRY(item::CheckKeyPaths(update, *table));
  TRY(item::CheckKeyPaths(condition, *table));
  TRY(item::CheckUpdateSize(update));
  if (update) TRY(update->CheckNesting());

  const ReturnValue wanted = input.return_values.value_or(ReturnValue::kNone);
  const bool wants_new = wanted == ReturnValue::kAllNew || wanted == ReturnValue::kUpdatedNew;
  const bool wants_old = wanted == ReturnValue::kAllOld || wanted == ReturnValue::kUpdatedOld;
  std::optional<value::Row> new_item;
  TRY_ASSIGN(
      table::item::WriteOutcome outcome,
      item::WriteItem(
          context,
          {.table = *table,
           .key = key,
           .condition = condition,
           .item_on_failure =
               item::WantsItemOnFailure(input.return_values_on_condition_check_failure),
           .want_old_item = wants_old},
          [&](const value::RowView& item, bool exists) -> base::Result<table::item::Decision> {
            TRY_ASSIGN(table::item::Decision decision,
                       item::DecideUpdate(update, input.key, item, exists));
            // What AttributeUpdates makes of them is told as a put's.
            if (input.update_expression) {
              TRY(item::CheckUpdatedIndexKeys(*update, *table, decision.row.view()));
            }
            if (wants_new && decision.kind == table::item::Decision::Kind::kPut) {
              new_item = decision.row;
            }
            return decision;
          }));

  UpdateItemOutput output;
  switch (wanted) {
    case ReturnValue::kNone:
      break;
    case ReturnValue::kAllOld:
      output.attributes = std::move(outcome.old_item);
      break;
    case ReturnValue::kUpdatedOld:
      output.attributes = item::Updated(update, outcome.old_item);
      break;
    case ReturnValue::kAllNew:
      output.attributes = std::move(new_item);
      break;
    case ReturnValue::kUpdatedNew:
      output.attributes = item::Updated(update, new_item);
      break;
  }
  output.consumed_capacity = item::Consumed(input.return_consumed_capacity, input.table_name,
                                            table::item::ChargeOf(outcome));
  output.item_collection_metrics = item::CollectionMetrics(input.return_item_collection_metrics,
                                                           *table, input.key.view(), outcome);
  return output;
}

}  // namespace api::dynamodb

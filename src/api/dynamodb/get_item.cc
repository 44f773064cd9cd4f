// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read/read_consistency.h"
#include "api/dynamodb/resource/table_name.h"
#include "table/capacity.h"

namespace api::dynamodb {

ApiResult<GetItemOutput> GetItem(RequestContext& context, const GetItemInput& input) {
  TRY_ASSIGN(expr::Placeholders placeholders,
             expression::CheckExpressionParameters(
                 {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(),
                                   false}},
                  .legacy = {{"AttributesToGet", input.attributes_to_get.has_value()}},
                  .names = &input.expression_attribute_names,
                  .invalid_value = input.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             expression::ReadAttributesToGet(input.attributes_to_get));
  TRY_ASSIGN(const std::optional<expr::Projection> projection,
             expression::CompileProjection(input.projection_expression, placeholders,
                                           std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());

  TRY_ASSIGN(const table::TablePtr table, resource::FindTable(context, input.table_name));
  TRY_ASSIGN(const table::ItemKey key, table::KeyOfKey(table->key_schema, input.key.view()));
  TRY(item::CheckKeyPaths(projection, *table));
  const kv::Consistency consistency = read::ReadConsistency(input.consistent_read);
  TRY_ASSIGN(const table::item::ReadItem item, context.items.Get(*table, key, consistency));

  GetItemOutput output;
  if (item.row) output.item = projection ? projection->Apply(*item.row) : value::Row(*item.row);
  output.consumed_capacity = item::Consumed(
      input.return_consumed_capacity, input.table_name,
      {.table = table::ReadUnits(item.row ? item.row->ItemBytes() : 0, consistency)});
  return output;
}

}  // namespace api::dynamodb

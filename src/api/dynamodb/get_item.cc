// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_GetItem.html
#include <utility>

#include "api/dynamodb/consumed_capacity.h"
#include "api/dynamodb/expression_parameters.h"
#include "api/dynamodb/key_paths.h"
#include "api/dynamodb/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read_consistency.h"
#include "api/dynamodb/table_name.h"
#include "table/capacity.h"

namespace api::dynamodb {

ApiResult<GetItemOutput> GetItem(RequestContext& context, const GetItemInput& input) {
  TRY_ASSIGN(expr::Placeholders placeholders,
             CheckExpressionParameters(
                 {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(),
                                   false}},
                  .legacy = {{"AttributesToGet", input.attributes_to_get.has_value()}},
                  .names = &input.expression_attribute_names,
                  .invalid_value = input.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             ReadAttributesToGet(input.attributes_to_get));
  TRY_ASSIGN(
      const std::optional<expr::Projection> projection,
      CompileProjection(input.projection_expression, placeholders, std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());

  TRY_ASSIGN(const table::TablePtr table, FindTable(context, input.table_name));
  TRY_ASSIGN(const table::ItemKey key, table::KeyOfKey(table->key_schema, input.key.view()));
  TRY(CheckKeyPaths(projection, *table));
  const kv::Consistency consistency = ReadConsistency(input.consistent_read);
  TRY_ASSIGN(const table::ReadItem item, context.items.Get(*table, key, consistency));

  GetItemOutput output;
  if (item.row) output.item = projection ? projection->Apply(*item.row) : value::Row(*item.row);
  output.consumed_capacity =
      Consumed(input.return_consumed_capacity, input.table_name,
               {.table = table::ReadUnits(item.row ? item.row->ItemBytes() : 0, consistency)});
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
#include <utility>

#include "api/dynamodb/expression_parameters.h"
#include "api/dynamodb/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/transaction_capacity.h"
#include "api/dynamodb/transaction_items.h"
#include "table/capacity.h"
#include "table/transactions.h"

namespace api::dynamodb {
namespace {

ApiResult<std::optional<expr::Projection>> ProjectionOf(const Get& get) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", get.projection_expression.has_value(), false}},
           .legacy = {},
           .names = &get.expression_attribute_names,
           .invalid_value = get.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> projection,
             CompileProjection(get.projection_expression, placeholders, std::nullopt));
  TRY(placeholders.CheckAllUsed());
  return projection;
}

}  // namespace

ApiResult<TransactGetItemsOutput> TransactGetItems(RequestContext& context,
                                                   const TransactGetItemsInput& input) {
  std::vector<std::optional<expr::Projection>> projections;
  for (const TransactGetItem& item : input.transact_items) {
    TRY_ASSIGN(std::optional<expr::Projection> projection, ProjectionOf(item.get));
    projections.push_back(std::move(projection));
  }
  std::vector<table::TablePtr> tables;
  std::vector<table::Transactions::ReadRequest> requests;
  DistinctItems distinct;
  for (size_t i = 0; i < input.transact_items.size(); ++i) {
    const Get& get = input.transact_items[i].get;
    TRY_ASSIGN(const table::TablePtr table, FindTable(context, get.table_name));
    TRY(CheckKeyPaths(projections[i], *table));
    TRY_ASSIGN(table::ItemKey key, table::KeyOfKey(table->key_schema, get.key.view()));
    TRY(distinct.Add(*table, key));
    tables.push_back(table);
    requests.push_back({.table = table.get(), .key = std::move(key)});
  }
  TRY_ASSIGN(const std::vector<table::ReadItem> items, context.transactions.Read(requests));

  TransactGetItemsOutput output;
  output.responses.emplace(items.size());
  TransactionCapacity capacity;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::optional<value::RowView>& item = items[i].row;
    capacity.Add(input.transact_items[i].get.table_name, *tables[i],
                 {.table = table::TransactReadUnits(item ? item->ItemBytes() : 0)});
    if (!item) continue;
    (*output.responses)[i].item = projections[i] ? projections[i]->Apply(*item) : value::Row(*item);
  }
  output.consumed_capacity = capacity.Told(input.return_consumed_capacity, UnitsAre::kRead);
  return output;
}

}  // namespace api::dynamodb

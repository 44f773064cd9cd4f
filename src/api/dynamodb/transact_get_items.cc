// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactGetItems.html
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/dynamodb/transaction/transaction_cancellation.h"
#include "api/dynamodb/transaction/transaction_capacity.h"
#include "api/dynamodb/transaction/transaction_items.h"
#include "table/capacity.h"
#include "table/transaction/transactions.h"

namespace api::dynamodb {
namespace {

using Projections = std::vector<std::optional<expr::Projection>>;

ApiResult<std::optional<expr::Projection>> ProjectionOf(const Get& get) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      expression::CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", get.projection_expression.has_value(), false}},
           .legacy = {},
           // Without an expression they are of no interest, unlike GetItem's.
           .names = get.projection_expression ? &get.expression_attribute_names : nullptr,
           .invalid_value = get.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> projection,
             expression::CompileProjection(get.projection_expression, placeholders, std::nullopt));
  TRY(placeholders.CheckAllUsed());
  return projection;
}

ApiResult<table::ItemKey> KeyOf(const Get& get, const table::TableDescription& table,
                                const std::optional<expr::Projection>& projection) {
  TRY_ASSIGN(table::ItemKey key, table::KeyOfKey(table.key_schema, get.key.view()));
  TRY(item::CheckKeyPaths(projection, table));
  return key;
}

// Errors: also TransactionCanceledException: the first key that is none of its table's cancels all.
ApiResult<std::vector<table::transaction::Transactions::ReadRequest>> Resolve(
    const TransactGetItemsInput& input, const std::vector<table::TablePtr>& tables,
    const Projections& projections) {
  std::vector<table::transaction::Transactions::ReadRequest> requests;
  for (size_t i = 0; i < tables.size(); ++i) {
    ApiResult<table::ItemKey> key = KeyOf(input.transact_items[i].get, *tables[i], projections[i]);
    if (key.ok()) {
      requests.push_back({.table = tables[i].get(), .key = *std::move(key)});
      continue;
    }
    transaction::RefusedActions refused(tables.size());
    TRY(refused.Add(i, std::move(key).error()));
    TRY(std::move(refused).Check());
  }
  transaction::DistinctItems distinct;
  for (const auto& request : requests) TRY(distinct.Add(*request.table, request.key));
  return requests;
}

}  // namespace

ApiResult<TransactGetItemsOutput> TransactGetItems(RequestContext& context,
                                                   const TransactGetItemsInput& input) {
  Projections projections;
  for (const TransactGetItem& item : input.transact_items) {
    TRY_ASSIGN(std::optional<expr::Projection> projection, ProjectionOf(item.get));
    projections.push_back(std::move(projection));
  }
  std::vector<table::TablePtr> tables;
  for (const TransactGetItem& item : input.transact_items) {
    TRY_ASSIGN(tables.emplace_back(), resource::FindTable(context, item.get.table_name));
  }
  TRY_ASSIGN(const std::vector<table::transaction::Transactions::ReadRequest> requests,
             Resolve(input, tables, projections));
  TRY_ASSIGN(const std::vector<table::item::ReadItem> items, context.transactions.Read(requests));

  TransactGetItemsOutput output;
  output.responses.emplace(items.size());
  transaction::TransactionCapacity capacity;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::optional<value::RowView>& item = items[i].row;
    capacity.Add(input.transact_items[i].get.table_name, *tables[i],
                 {.table = table::transaction::TransactReadUnits(item ? item->ItemBytes() : 0)});
    if (item) (*output.responses)[i].item = transaction::Projected(projections[i], *item);
  }
  output.consumed_capacity = capacity.Told(input.return_consumed_capacity, item::UnitsAre::kRead);
  return output;
}

}  // namespace api::dynamodb

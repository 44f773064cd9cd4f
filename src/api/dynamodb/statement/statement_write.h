// INSERT, UPDATE, DELETE, and EXISTS in a transaction: planned as decisions on one item, and
// executed.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html
#pragma once

#include <optional>

#include "api/api_error.h"
#include "api/request_context.h"
#include "expr/partiql/bound_statement.h"
#include "table/item/items.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace api::dynamodb::statement {

struct StatementWrite {
  expr::partiql::BoundStatement statement;
  table::TablePtr table;
  value::Row key;  // for INSERT: the item
  table::ItemKey item_key;
};

// Errors: those of FindTable; ValidationException.
ApiResult<StatementWrite> PlanWrite(const RequestContext& context,
                                    expr::partiql::BoundStatement statement);

// Decides on the item; an absent item is an empty row. Nullopt if the item does not meet WHERE or,
// for INSERT, exists. Errors: kInvalidArgument.
base::Result<std::optional<table::item::Decision>> DecideStatement(const StatementWrite& write,
                                                                   const value::RowView& item,
                                                                   bool exists);

struct StatementWritten {
  std::optional<value::Row> returned;  // RETURNING
  table::item::WriteOutcome outcome;
};

// Executes the write outside of a transaction. `item_on_failure`:
// ReturnValuesOnConditionCheckFailure is ALL_OLD. Errors: ConditionalCheckFailedException,
// DuplicateItemException; those of Items and of DecideStatement.
ApiResult<StatementWritten> WriteStatement(RequestContext& context, const StatementWrite& write,
                                           bool item_on_failure);

}  // namespace api::dynamodb::statement

// A statement with the values of its parameters, as compiled conditions, updates and items.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "expr/condition.h"
#include "expr/partiql/statement.h"
#include "expr/projection.h"
#include "expr/update.h"
#include "value/row.h"
#include "value/value.h"

namespace expr::partiql {

// Movable. REQUIRES: the parameters outlive it.
struct BoundStatement {
  std::shared_ptr<const Statement> statement;
  std::optional<Condition> where;
  std::optional<Update> update;
  std::optional<Projection> projection;  // nullopt: *
  value::Row item;                       // for INSERT
};

// Errors: kInvalidArgument with DynamoDB's message: "Number of parameters in request and statement
// don't match.", and those of operands and paths in expressions.
base::Result<BoundStatement> Bind(std::shared_ptr<const Statement> statement,
                                  std::span<const value::ValueView> parameters);

}  // namespace expr::partiql

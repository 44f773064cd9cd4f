// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
#include <utility>

#include "api/dynamodb/consumed_capacity.h"
#include "api/dynamodb/item_write.h"
#include "api/dynamodb/next_token.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/statement.h"
#include "api/dynamodb/statement_read.h"
#include "api/dynamodb/statement_write.h"

namespace api::dynamodb {
namespace {

using expr::partiql::BoundStatement;
using Kind = expr::partiql::Statement::Kind;

ApiResult<ExecuteStatementOutput> Read(RequestContext& context, const ExecuteStatementInput& input,
                                       const BoundStatement& statement) {
  TRY_ASSIGN(const StatementRead read, PlanRead(context, statement, input.consistent_read));
  TRY_ASSIGN(const std::optional<StatementPlace> from, ReadNextToken(input, read));
  TRY_ASSIGN(StatementPage page, ReadStatement(context, read, input.limit, from));
  ExecuteStatementOutput output;
  output.items = std::move(page.items);
  if (page.next) {
    output.next_token = WriteNextToken(input, read, *page.next);
    output.last_evaluated_key = std::move(page.next->after);
  }
  output.consumed_capacity =
      Consumed(input.return_consumed_capacity, statement.statement->table, page.charge);
  return output;
}

ApiResult<ExecuteStatementOutput> Write(RequestContext& context, const ExecuteStatementInput& input,
                                        BoundStatement statement) {
  if (input.next_token) return Validation("NextToken is only valid on a SELECT statement");
  TRY_ASSIGN(const StatementWrite write, PlanWrite(context, std::move(statement)));
  TRY_ASSIGN(const StatementWritten written,
             WriteStatement(context, write,
                            WantsItemOnFailure(input.return_values_on_condition_check_failure)));
  ExecuteStatementOutput output;
  output.items.emplace();
  if (written.returned) output.items->Append(written.returned->view());
  output.consumed_capacity =
      Consumed(input.return_consumed_capacity, write.statement.statement->table,
               table::ChargeOf(written.outcome));
  return output;
}

}  // namespace

ApiResult<ExecuteStatementOutput> ExecuteStatement(RequestContext& context,
                                                   const ExecuteStatementInput& input) {
  TRY_ASSIGN(ParsedStatement parsed, ParseStatement(input.statement));
  if (parsed->kind == Kind::kExists) {
    return Validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  TRY_ASSIGN(BoundStatement statement, BindStatement(std::move(parsed), input));
  if (statement.statement->reads()) return Read(context, input, statement);
  return Write(context, input, std::move(statement));
}

}  // namespace api::dynamodb

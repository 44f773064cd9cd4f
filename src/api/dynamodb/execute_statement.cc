// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteStatement.html
#include <utility>

#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/item_write.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/statement/next_token.h"
#include "api/dynamodb/statement/statement.h"
#include "api/dynamodb/statement/statement_read.h"
#include "api/dynamodb/statement/statement_write.h"

namespace api::dynamodb {
namespace {

using expr::partiql::BoundStatement;
using Kind = expr::partiql::Statement::Kind;

ApiResult<ExecuteStatementOutput> Read(RequestContext& context, const ExecuteStatementInput& input,
                                       const BoundStatement& statement) {
  TRY_ASSIGN(const statement::StatementRead read,
             statement::PlanRead(context, statement, input.consistent_read));
  TRY_ASSIGN(const std::optional<statement::StatementPlace> from,
             statement::ReadNextToken(input, read));
  TRY_ASSIGN(statement::StatementPage page,
             statement::ReadStatement(context, read, input.limit, from));
  ExecuteStatementOutput output;
  output.items = std::move(page.items);
  if (page.next) {
    output.next_token = statement::WriteNextToken(input, read, *page.next);
    output.last_evaluated_key = std::move(page.next->after);
  }
  output.consumed_capacity =
      item::Consumed(input.return_consumed_capacity, statement.statement->table, page.charge);
  return output;
}

ApiResult<ExecuteStatementOutput> Write(RequestContext& context, const ExecuteStatementInput& input,
                                        BoundStatement statement) {
  if (input.next_token) return Validation("NextToken is only valid on a SELECT statement");
  TRY_ASSIGN(const statement::StatementWrite write,
             statement::PlanWrite(context, std::move(statement)));
  TRY_ASSIGN(const statement::StatementWritten written,
             statement::WriteStatement(
                 context, write,
                 item::WantsItemOnFailure(input.return_values_on_condition_check_failure)));
  ExecuteStatementOutput output;
  output.items.emplace();
  if (written.returned) output.items->Append(written.returned->view());
  output.consumed_capacity =
      item::Consumed(input.return_consumed_capacity, write.statement.statement->table,
                     table::item::ChargeOf(written.outcome));
  return output;
}

}  // namespace

ApiResult<ExecuteStatementOutput> ExecuteStatement(RequestContext& context,
                                                   const ExecuteStatementInput& input) {
  TRY_ASSIGN(statement::ParsedStatement parsed, statement::ParseStatement(input.statement));
  if (parsed->kind == Kind::kExists) {
    return Validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  TRY_ASSIGN(BoundStatement statement, statement::BindStatement(std::move(parsed), input));
  if (statement.statement->reads()) return Read(context, input, statement);
  return Write(context, input, std::move(statement));
}

}  // namespace api::dynamodb

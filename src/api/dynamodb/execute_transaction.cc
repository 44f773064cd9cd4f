// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ExecuteTransaction.html
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/item_write.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/statement/statement.h"
#include "api/dynamodb/statement/statement_read.h"
#include "api/dynamodb/statement/statement_write.h"
#include "api/dynamodb/transaction/transaction_cancellation.h"
#include "api/dynamodb/transaction/transaction_items.h"
#include "base/bytes.h"
#include "table/capacity.h"
#include "table/transaction/transactions.h"

namespace api::dynamodb {
namespace {

using expr::partiql::BoundStatement;
using Kind = expr::partiql::Statement::Kind;
using Capacities = std::optional<std::vector<ConsumedCapacity>>;

ApiError FailedIn(size_t statement, std::string_view problem) {
  return Validation("Validation failed in TransactStatements[" + std::to_string(statement) +
                    "]: " + std::string(problem));
}

// "The values of the list are ordered according to the ordering of the statements."
void AddCapacity(const ExecuteTransactionInput& input, const std::string& table_name,
                 const table::Charge& charge, item::UnitsAre units_are, Capacities* capacities) {
  auto consumed = item::Consumed(input.return_consumed_capacity, table_name, charge, units_are);
  if (!consumed) return;
  if (!*capacities) capacities->emplace();
  (*capacities)->push_back(*std::move(consumed));
}

ApiResult<std::vector<BoundStatement>> BindAll(const ExecuteTransactionInput& input) {
  std::vector<statement::ParsedStatement> parsed;
  for (const ParameterizedStatement& statement : input.transact_statements) {
    statement::NoteStatement(statement.statement);
    ApiResult<statement::ParsedStatement> one = statement::ParseStatement(statement.statement);
    if (!one.ok()) return FailedIn(parsed.size(), one.error().message);
    parsed.push_back(*std::move(one));
  }
  size_t reads = 0;
  for (const statement::ParsedStatement& statement : parsed) reads += statement->reads() ? 1 : 0;
  if (reads > 0 && reads < parsed.size()) {
    return Validation(
        "ExecuteTransaction API does not support both read and write operations in the same "
        "request.");
  }
  std::vector<BoundStatement> bound;
  for (size_t i = 0; i < parsed.size(); ++i) {
    if (parsed[i]->returning) {
      return FailedIn(i, "RETURNING clause is not supported in ExecuteTransaction.");
    }
    statement::NoteStatement(parsed[i]->text);
    ApiResult<BoundStatement> statement =
        statement::BindStatement(std::move(parsed[i]), input.transact_statements[i]);
    if (!statement.ok()) return FailedIn(i, statement.error().message);
    bound.push_back(*std::move(statement));
  }
  return bound;
}

// Statements that cannot be done on their tables cancel the transaction as those that fail do; each
// of them is told.
ApiResult<std::vector<statement::StatementRead>> PlanReads(
    RequestContext& context, const std::vector<BoundStatement>& statements) {
  transaction::RefusedActions refused(statements.size());
  std::vector<statement::StatementRead> reads;
  for (size_t i = 0; i < statements.size(); ++i) {
    if (statements[i].statement->index) {
      return FailedIn(i, "Reads on indices are not supported within transactions.");
    }
    ApiResult<statement::StatementRead> read =
        statement::PlanRead(context, statements[i], std::nullopt);
    if (!read.ok()) {
      TRY(refused.Add(i, std::move(read).error()));
      continue;
    }
    if (!read->key_alone) {
      return FailedIn(i,
                      "Select statements within ExecuteTransaction must specify the primary key in "
                      "the where clause.");
    }
    reads.push_back(*std::move(read));
  }
  TRY(std::move(refused).Check());
  return reads;
}

ApiResult<ExecuteTransactionOutput> Read(RequestContext& context,
                                         const ExecuteTransactionInput& input,
                                         const std::vector<BoundStatement>& statements) {
  TRY_ASSIGN(const std::vector<statement::StatementRead> reads, PlanReads(context, statements));
  std::vector<table::transaction::Transactions::ReadRequest> requests;
  transaction::DistinctItems distinct;
  for (const statement::StatementRead& read : reads) {
    TRY(distinct.Add(*read.source.table, *read.key));
    requests.push_back({.table = read.source.table.get(), .key = *read.key});
  }
  TRY_ASSIGN(const std::vector<table::item::ReadItem> items, context.transactions.Read(requests));
  ExecuteTransactionOutput output;
  output.responses.emplace(items.size());
  for (size_t i = 0; i < items.size(); ++i) {
    const std::optional<value::RowView>& item = items[i].row;
    AddCapacity(input, statements[i].statement->table,
                {.table = table::transaction::TransactReadUnits(item ? item->ItemBytes() : 0)},
                item::UnitsAre::kRead, &output.consumed_capacity);
    if (item)
      (*output.responses)[i].item = transaction::Projected(reads[i].selection.projection, *item);
  }
  return output;
}

// Whether EXISTS is about the one item of a table, and asks for something besides its key.
ApiResult<bool> IsAboutOneItem(const RequestContext& context, const BoundStatement& exists) {
  if (exists.statement->index) return false;
  TRY_ASSIGN(const statement::StatementRead read,
             statement::PlanRead(context, exists, std::nullopt));
  return read.key && !read.key_alone;
}

// Nullopt if it is an EXISTS that is about something else.
ApiResult<std::optional<statement::StatementWrite>> PlanOne(const RequestContext& context,
                                                            BoundStatement statement) {
  if (statement.statement->kind == Kind::kExists) {
    TRY_ASSIGN(const bool about_one_item, IsAboutOneItem(context, statement));
    if (!about_one_item) return std::optional<statement::StatementWrite>();
  }
  TRY_ASSIGN(statement::StatementWrite write, statement::PlanWrite(context, std::move(statement)));
  return std::optional(std::move(write));
}

// As PlanReads.
ApiResult<std::vector<statement::StatementWrite>> PlanWrites(
    RequestContext& context, std::vector<BoundStatement> statements) {
  transaction::RefusedActions refused(statements.size());
  std::vector<statement::StatementWrite> writes;
  for (size_t i = 0; i < statements.size(); ++i) {
    ApiResult<std::optional<statement::StatementWrite>> write =
        PlanOne(context, std::move(statements[i]));
    if (!write.ok()) {
      TRY(refused.Add(i, std::move(write).error()));
      continue;
    }
    if (!*write) {
      return FailedIn(i, "EXISTS() must contain a single item read with additional condition");
    }
    writes.push_back(**std::move(write));
  }
  TRY(std::move(refused).Check());
  transaction::DistinctItems distinct;
  for (const statement::StatementWrite& write : writes)
    TRY(distinct.Add(*write.table, write.item_key));
  return writes;
}

// Everything that must be the same in a request that is sent again with its token.
std::string ContentOf(const ExecuteTransactionInput& input) {
  std::string content = "PartiQL";  // so that it is no other operation's
  for (const ParameterizedStatement& statement : input.transact_statements) {
    base::AppendLengthPrefixed(statement.statement, &content);
    base::AppendVarint(statement.parameters ? statement.parameters->size() : 0, &content);
    if (!statement.parameters) continue;
    for (const value::Value& parameter : *statement.parameters) {
      base::AppendLengthPrefixed(parameter.view().encoded(), &content);
    }
  }
  return content;
}

ApiError Cancelled(const std::vector<statement::StatementWrite>& writes,
                   std::vector<table::transaction::Cancellation> cancellations) {
  std::vector<CancellationReason> reasons = transaction::ReasonsOf(std::move(cancellations));
  for (size_t i = 0; i < writes.size(); ++i) {
    // An INSERT has no condition but that nothing is there.
    if (writes[i].statement.statement->kind == Kind::kInsert &&
        reasons[i].code == "ConditionalCheckFailed") {
      reasons[i].code = "DuplicateItem";
      reasons[i].message = DuplicateItem().message;
    }
  }
  return TransactionCanceled(std::move(reasons));
}

ExecuteTransactionOutput Written(const ExecuteTransactionInput& input,
                                 const std::vector<statement::StatementWrite>& writes,
                                 const table::transaction::TransactOutcome& outcome) {
  ExecuteTransactionOutput output;
  output.responses.emplace();
  const bool again = outcome.kind == table::transaction::TransactOutcome::Kind::kDoneBefore;
  for (size_t i = 0; i < writes.size(); ++i) {
    table::Charge charge;
    if (again) {
      charge.table = static_cast<double>(outcome.read_units[i]);
    } else {
      charge = table::item::ChargeOf(outcome.outcomes[i]);
      charge.Double();
    }
    AddCapacity(input, writes[i].statement.statement->table, charge,
                again ? item::UnitsAre::kRead : item::UnitsAre::kWritten,
                &output.consumed_capacity);
  }
  return output;
}

ApiResult<ExecuteTransactionOutput> Write(RequestContext& context,
                                          const ExecuteTransactionInput& input,
                                          std::vector<BoundStatement> statements) {
  TRY_ASSIGN(const std::vector<statement::StatementWrite> writes,
             PlanWrites(context, std::move(statements)));
  std::vector<table::transaction::TransactAction> actions;
  for (size_t i = 0; i < writes.size(); ++i) {
    const statement::StatementWrite& write = writes[i];
    actions.push_back({.table = write.table.get(),
                       .key = write.item_key,
                       .decide =
                           [&write](const value::RowView& item, bool exists) {
                             return statement::DecideStatement(write, item, exists);
                           },
                       .wants_item_on_failure = item::WantsItemOnFailure(
                           input.transact_statements[i].return_values_on_condition_check_failure)});
  }
  std::optional<table::transaction::TransactionToken> token;
  if (input.client_request_token) {
    token = {.name_space = context.name_space,
             .text = *input.client_request_token,
             .content = ContentOf(input)};
  }
  TRY_ASSIGN(table::transaction::TransactOutcome outcome,
             context.transactions.Write(actions, token));
  using Outcome = table::transaction::TransactOutcome::Kind;
  switch (outcome.kind) {
    case Outcome::kDone:
    case Outcome::kDoneBefore:
      break;
    case Outcome::kCancelled:
      return Cancelled(writes, std::move(outcome.cancellations));
    case Outcome::kInProgress:
      return TransactionInProgress();
    case Outcome::kTokenMismatch:
      return IdempotentParameterMismatch();
  }
  return Written(input, writes, outcome);
}

}  // namespace

ApiResult<ExecuteTransactionOutput> ExecuteTransaction(RequestContext& context,
                                                       const ExecuteTransactionInput& input) {
  TRY_ASSIGN(std::vector<BoundStatement> statements, BindAll(input));
  if (statements.front().statement->reads()) return Read(context, input, statements);
  return Write(context, input, std::move(statements));
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchExecuteStatement.html
#include <algorithm>
#include <array>
#include <set>
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

namespace api::dynamodb {
namespace {

using expr::partiql::BoundStatement;
using Code = BatchStatementErrorCodeEnum;
using Kind = expr::partiql::Statement::Kind;

// One statement of the batch, as far as it could be prepared: a read, a write or an error.
struct Prepared {
  std::optional<BoundStatement> statement;
  std::optional<statement::StatementRead> read;
  std::optional<statement::StatementWrite> write;
  std::optional<ApiError> error;

  const table::TableDescription* table() const {
    if (read) return read->source.table.get();
    return write ? write->table.get() : nullptr;
  }
  const table::ItemKey& key() const { return read ? *read->key : write->item_key; }
};

Code CodeOf(const ApiError& error) {
  struct Named {
    std::string_view name;
    Code code;
  };
  constexpr std::array<Named, 8> kCodes = {{
      {"ConditionalCheckFailedException", Code::kConditionalCheckFailed},
      {"ItemCollectionSizeLimitExceededException", Code::kItemCollectionSizeLimitExceeded},
      {"ValidationException", Code::kValidationError},
      {"ProvisionedThroughputExceededException", Code::kProvisionedThroughputExceeded},
      {"TransactionConflictException", Code::kTransactionConflict},
      {"ResourceNotFoundException", Code::kResourceNotFound},
      {"AccessDeniedException", Code::kAccessDenied},
      {"DuplicateItemException", Code::kDuplicateItem},
  }};
  const auto* found = std::ranges::find(kCodes, error.name, &Named::name);
  return found == kCodes.end() ? Code::kInternalServerError : found->code;
}

BatchStatementError ErrorOf(ApiError error) {
  return {
      .code = CodeOf(error), .message = std::move(error.message), .item = std::move(error.item)};
}

ApiResult<void> Plan(RequestContext& context, const BatchStatementRequest& request,
                     Prepared* prepared) {
  if (prepared->statement->statement->kind == Kind::kExists) {
    return Validation("EXISTS can only be used in ExecuteTransaction write requests.");
  }
  if (!prepared->statement->statement->reads()) {
    TRY_ASSIGN(prepared->write, statement::PlanWrite(context, std::move(*prepared->statement)));
    return {};
  }
  TRY_ASSIGN(statement::StatementRead read,
             statement::PlanRead(context, *prepared->statement, request.consistent_read));
  // "Each read statement in a BatchExecuteStatement must specify an equality condition on all key
  // attributes."
  if (!read.key_alone) {
    return Validation(
        "Select statements within BatchExecuteStatement must specify the primary key in the where "
        "clause.");
  }
  prepared->read = std::move(read);
  return {};
}

ApiResult<BoundStatement> Bind(const BatchStatementRequest& request) {
  ApiResult<statement::ParsedStatement> parsed = statement::ParseStatement(request.statement);
  if (!parsed.ok() && expr::partiql::BeginsNoStatement(request.statement)) {
    return expr::partiql::NotWellFormed("Expected data manipulation");
  }
  if (!parsed.ok()) return std::move(parsed).error();
  return statement::BindStatement(*std::move(parsed), request);
}

// "The entire batch must consist of either read statements or write statements".
ApiResult<void> CheckReadsOrWrites(const std::vector<Prepared>& batch) {
  size_t reads = 0;
  size_t writes = 0;
  for (const Prepared& prepared : batch) {
    if (prepared.statement) ++(prepared.statement->statement->reads() ? reads : writes);
  }
  if (reads == 0 || writes == 0) return {};
  return Validation("Read and write requests together in the same batch is not supported.");
}

ApiResult<void> CheckDistinct(const std::vector<Prepared>& batch) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const Prepared& prepared : batch) {
    if (prepared.table() == nullptr) continue;
    if (!seen.emplace(prepared.table()->id, prepared.key().bytes).second) {
      return Validation("Provided list of item keys contains duplicates");
    }
  }
  return {};
}

ApiResult<table::Charge> Run(RequestContext& context, const BatchStatementRequest& request,
                             const Prepared& prepared, BatchStatementResponse* response) {
  if (prepared.read) {
    TRY_ASSIGN(statement::StatementItem item,
               statement::ReadStatementItem(context, *prepared.read));
    response->item = std::move(item.item);
    return std::move(item.charge);
  }
  TRY_ASSIGN(statement::StatementWritten written,
             statement::WriteStatement(
                 context, *prepared.write,
                 item::WantsItemOnFailure(request.return_values_on_condition_check_failure)));
  response->item = std::move(written.returned);
  return table::item::ChargeOf(written.outcome);
}

}  // namespace

ApiResult<BatchExecuteStatementOutput> BatchExecuteStatement(
    RequestContext& context, const BatchExecuteStatementInput& input) {
  std::vector<Prepared> batch(input.statements.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    statement::NoteStatement(input.statements[i].statement);
    ApiResult<BoundStatement> statement = Bind(input.statements[i]);
    if (statement.ok()) {
      batch[i].statement = *std::move(statement);
    } else {
      batch[i].error = std::move(statement).error();
    }
  }
  TRY(CheckReadsOrWrites(batch));
  for (size_t i = 0; i < batch.size(); ++i) {
    if (batch[i].error) continue;
    statement::NoteStatement(input.statements[i].statement);
    ApiResult<void> planned = Plan(context, input.statements[i], &batch[i]);
    if (!planned.ok()) batch[i].error = std::move(planned).error();
  }
  TRY(CheckDistinct(batch));

  BatchExecuteStatementOutput output;
  output.responses.emplace(batch.size());
  for (size_t i = 0; i < batch.size(); ++i) {
    BatchStatementResponse& response = (*output.responses)[i];
    if (batch[i].error) {
      response.error = ErrorOf(*std::move(batch[i].error));
      continue;
    }
    response.table_name = batch[i].table()->name;
    ApiResult<table::Charge> charge = Run(context, input.statements[i], batch[i], &response);
    if (!charge.ok()) {
      response.error = ErrorOf(std::move(charge).error());
      continue;
    }
    // "The values of the list are ordered according to the ordering of the statements."
    if (auto consumed =
            item::Consumed(input.return_consumed_capacity, batch[i].table()->name, *charge)) {
      if (!output.consumed_capacity) output.consumed_capacity.emplace();
      output.consumed_capacity->push_back(*std::move(consumed));
    }
  }
  return output;
}

}  // namespace api::dynamodb

// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
#include <algorithm>
#include <utility>

#include "api/dynamodb/item/item_collection_metrics.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/dynamodb/transaction/transact_action.h"
#include "api/dynamodb/transaction/transaction_cancellation.h"
#include "api/dynamodb/transaction/transaction_capacity.h"
#include "api/dynamodb/transaction/transaction_items.h"
#include "run/give_way.h"
#include "table/transaction/transactions.h"

namespace api::dynamodb {
namespace {

// What an action's expressions take, of a few kilobytes, about.
constexpr size_t kCompileSteps = 20'000;

// A transaction ready to be run; refers to the request.
struct Transaction {
  std::vector<transaction::TransactWriteAction> compiled;
  std::vector<table::TablePtr> tables;  // of each action
  std::vector<table::transaction::TransactAction> actions;
  std::optional<table::transaction::TransactionToken> token;
};

// Those of the actions before the first whose table there is not.
ApiResult<void> FindTables(RequestContext& context, Transaction* transaction) {
  for (const transaction::TransactWriteAction& action : transaction->compiled) {
    TRY_ASSIGN(table::TablePtr table, resource::FindTable(context, action.table_name));
    transaction->tables.push_back(std::move(table));
  }
  return {};
}

// The first action that cannot be done on its table cancels all.
ApiResult<void> Resolve(Transaction* transaction) {
  auto& [compiled, tables, actions, token] = *transaction;
  for (size_t i = 0; i < compiled.size(); ++i) {
    ApiResult<table::transaction::TransactAction> resolved =
        transaction::ResolveAction(compiled[i], *tables[i]);
    if (!resolved.ok()) {
      transaction::RefusedActions refused(compiled.size());
      TRY(refused.Add(i, std::move(resolved).error()));
      return std::move(refused).Check();
    }
    actions.push_back(*std::move(resolved));
  }
  return {};
}

// `transaction` is filled in place: its parts refer to each other.
ApiResult<void> Prepare(RequestContext& context, const TransactWriteItemsInput& input,
                        Transaction* transaction) {
  auto& [compiled, tables, actions, token] = *transaction;
  size_t put_bytes = 0;
  for (const TransactWriteItem& item : input.transact_items) {
    run::Spend(kCompileSteps);
    run::GiveWay();
    TRY_ASSIGN(transaction::TransactWriteAction action, transaction::CompileAction(item));
    if (item.put) put_bytes += action.item.view().ItemBytes();
    compiled.push_back(std::move(action));
  }
  TRY(table::transaction::CheckTransactionBytes(put_bytes));
  ApiResult<void> ready = FindTables(context, transaction);
  if (ready.ok()) ready = Resolve(transaction);
  if (!ready.ok()) {
    // An empty key, which no action is resolved with, refuses the request before all of that.
    for (size_t i = 0; i < tables.size(); ++i)
      TRY(transaction::CheckNoEmptyKeys(compiled[i], *tables[i]));
    return ready;
  }
  transaction::DistinctItems items;
  for (size_t i = 0; i < actions.size(); ++i) TRY(items.Add(*tables[i], actions[i].key));
  if (input.client_request_token) {
    token = {.name_space = context.name_space,
             .text = *input.client_request_token,
             .content = transaction::ContentOf(input)};
  }
  return {};
}

// Of each collection once, under its table, as it was after the last action on it.
void AddMetrics(const std::string& table_name, ItemCollectionMetrics metrics,
                TransactWriteItemsOutput* output) {
  if (!output->item_collection_metrics) output->item_collection_metrics.emplace();
  auto& tables = *output->item_collection_metrics;
  auto table = std::ranges::find(tables, table_name, [](const auto& of) { return of.first; });
  if (table == tables.end()) {
    tables.emplace_back(table_name, std::vector<ItemCollectionMetrics>());
    table = tables.end() - 1;
  }
  const auto same = std::ranges::find(table->second, metrics.item_collection_key,
                                      &ItemCollectionMetrics::item_collection_key);
  if (same != table->second.end()) {
    *same = std::move(metrics);
  } else {
    table->second.push_back(std::move(metrics));
  }
}

TransactWriteItemsOutput Done(const TransactWriteItemsInput& input, const Transaction& transaction,
                              const std::vector<table::item::WriteOutcome>& outcomes) {
  TransactWriteItemsOutput output;
  transaction::TransactionCapacity capacity;
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const transaction::TransactWriteAction& action = transaction.compiled[i];
    table::Charge charge = table::item::ChargeOf(outcomes[i]);
    charge.Double();
    capacity.Add(action.table_name, *transaction.tables[i], charge);
    if (action.kind == transaction::TransactWriteAction::Kind::kConditionCheck) continue;
    if (auto metrics =
            item::CollectionMetrics(input.return_item_collection_metrics, *transaction.tables[i],
                                    action.item.view(), outcomes[i])) {
      AddMetrics(action.table_name, *std::move(metrics), &output);
    }
  }
  output.consumed_capacity =
      capacity.Told(input.return_consumed_capacity, item::UnitsAre::kWritten);
  return output;
}

// Nothing was written this time: the items were read, so to speak, to see that they had been.
TransactWriteItemsOutput DoneBefore(const TransactWriteItemsInput& input,
                                    const Transaction& transaction,
                                    const std::vector<uint64_t>& read_units) {
  transaction::TransactionCapacity capacity;
  for (size_t i = 0; i < read_units.size(); ++i) {
    capacity.Add(transaction.compiled[i].table_name, *transaction.tables[i],
                 {.table = static_cast<double>(read_units[i])});
  }
  TransactWriteItemsOutput output;
  output.consumed_capacity = capacity.Told(input.return_consumed_capacity, item::UnitsAre::kRead);
  return output;
}

}  // namespace

ApiResult<TransactWriteItemsOutput> TransactWriteItems(RequestContext& context,
                                                       const TransactWriteItemsInput& input) {
  Transaction transaction;
  TRY(Prepare(context, input, &transaction));
  TRY_ASSIGN(table::transaction::TransactOutcome outcome,
             context.transactions.Write(transaction.actions, transaction.token));
  using Kind = table::transaction::TransactOutcome::Kind;
  switch (outcome.kind) {
    case Kind::kDone:
      break;
    case Kind::kCancelled:
      return TransactionCanceled(transaction::ReasonsOf(std::move(outcome.cancellations)));
    case Kind::kDoneBefore:
      return DoneBefore(input, transaction, outcome.read_units);
    case Kind::kInProgress:
      return TransactionInProgress();
    case Kind::kTokenMismatch:
      return IdempotentParameterMismatch();
  }
  return Done(input, transaction, outcome.outcomes);
}

}  // namespace api::dynamodb

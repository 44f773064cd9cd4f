#include "table/transaction/transactions.h"

#include <utility>

#include "run/give_way.h"
#include "table/capacity.h"
#include "table/catalog/schema_passes.h"
#include "table/key_latch.h"
#include "table/limits.h"
#include "table/of_table.h"

namespace table::transaction {
namespace {

// How often a transaction is tried again because another server changed one of its items.
constexpr int kAttemptsMax = 10;

using Kind = TransactOutcome::Kind;
using Reason = Cancellation::Reason;

// One attempt to decide all actions, and its result.
class Attempt {
 public:
  Attempt(std::span<const TransactAction> actions, item::ItemChanges* changes)
      : actions_(actions),
        changes_(*changes),
        outcomes_(actions.size()),
        cancellations_(actions.size()) {}

  // Errors: those that no single action caused.
  base::Status Decide(size_t i, const item::ItemPlace& place, const item::ItemBefore& before) {
    auto decision = actions_[i].decide(before.row, before.exists());
    if (!decision.ok()) return Blame(i, std::move(decision).error());
    if (!*decision) {
      cancelled_ = true;
      cancellations_[i].reason = Reason::kConditionalCheckFailed;
      if (actions_[i].wants_item_on_failure && before.exists()) {
        cancellations_[i].item.emplace(before.row);
      }
      return {};
    }
    return Add(i, place, before, **std::move(decision));
  }

  // Of all items: what they are after the transaction.
  size_t bytes() const {
    size_t sum = 0;
    for (const item::WriteOutcome& outcome : outcomes_) sum += outcome.new_item_bytes;
    return sum;
  }
  bool cancelled() const { return cancelled_; }
  std::vector<uint64_t> ReadUnitsOfAll() const {
    std::vector<uint64_t> units;
    units.reserve(outcomes_.size());
    for (const item::WriteOutcome& outcome : outcomes_) {
      units.push_back(static_cast<uint64_t>(TransactReadUnits(outcome.new_item_bytes)));
    }
    return units;
  }
  TransactOutcome Done() && { return {.kind = Kind::kDone, .outcomes = std::move(outcomes_)}; }
  TransactOutcome Cancelled() && {
    return {.kind = Kind::kCancelled, .cancellations = std::move(cancellations_)};
  }

 private:
  base::Status Add(size_t i, const item::ItemPlace& place, const item::ItemBefore& before,
                   item::Decision decision) {
    // Items that the transaction only read must also be unchanged when it commits.
    const bool changes_it = decision.kind == item::Decision::Kind::kPut ||
                            (decision.kind == item::Decision::Kind::kDelete && before.exists());
    base::Status added = changes_.Add(place, before, std::move(decision), &outcomes_[i]);
    if (!added.ok()) return Blame(i, std::move(added).error());
    if (!changes_it) changes_.Check(place, before);
    return {};
  }

  base::Status Blame(size_t i, base::Error error) {
    switch (error.code) {
      case base::ErrorCode::kInvalidArgument:
        cancellations_[i] = {.reason = Reason::kValidationError,
                             .message = std::move(error.message)};
        break;
      case base::ErrorCode::kLimitExceeded:
        cancellations_[i].reason = Reason::kItemCollectionSizeLimitExceeded;
        break;
      default:
        return error;
    }
    cancelled_ = true;
    return {};
  }

  const std::span<const TransactAction> actions_;
  item::ItemChanges& changes_;
  std::vector<item::WriteOutcome> outcomes_;
  std::vector<Cancellation> cancellations_;
  bool cancelled_ = false;
};

TransactOutcome Conflicts(const KeyLatches::Hold& hold, size_t actions) {
  TransactOutcome outcome{.kind = Kind::kCancelled};
  outcome.cancellations.resize(actions);
  for (size_t i = 0; i < actions; ++i) {
    if (hold.Refused(i)) outcome.cancellations[i].reason = Reason::kTransactionConflict;
  }
  return outcome;
}

// The outcome of a request whose transaction need not run; nullopt if it must run.
base::Result<std::optional<TransactOutcome>> AnswerOf(TransactionTokens::Claim* claim) {
  TRY_ASSIGN(const TransactionTokens::State state, claim->Examine());
  using State = TransactionTokens::State;
  switch (state) {
    case State::kNew:
      break;
    case State::kInProgress:
      return std::optional<TransactOutcome>({.kind = Kind::kInProgress});
    case State::kOtherContent:
      return std::optional<TransactOutcome>({.kind = Kind::kTokenMismatch});
    case State::kDone:
      return std::optional<TransactOutcome>(
          {.kind = Kind::kDoneBefore, .read_units = claim->read_units()});
  }
  return std::optional<TransactOutcome>();
}

}  // namespace

base::Status CheckTransactionBytes(size_t bytes) {
  if (bytes <= kTransactionBytesMax) return {};
  return base::InvalidArgument("Transaction size cannot exceed 4 MB");
}

double TransactReadUnits(size_t item_bytes) {
  return 2 * ReadUnits(item_bytes, kv::Consistency::kConsistent);
}

base::Result<std::unique_ptr<Transactions>> Transactions::Open(kv::Store& store, item::Items& items,
                                                               const base::Clock& clock) {
  std::unique_ptr<Transactions> transactions(new Transactions(store, items, clock));
  TRY(transactions->tokens_.Open());
  return transactions;
}

base::Result<TransactOutcome> Transactions::Write(std::span<const TransactAction> actions,
                                                  const std::optional<TransactionToken>& token) {
  std::optional<TransactionTokens::Claim> claim;
  if (token) claim.emplace(tokens_, *token);
  catalog::SchemaPasses passes;
  std::vector<item::ItemPlace> places;
  std::vector<KeyLatches::Key> keys;
  std::optional<KeyLatches::Hold> hold;
  for (int attempt = 0; attempt < kAttemptsMax; ++attempt) {
    // Checked before the latches are taken: a transaction that is done already conflicts with
    // nothing.
    if (claim) {
      TRY_ASSIGN(std::optional<TransactOutcome> answer, AnswerOf(&*claim));
      if (answer) return *std::move(answer);
    }
    if (!hold) {
      for (const TransactAction& action : actions) {
        places.emplace_back(passes.Through(*action.table), action.key);
        keys.push_back({places.back().shard, action.key.bytes});
      }
      hold.emplace(items_.latches(), keys, KeyLatches::For::kTransaction);
      if (hold->AnyRefused()) return Conflicts(*hold, actions.size());
    }
    TRY_ASSIGN(std::optional<TransactOutcome> outcome,
               TryWrite(actions, places, claim ? &*claim : nullptr));
    if (outcome) return *std::move(outcome);
  }
  return base::Unavailable("the items of a transaction are changed by others too often");
}

base::Result<std::optional<TransactOutcome>> Transactions::TryWrite(
    std::span<const TransactAction> actions, std::span<const item::ItemPlace> places,
    const TransactionTokens::Claim* claim) {
  item::ItemChanges changes(store_, items_.limits(), items_.vectors());
  Attempt attempt(actions, &changes);
  {  // what was read is let go before the commit waits
    TRY_ASSIGN(const std::vector<item::ItemBefore> before, item::ReadBefore(store_, places, true));
    for (size_t i = 0; i < actions.size(); ++i) {
      TRY(attempt.Decide(i, places[i], before[i]));
      run::GiveWay();
    }
  }
  if (attempt.cancelled()) return std::optional(std::move(attempt).Cancelled());
  TRY(CheckTransactionBytes(attempt.bytes()));
  if (claim != nullptr) claim->AddRecord(attempt.ReadUnitsOfAll(), &changes.batch());
  TRY_ASSIGN(const bool committed, changes.Commit());
  if (!committed) return std::optional<TransactOutcome>();
  return std::optional(std::move(attempt).Done());
}

base::Result<std::vector<item::ReadItem>> Transactions::Read(
    std::span<const ReadRequest> requests) {
  std::vector<kv::GetRequest> gets;
  gets.reserve(requests.size());
  for (const ReadRequest& request : requests) {
    gets.push_back(
        {request.table->ShardOf(request.key.token), {kv::Family::kItem, request.key.bytes}});
  }
  TRY_ASSIGN(std::vector<kv::Found> found, OfTable(store_.MultiGet(gets, {.one_cut = true})));
  std::vector<item::ReadItem> items(requests.size());
  size_t bytes = 0;
  for (size_t i = 0; i < items.size(); ++i) {
    if (!found[i].value) continue;
    TRY_ASSIGN(items[i].row, value::RowView::Open(found[i].value->bytes()));
    items[i].bytes = std::move(found[i].value);
    bytes += items[i].row->ItemBytes();
  }
  TRY(CheckTransactionBytes(bytes));
  return items;
}

}  // namespace table::transaction

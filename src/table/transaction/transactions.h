// Transactions: several items, of any tables, written or read as one.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
//
// A transaction has all its items' latches from before it reads them, all at one instant, to after
// the one commit that changes them all. Conflicts are DynamoDB's (key_latch.h): it waits for
// writes of single items that are under way; whoever wants one of its items meanwhile, another
// transaction or a single write, does not wait but is told so. Reads never conflict: they see all
// of its commit or nothing of it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "kv/store.h"
#include "table/item/item_change.h"
#include "table/item/items.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "table/transaction/transaction_tokens.h"
#include "value/row.h"

namespace table::transaction {

// "A transaction cannot contain more than 4 MB of data": of what is read, or what the items of a
// write are after it.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-dynamodb-transactions
constexpr size_t kTransactionBytesMax = 4 << 20;

// Errors: kInvalidArgument.
base::Status CheckTransactionBytes(size_t bytes);

// Units for reading an item in a transaction: twice what it costs alone.
double TransactReadUnits(size_t item_bytes);

// What one action of a transaction wants.
struct TransactAction {
  const TableDescription* table = nullptr;
  ItemKey key = {};
  // What is to become of the item (an absent one is an empty row); nullopt: it does not meet the
  // action's condition. Must not wait; may be called again. Errors: kInvalidArgument, for the item
  // is such that the action cannot be done.
  std::function<base::Result<std::optional<item::Decision>>(const value::RowView& item,
                                                            bool exists)>
      decide = {};
  bool wants_item_on_failure = false;
};

// Why an action was not done.
struct Cancellation {
  enum class Reason {
    kNone,  // it is not to blame
    kConditionalCheckFailed,
    kTransactionConflict,
    kItemCollectionSizeLimitExceeded,
    kValidationError,
  };
  Reason reason = Reason::kNone;
  std::string message = {};                       // of kValidationError
  std::optional<value::Row> item = std::nullopt;  // that did not meet the condition, if wanted
};

// What came of a transaction.
struct TransactOutcome {
  enum class Kind {
    kDone,
    kCancelled,      // nothing was done
    kDoneBefore,     // by a request of the same token and content; nothing was done again
    kInProgress,     // the same; it still runs
    kTokenMismatch,  // the token is another transaction's; nothing was done
  };
  Kind kind = Kind::kDone;
  // One for each action, in order; empty unless the kind says otherwise.
  std::vector<item::WriteOutcome> outcomes = {};  // kDone
  std::vector<Cancellation> cancellations = {};   // kCancelled
  std::vector<uint64_t> read_units = {};          // kDoneBefore: for reading the items again
};

// Thread-safe; calls may wait. Errors of all: those of Items.
class Transactions {
 public:
  // All outlive it. Makes what a new store lacks. Errors: the store's.
  static base::Result<std::unique_ptr<Transactions>> Open(kv::Store& store, item::Items& items,
                                                          const base::Clock& clock);

  // Does all actions, or none. No item twice; all tables exist.
  // Errors: kInvalidArgument (the items outgrow kTransactionBytesMax).
  base::Result<TransactOutcome> Write(std::span<const TransactAction> actions,
                                      const std::optional<TransactionToken>& token);

  struct ReadRequest {
    const TableDescription* table = nullptr;
    ItemKey key = {};
  };
  // The items as they are at one instant, in the order asked.
  // Errors: kInvalidArgument (they outgrow kTransactionBytesMax).
  base::Result<std::vector<item::ReadItem>> Read(std::span<const ReadRequest> requests);

  // Forgets some of the tokens whose time is over; true if there may be more. To be called now and
  // then, or they stay. Errors: the store's.
  base::Result<bool> SweepTokens() { return tokens_.Sweep(); }

 private:
  Transactions(kv::Store& store, item::Items& items, const base::Clock& clock)
      : store_(store), items_(items), tokens_(store, clock) {}

  // What came of it, without a token; nullopt if an item, or the token, changed meanwhile.
  base::Result<std::optional<TransactOutcome>> TryWrite(std::span<const TransactAction> actions,
                                                        std::span<const item::ItemPlace> places,
                                                        const TransactionTokens::Claim* claim);

  kv::Store& store_;
  item::Items& items_;
  TransactionTokens tokens_;
};

}  // namespace table::transaction

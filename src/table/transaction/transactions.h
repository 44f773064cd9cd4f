// Transactions write or read several items, of any tables, as one.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html
//
// A writing transaction takes the latches of all its items, reads the items as of one instant,
// changes them in one commit, and releases the latches. Conflicts are handled as DynamoDB does
// (key_latch.h): a transaction waits for writes of single items in progress; other transactions and
// single writes that need one of its items do not wait, but are refused. Reads never conflict: they
// see all of a transaction's commit or nothing of it.
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

// "A transaction cannot contain more than 4 MB of data": the sum of the items that are read, or of
// the items after they are written.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-dynamodb-transactions
constexpr size_t kTransactionBytesMax = 4 << 20;

// Errors: kInvalidArgument.
base::Status CheckTransactionBytes(size_t bytes);

// Units for reading an item in a transaction: twice those of a single read.
double TransactReadUnits(size_t item_bytes);

// One action of a transaction.
struct TransactAction {
  const TableDescription* table = nullptr;
  ItemKey key = {};
  // Decides on the item; an absent item is an empty row. Returns nullopt if the item does not meet
  // the action's condition. Must not wait; may be called several times. Errors: kInvalidArgument
  // (the action cannot be applied to this item).
  std::function<base::Result<std::optional<item::Decision>>(const value::RowView& item,
                                                            bool exists)>
      decide = {};
  bool wants_item_on_failure = false;
};

// Why an action was not done.
struct Cancellation {
  enum class Reason {
    kNone,  // the action did not cause the cancellation
    kConditionalCheckFailed,
    kTransactionConflict,
    kItemCollectionSizeLimitExceeded,
    kValidationError,
  };
  Reason reason = Reason::kNone;
  std::string message = {};                       // of kValidationError
  std::optional<value::Row> item = std::nullopt;  // the item that failed its condition, if wanted
};

// The result of a transaction.
struct TransactOutcome {
  enum class Kind {
    kDone,
    kCancelled,      // nothing was done
    kDoneBefore,     // an earlier request with the same token and content did it; not done again
    kInProgress,     // a request with the same token and content is still running
    kTokenMismatch,  // the token belongs to a transaction of other content; nothing was done
  };
  Kind kind = Kind::kDone;
  // Each has one element for each action, in order, if `kind` is as noted; else it is empty.
  std::vector<item::WriteOutcome> outcomes = {};  // kDone
  std::vector<Cancellation> cancellations = {};   // kCancelled
  std::vector<uint64_t> read_units = {};          // kDoneBefore: units of reading each item
};

// Thread-safe. All calls may block. Errors of all: those of Items.
class Transactions {
 public:
  // In a new store, makes the token shard. REQUIRES: the arguments outlive the result. Errors: the
  // store's.
  static base::Result<std::unique_ptr<Transactions>> Open(kv::Store& store, item::Items& items,
                                                          const base::Clock& clock);

  // Does all actions or none. REQUIRES: no item occurs twice; all tables exist.
  // Errors: kInvalidArgument (the items exceed kTransactionBytesMax).
  base::Result<TransactOutcome> Write(std::span<const TransactAction> actions,
                                      const std::optional<TransactionToken>& token);

  struct ReadRequest {
    const TableDescription* table = nullptr;
    ItemKey key = {};
  };
  // Reads the items as of one instant, in the order of `requests`.
  // Errors: kInvalidArgument (the items exceed kTransactionBytesMax).
  base::Result<std::vector<item::ReadItem>> Read(std::span<const ReadRequest> requests);

  // Deletes some of the expired tokens; true if there may be more. To be called from time to time:
  // nothing else deletes them. Errors: the store's.
  base::Result<bool> SweepTokens() { return tokens_.Sweep(); }

 private:
  Transactions(kv::Store& store, item::Items& items, const base::Clock& clock)
      : store_(store), items_(items), tokens_(store, clock) {}

  // One attempt of Write. nullopt if an item, or the token's record, changed meanwhile.
  base::Result<std::optional<TransactOutcome>> TryWrite(std::span<const TransactAction> actions,
                                                        std::span<const item::ItemPlace> places,
                                                        const TransactionTokens::Claim* claim);

  kv::Store& store_;
  item::Items& items_;
  TransactionTokens tokens_;
};

}  // namespace table::transaction

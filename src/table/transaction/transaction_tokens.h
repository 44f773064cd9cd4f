// ClientRequestToken: a transaction that is sent again with its token does nothing again, for ten
// minutes and across restarts.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
//
// The record of a token is part of the commit of its transaction, so either both are there or
// neither. A transaction that was cancelled leaves none: it may be tried again.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "base/result.h"
#include "kv/store.h"
#include "table/table.h"

namespace table::transaction {

// "A client token is valid for 10 minutes after the request that uses it finishes."
constexpr std::chrono::minutes kTokenLifetime{10};

// What a transaction was: its token, unique within an account and region, and everything in it that
// must be the same when it is sent again.
struct TransactionToken {
  Namespace name_space;
  std::string text;
  std::string content;
};

// Safe from any thread.
class TransactionTokens {
 public:
  // Both outlive it.
  TransactionTokens(kv::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  // Makes the shard of the tokens in a new store. To be called before all else.
  base::Status Open();

  enum class State {
    kNew,           // to be run
    kInProgress,    // the same one is running now
    kDone,          // it has been run
    kOtherContent,  // the token is another transaction's
  };

  // The use of a token by one request, from before its transaction runs to after.
  class Claim {
   public:
    Claim(TransactionTokens& tokens, const TransactionToken& token);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    // Where the transaction stands. To be asked before it runs, and again if its commit conflicts:
    // another server may have run it. Errors: kCorruption, the store's others.
    base::Result<State> Examine();

    // Once kDone: what reading each item costs.
    const std::vector<uint64_t>& read_units() const { return read_units_; }

    // Once kNew: adds to the transaction's commit that it has finished now, as long as nobody else
    // has used the token.
    void AddRecord(std::span<const uint64_t> read_units, kv::Batch* batch) const;

   private:
    TransactionTokens& tokens_;
    const std::string key_;
    const std::string content_hash_;
    // Of whoever runs with this token; nullopt if that is this claim.
    std::optional<std::string> running_hash_;
    kv::Version version_;  // of what is there under the key
    std::vector<uint64_t> read_units_;
  };

  // Deletes some of the records whose time is over, oldest first; true if there may be more.
  // Errors: the store's.
  base::Result<bool> Sweep();

 private:
  kv::Store& store_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  // The transactions that run now: the key of each one's record, and the hash of its content.
  std::map<std::string, std::string> running_ GUARDED_BY(mutex_);
  // Up to here Sweep has left nothing: it need not walk over what was deleted again.
  base::WallTime swept_ GUARDED_BY(mutex_);
};

}  // namespace table::transaction

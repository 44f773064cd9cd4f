// ClientRequestToken: a transaction that is sent again with the same token, within ten minutes, is
// not executed again, even after a restart.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-apis-txwriteitems-idempotency
//
// The record of a token is written in the commit of its transaction, so a crash leaves both or
// neither. A cancelled transaction leaves no record: it may be tried again.
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

// The identity of a transaction: its token, unique within an account and region, and everything in
// it that must be the same when it is sent again.
struct TransactionToken {
  Namespace name_space;
  std::string text;
  std::string content;
};

// Thread-safe.
class TransactionTokens {
 public:
  // REQUIRES: both references outlive it.
  TransactionTokens(kv::Store& store, const base::Clock& clock) : store_(store), clock_(clock) {}

  // Makes the shard of the tokens in a new store. REQUIRES: called before anything else.
  base::Status Open();

  enum class State {
    kNew,           // the transaction must be executed
    kInProgress,    // another request of this process is executing it
    kDone,          // it was executed before
    kOtherContent,  // the token belongs to a transaction of other content
  };

  // One request's use of a token. Must live from before its transaction runs until after. Not
  // thread-safe.
  class Claim {
   public:
    Claim(TransactionTokens& tokens, const TransactionToken& token);
    ~Claim();
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    // Finds out the state of the transaction. To be called before it runs, and again if its commit
    // conflicts, because another server may have executed it. Errors: kCorruption, the store's
    // others.
    base::Result<State> Examine();

    // The units of reading each item. REQUIRES: Examine returned kDone.
    const std::vector<uint64_t>& read_units() const { return read_units_; }

    // Adds the token's record to the transaction's commit, and a check that makes the commit
    // conflict if the token was used meanwhile. REQUIRES: Examine returned kNew.
    void AddRecord(std::span<const uint64_t> read_units, kv::Batch* batch) const;

   private:
    TransactionTokens& tokens_;
    const std::string key_;
    const std::string content_hash_;
    // The content of another running transaction with this token; nullopt if there is none.
    std::optional<std::string> running_hash_;
    kv::Version version_;  // of the record as it was read
    std::vector<uint64_t> read_units_;
  };

  // Deletes some of the expired records, oldest first; true if there may be more.
  // Errors: the store's.
  base::Result<bool> Sweep();

 private:
  kv::Store& store_;
  const base::Clock& clock_;
  base::Mutex mutex_;
  // The running transactions of this process: the key of the record, and the hash of the content.
  std::map<std::string, std::string> running_ GUARDED_BY(mutex_);
  // Sweep has deleted all records up to this time, so it need not walk over deleted rows again.
  base::WallTime swept_ GUARDED_BY(mutex_);
};

}  // namespace table::transaction

// Item latches: at most one request at a time may change an item.
//
// A latch is held from reading the item to the end of the commit that changes it. It is the only
// lock that a request holds while it waits. A request that needs several takes them in the order of
// their keys, so that requests cannot wait for each other in a circle. Latches work within one
// process; against writes of another process, the checks of the commit decide.
//
// Writes of single items and of batches wait for each other, and transactions wait for such writes.
// But no request waits for a transaction: a request whose item a transaction holds is refused that
// item, and answers as DynamoDB does (TransactionConflict).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
//
// Taking a single latch allocates no memory: the links of the lists lie in the Holds. The number of
// waiting Holds is bounded by the number of requests, which the server bounds.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "kv/store.h"
#include "run/event.h"

namespace table {

// Thread-safe. REQUIRES: outlives all Holds.
class KeyLatches {
 public:
  struct Key {
    kv::ShardId shard;
    std::string_view bytes;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  KeyLatches();
  ~KeyLatches();

  enum class For { kWrites, kTransaction };

  // Holds the latches of one or several items for as long as it lives, except those that a
  // transaction holds or waits for. Not thread-safe. Must be destroyed by the thread or fiber that
  // made it.
  class Hold {
   public:
    // Blocks until every key is latched or refused. Each latch goes to waiting requests in the
    // order of their arrival. Keys may come in any order; a key that is given twice is latched
    // once. A transaction that is refused one item takes no further ones. REQUIRES: the keys' bytes
    // outlive this object.
    Hold(KeyLatches& latches, const std::vector<Key>& keys, For what = For::kWrites);
    Hold(KeyLatches& latches, Key key);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // Whether the `i`th of the given keys was refused because a transaction has its item. All other
    // keys are latched, unless this Hold is a transaction's and AnyRefused().
    bool Refused(size_t i) const { return LinkOf(i).state == State::kRefused; }
    bool AnyRefused() const { return any_refused_; }

   private:
    friend class KeyLatches;
    enum class State { kNotTaken, kTaken, kRefused };
    // One latch, held or waited for. A link that holds the latch is in its stripe's list. A link
    // that waits is in the list of the link that holds the latch.
    struct Link {
      Key key;
      For what = For::kWrites;
      State state = State::kNotTaken;
      Link* next = nullptr;          // in the list that this link is in
      Link* first_waiter = nullptr;  // if this link holds the latch
      Link* last_waiter = nullptr;   // undefined if first_waiter is null
      run::Event granted;
    };

    const Link& LinkOf(size_t i) const { return several_ ? several_[places_[i]] : one_; }
    Link* links() { return several_ ? several_.get() : &one_; }

    KeyLatches& latches_;
    Link one_;
    std::unique_ptr<Link[]> several_;
    std::vector<size_t> places_;  // for each given key, its index in several_
    size_t count_ = 0;
    bool any_refused_ = false;
  };

 private:
  struct Stripe;
  // Blocks until the latch is taken or refused, and sets the link's state. With `take` false, only
  // finds out whether it would be refused: sets kRefused or leaves the state.
  void Acquire(Hold::Link* link, bool take);
  void Release(Hold::Link* link);
  Stripe& StripeOf(const Key& key);

  std::unique_ptr<Stripe[]> stripes_;
};

}  // namespace table

// Item latches: who may change an item now.
//
// The one lock that is held across a wait: from reading an item to the end of the commit that
// changes it. Several are taken in the order of their keys, so that no two requests wait for each
// other. Within this process only; between servers the store's checks decide.
//
// Writes of single items, and batches of them, wait for each other, and transactions for them. But
// nobody waits for a transaction: whoever meets one is refused the item, and answers as DynamoDB
// does then.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-conflict-handling
//
// Nothing is allocated for one latch: what a stripe links together lives in the Holds themselves.
// As many can wait as there are requests at once, which whoever takes in requests bounds.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/mutex.h"
#include "kv/store.h"
#include "run/event.h"

namespace table {

// Safe from any thread. No Hold may outlive it.
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

  // Latches one or several items for as long as it lives, but for those that a transaction has or
  // waits for. The thread or fiber that made it ends it.
  class Hold {
   public:
    // Waits until it has them, first come first served for each. Keys may be given in any order;
    // a key given twice is latched once. The keys' bytes must outlive this. A transaction that is
    // refused one item takes no more.
    Hold(KeyLatches& latches, const std::vector<Key>& keys, For what = For::kWrites);
    Hold(KeyLatches& latches, Key key);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    // Whether a transaction has the item of the key that was given as the `i`th. Those that are not
    // refused are this one's, unless it is a transaction that was refused another.
    bool Refused(size_t i) const { return LinkOf(i).state == State::kRefused; }
    bool AnyRefused() const { return any_refused_; }

   private:
    friend class KeyLatches;
    enum class State { kNotTaken, kTaken, kRefused };
    // Linked into a stripe: among the held ones while this holds it, else behind the one that does.
    struct Link {
      Key key;
      For what = For::kWrites;
      State state = State::kNotTaken;
      Link* next = nullptr;          // the stripe's next held one; or the next to wait
      Link* first_waiter = nullptr;  // used by the held one
      Link* last_waiter = nullptr;   // meaningless without a first one
      run::Event granted;
    };

    const Link& LinkOf(size_t i) const { return several_ ? several_[places_[i]] : one_; }
    Link* links() { return several_ ? several_.get() : &one_; }

    KeyLatches& latches_;
    Link one_;
    std::unique_ptr<Link[]> several_;
    std::vector<size_t> places_;  // of each key that was given, among the several
    size_t count_ = 0;
    bool any_refused_ = false;
  };

 private:
  struct Stripe;
  // Sets the link's state. `take` false: to kRefused if it would be, else leaves it.
  void Acquire(Hold::Link* link, bool take);
  void Release(Hold::Link* link);
  Stripe& StripeOf(const Key& key);

  std::unique_ptr<Stripe[]> stripes_;
};

}  // namespace table

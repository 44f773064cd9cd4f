// Item latches: who may change an item now.
//
// The one lock that is held across a wait: from reading an item to the end of the commit that
// changes it. Several are taken in the order of their keys, so that no two requests wait for each
// other. Within this process only; between servers the store's checks decide.
//
// Nothing is allocated for one latch: what a stripe links together lives in the Holds themselves.
// As many can wait as there are requests at once, which whoever takes in requests bounds.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "base/mutex.h"
#include "kv/store.h"

namespace table {

// Safe from any thread. No Hold may outlive it.
class ItemLatches {
 public:
  struct Key {
    kv::ShardId shard;
    std::string_view bytes;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  ItemLatches();
  ~ItemLatches();

  // Latches one or several items for as long as it lives. The thread or fiber that made it ends it.
  class Hold {
   public:
    // Waits until it has them, first come first served for each. Keys may be given in any order;
    // a key given twice is latched once. The keys' bytes must outlive this.
    Hold(ItemLatches& latches, std::vector<Key> keys);
    Hold(ItemLatches& latches, Key key);
    ~Hold();
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    friend class ItemLatches;
    // Linked into a stripe: among the held ones while this holds it, else behind the one that does.
    struct Link {
      Key key;
      Link* next = nullptr;          // the stripe's next held one; or the next to wait
      Link* first_waiter = nullptr;  // used by the held one
      Link* last_waiter = nullptr;
      base::Event granted;
    };

    ItemLatches& latches_;
    Link one_;
    std::unique_ptr<Link[]> several_;
    size_t count_ = 0;
    Link* links() { return several_ ? several_.get() : &one_; }
  };

 private:
  struct Stripe;
  void Acquire(Hold::Link* link);
  void Release(Hold::Link* link);
  Stripe& StripeOf(const Key& key);

  std::unique_ptr<Stripe[]> stripes_;
};

}  // namespace table

// Item latches: who may change an item now.
//
// The one lock that is held across a wait: from reading an item to the end of the commit that
// changes it. Several are taken in the order of their keys, so that no two requests wait for each
// other. Within this process only; between servers the store's checks decide.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "base/mutex.h"
#include "kv/store.h"

namespace table {

class ItemLatches {
 public:
  struct Key {
    kv::ShardId shard;
    std::string_view bytes;
    friend auto operator<=>(const Key&, const Key&) = default;
  };

  ItemLatches();
  ~ItemLatches();

  // Latches one or several items for as long as it lives.
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
    ItemLatches& latches_;
    std::vector<Key> keys_;
  };

 private:
  struct Stripe;
  void Acquire(const Key& key);
  void Release(const Key& key);
  Stripe& StripeOf(const Key& key);

  std::unique_ptr<Stripe[]> stripes_;
};

}  // namespace table

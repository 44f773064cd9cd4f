#include "table/item_latch.h"

#include <xxhash.h>

#include <algorithm>

#include "base/check.h"

namespace table {
namespace {

// Far more than requests at once, so that strangers rarely share a mutex.
constexpr size_t kStripes = 1024;
static_assert((kStripes & (kStripes - 1)) == 0);

}  // namespace

// A cache line each: taking one does not slow its neighbours.
struct alignas(64) ItemLatches::Stripe {
  base::Mutex mutex;
  Hold::Link* held GUARDED_BY(mutex) = nullptr;
};

ItemLatches::ItemLatches() : stripes_(std::make_unique<Stripe[]>(kStripes)) {}

ItemLatches::~ItemLatches() {
  for (size_t i = 0; i < kStripes; ++i) {
    base::MutexLock lock(stripes_[i].mutex);
    CHECK(stripes_[i].held == nullptr);
  }
}

ItemLatches::Stripe& ItemLatches::StripeOf(const Key& key) {
  const uint64_t hash = XXH3_64bits_withSeed(key.bytes.data(), key.bytes.size(), key.shard.value);
  return stripes_[hash & (kStripes - 1)];
}

void ItemLatches::Acquire(Hold::Link* link) {
  Stripe& stripe = StripeOf(link->key);
  {
    base::MutexLock lock(stripe.mutex);
    Hold::Link* holder = stripe.held;
    while (holder != nullptr && holder->key != link->key) holder = holder->next;
    if (holder == nullptr) {
      link->next = stripe.held;
      stripe.held = link;
      return;
    }
    (holder->first_waiter != nullptr ? holder->last_waiter->next : holder->first_waiter) = link;
    holder->last_waiter = link;
  }
  link->granted.Wait();
}

void ItemLatches::Release(Hold::Link* link) {
  Stripe& stripe = StripeOf(link->key);
  Hold::Link* heir = nullptr;
  {
    base::MutexLock lock(stripe.mutex);
    Hold::Link** place = &stripe.held;
    while (*place != link) place = &(*place)->next;
    heir = link->first_waiter;
    if (heir == nullptr) {
      *place = link->next;
    } else {
      heir->first_waiter = heir->next;
      heir->last_waiter = link->last_waiter;
      heir->next = link->next;
      *place = heir;
    }
  }
  if (heir != nullptr) heir->granted.Set();  // it may be gone as soon as this was called
}

ItemLatches::Hold::Hold(ItemLatches& latches, Key key) : latches_(latches), count_(1) {
  one_.key = key;
  latches_.Acquire(&one_);
}

ItemLatches::Hold::Hold(ItemLatches& latches, std::vector<Key> keys) : latches_(latches) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  count_ = keys.size();
  several_ = std::make_unique<Link[]>(count_);
  for (size_t i = 0; i < count_; ++i) {
    several_[i].key = keys[i];
    latches_.Acquire(&several_[i]);
  }
}

ItemLatches::Hold::~Hold() {
  for (size_t i = count_; i > 0; --i) latches_.Release(&links()[i - 1]);
}

}  // namespace table

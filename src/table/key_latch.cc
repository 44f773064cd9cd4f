#include "table/key_latch.h"

#include <xxhash.h>

#include <algorithm>

#include "base/check.h"

namespace table {
namespace {

// Far more stripes than requests at a time, so that requests for different items rarely share a
// mutex.
constexpr size_t kStripes = 1024;
static_assert((kStripes & (kStripes - 1)) == 0);

}  // namespace

// Each stripe has its own cache line, so that threads on different stripes do not slow each other
// down.
struct alignas(64) KeyLatches::Stripe {
  base::Mutex mutex;
  Hold::Link* held GUARDED_BY(mutex) = nullptr;
};

KeyLatches::KeyLatches() : stripes_(std::make_unique<Stripe[]>(kStripes)) {}

KeyLatches::~KeyLatches() {
  for (size_t i = 0; i < kStripes; ++i) {
    base::MutexLock lock(stripes_[i].mutex);
    CHECK(stripes_[i].held == nullptr);
  }
}

KeyLatches::Stripe& KeyLatches::StripeOf(const Key& key) {
  const uint64_t hash = XXH3_64bits_withSeed(key.bytes.data(), key.bytes.size(), key.shard.value);
  return stripes_[hash & (kStripes - 1)];
}

void KeyLatches::Acquire(Hold::Link* link, bool take) {
  using State = Hold::State;
  Stripe& stripe = StripeOf(link->key);
  {
    base::MutexLock lock(stripe.mutex);
    Hold::Link* holder = stripe.held;
    while (holder != nullptr && holder->key != link->key) holder = holder->next;
    if (holder == nullptr) {
      if (!take) return;
      link->next = stripe.held;
      stripe.held = link;
      link->state = State::kTaken;
      return;
    }
    // No request waits for a transaction, so a transaction that waits is the last in the list.
    const Hold::Link* last = holder->first_waiter != nullptr ? holder->last_waiter : holder;
    if (last->what == For::kTransaction) {
      link->state = State::kRefused;
      return;
    }
    if (!take) return;
    link->state = State::kTaken;  // by the time anybody looks
    (holder->first_waiter != nullptr ? holder->last_waiter->next : holder->first_waiter) = link;
    holder->last_waiter = link;
  }
  link->granted.Wait();
}

void KeyLatches::Release(Hold::Link* link) {
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

KeyLatches::Hold::Hold(KeyLatches& latches, Key key) : latches_(latches), count_(1) {
  one_.key = key;
  latches_.Acquire(&one_, true);
  any_refused_ = one_.state == State::kRefused;
}

KeyLatches::Hold::Hold(KeyLatches& latches, const std::vector<Key>& keys, For what)
    : latches_(latches), places_(keys.size()) {
  std::vector<Key> sorted = keys;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (size_t i = 0; i < keys.size(); ++i) {
    places_[i] = static_cast<size_t>(std::lower_bound(sorted.begin(), sorted.end(), keys[i]) -
                                     sorted.begin());
  }
  count_ = sorted.size();
  several_ = std::make_unique<Link[]>(count_);
  for (size_t i = 0; i < count_; ++i) {
    several_[i].key = sorted[i];
    several_[i].what = what;
    // A transaction that was refused one item still checks the others, because it reports all
    // conflicts.
    latches_.Acquire(&several_[i], what == For::kWrites || !any_refused_);
    any_refused_ = any_refused_ || several_[i].state == State::kRefused;
  }
}

KeyLatches::Hold::~Hold() {
  for (size_t i = count_; i > 0; --i) {
    Link* const link = &links()[i - 1];
    if (link->state == State::kTaken) latches_.Release(link);
  }
}

}  // namespace table

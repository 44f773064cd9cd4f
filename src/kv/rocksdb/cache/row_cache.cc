#include "kv/rocksdb/cache/row_cache.h"

#include <atomic>
#include <cstring>
#include <new>
#include <vector>

#include "base/mutex.h"

namespace kv::rocks::cache {
namespace {

constexpr size_t kSlotsMin = 16;
// A row is not cached if fewer than so many of its size would fit into a stripe.
constexpr size_t kRowsPerStripeMin = 8;

}  // namespace

// A row. Its key and value lie right behind it in memory. Reference-counted: it lives as long as
// its stripe or a reader holds it.
class RowCache::Entry final : public Value::Pin {
 public:
  static Entry* New(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value) {
    void* const memory = ::operator new(BytesOf(key, value));
    return new (memory) Entry(hash, space, key, value);
  }
  static size_t BytesOf(KeyView key, std::string_view value) {
    return sizeof(Entry) + key.bytes.size() + value.size();
  }

  uint64_t hash() const { return hash_; }
  std::string_view value() const { return {data() + key_bytes_, value_bytes_}; }
  size_t bytes() const { return sizeof(Entry) + key_bytes_ + value_bytes_; }
  bool Is(uint64_t hash, engine::SpaceId space, KeyView key) const {
    return hash_ == hash && space_ == space && family_ == key.family &&
           std::string_view(data(), key_bytes_) == key.bytes;
  }

  void Hold() { holders_.fetch_add(1, std::memory_order_relaxed); }
  void Release() override {
    if (holders_.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    this->~Entry();
    ::operator delete(this);
  }

  bool used = false;  // since the hand last passed; guarded by the stripe's mutex

 private:
  Entry(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value)
      : key_bytes_(static_cast<uint32_t>(key.bytes.size())),
        value_bytes_(static_cast<uint32_t>(value.size())),
        family_(key.family),
        hash_(hash),
        space_(space) {
    char* const to = data();
    std::memcpy(to, key.bytes.data(), key.bytes.size());
    std::memcpy(to + key_bytes_, value.data(), value.size());
  }
  ~Entry() = default;

  // The bytes right behind the entry. (The class is final, so nothing else lies there.)
  const char* data() const { return reinterpret_cast<const char*>(this) + sizeof(Entry); }
  char* data() { return reinterpret_cast<char*>(this) + sizeof(Entry); }

  std::atomic<uint32_t> holders_{1};
  const uint32_t key_bytes_;
  const uint32_t value_bytes_;
  const Family family_;
  const uint64_t hash_;
  const engine::SpaceId space_;
};

// A hash table with linear probing. To make room, a hand goes round the table as on a clock, and
// drops the rows that were not used since it passed last.
class alignas(64) RowCache::Stripe {
 public:
  Stripe() : slots_(kSlotsMin) {}
  ~Stripe() {
    for (Entry* const entry : slots_) {
      if (entry != nullptr) entry->Release();
    }
  }
  void set_bytes_max(size_t bytes_max) {
    base::MutexLock lock(mutex_);
    bytes_max_ = bytes_max;
  }

  Hit Find(uint64_t hash, engine::SpaceId space, KeyView key) {
    base::MutexLock lock(mutex_);
    Entry* const entry = slots_[SlotOf(hash, space, key)];
    if (entry == nullptr) {
      ++misses_;
      return {};
    }
    ++hits_;
    entry->used = true;
    entry->Hold();
    return {entry->value(), Value::PinPointer(entry)};
  }

  // Calls `may` under the mutex that Drop takes, and caches the row only if it returns true.
  template <typename May>
  void Put(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value,
           const May& may) {
    if (kRowsPerStripeMin * Entry::BytesOf(key, value) > bytes_max_) return;
    Entry* const entry = Entry::New(hash, space, key, value);
    Entry* old = nullptr;
    {
      base::MutexLock lock(mutex_);
      if (!may()) {
        old = entry;
      } else {
        MakeRoom(entry->bytes());
        size_t slot = SlotOf(hash, space, key);
        if (slots_[slot] == nullptr && 2 * (rows_ + 1) > slots_.size()) {
          Grow();
          slot = SlotOf(hash, space, key);
        }
        old = slots_[slot];
        slots_[slot] = entry;
        ++rows_;
        bytes_ += entry->bytes();
        if (old != nullptr) Forget(*old);
      }
    }
    if (old != nullptr) old->Release();
  }

  bool Drop(uint64_t hash, engine::SpaceId space, KeyView key) {
    Entry* entry = nullptr;
    {
      base::MutexLock lock(mutex_);
      const size_t slot = SlotOf(hash, space, key);
      entry = slots_[slot];
      if (entry == nullptr) return false;
      Empty(slot);
    }
    entry->Release();
    return true;
  }

  void AddTo(Figures* figures) {
    base::MutexLock lock(mutex_);
    figures->hits += hits_;
    figures->misses += misses_;
    figures->rows += rows_;
    figures->bytes += bytes_ + slots_.size() * sizeof(Entry*);
  }

 private:
  // The hash's low bits pick the stripe (and a slot of LastWrites), its high bits the slot here.
  static size_t HomeOf(uint64_t hash) { return hash >> 20; }
  size_t mask() const REQUIRES(mutex_) { return slots_.size() - 1; }

  // The slot that the row has or, if it is not cached, would get.
  size_t SlotOf(uint64_t hash, engine::SpaceId space, KeyView key) const REQUIRES(mutex_) {
    size_t slot = HomeOf(hash) & mask();
    while (slots_[slot] != nullptr && !slots_[slot]->Is(hash, space, key)) {
      slot = (slot + 1) & mask();
    }
    return slot;
  }

  void Forget(const Entry& entry) REQUIRES(mutex_) {
    --rows_;
    bytes_ -= entry.bytes();
  }

  // Empties a slot, and moves rows behind it that are further from their home slots than need be.
  void Empty(size_t slot) REQUIRES(mutex_) {
    Forget(*slots_[slot]);
    for (size_t next = (slot + 1) & mask(); slots_[next] != nullptr; next = (next + 1) & mask()) {
      const size_t home = HomeOf(slots_[next]->hash()) & mask();
      if (((next - home) & mask()) < ((next - slot) & mask())) continue;
      slots_[slot] = slots_[next];
      slot = next;
    }
    slots_[slot] = nullptr;
  }

  void MakeRoom(size_t bytes) REQUIRES(mutex_) {
    while (rows_ > 0 && bytes_ + slots_.size() * sizeof(Entry*) + bytes > bytes_max_) {
      hand_ &= mask();
      Entry* const entry = slots_[hand_];
      if (entry == nullptr || entry->used) {
        if (entry != nullptr) entry->used = false;
        ++hand_;
        continue;
      }
      Empty(hand_);  // may have moved another row there, so the hand stays
      entry->Release();
    }
  }

  void Grow() REQUIRES(mutex_) {
    std::vector<Entry*> old(2 * slots_.size());
    old.swap(slots_);
    for (Entry* const entry : old) {
      if (entry == nullptr) continue;
      size_t slot = HomeOf(entry->hash()) & mask();
      while (slots_[slot] != nullptr) slot = (slot + 1) & mask();
      slots_[slot] = entry;
    }
  }

  base::Mutex mutex_;
  size_t bytes_max_ = 0;                          // constant once the stripe is in use
  std::vector<Entry*> slots_ GUARDED_BY(mutex_);  // a power of two of them
  size_t rows_ GUARDED_BY(mutex_) = 0;
  size_t bytes_ GUARDED_BY(mutex_) = 0;  // of the rows
  size_t hand_ GUARDED_BY(mutex_) = 0;
  uint64_t hits_ GUARDED_BY(mutex_) = 0;
  uint64_t misses_ GUARDED_BY(mutex_) = 0;
};

RowCache::RowCache(size_t bytes_max, const LastWrites& last_writes) : last_writes_(last_writes) {
  if (bytes_max == 0) return;
  stripes_ = std::make_unique<Stripe[]>(kStripes);
  for (size_t i = 0; i < kStripes; ++i) stripes_[i].set_bytes_max(bytes_max / kStripes);
}

RowCache::~RowCache() = default;

RowCache::Stripe& RowCache::StripeOf(uint64_t hash) const { return stripes_[hash % kStripes]; }

RowCache::Hit RowCache::Find(uint64_t hash, engine::SpaceId space, KeyView key) {
  if (stripes_ == nullptr) return {};
  return StripeOf(hash).Find(hash, space, key);
}

void RowCache::Offer(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value,
                     ReadMark mark) {
  if (stripes_ == nullptr) return;
  StripeOf(hash).Put(hash, space, key, value,
                     [&] { return last_writes_.IsUnwrittenSince(hash, mark); });
}

void RowCache::Put(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value) {
  if (stripes_ == nullptr) return;
  StripeOf(hash).Put(hash, space, key, value, [] { return true; });
}

bool RowCache::Drop(uint64_t hash, engine::SpaceId space, KeyView key) {
  return stripes_ != nullptr && StripeOf(hash).Drop(hash, space, key);
}

RowCache::Figures RowCache::figures() const {
  Figures figures;
  if (stripes_ == nullptr) return figures;
  for (size_t i = 0; i < kStripes; ++i) stripes_[i].AddTo(&figures);
  return figures;
}

}  // namespace kv::rocks::cache

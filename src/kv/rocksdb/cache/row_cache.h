// Rows that are read again and again, as they were last committed.
//
// RocksDB finds a row in its write buffer by a walk through a skip list (a dozen cache misses), and
// in a table by three binary searches; here it is one lookup in a hash table. A write of an item
// reads it first, and so finds here what was read or written lately.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "kv/rocksdb/cache/last_writes.h"
#include "kv/rocksdb/engine/row_key.h"
#include "kv/store.h"

namespace kv::rocks::cache {

// Safe from any thread. Keeps what was used lately, as far as it fits.
//
// It never tells what a crash could still take back, nor what is past: whoever is about to commit a
// row drops it first, and puts it back when it is durable; what was read from the database is kept
// only if nobody has begun to commit the row meanwhile.
class RowCache {
 public:
  // With room for so many bytes, its own bookkeeping included; zero: keeps nothing.
  RowCache(size_t bytes_max, const LastWrites& last_writes);
  ~RowCache();
  RowCache(const RowCache&) = delete;
  RowCache& operator=(const RowCache&) = delete;

  // `hash` is HashRow's (pending_rows.h) in all of these.

  // The value, in place, or null if the row is not kept.
  struct Hit {
    std::string_view value;
    Value::PinPointer pin;
  };
  Hit Find(uint64_t hash, engine::SpaceId space, KeyView key);

  // Keeps a row that was read from the database after `mark` was taken, unless it may have changed.
  void Offer(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value,
             ReadMark mark);

  // For the committer. Forgets the row, whose change was noted in the last writes before; true if
  // it was kept.
  bool Drop(uint64_t hash, engine::SpaceId space, KeyView key);
  // Keeps the row as it is now.
  void Put(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value);

  struct Figures {
    uint64_t hits = 0;
    uint64_t misses = 0;
    size_t rows = 0;
    size_t bytes = 0;
  };
  Figures figures() const;

 private:
  class Entry;
  class Stripe;

  // So many that the threads of a large machine rarely meet.
  static constexpr size_t kStripes = 64;
  Stripe& StripeOf(uint64_t hash) const;

  const LastWrites& last_writes_;
  std::unique_ptr<Stripe[]> stripes_;  // null if nothing is kept
};

}  // namespace kv::rocks::cache

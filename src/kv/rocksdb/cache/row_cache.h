// Caches rows that are read often, as they were last committed.
//
// RocksDB finds a row in its write buffer by walking a skip list (a dozen misses of the processor's
// cache), and in an SST file by three binary searches. This cache needs one lookup in a hash table.
// Writes gain, too: a write of an item reads it first.
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

// Thread-safe. When it is full, it drops rows that were not used lately (CLOCK).
//
// It never returns a row that a crash could still take back, or one that is out of date. The
// committer drops a row from the cache before it writes it, and puts the new row into the cache
// when it is durable. A row that was read from the database is kept only if no commit of the row
// has begun since.
class RowCache {
 public:
  // `bytes_max` bounds its memory, its own bookkeeping included. Zero: nothing is cached.
  RowCache(size_t bytes_max, const LastWrites& last_writes);
  ~RowCache();
  RowCache(const RowCache&) = delete;
  RowCache& operator=(const RowCache&) = delete;

  // In all of these, `hash` must be HashRow's (commit/pending_rows.h).

  // The value, in place. `pin` is null if the row is not cached.
  struct Hit {
    std::string_view value;
    Value::PinPointer pin;
  };
  Hit Find(uint64_t hash, engine::SpaceId space, KeyView key);

  // Caches a row that was read from the database, unless it may have been written since. REQUIRES:
  // `mark` was taken before the read.
  void Offer(uint64_t hash, engine::SpaceId space, KeyView key, std::string_view value,
             ReadMark mark);

  // For the committer. Drops the row; true if it was cached. REQUIRES: the write is noted in the
  // LastWrites already.
  bool Drop(uint64_t hash, engine::SpaceId space, KeyView key);
  // For the committer. Caches the row. REQUIRES: it is durable, and no later write of it has begun.
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

  // Each stripe has a mutex. So many stripes that the threads of a large machine rarely contend.
  static constexpr size_t kStripes = 64;
  Stripe& StripeOf(uint64_t hash) const;

  const LastWrites& last_writes_;
  std::unique_ptr<Stripe[]> stripes_;  // null if nothing is cached
};

}  // namespace kv::rocks::cache

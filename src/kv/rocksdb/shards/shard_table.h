// The shards of a store and their ranges of keys.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/mutex.h"
#include "base/result.h"
#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::shards {

// A shard's record. Immutable in the table: a change puts a new record in the place of the old one.
struct Shard {
  struct Split {
    std::string at;
    ShardId left;
    ShardId right;
    friend bool operator==(const Split&, const Split&) = default;
  };

  ShardId id;
  engine::SpaceId space;
  std::string begin;               // the first key that belongs to it, in every family
  std::optional<std::string> end;  // exclusive; nullopt: up to the last key
  LogPosition trimmed;             // log records up to this position are deleted
  std::optional<Split> split;      // if set, the keys belong to two other shards, but not the log

  bool Holds(std::string_view key) const { return key >= begin && (!end || key < *end); }
  friend bool operator==(const Shard&, const Shard&) = default;
};

// The record's bytes:
//   space (varint) | begin (length-prefixed) | has an end (1) [end] | trimmed (varint)
//   | was split (1) [at (length-prefixed) | left (varint) | right (varint)]
std::string EncodeShard(const Shard& shard);
// Errors: kCorruption.
base::Result<Shard> DecodeShard(ShardId id, std::string_view bytes);

// The table of all shards. Thread-safe for any number of readers and one writer.
//
// There are several copies, each with a mutex. A reader uses one of them and a writer all, so that
// readers on many processors rarely contend.
class ShardTable {
 public:
  using ShardPointer = std::shared_ptr<const Shard>;

  // Returns null if there is no such shard. While the pointer is held, the rows are not reclaimed,
  // even if the shard is dropped.
  ShardPointer Find(ShardId id) const;
  std::vector<ShardId> List() const;
  size_t size() const;

  void Put(Shard shard);
  void Erase(ShardId id);

 private:
  static constexpr size_t kStripes = 16;
  struct alignas(64) Stripe {
    mutable base::Mutex mutex;
    std::unordered_map<uint64_t, ShardPointer> shards GUARDED_BY(mutex);
  };

  const Stripe& MyStripe() const;

  std::array<Stripe, kStripes> stripes_;
};

}  // namespace kv::rocks::shards

// Which shards there are, and which keys are theirs.
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

// A shard as it is stored. Never changed once it is in the table: a change puts a new one there.
struct Shard {
  struct Split {
    std::string at;
    ShardId left;
    ShardId right;
    friend bool operator==(const Split&, const Split&) = default;
  };

  ShardId id;
  engine::SpaceId space;
  std::string begin;               // of its keys, in every family
  std::optional<std::string> end;  // exclusive; nullopt: up to the last key
  LogPosition trimmed;             // the log's records up to here are forgotten
  std::optional<Split> split;      // if it was; its keys are others' then, its log is still its own

  bool Holds(std::string_view key) const { return key >= begin && (!end || key < *end); }
  friend bool operator==(const Shard&, const Shard&) = default;
};

// The bytes that are stored:
//   space (varint) | begin (length-prefixed) | has an end (1) [end] | trimmed (varint)
//   | was split (1) [at (length-prefixed) | left (varint) | right (varint)]
std::string EncodeShard(const Shard& shard);
// Errors: kCorruption.
base::Result<Shard> DecodeShard(ShardId id, std::string_view bytes);

// All shards. Many threads read it, one changes it.
//
// Each reader takes one of several mutexes, and a writer all of them, so that readers on many
// processors rarely meet.
class ShardTable {
 public:
  using ShardPointer = std::shared_ptr<const Shard>;

  // Null if there is none. Who holds the pointer keeps the rows from being reclaimed after a drop.
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

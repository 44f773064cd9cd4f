#include "kv/rocksdb/shards/shard_table.h"

#include <algorithm>
#include <atomic>

#include "base/bytes.h"

namespace kv::rocks::shards {
namespace {

std::optional<bool> TakeFlag(std::string_view* in) {
  const auto byte = base::TakeBytes(1, in);
  if (!byte || (*byte)[0] < 0 || (*byte)[0] > 1) return std::nullopt;
  return (*byte)[0] == 1;
}

bool TakeString(std::string_view* in, std::string* out) {
  const auto bytes = base::TakeLengthPrefixed(in);
  if (bytes) out->assign(*bytes);
  return bytes.has_value();
}

bool TakeNumber(std::string_view* in, uint64_t* out) {
  const auto number = base::TakeVarint(in);
  if (number) *out = *number;
  return number.has_value();
}

bool TakeShard(std::string_view* in, Shard* shard) {
  if (!TakeNumber(in, &shard->space.value) || !TakeString(in, &shard->begin)) return false;
  const auto has_end = TakeFlag(in);
  if (!has_end) return false;
  if (*has_end && !TakeString(in, &shard->end.emplace())) return false;
  if (!TakeNumber(in, &shard->trimmed.value)) return false;
  const auto was_split = TakeFlag(in);
  if (!was_split) return false;
  if (*was_split) {
    Shard::Split& split = shard->split.emplace();
    if (!TakeString(in, &split.at) || !TakeNumber(in, &split.left.value) ||
        !TakeNumber(in, &split.right.value)) {
      return false;
    }
  }
  return in->empty();
}

}  // namespace

std::string EncodeShard(const Shard& shard) {
  std::string bytes;
  base::AppendVarint(shard.space.value, &bytes);
  base::AppendLengthPrefixed(shard.begin, &bytes);
  bytes.push_back(shard.end ? 1 : 0);
  if (shard.end) base::AppendLengthPrefixed(*shard.end, &bytes);
  base::AppendVarint(shard.trimmed.value, &bytes);
  bytes.push_back(shard.split ? 1 : 0);
  if (shard.split) {
    base::AppendLengthPrefixed(shard.split->at, &bytes);
    base::AppendVarint(shard.split->left.value, &bytes);
    base::AppendVarint(shard.split->right.value, &bytes);
  }
  return bytes;
}

base::Result<Shard> DecodeShard(ShardId id, std::string_view bytes) {
  Shard shard;
  shard.id = id;
  if (!TakeShard(&bytes, &shard)) {
    return base::Corruption("the record of shard " + std::to_string(id.value) + " is damaged");
  }
  return shard;
}

const ShardTable::Stripe& ShardTable::MyStripe() const {
  static std::atomic<size_t> next{0};
  thread_local const size_t mine = next.fetch_add(1, std::memory_order_relaxed) % kStripes;
  return stripes_[mine];
}

ShardTable::ShardPointer ShardTable::Find(ShardId id) const {
  const Stripe& stripe = MyStripe();
  base::MutexLock lock(stripe.mutex);
  const auto found = stripe.shards.find(id.value);
  return found == stripe.shards.end() ? nullptr : found->second;
}

std::vector<ShardId> ShardTable::List() const {
  std::vector<ShardId> ids;
  {
    const Stripe& stripe = MyStripe();
    base::MutexLock lock(stripe.mutex);
    ids.reserve(stripe.shards.size());
    for (const auto& [id, shard] : stripe.shards) ids.push_back({id});
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

size_t ShardTable::size() const {
  const Stripe& stripe = MyStripe();
  base::MutexLock lock(stripe.mutex);
  return stripe.shards.size();
}

void ShardTable::Put(Shard shard) {
  const auto pointer = std::make_shared<const Shard>(std::move(shard));
  for (Stripe& stripe : stripes_) {
    base::MutexLock lock(stripe.mutex);
    stripe.shards.insert_or_assign(pointer->id.value, pointer);
  }
}

void ShardTable::Erase(ShardId id) {
  for (Stripe& stripe : stripes_) {
    base::MutexLock lock(stripe.mutex);
    stripe.shards.erase(id.value);
  }
}

}  // namespace kv::rocks::shards

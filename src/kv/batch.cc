#include "kv/store.h"

namespace kv {

void Batch::Check(ShardId shard, KeyView key, const Version& version) {
  bytes_ += key.bytes.size();
  checks_.push_back({shard, key.family, std::string(key.bytes), version});
}

void Batch::Put(ShardId shard, KeyView key, std::string value) {
  bytes_ += key.bytes.size() + value.size();
  writes_.push_back({shard, key.family, std::string(key.bytes), std::move(value)});
}

void Batch::Delete(ShardId shard, KeyView key) {
  bytes_ += key.bytes.size();
  writes_.push_back({shard, key.family, std::string(key.bytes), std::nullopt});
}

void Batch::Add(ShardId shard, std::string_view meta_key, int64_t delta) {
  bytes_ += meta_key.size() + sizeof(delta);
  adds_.push_back({shard, std::string(meta_key), delta});
}

void Batch::Append(ShardId shard, std::string_view record) {
  bytes_ += record.size();
  appends_.push_back({shard, std::string(record)});
}

void Batch::DeferredPut(ShardId source_shard, KeyView source_key, ShardId shard, KeyView key,
                        std::string_view value) {
  bytes_ += source_key.bytes.size() + key.bytes.size() + value.size();
  deferred_.push_back({source_shard,
                       std::string(source_key.bytes),
                       {shard, key.family, std::string(key.bytes), std::string(value)}});
}

void Batch::DeferredDelete(ShardId source_shard, KeyView source_key, ShardId shard, KeyView key) {
  bytes_ += source_key.bytes.size() + key.bytes.size();
  deferred_.push_back({source_shard,
                       std::string(source_key.bytes),
                       {shard, key.family, std::string(key.bytes), std::nullopt}});
}

void Batch::RequireLease(std::string_view name, std::string_view holder) {
  bytes_ += name.size() + holder.size();
  leases_.emplace_back(name, holder);
}

bool Batch::empty() const {
  return checks_.empty() && writes_.empty() && adds_.empty() && appends_.empty() &&
         deferred_.empty() && leases_.empty();
}

}  // namespace kv

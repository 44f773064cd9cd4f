#include "kv/rocksdb/cache/scan_cache.h"

#include <xxhash.h>

#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "kv/rocksdb/engine/tuning.h"

namespace kv::rocks::cache {
namespace {

// As large as the first chunk of rows that a query reads.
constexpr size_t kRowsBytesMax = size_t{64} << 10;
// Collections that share a slot share the number of their last write: a write also invalidates the
// cached ranges of one in a million other collections.
constexpr size_t kCollectionSlots = size_t{1} << 20;
constexpr size_t kOfferedSlots = 1 << 16;
constexpr size_t kMarkBytes = 8;

uint64_t HashCollection(std::string_view prefix) {
  return XXH3_64bits(prefix.data(), prefix.size());
}

}  // namespace

ScanCache::ScanCache(size_t bytes_max, uint64_t first_group)
    : collections_(first_group, kCollectionSlots),
      cache_(bytes_max, collections_),
      offered_(bytes_max == 0 ? nullptr : new std::atomic<uint16_t>[kOfferedSlots]()) {}

std::optional<ScanCache::Range> ScanCache::Range::Of(Family family, std::string_view begin,
                                                     std::string_view end, Direction direction) {
  const size_t prefix = engine::FilteredPrefixBytes(engine::ColumnOf(family));
  if (prefix == 0 || begin.size() < prefix || end.size() < prefix ||
      begin.substr(0, prefix) != end.substr(0, prefix)) {
    return std::nullopt;
  }
  Range range;
  range.family_ = family;
  range.collection_ = HashCollection(begin.substr(0, prefix));
  range.key_.reserve(begin.size() + end.size() + base::kVarintBytesMax + 1);
  base::AppendLengthPrefixed(begin, &range.key_);
  range.key_.append(end.substr(prefix));
  range.key_.push_back(direction == Direction::kForward ? 'f' : 'b');
  range.hash_ = XXH3_64bits(range.key_.data(), range.key_.size());
  return range;
}

ScanCache::Rows::Rows(ReadMark mark) { base::AppendLittleEndian64(mark.value, &bytes_); }

bool ScanCache::Rows::Add(std::string_view key, std::string_view value) {
  if (bytes_.size() + key.size() + value.size() > kRowsBytesMax) return false;
  base::AppendLengthPrefixed(key, &bytes_);
  base::AppendLengthPrefixed(value, &bytes_);
  return true;
}

bool ScanCache::Kept::Next(std::string_view* key, std::string_view* value) {
  if (rest_.empty()) return false;
  const auto next_key = base::TakeLengthPrefixed(&rest_);
  const auto next_value = base::TakeLengthPrefixed(&rest_);
  CHECK(next_key && next_value);
  *key = *next_key;
  *value = *next_value;
  return true;
}

ScanCache::Kept ScanCache::Find(const Range& range) {
  Kept kept;
  RowCache::Hit hit = cache_.Find(range.hash_, {}, {range.family_, range.key_});
  if (hit.pin == nullptr) return kept;
  const ReadMark mark{base::ReadLittleEndian64(hit.value.data())};
  if (!collections_.IsUnwrittenSince(range.collection_, mark)) return kept;
  kept.rest_ = hit.value.substr(kMarkBytes);
  kept.pin_ = std::move(hit.pin);
  return kept;
}

void ScanCache::Offer(const Range& range, const Rows& rows) {
  if (offered_ == nullptr || !OfferedLately(range.hash_)) return;
  cache_.Put(range.hash_, {}, {range.family_, range.key_}, rows.bytes_);
}

bool ScanCache::OfferedLately(uint64_t hash) {
  const auto piece = static_cast<uint16_t>(hash >> 48);
  return offered_[hash % kOfferedSlots].exchange(piece, std::memory_order_relaxed) == piece;
}

void ScanCache::NoteWrite(engine::SpaceId space, KeyView key, uint64_t group) {
  const size_t prefix_bytes = engine::FilteredPrefixBytes(engine::ColumnOf(key.family));
  char prefix[engine::kRowPrefixBytesMax + engine::kTokenBytes];
  const size_t space_bytes = engine::WriteRowPrefix(space, key.family, prefix);
  if (prefix_bytes < space_bytes || key.bytes.size() < prefix_bytes - space_bytes) return;
  std::memcpy(prefix + space_bytes, key.bytes.data(), prefix_bytes - space_bytes);
  collections_.Note(HashCollection({prefix, prefix_bytes}), group);
}

}  // namespace kv::rocks::cache

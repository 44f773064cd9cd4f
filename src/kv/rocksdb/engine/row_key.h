// Where the rows of shards lie in RocksDB.
//
//   column family   key
//   default         "format" | "shard/" id | "drop/" id | "lease/" name     (the store's own)
//   meta, items     space (8) | key
//   index           space (8) | family (1) | key
//   log             shard (8) | position (8)
//
// Numbers are big-endian, so that numbers and bytes have the same order. A *space* is the key space
// of a shard that was made by CreateShard. The shards that it is split into share the space: each
// of them is a range of its keys.
#pragma once

#include <rocksdb/slice.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "kv/store.h"

namespace kv::rocks::engine {

enum class Column : uint8_t { kOwn, kMeta, kItems, kIndex, kLog };
constexpr size_t kColumns = 5;
constexpr std::array<const char*, kColumns> kColumnNames = {"default", "meta", "items", "index",
                                                            "log"};

inline Column ColumnOf(Family family) {
  switch (family) {
    case Family::kMeta:
      return Column::kMeta;
    case Family::kItem:
      return Column::kItems;
    case Family::kLocalIndex:
    case Family::kGlobalIndex:
      break;
  }
  return Column::kIndex;
}

struct SpaceId {
  uint64_t value = 0;
  friend auto operator<=>(const SpaceId&, const SpaceId&) = default;
};

constexpr size_t kSpaceBytes = 8;
constexpr size_t kRowPrefixBytesMax = kSpaceBytes + 1;
// The length of the partition-key token with which the keys of items and index entries begin.
// Filters and the scan cache rely on it; table::kTokenBytes must be the same.
constexpr size_t kTokenBytes = 8;

// The number of bytes before the key itself.
inline size_t RowPrefixBytes(Family family) {
  return ColumnOf(family) == Column::kIndex ? kSpaceBytes + 1 : kSpaceBytes;
}

// Writes the bytes before the key to `to`, and returns their number. REQUIRES: `to` has room for
// kRowPrefixBytesMax.
inline size_t WriteRowPrefix(SpaceId space, Family family, char* to) {
  const uint64_t swapped = __builtin_bswap64(space.value);
  std::memcpy(to, &swapped, sizeof(swapped));
  if (ColumnOf(family) != Column::kIndex) return kSpaceBytes;
  to[kSpaceBytes] = static_cast<char>(family);
  return kSpaceBytes + 1;
}

// A row's whole key, without an allocation. REQUIRES: the key is not longer than kKeyBytesMax.
class RowKey {
 public:
  RowKey(SpaceId space, KeyView key) {
    CHECK(key.bytes.size() <= kKeyBytesMax);
    const size_t prefix = WriteRowPrefix(space, key.family, bytes_);
    if (!key.bytes.empty()) std::memcpy(bytes_ + prefix, key.bytes.data(), key.bytes.size());
    size_ = prefix + key.bytes.size();
  }

  rocksdb::Slice slice() const { return {bytes_, size_}; }

 private:
  size_t size_;
  char bytes_[kRowPrefixBytesMax + kKeyBytesMax];
};

// The whole key as a string, for the bounds of ranges. `key` may have any length.
std::string RowKeyString(SpaceId space, Family family, std::string_view key);

// A range of whole keys, [begin, end).
struct RowRange {
  std::string begin;
  std::string end;
  bool empty() const { return begin >= end; }
};

// The rows of a family of a space from `begin` up to `end`; nullopt: to the last row.
RowRange RowsBetween(SpaceId space, Family family, std::string_view begin,
                     std::optional<std::string_view> end);

std::string LogKey(ShardId shard, LogPosition position);
// The log's records from `first` on, up to and including `last`.
RowRange LogBetween(ShardId shard, LogPosition first, LogPosition last);

}  // namespace kv::rocks::engine

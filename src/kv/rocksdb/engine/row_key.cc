#include "kv/rocksdb/engine/row_key.h"

#include <limits>

#include "base/bytes.h"

namespace kv::rocks::engine {

std::string RowKeyString(SpaceId space, Family family, std::string_view key) {
  char prefix[kRowPrefixBytesMax];
  const size_t prefix_bytes = WriteRowPrefix(space, family, prefix);
  std::string row_key;
  row_key.reserve(prefix_bytes + key.size());
  row_key.append(prefix, prefix_bytes);
  row_key.append(key);
  return row_key;
}

RowRange RowsBetween(SpaceId space, Family family, std::string_view begin,
                     std::optional<std::string_view> end) {
  RowRange range{RowKeyString(space, family, begin), {}};
  if (end) {
    range.end = RowKeyString(space, family, *end);
  } else {
    // There is always an end: no shard has the greatest of ids, so no space is all 0xff.
    const auto after = base::PrefixEnd(RowKeyString(space, family, ""));
    CHECK(after.has_value());
    range.end = *after;
  }
  return range;
}

std::string LogKey(ShardId shard, LogPosition position) {
  std::string key;
  key.reserve(2 * sizeof(uint64_t));
  base::AppendBigEndian64(shard.value, &key);
  base::AppendBigEndian64(position.value, &key);
  return key;
}

RowRange LogBetween(ShardId shard, LogPosition first, LogPosition last) {
  RowRange range{LogKey(shard, first), {}};
  if (last.value == std::numeric_limits<uint64_t>::max()) {
    base::AppendBigEndian64(shard.value + 1, &range.end);
  } else {
    range.end = LogKey(shard, {last.value + 1});
  }
  return range;
}

}  // namespace kv::rocks::engine

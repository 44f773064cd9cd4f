#include "table/system_keys.h"

#include "base/bytes.h"
#include "base/check.h"

namespace table {
namespace {

constexpr char kCollectionMark = 'c';  // no counter of a whole shard has it there

// A global index is alone in its shards; the local ones are with their table, and each other.
std::string CounterOf(const IndexDescription& index, std::string_view key) {
  std::string counter(key);
  if (index.local) counter.push_back(static_cast<char>(index.number));
  return counter;
}

std::string KeyWithin(std::string_view prefix, const Namespace& name_space, std::string_view name) {
  std::string key(prefix);
  base::AppendLengthPrefixed(name_space.account, &key);
  base::AppendLengthPrefixed(name_space.region, &key);
  key.append(name);
  return key;
}

}  // namespace

std::string TableRecordKey(const Namespace& name_space, std::string_view name) {
  return KeyWithin(kTableRecordPrefix, name_space, name);
}

std::string IndexBuildKey(std::string_view table_id, uint32_t index_number) {
  return std::string("index-build/").append(table_id) + "/" + std::to_string(index_number);
}

std::string TokenRecordKey(const Namespace& name_space, std::string_view token) {
  return KeyWithin(kTokenRecordPrefix, name_space, token);
}

std::string TokenFinishedKey(base::WallTime finished, std::string_view record_key) {
  std::string key(kTokenFinishedPrefix);
  base::AppendBigEndian64(static_cast<uint64_t>(finished.time_since_epoch().count()), &key);
  key.append(record_key);
  return key;
}

std::string ItemCountKeyOf(const IndexDescription& index) {
  return CounterOf(index, kItemCountKey);
}
std::string ItemBytesKeyOf(const IndexDescription& index) {
  return CounterOf(index, kItemBytesKey);
}

std::string CollectionBytesKey(std::string_view prefix) {
  CHECK(prefix.size() > kTokenBytes);
  std::string key(prefix);
  key.insert(kTokenBytes, 1, kCollectionMark);
  return key;
}

bool IsCollectionBytesKey(std::string_view key) {
  return key.size() > kTokenBytes && key[kTokenBytes] == kCollectionMark;
}

}  // namespace table

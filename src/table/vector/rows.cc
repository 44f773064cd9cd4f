#include "table/vector/rows.h"

#include <xxhash.h>

#include <cstring>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "value/key_codec.h"

namespace table::vector {
namespace {

constexpr char kFormat = 1;
constexpr size_t kListBytes = sizeof(uint32_t);

template <typename T>
void AppendRaw(const T& value, std::string* out) {
  out->append(reinterpret_cast<const char*>(&value), sizeof(value));
}

// Precondition: there are so many bytes.
template <typename T>
T TakeRaw(std::string_view* in) {
  T value;
  std::memcpy(&value, in->data(), sizeof(value));
  in->remove_prefix(sizeof(value));
  return value;
}

void AppendFloats(std::span<const float> floats, std::string* out) {
  out->append(reinterpret_cast<const char*>(floats.data()), floats.size_bytes());
}

void AppendList(VectorListId list, std::string* out) {
  AppendRaw(__builtin_bswap32(list.value), out);
}

std::string KeyOf(const VectorGroup& group, char mark, std::string_view rest = {}) {
  std::string key;
  key.reserve(group.prefix.size() + 1 + kListBytes + rest.size());
  key.append(group.prefix);
  key.push_back(mark);
  key.append(rest);
  return key;
}

std::string KeyOf(const VectorGroup& group, char mark, VectorListId list,
                  std::string_view rest = {}) {
  std::string key = KeyOf(group, mark);
  AppendList(list, &key);
  key.append(rest);
  return key;
}

base::Error Damaged(const char* what) {
  return base::Corruption(std::string("a vector index has a damaged ") + what);
}

size_t FloatBytes(const VectorSettings& settings) { return settings.dimensions * sizeof(float); }

}  // namespace

VectorGroup GroupOf(const IndexDescription& index, std::optional<value::ValueView> hash_value) {
  CHECK(hash_value.has_value() != index.hash.empty());
  VectorGroup group;
  group.prefix = hash_value ? PartitionKeyPrefix(*hash_value) : std::string(kTokenBytes, '\0');
  group.shard = index.partitions[PartitionOf(index.partitions, TokenOf(group.prefix))].shard;
  return group;
}

std::string EntryKey(const VectorGroup& group, std::string_view item_key) {
  return KeyOf(group, kEntryMark, item_key);
}
std::string StateKey(const VectorGroup& group) { return KeyOf(group, kStateMark); }
std::string CentroidKey(const VectorGroup& group, VectorListId list) {
  return KeyOf(group, kCentroidMark, list);
}
std::string MemberKey(const VectorGroup& group, VectorListId list, std::string_view item_key) {
  return KeyOf(group, kMemberMark, list, item_key);
}
std::string PlaceKey(const VectorGroup& group, std::string_view item_key) {
  return KeyOf(group, kPlaceMark, item_key);
}
std::string CounterKey(const VectorGroup& group, VectorListId list) {
  return KeyOf(group, kCounterMark, list);
}
std::string EntryPrefix(const VectorGroup& group) { return KeyOf(group, kEntryMark); }
std::string CentroidPrefix(const VectorGroup& group) { return KeyOf(group, kCentroidMark); }
std::string MemberPrefix(const VectorGroup& group, VectorListId list) {
  return KeyOf(group, kMemberMark, list);
}
std::string PlacePrefix(const VectorGroup& group) { return KeyOf(group, kPlaceMark); }
std::string CounterPrefix(const VectorGroup& group) { return KeyOf(group, kCounterMark); }

VectorListId ListOfKey(std::string_view key) {
  CHECK(key.size() >= kListBytes);
  key.remove_prefix(key.size() - kListBytes);
  return {__builtin_bswap32(TakeRaw<uint32_t>(&key))};
}

base::Result<VectorRowKey> TakeVectorRowKey(const IndexDescription& index, std::string_view key) {
  VectorRowKey taken;
  std::string_view rest = key;
  if (rest.size() < kTokenBytes) return Damaged("key");
  rest.remove_prefix(kTokenBytes);
  for (const KeyAttribute& attribute : index.hash) {
    TRY(value::TakeKeyComponent(attribute.type, &rest));
  }
  taken.group = key.substr(0, key.size() - rest.size());
  if (rest.empty()) return Damaged("key");
  taken.mark = rest.front();
  rest.remove_prefix(1);
  const bool has_list = taken.mark == kCentroidMark || taken.mark == kMemberMark;
  const bool has_item =
      taken.mark == kEntryMark || taken.mark == kMemberMark || taken.mark == kPlaceMark;
  if (!has_list && !has_item && taken.mark != kStateMark) return Damaged("key");
  if (has_list) {
    if (rest.size() < kListBytes) return Damaged("key");
    taken.list = {__builtin_bswap32(TakeRaw<uint32_t>(&rest))};
  }
  if (has_item != (rest.size() > kTokenBytes) || (!has_item && !rest.empty())) {
    return Damaged("key");
  }
  taken.item_key = rest;
  return taken;
}

base::Result<EntryView> OpenEntry(const VectorSettings& settings, std::string_view bytes) {
  if (bytes.size() < 1 + FloatBytes(settings) || bytes.front() != kFormat) return Damaged("entry");
  bytes.remove_prefix(1);
  return EntryView{.floats = bytes.substr(0, FloatBytes(settings)),
                   .row = bytes.substr(FloatBytes(settings))};
}

std::vector<float> ReadFloats(std::string_view bytes) {
  std::vector<float> floats(bytes.size() / sizeof(float));
  std::memcpy(floats.data(), bytes.data(), floats.size() * sizeof(float));
  return floats;
}

std::string EncodeState(const VectorState& state) {
  std::string bytes(1, kFormat);
  AppendRaw(state.version, &bytes);
  bytes.push_back(state.ready ? 1 : 0);
  AppendRaw(state.next_list, &bytes);
  return bytes;
}

base::Result<VectorState> ReadState(std::string_view bytes) {
  VectorState state;
  if (bytes.size() != 1 + sizeof(state.version) + 1 + sizeof(state.next_list) ||
      bytes.front() != kFormat) {
    return Damaged("state of a group");
  }
  bytes.remove_prefix(1);
  state.version = TakeRaw<uint64_t>(&bytes);
  state.ready = TakeRaw<char>(&bytes) != 0;
  state.next_list = TakeRaw<uint32_t>(&bytes);
  return state;
}

std::string EncodeCentroid(std::span<const float> centroid, float spread, bool open) {
  std::string bytes(1, open ? 1 : 0);
  AppendFloats(centroid, &bytes);
  AppendRaw(spread, &bytes);
  return bytes;
}

base::Result<CentroidView> OpenCentroid(const VectorSettings& settings, std::string_view bytes) {
  CentroidView centroid;
  const size_t least = 1 + FloatBytes(settings);
  if (bytes.size() != least && bytes.size() != least + sizeof(centroid.spread)) {
    return Damaged("centroid");
  }
  centroid.open = TakeRaw<char>(&bytes) != 0;
  centroid.floats = bytes.substr(0, FloatBytes(settings));
  bytes.remove_prefix(centroid.floats.size());
  if (!bytes.empty()) centroid.spread = TakeRaw<float>(&bytes);
  return centroid;
}

std::string EncodeMember(const vectors::Code& code, std::span<const uint64_t> filters) {
  std::string bytes;
  bytes.reserve(2 * sizeof(float) + filters.size_bytes() + code.elements.size());
  AppendRaw(code.scale, &bytes);
  AppendRaw(code.squares, &bytes);
  bytes.append(reinterpret_cast<const char*>(filters.data()), filters.size_bytes());
  bytes.append(reinterpret_cast<const char*>(code.elements.data()), code.elements.size());
  return bytes;
}

base::Result<MemberView> OpenMember(const VectorSettings& settings, std::string_view bytes) {
  const size_t filter_bytes = settings.filters.size() * sizeof(uint64_t);
  if (bytes.size() != 2 * sizeof(float) + filter_bytes + settings.dimensions) {
    return Damaged("member of a list");
  }
  MemberView member;
  member.scale = TakeRaw<float>(&bytes);
  member.squares = TakeRaw<float>(&bytes);
  member.filters = bytes.substr(0, filter_bytes);
  member.elements = bytes.substr(filter_bytes);
  return member;
}

std::string EncodePlace(VectorListId list) {
  std::string bytes;
  AppendRaw(list.value, &bytes);
  return bytes;
}

base::Result<VectorListId> ReadPlace(std::string_view bytes) {
  if (bytes.size() != kListBytes) return Damaged("place of a member");
  return VectorListId{TakeRaw<uint32_t>(&bytes)};
}

uint64_t FilterHash(value::ValueView value) {
  const std::string_view encoded = value.encoded();
  const uint64_t hash = XXH3_64bits(encoded.data(), encoded.size());
  return hash != 0 ? hash : 1;
}

}  // namespace table::vector

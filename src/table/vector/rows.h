// How a vector index lies in its shards.
//
// The items of one value of its HASH attribute are a *group* (all items are one if it has none),
// which is searched by itself. Up to kGroupEntriesUndivided entries a search compares with each of
// them. A larger group is divided: k-means gives centroids, each entry is a member of the list of
// the centroid it is nearest to, and a search looks through the lists whose centroids are near.
//
//   group := token(8) key component           of the HASH value; eight zeros if there is no HASH
//
//   group 'e' item key                        an entry: what the index has of an item
//     format(1) float(4) × dimensions, row    the vector; the other projected attributes
//   group 'g'                                 how the group is divided; absent: it is not
//     format(1) version(8) ready(1) next list(4)
//   group 'c' list(4)                         the centroid of a list
//     open(1) float(4) × dimensions, spread(4)
//   group 'l' list(4) item key                a member of a list
//     scale(4) squares(4) hash(8) × filters, code(1) × dimensions
//   group 'm' item key                        which list that is
//     list(4)
//
// In the kMeta family, counters (kv::Batch::Add): how many members a list has, and, as list zero,
// how many entries the group has:
//
//   group 'n' list(4)
//
// In keys a list's number is big-endian, so that lists are in its order; the numbers in values are
// little-endian. Lists are numbered from 1 up within their group, no number twice. The item key is
// that of the table (key_schema.h), token and all. A filter attribute is kept in a member as the
// hash of its value, zero if the item lacks it: enough to pass over nearly all that do not meet a
// condition, and the entry says for certain.
//
// While `ready` is zero the lists are still being filled from the entries, and searches compare
// with each entry. A list that is not open takes no new members: it is being divided, its members
// move to others, and it goes when it has none.
//
// All of it changes in the commit of the item. A write depends on the row 'g' being as it was read,
// so that it never puts a member into a list that is not open any more.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"
#include "table/index_description.h"
#include "table/key_schema.h"
#include "value/value.h"
#include "vectors/code.h"

namespace table::vector {

struct VectorListId {
  uint32_t value = 0;  // zero: the entries of the group
  auto operator<=>(const VectorListId&) const = default;
};
constexpr VectorListId kAllEntries{};

// A group, and the shard in which all of it lies.
struct VectorGroup {
  kv::ShardId shard;
  std::string prefix;
  friend auto operator<=>(const VectorGroup&, const VectorGroup&) = default;
};

// `hash_value`: of the HASH attribute; nullopt if the index has none.
VectorGroup GroupOf(const IndexDescription& index, std::optional<value::ValueView> hash_value);

constexpr char kEntryMark = 'e';
constexpr char kStateMark = 'g';
constexpr char kCentroidMark = 'c';
constexpr char kMemberMark = 'l';
constexpr char kPlaceMark = 'm';
constexpr char kCounterMark = 'n';

std::string EntryKey(const VectorGroup& group, std::string_view item_key);
std::string StateKey(const VectorGroup& group);
std::string CentroidKey(const VectorGroup& group, VectorListId list);
std::string MemberKey(const VectorGroup& group, VectorListId list, std::string_view item_key);
std::string PlaceKey(const VectorGroup& group, std::string_view item_key);
std::string CounterKey(const VectorGroup& group, VectorListId list);

// What the keys of all entries, centroids, members of a list, or counters begin with.
std::string EntryPrefix(const VectorGroup& group);
std::string CentroidPrefix(const VectorGroup& group);
std::string MemberPrefix(const VectorGroup& group, VectorListId list);
std::string PlacePrefix(const VectorGroup& group);
std::string CounterPrefix(const VectorGroup& group);
// The list that a centroid's or a counter's key ends with.
VectorListId ListOfKey(std::string_view key);

// A key of a vector index's shard, taken apart. Errors: kCorruption.
struct VectorRowKey {
  std::string_view group;
  char mark = 0;
  VectorListId list = {};          // of centroids and members
  std::string_view item_key = {};  // of entries, members and places
};
base::Result<VectorRowKey> TakeVectorRowKey(const IndexDescription& index, std::string_view key);

// Errors of all that read: kCorruption.

struct EntryView {
  std::string_view floats;
  std::string_view row;
};
base::Result<EntryView> OpenEntry(const VectorSettings& settings, std::string_view bytes);
std::vector<float> ReadFloats(std::string_view bytes);

struct VectorState {
  uint64_t version = 0;
  bool ready = false;
  uint32_t next_list = 1;
};
std::string EncodeState(const VectorState& state);
base::Result<VectorState> ReadState(std::string_view bytes);

// `spread`: how far the list's members were from it when it was made (vectors/clustering.h). Rows
// that are older have none: zero.
std::string EncodeCentroid(std::span<const float> centroid, float spread, bool open);
struct CentroidView {
  bool open = false;
  std::string_view floats;
  float spread = 0;
};
base::Result<CentroidView> OpenCentroid(const VectorSettings& settings, std::string_view bytes);

std::string EncodeMember(const vectors::Code& code, std::span<const uint64_t> filters);
struct MemberView {
  float scale = 0;
  float squares = 0;
  std::string_view filters;
  std::string_view elements;
};
base::Result<MemberView> OpenMember(const VectorSettings& settings, std::string_view bytes);

std::string EncodePlace(VectorListId list);
base::Result<VectorListId> ReadPlace(std::string_view bytes);

// What a member keeps of a filter attribute's value. Stored, so it must never change (XXH3, 64
// bits, seed 0, of the encoded value; zero becomes one).
uint64_t FilterHash(value::ValueView value);

}  // namespace table::vector

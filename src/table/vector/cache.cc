#include "table/vector/cache.h"

#include <algorithm>
#include <optional>

#include "base/bytes.h"
#include "base/check.h"
#include "table/of_table.h"

namespace table::vector {
namespace {

// What a slot costs besides what it keeps.
constexpr size_t kSlotBytes = 256;
// A list of more than this part of the cache is not kept.
constexpr size_t kLargestPart = 4;
constexpr size_t kReadBytes = 1 << 20;
constexpr size_t kReadRows = 4096;
// How often a group is read again because it was divided meanwhile.
constexpr int kReadAttemptsMax = 16;

std::string KeyOfGroup(const VectorGroup& group) {
  std::string key;
  base::AppendBigEndian64(group.shard.value, &key);
  return key + group.prefix + kStateMark;
}

std::string KeyOfList(const VectorGroup& group, VectorListId list) {
  std::string key;
  base::AppendBigEndian64(group.shard.value, &key);
  return key + MemberPrefix(group, list);
}

base::Result<std::shared_ptr<const VectorDivision>> ReadDivision(kv::Store& store,
                                                                 const IndexDescription& index,
                                                                 const VectorGroup& group,
                                                                 std::string_view stored) {
  auto division = std::make_shared<VectorDivision>(
      VectorDivision{.state = {},
                     .lists = {},
                     .open = {},
                     .centroids = vectors::Centroids(index.vector->dimensions)});
  TRY_ASSIGN(division->state, ReadState(stored));
  std::string start = CentroidPrefix(group);
  const std::optional<std::string> end = base::PrefixEnd(start);
  for (bool more = true; more;) {
    kv::ScanRequest request{.family = index.family(), .start = start, .end = *end};
    base::Status read;
    std::string last;
    TRY_ASSIGN(
        const kv::ScanResult result,
        OfTable(store.Scan(group.shard, request, [&](std::string_view key, std::string_view bytes) {
          last.assign(key);
          auto centroid = OpenCentroid(*index.vector, bytes);
          if (!centroid.ok()) {
            read = std::move(centroid).error();
            return kv::ScanStep::kStop;
          }
          division->lists.push_back(ListOfKey(key));
          division->open.push_back(centroid->open);
          division->centroids.Add(ReadFloats(centroid->floats), centroid->spread, centroid->open);
          return kv::ScanStep::kContinue;
        })));
    TRY(std::move(read));
    more = result.may_have_more && !last.empty();
    start = last + '\0';
  }
  if (std::ranges::find(division->open, true) == division->open.end()) {
    return base::Corruption("a divided group of a vector index has no open list");
  }
  return std::shared_ptr<const VectorDivision>(std::move(division));
}

base::Result<std::map<VectorListId, int64_t>> ReadCounts(kv::Store& store,
                                                         const VectorGroup& group) {
  std::map<VectorListId, int64_t> counts;
  std::string start = CounterPrefix(group);
  const std::optional<std::string> end = base::PrefixEnd(start);
  for (bool more = true; more;) {
    const kv::ScanRequest request{.family = kv::Family::kMeta, .start = start, .end = *end};
    std::string last;
    TRY_ASSIGN(
        const kv::ScanResult result,
        OfTable(store.ScanCounters(group.shard, request, [&](std::string_view key, int64_t count) {
          last.assign(key);
          counts[ListOfKey(key)] = count;
          return kv::ScanStep::kContinue;
        })));
    more = result.may_have_more && !last.empty();
    start = last + '\0';
  }
  return counts;
}

}  // namespace

std::optional<size_t> VectorDivision::Find(VectorListId list) const {
  const auto found = std::ranges::lower_bound(lists, list);
  if (found == lists.end() || *found != list) return std::nullopt;
  return static_cast<size_t>(found - lists.begin());
}

size_t VectorDivision::Bytes() const {
  return sizeof(*this) + lists.size() * (sizeof(VectorListId) + 1) + centroids.Bytes();
}

void VectorGroupState::AddCheck(const VectorGroup& group, kv::Batch* batch) const {
  batch->Check(group.shard, {kv::Family::kGlobalIndex, StateKey(group)}, version);
}

base::Result<bool> ReadMembers(kv::Store& store, const VectorGroup& group, VectorListId list,
                               size_t count_max, std::string* start, VectorList* into) {
  const std::string prefix = list == kAllEntries ? EntryPrefix(group) : MemberPrefix(group, list);
  if (start->empty()) *start = prefix;
  const std::optional<std::string> end = base::PrefixEnd(prefix);
  const kv::ScanRequest request{.family = kv::Family::kGlobalIndex,
                                .start = *start,
                                .end = *end,
                                .consistency = kv::Consistency::kEventual,
                                .bytes_max = kReadBytes,
                                .count_max = count_max};
  base::Status read;
  std::string last;
  TRY_ASSIGN(
      const kv::ScanResult result,
      OfTable(store.Scan(group.shard, request, [&](std::string_view key, std::string_view bytes) {
        last.assign(key);
        read = into->Put(key.substr(prefix.size()), bytes);
        return read.ok() ? kv::ScanStep::kContinue : kv::ScanStep::kStop;
      })));
  TRY(std::move(read));
  if (!last.empty()) *start = last + '\0';
  return result.may_have_more && !last.empty();
}

base::Result<VectorGroupState> VectorCache::StateOf(kv::Store& store, const IndexDescription& index,
                                                    const VectorGroup& group) {
  const std::string state_key = StateKey(group);
  const std::string key = KeyOfGroup(group);
  for (int attempt = 0; attempt < kReadAttemptsMax; ++attempt) {
    VectorGroupState state;
    std::optional<std::string> stored;
    {
      TRY_ASSIGN(const kv::Found found, OfTable(store.Get(group.shard, {index.family(), state_key},
                                                          kv::Consistency::kConsistent)));
      state.version = found.version();
      if (found.value) stored.emplace(found.value->bytes());
    }
    {
      base::MutexLock lock(mutex_);
      const Slot* slot = Find(key);
      if (slot != nullptr && slot->stored == stored.value_or("")) {
        state.division = slot->division;
        return state;
      }
    }
    TRY_ASSIGN(auto counts, ReadCounts(store, group));
    if (stored) {
      TRY_ASSIGN(state.division, ReadDivision(store, index, group, *stored));
    }
    {  // it may have been divided in between
      TRY_ASSIGN(const kv::Found again, OfTable(store.Get(group.shard, {index.family(), state_key},
                                                          kv::Consistency::kConsistent)));
      std::optional<std::string_view> now;
      if (again.value) now = again.value->bytes();
      if (now != stored) continue;
    }
    base::MutexLock lock(mutex_);
    Slot* slot = Find(key);
    if (slot == nullptr) slot = Insert(key);
    slot->stored = stored.value_or("");
    slot->division = state.division;
    slot->counts = std::move(counts);
    SetBytes(slot, kSlotBytes + slot->counts.size() * 64 +
                       (slot->division ? slot->division->Bytes() : 0));
    TellWork(group, *slot);
    Shrink(slot);
    return state;
  }
  return base::Unavailable("a group of a vector index is divided again and again");
}

base::Result<std::shared_ptr<const VectorList>> VectorCache::ListOf(kv::Store& store,
                                                                    const IndexDescription& index,
                                                                    const VectorGroup& group,
                                                                    VectorListId list,
                                                                    bool passing) {
  const size_t member_bytes =
      index.vector->dimensions * (list == kAllEntries ? sizeof(float) : 1) + 64;
  const auto expected =
      static_cast<size_t>(std::max<int64_t>(CountOf(group, list), 1)) * member_bytes;
  if (expected > bytes_max_ / kLargestPart) return std::shared_ptr<const VectorList>();
  const std::string key = KeyOfList(group, list);
  {
    base::MutexLock lock(mutex_);
    if (const Slot* slot = Find(key)) {
      // Another reads it just now: who comes second reads for himself alone.
      if (slot->list == nullptr) return std::shared_ptr<const VectorList>();
      hits_.fetch_add(1, std::memory_order_relaxed);
      return std::shared_ptr<const VectorList>(slot->list);
    }
    misses_.fetch_add(1, std::memory_order_relaxed);
    if (passing && bytes_.load(std::memory_order_relaxed) + expected > bytes_max_) {
      return std::shared_ptr<const VectorList>();
    }
    Insert(key)->being_read = true;
  }
  auto loaded = Load(store, index, group, list);
  base::MutexLock lock(mutex_);
  const auto found = slots_.find(key);
  CHECK(found != slots_.end());  // nothing drops what is being read
  if (!loaded.ok()) {
    Erase(found);
    return std::move(loaded).error();
  }
  Slot& slot = found->second;
  for (const VectorDelta& delta : std::exchange(slot.meanwhile, {})) {
    if (delta.stored == nullptr) {
      (*loaded)->Remove(delta.item_key);
    } else {
      CHECK((*loaded)->Put(delta.item_key, *delta.stored).ok());  // it was made here
    }
  }
  slot.being_read = false;
  slot.list = *loaded;
  ++lists_;
  SetBytes(&slot, kSlotBytes + slot.list->Bytes());
  Shrink(&slot);
  return std::shared_ptr<const VectorList>(*std::move(loaded));
}

base::Result<std::shared_ptr<VectorList>> VectorCache::Load(kv::Store& store,
                                                            const IndexDescription& index,
                                                            const VectorGroup& group,
                                                            VectorListId list) {
  auto loaded = std::make_shared<VectorList>(*index.vector, list);
  std::string start;
  for (bool more = true; more;) {
    TRY_ASSIGN(more, ReadMembers(store, group, list, kReadRows, &start, loaded.get()));
  }
  loaded->Shrink();
  return loaded;
}

int64_t VectorCache::CountOf(const VectorGroup& group, VectorListId list) const {
  base::MutexLock lock(mutex_);
  const Slot* slot = Peek(KeyOfGroup(group));
  if (slot == nullptr) return 0;
  const auto count = slot->counts.find(list);
  return count != slot->counts.end() ? count->second : 0;
}

void VectorCache::Apply(const std::vector<VectorDelta>& deltas) {
  for (const VectorDelta& delta : deltas) {
    std::shared_ptr<VectorList> list;
    const std::string key = KeyOfList(delta.group, delta.list);
    {
      base::MutexLock lock(mutex_);
      Count(delta);
      const auto slot = slots_.find(key);
      if (slot == slots_.end()) continue;
      list = slot->second.list;
      if (list == nullptr) {
        slot->second.meanwhile.push_back(delta);
        continue;
      }
    }
    if (delta.stored == nullptr) {
      list->Remove(delta.item_key);
    } else {
      CHECK(list->Put(delta.item_key, *delta.stored).ok());  // it was made here
    }
    const size_t bytes = kSlotBytes + list->Bytes();
    base::MutexLock lock(mutex_);
    const auto slot = slots_.find(key);
    if (slot == slots_.end() || slot->second.list != list) continue;
    SetBytes(&slot->second, bytes);
    Shrink(&slot->second);
  }
}

void VectorCache::LeaveUntil(const VectorGroup& group, VectorListId list, int64_t count) {
  base::MutexLock lock(mutex_);
  const auto slot = slots_.find(KeyOfGroup(group));
  if (slot != slots_.end()) slot->second.left_until[list] = count;
}

void VectorCache::Forget(const VectorGroup& group, VectorListId list) {
  base::MutexLock lock(mutex_);
  const auto slot = slots_.find(KeyOfList(group, list));
  if (slot != slots_.end() && !slot->second.being_read) Erase(slot);
}

void VectorCache::OnWork(std::function<void(const VectorWork&)> listener) {
  base::MutexLock lock(mutex_);
  on_work_ = std::move(listener);
}

void VectorCache::Count(const VectorDelta& delta) {
  if (delta.count == 0) return;
  const auto slot = slots_.find(KeyOfGroup(delta.group));
  if (slot == slots_.end()) return;
  slot->second.counts[delta.list] += delta.count;
  if (delta.count > 0) TellIfLarge(delta.group, slot->second, delta.list);
}

void VectorCache::TellIfLarge(const VectorGroup& group, const Slot& slot, VectorListId list) {
  const auto count = slot.counts.find(list);
  if (!on_work_ || count == slot.counts.end()) return;
  if (list == kAllEntries) {
    if (slot.division != nullptr || count->second <= kGroupEntriesUndivided) return;
  } else {
    if (slot.division == nullptr || count->second <= kListMembersMax) return;
    const auto left = slot.left_until.find(list);
    if (left != slot.left_until.end() && count->second <= left->second) return;
    const std::optional<size_t> at = slot.division->Find(list);
    if (!at || !slot.division->open[*at]) return;
  }
  on_work_({group, list});
}

// Of a group that was read: what was under way when it was read last, and what is large.
void VectorCache::TellWork(const VectorGroup& group, const Slot& slot) {
  if (!on_work_) return;
  TellIfLarge(group, slot, kAllEntries);
  if (slot.division == nullptr) return;
  if (!slot.division->state.ready) return on_work_({group, kAllEntries});
  for (size_t i = 0; i < slot.division->lists.size(); ++i) {
    if (!slot.division->open[i]) on_work_({group, slot.division->lists[i]});
    TellIfLarge(group, slot, slot.division->lists[i]);
  }
}

VectorCache::Slot* VectorCache::Find(const std::string& key) {
  const auto slot = slots_.find(key);
  if (slot == slots_.end()) return nullptr;
  used_.splice(used_.begin(), used_, slot->second.used);
  return &slot->second;
}

const VectorCache::Slot* VectorCache::Peek(const std::string& key) const {
  const auto slot = slots_.find(key);
  return slot != slots_.end() ? &slot->second : nullptr;
}

VectorCache::Slot* VectorCache::Insert(const std::string& key) {
  const auto [slot, added] = slots_.try_emplace(key);
  CHECK(added);
  used_.push_front(&slot->first);
  slot->second.used = used_.begin();
  SetBytes(&slot->second, kSlotBytes);
  return &slot->second;
}

void VectorCache::SetBytes(Slot* slot, size_t bytes) {
  bytes_.fetch_add(bytes - slot->bytes, std::memory_order_relaxed);
  slot->bytes = bytes;
}

void VectorCache::Erase(Slots::iterator slot) {
  if (slot->second.list != nullptr) --lists_;
  SetBytes(&slot->second, 0);
  used_.erase(slot->second.used);
  slots_.erase(slot);
}

void VectorCache::Shrink(const Slot* kept) {
  for (auto last = used_.end(); bytes_.load(std::memory_order_relaxed) > bytes_max_;) {
    if (last == used_.begin()) return;
    const auto slot = slots_.find(**--last);
    if (&slot->second == kept || slot->second.being_read) continue;
    ++last;  // stays where it is when the one before it goes
    Erase(slot);
  }
}

std::vector<base::Statistic> VectorCache::Statistics() const {
  using Kind = base::Statistic::Kind;
  size_t lists = 0;
  size_t groups = 0;
  size_t divided = 0;
  {
    base::MutexLock lock(mutex_);
    lists = lists_;
    for (const auto& [key, slot] : slots_) {
      if (slot.division == nullptr) continue;
      ++groups;
      divided += slot.division->lists.size();
    }
  }
  const auto figure = [](const auto& count) {
    return static_cast<double>(count.load(std::memory_order_relaxed));
  };
  return {{"vector_cache_bytes", "Memory that lists and centroids of vector indexes take.",
           Kind::kGauge, figure(bytes_)},
          {"vector_cache_bytes_max", "The most they may take.", Kind::kGauge,
           static_cast<double>(bytes_max_)},
          {"vector_cache_lists", "Lists of vector indexes in memory.", Kind::kGauge,
           static_cast<double>(lists)},
          {"vector_divided_groups", "Divided groups of vector indexes in memory.", Kind::kGauge,
           static_cast<double>(groups)},
          {"vector_lists", "Lists into which they are divided.", Kind::kGauge,
           static_cast<double>(divided)},
          {"vector_cache_hits_total", "Lists that a search found in memory.", Kind::kCounter,
           figure(hits_)},
          {"vector_cache_misses_total", "Lists that a search read from the store.", Kind::kCounter,
           figure(misses_)}};
}

}  // namespace table::vector

#include "table/vector/search.h"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>

#include "base/check.h"
#include "table/of_table.h"
#include "table/vector/entry.h"
#include "table/vector/list.h"
#include "vectors/code.h"

namespace table::vector {
namespace {

// Codes tell nearness to about one part in a hundred: so many times more than wanted are compared
// in full, and a few more.
constexpr size_t kReadInFullTimes = 4;
constexpr size_t kReadInFullMore = 32;
constexpr size_t KeptOf(size_t wanted) { return wanted * kReadInFullTimes + kReadInFullMore; }
// Of an exact search: room for those that go meanwhile.
constexpr size_t kSpare = 8;
// Beyond so many lists a search leaves memory as it is unless there is room.
constexpr size_t kListsKept = 128;
constexpr size_t kRowsAtATime = 4096;

class Search {
 public:
  Search(kv::Store& store, VectorCache& cache, const IndexDescription& index,
         const VectorQuery& query)
      : store_(store),
        cache_(cache),
        index_(index),
        query_(query),
        group_(GroupOf(index, query.hash)),
        target_{.distance = index.vector->distance,
                .query = vectors::Prepared(index.vector->distance, query.vector),
                .filters = {}} {
    for (const auto& [filter, value] : query.filters) {
      target_.filters.emplace_back(filter, FilterHash(value));
    }
  }

  base::Result<VectorSearch> Find() {
    TRY_ASSIGN(const VectorGroupState state, cache_.StateOf(store_, index_, group_));
    if (state.division == nullptr || !state.division->state.ready) {
      NearestItems nearest(query_.count + kSpare);
      TRY(LookThrough(kAllEntries, nullptr, &nearest));
      TRY(ReadInFull(std::move(nearest).Take()));
    } else {
      NearestItems nearest(KeptOf(query_.count));
      TRY(LookThroughLists(*state.division, &nearest));
      TRY(ReadInFull(std::move(nearest).Take()));
    }
    return Finish();
  }

 private:
  base::Status LookThroughLists(const VectorDivision& division, NearestItems* nearest) {
    const auto members =
        static_cast<size_t>(std::max<int64_t>(cache_.CountOf(group_, kAllEntries), 0));
    vectors::CodedQuery query(target_.distance, target_.query);
    for (const uint32_t at : division.centroids.InOrder(target_.distance, target_.query)) {
      query.EnterList(division.centroids[at]);
      TRY(LookThrough(division.lists[at], &query, nearest));
      compared_by_turn_.push_back(found_.compared);
      if (IsEnough(looked_through_ >= members / kLookedThroughPart, *nearest)) break;
    }
    return {};
  }

  // `far`: a large part of the group was looked through.
  bool IsEnough(bool far, const NearestItems& nearest) const {
    if (far && !target_.filters.empty()) return found_.compared >= kComparedFilteredMin;
    if (found_.compared < kComparedMin) return false;
    if (far) return true;
    const auto late = std::ranges::upper_bound(compared_by_turn_, found_.compared / 2);
    const auto first_late = static_cast<size_t>(late - compared_by_turn_.begin());
    const size_t late_ones =
        nearest.CountIf([&](const NearItem& item) { return item.turn > first_late; });
    return late_ones <= KeptOf(query_.count) / kLateOnesPart;
  }

  base::Status LookThrough(VectorListId list, const vectors::CodedQuery* query,
                           NearestItems* nearest) {
    const size_t turn = compared_by_turn_.size();
    TRY_ASSIGN(const std::shared_ptr<const VectorList> kept,
               cache_.ListOf(store_, index_, group_, list, /*passing=*/turn >= kListsKept));
    if (kept != nullptr) {
      found_.compared += kept->Look(target_, query, turn, nearest);
      looked_through_ += kept->count();
      return {};
    }
    std::string start;
    for (bool more = true; more;) {
      VectorList some(*index_.vector, list);
      TRY_ASSIGN(more, ReadMembers(store_, group_, list, kRowsAtATime, &start, &some));
      found_.compared += some.Look(target_, query, turn, nearest);
      looked_through_ += some.count();
    }
    return {};
  }

  // The entries of the nearest, whose scores are exact. An item may have been found in two lists,
  // and one that was found may be gone by now.
  base::Status ReadInFull(const std::vector<std::pair<float, NearItem>>& nearest) {
    std::set<std::string_view> seen;
    std::vector<std::string> keys;
    for (const auto& [nearness, item] : nearest) {
      if (seen.insert(item.item_key).second) keys.push_back(EntryKey(group_, item.item_key));
    }
    std::vector<kv::GetRequest> requests;
    requests.reserve(keys.size());
    for (const std::string& key : keys) requests.push_back({group_.shard, {index_.family(), key}});
    TRY_ASSIGN(const std::vector<kv::Found> found,
               OfTable(store_.MultiGet(requests, {.consistency = kv::Consistency::kEventual})));
    for (const kv::Found& one : found) {
      if (one.value) TRY(AddMatch(one.value->bytes()));
    }
    return {};
  }

  base::Status AddMatch(std::string_view stored) {
    TRY_ASSIGN(const EntryView entry, OpenEntry(*index_.vector, stored));
    TRY_ASSIGN(const value::RowView row, value::RowView::Open(entry.row));
    for (const auto& [filter, wanted] : query_.filters) {
      if (row.Find(index_.vector->filters[filter].name) != wanted) return {};
    }
    const std::vector<float> vector = ReadFloats(entry.floats);
    found_.matches.push_back(
        {.item = query_.with_vector ? WithVector(index_, row, vector) : value::Row(row),
         .score = vectors::Score(target_.distance, query_.vector, vector)});
    return {};
  }

  VectorSearch Finish() {
    std::ranges::stable_sort(found_.matches, [&](const auto& a, const auto& b) {
      return vectors::IsNearer(target_.distance, a.score, b.score);
    });
    if (found_.matches.size() > query_.count) found_.matches.resize(query_.count);
    found_.bytes = found_.compared * index_.vector->dimensions * sizeof(float);
    for (const VectorSearch::Match& match : found_.matches) {
      found_.bytes += match.item.view().ItemBytes();
    }
    return std::move(found_);
  }

  kv::Store& store_;
  VectorCache& cache_;
  const IndexDescription& index_;
  const VectorQuery& query_;
  const VectorGroup group_;
  VectorTarget target_;
  VectorSearch found_;
  size_t looked_through_ = 0;             // members, whether they meet the filters or not
  std::vector<size_t> compared_by_turn_;  // after each list
};

}  // namespace

base::Result<VectorSearch> SearchVectors(kv::Store& store, VectorCache& cache,
                                         const IndexDescription& index, const VectorQuery& query) {
  CHECK(query.vector.size() == index.vector->dimensions);
  if (index.partitions.empty()) return base::NotFound("the index has no shards");
  return Search(store, cache, index, query).Find();
}

}  // namespace table::vector

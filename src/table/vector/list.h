// The members of a list, or the entries of a group, as searches look through them: in memory, one
// after another.
#pragma once

#include <cstddef>
#include <cstdint>
#include <shared_mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "table/index_description.h"
#include "table/vector/rows.h"
#include "vectors/code.h"
#include "vectors/nearest.h"

namespace table::vector {

// What is looked for: near to a vector, and with these values in filter attributes.
struct VectorTarget {
  // Of filter attributes by their place among the index's: what their FilterHash must be.
  using Filters = std::vector<std::pair<size_t, uint64_t>>;

  vectors::DistanceFunction distance = vectors::DistanceFunction::kCosine;
  std::vector<float> query;  // prepared
  Filters filters;
};

// The items of the nearest vectors.
struct NearItem {
  std::string item_key;
  size_t turn = 0;  // of looking through lists: which it was found in
};
using NearestItems = vectors::Nearest<NearItem>;

// Safe from any thread. What Look sees is of one instant.
class VectorList {
 public:
  // `list`: kAllEntries has the vectors as they are, prepared; others have codes.
  VectorList(const VectorSettings& settings, VectorListId list);

  // Puts what is stored under a member's key, or an entry's, in the place of what was there before
  // of the item. Errors: kCorruption.
  base::Status Put(std::string_view item_key, std::string_view stored);
  void Remove(std::string_view item_key);

  // Adds those that are near to what is looked for; returns how many vectors were compared.
  // `query` is of `target`, and has entered the list; null for kAllEntries. `turn`: see NearItem.
  size_t Look(const VectorTarget& target, const vectors::CodedQuery* query, size_t turn,
              NearestItems* nearest) const;

  // Gives back the room that was taken for more.
  void Shrink();

  size_t count() const;
  size_t Bytes() const;

 private:
  base::Result<std::vector<uint64_t>> FiltersOf(std::string_view stored) const;
  size_t Find(std::string_view item_key) const;
  void RemoveAt(size_t at);
  void AppendKey(std::string_view item_key);
  void PackKeys();
  std::string_view KeyAt(size_t at) const {
    return std::string_view(keys_).substr(key_at_[at].first, key_at_[at].second);
  }
  bool Meets(const VectorTarget::Filters& filters, size_t at) const;

  const VectorSettings settings_;
  const bool exact_;

  mutable std::shared_mutex mutex_;              // of all that follows
  std::vector<float> floats_;                    // exact: dimensions each
  std::vector<int8_t> elements_;                 // else: the same
  std::vector<std::pair<float, float>> scales_;  // with the squares
  std::vector<uint64_t> filters_;                // as many each as the index has
  std::vector<uint64_t> tokens_;                 // what the keys begin with, to find them
  std::vector<std::pair<uint32_t, uint32_t>> key_at_;
  std::string keys_;
  size_t unused_key_bytes_ = 0;
};

}  // namespace table::vector

// Keeps the few nearest of many candidates.
#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace vectors {

// Takes (nearness, T) pairs one by one, and keeps the `count` pairs with the smallest nearness. Not
// thread-safe.
template <typename T>
class Nearest {
 public:
  explicit Nearest(size_t count) : count_(count) { heap_.reserve(count); }

  // Whether a pair of this nearness would be kept.
  bool Takes(float nearness) const {
    return heap_.size() < count_ || nearness < heap_.front().first;
  }
  void Add(float nearness, T what) {
    if (!Takes(nearness) || count_ == 0) return;
    if (heap_.size() == count_) {
      std::pop_heap(heap_.begin(), heap_.end(), IsNearer);
      heap_.pop_back();
    }
    heap_.emplace_back(nearness, std::move(what));
    std::push_heap(heap_.begin(), heap_.end(), IsNearer);
  }

  // The number of kept pairs whose T satisfies the predicate.
  template <typename Predicate>
  size_t CountIf(Predicate predicate) const {
    return static_cast<size_t>(
        std::ranges::count_if(heap_, [&](const auto& kept) { return predicate(kept.second); }));
  }

  // Returns the kept pairs, the nearest first.
  std::vector<std::pair<float, T>> Take() && {
    std::sort_heap(heap_.begin(), heap_.end(), IsNearer);
    return std::move(heap_);
  }

 private:
  static bool IsNearer(const std::pair<float, T>& a, const std::pair<float, T>& b) {
    return a.first < b.first;
  }

  size_t count_;
  std::vector<std::pair<float, T>> heap_;  // the farthest in front
};

}  // namespace vectors

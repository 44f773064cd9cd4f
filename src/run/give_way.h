// How a long computation lets the other requests of its thread go on.
//
// An event loop's thread runs one fiber at a time, until that fiber waits. So code that may compute
// for long counts its work (Spend) and calls GiveWay now and then. REQUIRES, when GiveWay is
// called: the caller holds nothing that another request of the thread could want: no mutex, no
// reference to thread-local state, no iterator of the store. On a thread without fibers, such as a
// thread of its own or a unit test's, GiveWay does nothing.
#pragma once

#include <algorithm>
#include <cstddef>

namespace run {

// A step is about a nanosecond: the time to search or compare some bytes, or a tenth of the time to
// visit an element. Other requests wait for at most about one slice, a millisecond.
constexpr size_t kStepsPerSlice = 1'000'000;

// Counts steps. To be called once for some hundred steps, not for each.
void Spend(size_t steps);

// Whether the running fiber has used up its slice. False on a thread without fibers.
bool SliceIsSpent();

// If the slice is used up, lets the other requests of this thread go on, and begins a new slice.
void GiveWay();

// As std::sort, but calls GiveWay now and then. `less` must not call it.
template <typename Iterator, typename Less>
void SortGivingWay(Iterator begin, Iterator end, Less less) {
  constexpr size_t kFew = 1024;  // sorted in a fraction of a slice
  if (static_cast<size_t>(end - begin) <= kFew) {
    std::sort(begin, end, less);
    return;
  }
  constexpr size_t kTogether = 256;
  constexpr size_t kStepsEach = 20;
  size_t count = 0;
  std::sort(begin, end, [&](const auto& a, const auto& b) {
    if (++count % kTogether == 0) {
      Spend(kTogether * kStepsEach);
      GiveWay();
    }
    return less(a, b);
  });
}

// For loops whose length depends on a client: counts steps, and calls GiveWay now and then.
class LongLoop {
 public:
  // To be called in each iteration. `steps`: about how many the iteration took.
  void Next(size_t steps) {
    steps_ += steps;
    if (steps_ < kNotedTogether) return;
    Spend(steps_);
    steps_ = 0;
    GiveWay();
  }

 private:
  static constexpr size_t kNotedTogether = 50'000;
  size_t steps_ = 0;
};

}  // namespace run

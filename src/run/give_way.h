// Work that goes on for long, in the middle of which a request lets the others of its thread go on.
//
// An event loop's thread runs one fiber at a time, until it waits. Whoever works without waiting
// notes what that took (Spend), and gives way where it holds nothing that another request of the
// thread could want: no mutex, nothing of the thread's own, no iterator of the store. What runs
// beside others anyway, on a thread of its own or in a unit test, never gives way.
#pragma once

#include <algorithm>
#include <cstddef>

namespace run {

// A step is about a nanosecond: some bytes that are searched or compared, a tenth of a visit to an
// element. A slice of a million is what others are kept waiting at a time.
constexpr size_t kStepsPerSlice = 1'000'000;

// Notes steps. Cheap, but no more often than each hundred steps or so.
void Spend(size_t steps);

// Whether the fiber that runs has spent its slice. Never on a thread without fibers.
bool SliceIsSpent();

// Lets the others of this thread go on, if the slice is spent; else returns at once.
void GiveWay();

// As std::sort, giving way now and then. `less` must not.
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

// For loops over what a client sends: counts, and gives way each so many times.
class LongLoop {
 public:
  // `steps`: of one time, about.
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

// Which group of commits wrote each row last.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>

#include "base/check.h"
#include "kv/store.h"

namespace kv::rocks::cache {

// By the row's hash, and the same for all rows of a hash: so it may say that a row was written
// though another was, never the other way round.
//
// The committer's thread alone writes; any thread reads. A row is noted before anything of its
// group can be seen. So who took the mark before it read a row, and finds nothing noted since,
// knows that the row is what it was when the mark was taken.
class LastWrites {
 public:
  // `first`: the number of the group before the first. A mark from before it is of another life of
  // the store, and proves nothing. `slots`: a power of two; more of them make it rarer that one
  // stands for another. Their memory is taken as they are used.
  LastWrites(uint64_t first, size_t slots)
      : first_(first),
        mask_(slots - 1),
        groups_(static_cast<std::atomic<uint64_t>*>(std::calloc(slots, sizeof(uint64_t)))) {
    CHECK(std::has_single_bit(slots) && groups_ != nullptr);
  }

  void Note(uint64_t hash, uint64_t group) {
    groups_[hash & mask_].store(group, std::memory_order_release);
  }
  // Whether the row is as a read found it that took this mark before.
  bool IsUnwrittenSince(uint64_t hash, ReadMark mark) const {
    return mark.value >= first_ &&
           groups_[hash & mask_].load(std::memory_order_acquire) <= mark.value;
  }

 private:
  struct Free {
    void operator()(std::atomic<uint64_t>* groups) const { std::free(groups); }
  };

  const uint64_t first_;
  const size_t mask_;
  // Zero: not written since the store was opened. (An atomic number is a number: no constructor
  // need run, and pages that nobody wrote stay the system's.)
  const std::unique_ptr<std::atomic<uint64_t>[], Free> groups_;
};

}  // namespace kv::rocks::cache

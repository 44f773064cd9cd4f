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

// For each hash of a row, the number of the group that last wrote a row with this hash. Rows that
// share a slot share the number, so a row may seem to be written although another one was. The
// opposite never happens.
//
// Any thread may read; only the thread that commits writes. A write is noted before a read can see
// any write of its group. So if a mark was taken before a row was read, and no write is noted after
// the mark, then the row is still as it was read.
class LastWrites {
 public:
  // `first`: the number before that of the first group. A smaller mark was taken before the store
  // was opened, and proves nothing. `slots`: a power of two. With more slots fewer rows share one.
  // Memory is used only for slots that are written.
  LastWrites(uint64_t first, size_t slots)
      : first_(first),
        mask_(slots - 1),
        groups_(static_cast<std::atomic<uint64_t>*>(std::calloc(slots, sizeof(uint64_t)))) {
    CHECK(std::has_single_bit(slots) && groups_ != nullptr);
  }

  void Note(uint64_t hash, uint64_t group) {
    groups_[hash & mask_].store(group, std::memory_order_release);
  }
  // Whether no row of this hash was written since the mark was taken.
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
  // Zero: not written since the store was opened. From calloc, which needs no memory for pages that
  // are never written; an atomic integer of zero needs no constructor.
  const std::unique_ptr<std::atomic<uint64_t>[], Free> groups_;
};

}  // namespace kv::rocks::cache

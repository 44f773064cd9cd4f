// Short ranges that are scanned again and again: what queries of small item collections read.
//
// A scan through RocksDB costs as much as reading its rows one by one (it merges the write buffer
// and every level, and walks each of them row by row); here it is one lookup.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "kv/rocksdb/cache/last_writes.h"
#include "kv/rocksdb/cache/row_cache.h"
#include "kv/rocksdb/engine/row_key.h"
#include "kv/store.h"

namespace kv::rocks::cache {

// Safe from any thread. Keeps what was used lately, as far as it fits.
//
// Nothing is ever told to forget: what is kept says when it was read, and counts as long as no row
// of the collection (the rows that begin with the same partition-key token) was written since.
class ScanCache {
 public:
  // `first_group`: as of LastWrites.
  ScanCache(size_t bytes_max, uint64_t first_group);

  // A range of one collection, as it is looked for.
  class Range {
   public:
    // None if the rows between `begin` and `end`, whole keys of the family, are of more than one
    // collection, or may be.
    static std::optional<Range> Of(Family family, std::string_view begin, std::string_view end,
                                   Direction direction);

   private:
    friend class ScanCache;
    Family family_ = Family::kItem;
    std::string key_;
    uint64_t hash_ = 0;
    uint64_t collection_ = 0;
  };

  // The rows of a range, gathered in the order of a scan.
  class Rows {
   public:
    // `mark`: taken before the scan began.
    explicit Rows(ReadMark mark);
    // False if they have become too many to be kept; then they are none.
    bool Add(std::string_view key, std::string_view value);

   private:
    friend class ScanCache;
    std::string bytes_;
  };

  // What was kept, valid as long as this; empty() if nothing was.
  class Kept {
   public:
    Kept() = default;
    bool empty() const { return pin_ == nullptr; }
    // Takes the next row; false at the end of the range.
    bool Next(std::string_view* key, std::string_view* value);

   private:
    friend class ScanCache;
    Value::PinPointer pin_;
    std::string_view rest_;
  };
  Kept Find(const Range& range);

  // Keeps all rows of a range, if it was offered lately before: what is scanned once is not worth
  // the copy.
  void Offer(const Range& range, const Rows& rows);

  // For the committer: before anything of the group can be seen.
  void NoteWrite(engine::SpaceId space, KeyView key, uint64_t group);

  RowCache::Figures figures() const { return cache_.figures(); }

 private:
  // Whether it was offered before; notes that it was.
  bool OfferedLately(uint64_t hash);

  LastWrites collections_;
  RowCache cache_;
  std::unique_ptr<std::atomic<uint16_t>[]> offered_;  // a piece of the hash, at another piece of it
};

}  // namespace kv::rocks::cache

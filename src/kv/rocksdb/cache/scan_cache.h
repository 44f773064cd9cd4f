// Caches short ranges that are scanned often: what queries of small item collections read.
//
// A scan by RocksDB costs as much as single reads of all its rows, because it merges the write
// buffer and every level, row by row. This cache needs one lookup.
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

// Thread-safe. When it is full, it drops ranges that were not used lately.
//
// A collection is the rows whose keys begin with the same partition-key token. A cached range
// carries the mark of the scan that read it. It is used only while no row of its collection was
// written since that mark. So writes need not drop anything.
class ScanCache {
 public:
  // `bytes_max`: as RowCache's. `first_group`: `first` of LastWrites.
  ScanCache(size_t bytes_max, uint64_t first_group);

  // A range of one collection: the key of a lookup.
  class Range {
   public:
    // `begin` and `end` are whole keys (engine::RowKey). nullopt if rows between them may be of
    // more than one collection.
    static std::optional<Range> Of(Family family, std::string_view begin, std::string_view end,
                                   Direction direction);

   private:
    friend class ScanCache;
    Family family_ = Family::kItem;
    std::string key_;
    uint64_t hash_ = 0;
    uint64_t collection_ = 0;
  };

  // The rows of a range, collected by a scan in its order.
  class Rows {
   public:
    // REQUIRES: `mark` was taken before the scan began.
    explicit Rows(ReadMark mark);
    // False if the row does not fit any more. Then the range must not be offered.
    bool Add(std::string_view key, std::string_view value);

   private:
    friend class ScanCache;
    std::string bytes_;
  };

  // The rows of a cached range. empty() if the range is not cached.
  class Kept {
   public:
    Kept() = default;
    bool empty() const { return pin_ == nullptr; }
    // Takes the next row; false at the end of the range. The views are valid as long as this
    // object.
    bool Next(std::string_view* key, std::string_view* value);

   private:
    friend class ScanCache;
    Value::PinPointer pin_;
    std::string_view rest_;
  };
  Kept Find(const Range& range);

  // Caches the range if it was offered before, not long ago: a range that is scanned once is not
  // worth the copy. REQUIRES: `rows` are all rows of the range.
  void Offer(const Range& range, const Rows& rows);

  // For the committer. REQUIRES: no read can see a write of the group yet.
  void NoteWrite(engine::SpaceId space, KeyView key, uint64_t group);

  RowCache::Figures figures() const { return cache_.figures(); }

 private:
  // Whether the range of this hash was offered before. Remembers this offer.
  bool OfferedLately(uint64_t hash);

  LastWrites collections_;  // by the hash of a collection
  RowCache cache_;
  // The ranges that were offered lately: in the slot of a hash's low bits, its high bits.
  std::unique_ptr<std::atomic<uint16_t>[]> offered_;
};

}  // namespace kv::rocks::cache

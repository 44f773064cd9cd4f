// The rows that a group of commits is going to write: what its later members see of its earlier
// ones.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::commit {

// The same for the same row, and different for nearly all others.
uint64_t HashRow(engine::SpaceId space, KeyView key);

// A hash table that is cheap to empty. Keys and values stay where they are: the batches that they
// are part of must outlive what is kept here. For one thread.
class PendingRows {
 public:
  enum class State {
    kAbsent,
    kValue,
    kCounter,  // a value that is not encoded yet
  };

  struct Row {
    uint64_t hash;
    engine::SpaceId space;
    KeyView key;
    State state = State::kAbsent;
    std::string_view value;        // of kValue
    uint64_t counter = 0;          // of kCounter, two's complement
    bool counter_changed = false;  // since it was read or put
    bool cached = false;           // in the row cache, until it was written
  };

  PendingRows();

  void Clear();
  // Null if there is none. Pointers hold until the next Insert or Clear.
  Row* Find(uint64_t hash, engine::SpaceId space, KeyView key);
  // Finds the row or adds it, as absent.
  Row& Insert(uint64_t hash, engine::SpaceId space, KeyView key);
  const std::vector<Row>& rows() const { return rows_; }

 private:
  // Where the row is, or where it would be.
  size_t SlotOf(uint64_t hash, engine::SpaceId space, KeyView key) const;
  void Grow();

  std::vector<Row> rows_;
  std::vector<uint32_t> slots_;  // index in rows_ + 1, or 0; a power of two of them
};

}  // namespace kv::rocks::commit

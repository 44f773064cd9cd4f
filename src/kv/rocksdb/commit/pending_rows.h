// The rows that a group of commits is going to write. The checks of a commit look here first, to
// see the writes of the commits before it in the group.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "kv/rocksdb/engine/row_key.h"

namespace kv::rocks::commit {

// A hash of the row's space, family and key.
uint64_t HashRow(engine::SpaceId space, KeyView key);

// A hash table that is cheap to empty. It holds views of keys and values, which belong to the
// batches of the group: they must live until Clear. Not thread-safe.
class PendingRows {
 public:
  enum class State {
    kAbsent,
    kValue,
    kCounter,  // a number, to be encoded when the group is complete
  };

  struct Row {
    uint64_t hash;
    engine::SpaceId space;
    KeyView key;
    State state = State::kAbsent;
    std::string_view value;        // if kValue
    uint64_t counter = 0;          // if kCounter, two's complement
    bool counter_changed = false;  // `counter` is not the stored value any more
    bool cached = false;           // the row cache had the row, and gets it back when it is durable
  };

  PendingRows();

  void Clear();
  // Returns null if the row is not here. Pointers are valid until the next Insert or Clear.
  Row* Find(uint64_t hash, engine::SpaceId space, KeyView key);
  // Returns the row, which is added as kAbsent if it is not here.
  Row& Insert(uint64_t hash, engine::SpaceId space, KeyView key);
  const std::vector<Row>& rows() const { return rows_; }

 private:
  // The slot that the row has or, if it is not here, would get.
  size_t SlotOf(uint64_t hash, engine::SpaceId space, KeyView key) const;
  void Grow();

  std::vector<Row> rows_;
  std::vector<uint32_t> slots_;  // index in rows_ + 1, or 0 if free; their number is a power of two
};

}  // namespace kv::rocks::commit

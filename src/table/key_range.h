// A range of keys, and how to walk it.
#pragma once

#include <optional>
#include <string>

#include "kv/store.h"

namespace table {

// A range of keys of a table or of an index, in the order of their bytes. `start` and `end` are
// compared with the bytes of such keys.
struct KeyRange {
  std::string start;               // inclusive
  std::optional<std::string> end;  // exclusive; nullopt: to the end of the table or index
  kv::Direction direction = kv::Direction::kForward;
  kv::Consistency consistency = kv::Consistency::kEventual;
  bool passing = false;  // read once, as by a Scan: not worth caching (kv::ScanRequest)
  // Whether the visitor may give way (run/give_way.h). Then it is called with copies of the rows,
  // between reads of the store.
  bool visitor_gives_way = false;
};

}  // namespace table

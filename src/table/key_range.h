// A range of keys, and how it is walked.
#pragma once

#include <optional>
#include <string>

#include "kv/store.h"

namespace table {

// A range of keys of a table, or of an index, walked in order of the bytes. All of them are such
// keys' bytes.
struct KeyRange {
  std::string start;               // inclusive
  std::optional<std::string> end;  // exclusive; nullopt: to the end of it
  kv::Direction direction = kv::Direction::kForward;
  kv::Consistency consistency = kv::Consistency::kEventual;
  bool passing = false;  // whether it is walked once, as a Scan does (kv::ScanRequest)
  // Whether the visitor may give way (run/give_way.h): it sees copies then, when the store is
  // not being read.
  bool visitor_gives_way = false;
};

}  // namespace table

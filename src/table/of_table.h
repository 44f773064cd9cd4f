// What a store's answer means for a table.
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "kv/store.h"

namespace table {

// The answer of a store on a table's shard. The store misses a shard only if its table was dropped
// after the request had looked it up: then the error says so, in DynamoDB's words.
template <typename T>
base::Result<T> OfTable(base::Result<T> answer) {
  if (answer.ok() || answer.error().code != base::ErrorCode::kNotFound) return answer;
  return base::NotFound("Requested resource not found");
}

// What a counter that was looked for says (kv::Batch::Add); an absent one zero.
// Errors: kCorruption.
inline base::Result<int64_t> ReadCounter(const kv::Found& found) {
  if (!found.value) return 0;
  const std::string_view bytes = found.value->bytes();
  if (bytes.size() != sizeof(int64_t)) return base::Corruption("a counter of another size");
  return static_cast<int64_t>(base::ReadLittleEndian64(bytes.data()));
}

}  // namespace table

// Translates ConsistentRead to the store's Consistency.
#pragma once

#include <optional>

#include "kv/store.h"

namespace api::dynamodb::read {

inline kv::Consistency ReadConsistency(const std::optional<bool>& consistent_read) {
  return consistent_read.value_or(false) ? kv::Consistency::kConsistent
                                         : kv::Consistency::kEventual;
}

}  // namespace api::dynamodb::read

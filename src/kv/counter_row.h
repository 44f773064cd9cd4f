// For stores that keep a counter as a row: what its value looks like. Nobody above a store needs
// it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kv/store.h"

namespace kv {

// Eight bytes, little-endian, two's complement; zero is no row.
std::string EncodeCounter(int64_t count);

// Of what is under the key of a counter. Errors: kCorruption (it is no counter).
base::Result<int64_t> DecodeCounter(std::string_view bytes);

// Makes what was read under the key of a counter the answer to a request for it: the bytes become
// Found::counter. Errors: kCorruption.
base::Status ToCounter(Found* found);

// Store::Counter by Get, and Store::ScanCounters by Scan.
base::Result<int64_t> GetCounterRow(Store& store, ShardId shard, std::string_view meta_key,
                                    Consistency consistency);
base::Result<ScanResult> ScanCounterRows(Store& store, ShardId shard, const ScanRequest& request,
                                         const CounterVisitor& visitor);

}  // namespace kv

// Checking what is stored: the work of `stator check`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"

namespace table::check {

constexpr size_t kCheckProblemsMax = 100;  // told in full; the others are counted

struct CheckReport {
  uint64_t tables = 0;
  uint64_t shards = 0;  // of tables
  uint64_t items = 0;
  uint64_t item_bytes = 0;
  uint64_t index_entries = 0;
  uint64_t problem_count = 0;
  std::vector<std::string> problems;  // the first kCheckProblemsMax, a line each
};

// Told now and then: the table that is being checked, and the items checked so far, of all tables.
using CheckProgress = std::function<void(std::string_view table_name, uint64_t items)>;

// Reads everything and changes nothing: every record of the catalog, every row of every table. Each
// row must be well-formed, lie under the key that its attributes make and in the partition of that
// key, and be no larger than an item may be; each index must have what the items imply, and no more
// (check_indexes.h, vector/check.h); the counters of tables, indexes and item collections must tell
// what was counted; each shard must belong to one table. What is wrong is told in the report. A
// table or an index that was being made or deleted when the server stopped may lack shards:
// Catalog::Open finishes it.
//
// Nobody may write meanwhile: the figures of a table are of many instants.
// Errors: the store's, but for kCorruption, which is a problem of the shard it was found in.
base::Result<CheckReport> CheckStore(kv::Store& store, const CheckProgress& progress);

}  // namespace table::check

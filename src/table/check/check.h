// Checks a whole store: the work of `stator check`.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kv/store.h"

namespace table::check {

constexpr size_t kCheckProblemsMax = 100;  // reported in full; further ones are only counted

struct CheckReport {
  uint64_t tables = 0;
  uint64_t shards = 0;  // of tables
  uint64_t items = 0;
  uint64_t item_bytes = 0;
  uint64_t index_entries = 0;
  uint64_t problem_count = 0;
  std::vector<std::string> problems;  // the first kCheckProblemsMax, a line each
};

// Called from time to time, with the table that is being checked, and the number of items checked
// so far in all tables.
using CheckProgress = std::function<void(std::string_view table_name, uint64_t items)>;

// Reads every record of the catalog and every row of every table; changes nothing. The rules:
//
//   * Each row is well-formed, lies under the key of its attributes and in the partition of that
//     key, and is no larger than an item may be.
//   * Each index has an entry for every item that implies one, and no others (check_indexes.h,
//     check_vectors.h).
//   * The counters of tables, indexes and item collections have the values that were counted.
//   * Each shard belongs to one table.
//
// Violations are in the report. A table or index that was being made or deleted when the server
// stopped may lack shards; Catalog::Open completes it.
//
// REQUIRES: no writes meanwhile, because a table is read at many instants.
// Errors: the store's, except kCorruption, which is reported as a problem of its shard.
base::Result<CheckReport> CheckStore(kv::Store& store, const CheckProgress& progress);

}  // namespace table::check

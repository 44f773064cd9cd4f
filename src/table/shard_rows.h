// Reading all rows of a family of a shard, some at a time.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kv/store.h"

namespace table {

// Visits every row in order. The visitor may wait: it is called between reads, with rows that were
// copied, no more than one read gives (kv::ScanRequest's limits). An error of it ends the visit and
// is returned, as the store's are.
using RowVisitor = std::function<base::Status(std::string_view key, std::string_view bytes)>;

inline base::Status VisitRows(kv::Store& store, kv::ShardId shard, kv::Family family,
                              const RowVisitor& visitor) {
  std::string start;
  for (bool more = true; more;) {
    std::vector<std::pair<std::string, std::string>> rows;
    const kv::ScanRequest request{.family = family, .start = start};
    TRY_ASSIGN(const kv::ScanResult result,
               store.Scan(shard, request, [&](std::string_view key, std::string_view bytes) {
                 rows.emplace_back(key, bytes);
                 return kv::ScanStep::kContinue;
               }));
    for (const auto& [key, bytes] : rows) TRY(visitor(key, bytes));
    more = result.may_have_more && !rows.empty();
    if (!rows.empty()) start = rows.back().first + '\0';  // just after it
  }
  return {};
}

}  // namespace table

// Reads all rows of one family of one shard, in chunks.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "kv/store.h"

namespace table {

// Calls the visitor with every row, in order. The visitor may wait, because it gets copies of the
// rows, between the reads of the store. In memory are at most the rows of one read (the limits of
// kv::ScanRequest). An error of the visitor, or of the store, ends the walk and is returned.
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

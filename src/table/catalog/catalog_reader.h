// Reading the catalog's records from the system shard.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kv/store.h"
#include "table/table.h"

namespace table::catalog {

// A record as it was read; its version is what the commit that changes it checks.
struct TableRecord {
  std::string bytes;
  kv::Version version;
  TableDescription table;
};

// What the store has under the key of that table.
// Errors: kCorruption (it cannot be read, or is another table's); the store's.
struct FoundRecord {
  std::optional<TableRecord> record;
  kv::Version version;
};
base::Result<FoundRecord> ReadTableRecord(kv::Store& store, const Namespace& name_space,
                                          std::string_view name);

// Visits every record, in order of the keys; the visitor must not wait. An error of the visitor
// ends it and is returned. Other errors: the store's.
using RecordVisitor = std::function<base::Status(std::string_view key, std::string_view bytes)>;
base::Status VisitTableRecords(kv::Store& store, const RecordVisitor& visitor);

// The next shard id that was not given out. Errors: kCorruption; the store's.
struct NextShard {
  uint64_t id = 0;
  kv::Version version;
};
base::Result<NextShard> ReadNextShard(kv::Store& store);

}  // namespace table::catalog

// Reads the catalog's records from the system shard.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "kv/store.h"
#include "table/table.h"

namespace table::catalog {

// A record as it was read. A commit that changes it checks `version`.
struct TableRecord {
  std::string bytes;
  kv::Version version;
  TableDescription table;
};

// The record of a table; nullopt if there is none.
// Errors: kCorruption (the record cannot be read, or is another table's); the store's.
struct FoundRecord {
  std::optional<TableRecord> record;
  kv::Version version;
};
base::Result<FoundRecord> ReadTableRecord(kv::Store& store, const Namespace& name_space,
                                          std::string_view name);

// Calls the visitor with every record, in order of the keys. The visitor must not wait. An error of
// the visitor ends the walk and is returned. Other errors: the store's.
using RecordVisitor = std::function<base::Status(std::string_view key, std::string_view bytes)>;
base::Status VisitTableRecords(kv::Store& store, const RecordVisitor& visitor);

// The lowest shard id that was never allocated. Errors: kCorruption; the store's.
struct NextShard {
  uint64_t id = 0;
  kv::Version version;
};
base::Result<NextShard> ReadNextShard(kv::Store& store);

}  // namespace table::catalog

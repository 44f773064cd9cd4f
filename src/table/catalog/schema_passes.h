// The passes of one write that may touch several tables: one for each table's gate (schema_gate.h).
#pragma once

#include <list>
#include <utility>

#include "table/catalog/schema_gate.h"

namespace table::catalog {

// Must live as long as the write. Not thread-safe.
class SchemaPasses {
 public:
  // Passes the table's gate, on the first call for the table, and returns the description to
  // follow. Later calls for the same table return the same. REQUIRES: `known` outlives this object.
  const TableDescription& Through(const TableDescription& known) {
    for (const auto& [table, pass] : passes_) {
      if (table == &known) return pass.table();
    }
    return passes_.emplace_back(&known, known).second.table();
  }

 private:
  // A list, because a pass cannot be moved.
  std::list<std::pair<const TableDescription*, SchemaGate::Pass>> passes_;
};

}  // namespace table::catalog

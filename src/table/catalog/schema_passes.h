// The passes of one write through the gates of all its tables (schema_gate.h).
#pragma once

#include <list>
#include <utility>

#include "table/catalog/schema_gate.h"

namespace table::catalog {

// Lives as long as the write. For one thread or fiber.
class SchemaPasses {
 public:
  // The table to go by; the same for each call with one table. `known` must outlive this.
  const TableDescription& Through(const TableDescription& known) {
    for (const auto& [table, pass] : passes_) {
      if (table == &known) return pass.table();
    }
    return passes_.emplace_back(&known, known).second.table();
  }

 private:
  std::list<std::pair<const TableDescription*, SchemaGate::Pass>> passes_;  // a pass stays in place
};

}  // namespace table::catalog

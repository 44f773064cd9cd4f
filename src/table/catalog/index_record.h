// An index within its table's record (catalog_record.h).
#pragma once

#include "table/catalog/record_fields.h"
#include "table/index_description.h"

namespace table::catalog {

void WriteIndex(const IndexDescription& index, FieldWriter* map);

enum class IndexKind { kLocal, kGlobal, kVector };

// Reads what WriteIndex wrote of an index of that kind.
IndexDescription ReadIndex(const FieldReader& map, IndexKind kind);

}  // namespace table::catalog

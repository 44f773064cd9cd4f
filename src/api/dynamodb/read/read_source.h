// The source of a Query or Scan: a table or one of its indexes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/api_error.h"
#include "api/request_context.h"
#include "kv/store.h"
#include "table/index_description.h"
#include "table/table.h"

namespace api::dynamodb::read {

struct ReadSource {
  table::TablePtr table;
  const table::IndexDescription* index = nullptr;  // of the table; null: the table itself
  kv::Consistency consistency = kv::Consistency::kEventual;

  // The names of the source's key attributes, in order.
  std::vector<std::string_view> KeyNames() const;
  // Whether the source has the attribute of an item that has it: true for a table; for an index, if
  // it is projected.
  bool Has(std::string_view attribute) const;
  bool HasAll() const;
};

// The operation that reads, which decides the wording of errors.
enum class ReadBy { kQuery, kScan, kStatement };

// Whether a request asks for an index: by IndexName, or by its ARN in TableName.
bool NamesIndex(const std::string& table_name, const std::optional<std::string>& index_name);

// TableName, IndexName and ConsistentRead.
// Errors: those of FindReadTarget; ValidationException (no such index, one that is not ready to be
// read, one that cannot be read consistently, or one that is searched and not read).
ApiResult<ReadSource> FindReadSource(const RequestContext& context, const std::string& table_name,
                                     const std::optional<std::string>& index_name,
                                     const std::optional<bool>& consistent_read,
                                     ReadBy read_by = ReadBy::kStatement);

}  // namespace api::dynamodb::read

// SELECT: planned as a get, as queries or as a scan, and executed.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.select.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/api_error.h"
#include "api/dynamodb/read/read_page.h"
#include "api/dynamodb/read/read_selection.h"
#include "api/dynamodb/read/read_source.h"
#include "api/request_context.h"
#include "expr/partiql/bound_statement.h"
#include "table/index/query_range.h"
#include "table/key_schema.h"
#include "value/row.h"

namespace api::dynamodb::statement {

// A planned read. It refers to the objects that the statement refers to.
struct StatementRead {
  read::ReadSource source;
  read::ReadSelection selection;
  // The key of a single item, if WHERE has an equality for each key attribute; else nullopt, and
  // `ranges` are read one after another. A scan is one range without a prefix.
  std::optional<table::ItemKey> key;
  std::vector<table::index::QueryKeys> ranges;
  // Whether WHERE has no other conditions than those on the key.
  bool key_alone = false;
};

// Errors: those of FindReadSource; ValidationException.
ApiResult<StatementRead> PlanRead(const RequestContext& context,
                                  const expr::partiql::BoundStatement& statement,
                                  const std::optional<bool>& consistent_read);

// The place where a read continues: after a row of one of its ranges.
struct StatementPlace {
  size_t range = 0;
  value::Row after;
};

struct StatementPage {
  value::RowList items;
  table::Charge charge;
  std::optional<StatementPlace> next;  // if a limit ended the page
};

// Reads one page: up to `limit` items before the filter, or 1 MB. Errors: ValidationException
// (`from` is not a place of this read); those of Items.
ApiResult<StatementPage> ReadStatement(RequestContext& context, const StatementRead& read,
                                       const std::optional<int64_t>& limit,
                                       const std::optional<StatementPlace>& from);

// Reads the single item of a read; nullopt if it does not exist or does not meet WHERE. REQUIRES:
// the read has a key.
struct StatementItem {
  std::optional<value::Row> item;
  table::Charge charge;
};
ApiResult<StatementItem> ReadStatementItem(RequestContext& context, const StatementRead& read);

}  // namespace api::dynamodb::statement

// SELECT: planned onto a get, queries or a scan, and read.
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

// Refers to what the statement refers to.
struct StatementRead {
  read::ReadSource source;
  read::ReadSelection selection;
  // The table's item that is read, if WHERE has an equality for all of its key; else the ranges,
  // one after the other. A scan is one range without a prefix.
  std::optional<table::ItemKey> key;
  std::vector<table::index::QueryKeys> ranges;
  // Whether WHERE asks for nothing but the key.
  bool key_alone = false;
};

// Errors: those of FindReadSource; ValidationException.
ApiResult<StatementRead> PlanRead(const RequestContext& context,
                                  const expr::partiql::BoundStatement& statement,
                                  const std::optional<bool>& consistent_read);

// Where a read goes on: behind a row of one of its ranges.
struct StatementPlace {
  size_t range = 0;
  value::Row after;
};

struct StatementPage {
  value::RowList items;
  table::Charge charge;
  std::optional<StatementPlace> next;  // if a limit ended the page
};

// One page: up to `limit` items read, or 1 MB. Errors: ValidationException (`from` is no place in
// the read); those of Items.
ApiResult<StatementPage> ReadStatement(RequestContext& context, const StatementRead& read,
                                       const std::optional<int64_t>& limit,
                                       const std::optional<StatementPlace>& from);

// The one item of a read that has a key; nullopt if there is none, or it does not meet WHERE.
// REQUIRES: it has a key.
struct StatementItem {
  std::optional<value::Row> item;
  table::Charge charge;
};
ApiResult<StatementItem> ReadStatementItem(RequestContext& context, const StatementRead& read);

}  // namespace api::dynamodb::statement

// One page of Query or Scan: items of a range, up to Limit or 1 MB of what is read, filtered and
// projected.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
#pragma once

#include <optional>
#include <utility>

#include "api/api_error.h"
#include "api/dynamodb/consumed_capacity.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "expr/condition.h"
#include "expr/projection.h"
#include "table/items.h"
#include "value/row.h"

namespace api::dynamodb {

struct PageRequest {
  const table::TableDescription& table;
  const table::Items::Range& range;
  const std::optional<int64_t>& limit;  // of items read, before the filter
  const std::optional<expr::Condition>& filter;
  const std::optional<expr::Projection>& projection;
  bool count_only = false;
};

struct Page {
  std::optional<value::RowList> items;  // nullopt if they were only to be counted
  int64_t count = 0;                    // that met the filter
  int64_t scanned_count = 0;            // that were read
  table::Charge charge;
  // The key of the last item read, if a limit ended the page.
  std::optional<value::Row> last_evaluated_key;
};

ApiResult<Page> ReadPage(RequestContext& context, const PageRequest& request);

// The answer of Query and of Scan: both tell a page in the same members.
template <typename Output, typename Input>
Output PageOutput(const Input& input, Page page) {
  Output output;
  output.items = std::move(page.items);
  output.count = page.count;
  output.scanned_count = page.scanned_count;
  output.last_evaluated_key = std::move(page.last_evaluated_key);
  output.consumed_capacity =
      Consumed(input.return_consumed_capacity, input.table_name, page.charge);
  return output;
}

// Whether Select asks for the count alone. Errors: ValidationException if Select does not go with
// the other members.
struct SelectMembers {
  const std::optional<Select>& select;
  bool has_projection_expression = false;
  bool has_attributes_to_get = false;
  bool has_index_name = false;
};
ApiResult<bool> SelectsCountOnly(const SelectMembers& members);

// The key in ExclusiveStartKey. Errors: ValidationException.
ApiResult<table::ItemKey> StartKey(const table::KeySchema& schema, const value::Row& start_key);

}  // namespace api::dynamodb

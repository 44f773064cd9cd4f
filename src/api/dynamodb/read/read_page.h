// Reads one page of Query or Scan: the items of a range, up to Limit or 1 MB, filtered and
// projected. https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.Pagination.html
#pragma once

#include <cstddef>
#include <optional>
#include <utility>

#include "api/api_error.h"
#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/read/read_selection.h"
#include "api/dynamodb/read/read_source.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "table/item/items.h"
#include "value/row.h"

namespace api::dynamodb::read {

struct PageRequest {
  const ReadSource& source;
  const table::KeyRange& range;
  const std::optional<int64_t>& limit;  // of items before the filter
  const ReadSelection& selection;
  // The bytes that were read from other ranges for the same page; they count towards the 1 MB.
  size_t bytes_before = 0;
};

struct Page {
  std::optional<value::RowList> items;  // nullopt if the request only counts
  int64_t count = 0;                    // items that met the filter
  int64_t scanned_count = 0;            // items that were read
  size_t scanned_bytes = 0;
  table::Charge charge;
  // The key of the last item read, if a limit ended the page.
  std::optional<value::Row> last_evaluated_key;
};

ApiResult<Page> ReadPage(RequestContext& context, const PageRequest& request);

// Makes the answer of Query or of Scan, which have the same members.
template <typename Output, typename Input>
Output PageOutput(const Input& input, Page page) {
  Output output;
  output.items = std::move(page.items);
  output.count = page.count;
  output.scanned_count = page.scanned_count;
  output.last_evaluated_key = std::move(page.last_evaluated_key);
  output.consumed_capacity =
      item::Consumed(input.return_consumed_capacity, input.table_name, page.charge);
  return output;
}

}  // namespace api::dynamodb::read

#include "api/dynamodb/read/read_page.h"

#include <utility>

#include "api/dynamodb/read/fetched_page.h"
#include "api/dynamodb/read/page_builder.h"

namespace api::dynamodb::read {

ApiResult<Page> ReadPage(RequestContext& context, const PageRequest& request) {
  if (WantsFetch(request.selection, request.source)) return ReadFetchedPage(context.items, request);
  PageBuilder page(request);
  const auto visit = [&](const value::RowView& row) {
    page.Read(row);
    if (page.Meets(row)) page.Add(row);
    if (!page.IsFull()) return kv::ScanStep::kContinue;
    page.EndBehind(row);
    return kv::ScanStep::kStop;
  };
  const auto enter = [&](size_t partition) { page.Enter(partition); };
  const ReadSource& source = request.source;
  if (page.gives_way()) {
    table::KeyRange range = request.range;
    range.visitor_gives_way = true;
    TRY(context.items.Walk(*source.table, source.index, range, visit, enter));
  } else {
    TRY(context.items.Walk(*source.table, source.index, request.range, visit, enter));
  }
  return std::move(page).Finish();
}

}  // namespace api::dynamodb::read

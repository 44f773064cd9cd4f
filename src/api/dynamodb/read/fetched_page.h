// A page of a local index that asks for more of the items than the index has: its table has the
// rest.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.Projections
#pragma once

#include "api/api_error.h"
#include "api/dynamodb/read/read_page.h"
#include "table/item/items.h"

namespace api::dynamodb::read {

// REQUIRES: WantsFetch. All entries have their items fetched, a few at a time, and are charged
// for that, whether they meet the filter or not: the service fetches first. An item is told only if
// it is what the entry says of it: "those attributes will be consistent with respect to the index".
ApiResult<Page> ReadFetchedPage(table::item::Items& items, const PageRequest& request);

}  // namespace api::dynamodb::read

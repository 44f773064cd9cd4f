// ItemCollectionMetrics: the part of an answer about the item collections that an operation wrote
// to. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ItemCollectionMetrics.html
#pragma once

#include <optional>

#include "api/model/dynamodb.h"
#include "table/item/items.h"
#include "table/table.h"
#include "value/row.h"

namespace api::dynamodb::item {

// The metrics of one write. `item` is the written item, or its key. Nullopt unless the request asks
// for them (SIZE) and the table has local indexes: other collections have no limit, and are not
// measured.
std::optional<ItemCollectionMetrics> CollectionMetrics(
    const std::optional<ReturnItemCollectionMetrics>& wanted, const table::TableDescription& table,
    const value::RowView& item, const table::item::WriteOutcome& outcome);

}  // namespace api::dynamodb::item

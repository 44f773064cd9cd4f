// Secondary indexes: what one holds of an item.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/SecondaryIndexes.html
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "table/index_description.h"
#include "table/key_schema.h"
#include "table/table.h"
#include "value/row.h"

namespace table::index {

// What an index holds of one item.
struct IndexEntry {
  ItemKey key;     // within the index; layout below
  value::Row row;  // the projected attributes, with the keys of the table and of the index
};

// The key of an entry, which orders the index as Query walks it:
//
//   global: token(8) hash components… range components… table's key components
//   local:  token(8) index number(1) partition-key component  sort component  table's sort
//   component
//
// The token of a global index is a hash of its own hash components, that of a local one is its
// table's. The table's key at the end tells apart items of the same index key.

// What the index holds of `item`; nullopt if it lacks a key attribute of the index, and is
// therefore not in it. Errors: kInvalidArgument with DynamoDB's messages: a key attribute of the
// index is of another type
// ("… Type mismatch for Index Key a Expected: S Actual: N IndexName: i"), empty, or too long;
// kCorruption: the item has not the key of its table.
base::Result<std::optional<IndexEntry>> EntryOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);

// The two halves of it: the key, with its errors; and what is projected of an item that has one.
base::Result<std::optional<ItemKey>> EntryKeyOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);
value::Row EntryRowOf(const TableDescription& table, const IndexDescription& index,
                      const value::RowView& item);

// That an item's attributes may be keys of the index, as far as it has them. Errors:
// kInvalidArgument, as EntryOf's.
base::Status CheckEntryKeys(const IndexDescription& index, const value::RowView& item);

// That a value may be this key attribute of the index. Errors: kInvalidArgument, as EntryOf's.
base::Status CheckIndexKeyValue(const IndexDescription& index, const KeyAttribute& attribute,
                                value::ValueView value);

// Whether the key, of a row among the entries of all local indexes, or of a global index's, is one
// of this index.
bool IsEntryKeyOf(const IndexDescription& index, std::string_view key);

// What every entry key of these hash-key values begins with. REQUIRES: one value of the right
// type for each of index.hash.
std::string IndexPrefix(const IndexDescription& index,
                        const std::vector<value::ValueView>& hash_values);

// The entry's key, from the attributes of an ExclusiveStartKey: exactly the key attributes of the
// table and of the index. Errors: kInvalidArgument ("The provided key element does not match the
// schema").
base::Result<ItemKey> KeyOfStartKey(const TableDescription& table, const IndexDescription& index,
                                    const value::RowView& start_key);

// The key attributes of the table and of the index, as LastEvaluatedKey has them.
value::Row IndexKeyAttributes(const TableDescription& table, const IndexDescription& index,
                              const value::RowView& entry);

}  // namespace table::index

// The entry that a secondary index has of an item: its key and its row.
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

// The entry of `item` in the index; nullopt if the item lacks a key attribute of the index, and so
// is not in it. Errors: kInvalidArgument with DynamoDB's messages (a key attribute of the index has
// another type, "… Type mismatch for Index Key a Expected: S Actual: N IndexName: i", or is empty
// or too long); kCorruption (the item lacks the key of its table).
base::Result<std::optional<IndexEntry>> EntryOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);

// The two parts of EntryOf: the entry's key, with the errors; and the entry's row, the projected
// attributes. REQUIRES for EntryRowOf: the item has an entry.
base::Result<std::optional<ItemKey>> EntryKeyOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item);
value::Row EntryRowOf(const TableDescription& table, const IndexDescription& index,
                      const value::RowView& item);

// An error if an attribute of the item cannot be a key of the index. Attributes that the item lacks
// are no error. Errors: kInvalidArgument, as EntryOf's.
base::Status CheckEntryKeys(const IndexDescription& index, const value::RowView& item);

// An error if the value cannot be this key attribute of the index. Errors: kInvalidArgument, as
// EntryOf's.
base::Status CheckIndexKeyValue(const IndexDescription& index, const KeyAttribute& attribute,
                                value::ValueView value);

// Whether the key belongs to an entry of this index. (All local indexes of a table share one family
// of rows.)
bool IsEntryKeyOf(const IndexDescription& index, std::string_view key);

// The common prefix of all entry keys with these hash-key values. REQUIRES: one value of the right
// type for each of index.hash.
std::string IndexPrefix(const IndexDescription& index,
                        const std::vector<value::ValueView>& hash_values);

// The entry's key, from an ExclusiveStartKey, which must have the key attributes of the table and
// of the index, and no others. Errors: kInvalidArgument ("The provided key element does not match
// the schema").
base::Result<ItemKey> KeyOfStartKey(const TableDescription& table, const IndexDescription& index,
                                    const value::RowView& start_key);

// The key attributes of the table and of the index, as LastEvaluatedKey contains them.
value::Row IndexKeyAttributes(const TableDescription& table, const IndexDescription& index,
                              const value::RowView& entry);

}  // namespace table::index

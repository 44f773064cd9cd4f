// Primary keys: which attributes make them, and where in its table an item of such a key lies.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "value/row.h"
#include "value/value.h"

namespace table {

struct KeyAttribute {
  std::string name;
  value::Type type = value::Type::kS;  // S, N or B
  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

struct KeySchema {
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;
  friend bool operator==(const KeySchema&, const KeySchema&) = default;

  bool Has(std::string_view attribute) const {
    return attribute == partition.name || (sort && attribute == sort->name);
  }
};

// The key of an item within its table:
//
//   token(8, big-endian) partition-key component [sort-key component]
//
// The order of the bytes is the order in which Scan walks the table: by token, and within one
// partition key by sort key, as Query does.
struct ItemKey {
  uint64_t token = 0;
  std::string bytes;
  friend bool operator==(const ItemKey& a, const ItemKey& b) { return a.bytes == b.bytes; }
  friend auto operator<=>(const ItemKey& a, const ItemKey& b) { return a.bytes <=> b.bytes; }
};

// What every item key of one partition key begins with.
std::string PartitionKeyPrefix(value::ValueView partition_key);

// The key of an item about to be written, which may have other attributes too.
// Errors: kInvalidArgument with DynamoDB's messages ("One or more parameter values were invalid:
// Missing the key pk in the item", "… Type mismatch for key pk expected: S actual: N", "… are not
// valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
// size of keys).
base::Result<ItemKey> KeyOfItem(const KeySchema& schema, const value::RowView& item);

// The key given as a Key parameter: exactly the key attributes.
// Errors: kInvalidArgument ("The provided key element does not match the schema", …).
base::Result<ItemKey> KeyOfKey(const KeySchema& schema, const value::RowView& key);

// The key attributes of an item, as LastEvaluatedKey and Key show them.
value::Row KeyAttributes(const KeySchema& schema, const value::RowView& item);

}  // namespace table

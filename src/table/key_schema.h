// Primary keys: which attributes make them, and where in its table an item of such a key lies.
#pragma once

#include <optional>
#include <span>
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

constexpr size_t kTokenBytes = 8;

// What every item key of one partition key begins with.
std::string PartitionKeyPrefix(value::ValueView partition_key);
// The same for several hash attributes, as indexes may have.
std::string PartitionKeyPrefix(std::span<const value::ValueView> partition_keys);

// The same, of an item's key.
std::string_view PartitionKeyPrefix(const KeySchema& schema, const ItemKey& key);

// The token that a key begins with; of a key that is cut short, as if zeros followed.
uint64_t TokenOf(std::string_view key);

// The key of an item about to be written, which may have other attributes too.
// Errors: kInvalidArgument with DynamoDB's messages ("One or more parameter values were invalid:
// Missing the key pk in the item", "… Type mismatch for key pk expected: S actual: N", "… are not
// valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
// size of keys).
base::Result<ItemKey> KeyOfItem(const KeySchema& schema, const value::RowView& item);

// The key given as a Key parameter: exactly the key attributes.
// Errors: kInvalidArgument ("The provided key element does not match the schema", …).
base::Result<ItemKey> KeyOfKey(const KeySchema& schema, const value::RowView& key);

// Errors: kInvalidArgument ("… The AttributeValue for a key attribute cannot contain an empty
// string value. Key: pk"). REQUIRES: the value is of the attribute's type.
base::Status CheckKeyNotEmpty(const KeyAttribute& attribute, value::ValueView value);
// What DynamoDB says of keys whose attributes are too long, alone or together.
base::Error PartitionKeyTooLong();
base::Error SortKeyTooLong();
// A key that is not of the schema's attributes.
base::Error KeyDoesNotMatch();

// The key attributes of an item, as LastEvaluatedKey and Key show them.
value::Row KeyAttributes(const KeySchema& schema, const value::RowView& item);

}  // namespace table

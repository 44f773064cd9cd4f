// Primary keys: the attributes that form them, and the bytes of an item's key in the store.
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

// The common prefix of the keys of all items of one partition key.
std::string PartitionKeyPrefix(value::ValueView partition_key);
// The same for an index with several hash attributes.
std::string PartitionKeyPrefix(std::span<const value::ValueView> partition_keys);

// That prefix of a given key.
std::string_view PartitionKeyPrefix(const KeySchema& schema, const ItemKey& key);

// The token at the beginning of a key. If the key is shorter than a token, zeros are added.
uint64_t TokenOf(std::string_view key);

// The key of an item that is to be written. The item may have other attributes, too.
// Errors: kInvalidArgument with DynamoDB's messages ("One or more parameter values were invalid:
// Missing the key pk in the item", "… Type mismatch for key pk expected: S actual: N", "… are not
// valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk",
// size of keys).
base::Result<ItemKey> KeyOfItem(const KeySchema& schema, const value::RowView& item);

// The key of a request's Key parameter, which must have the key attributes and no others.
// Errors: kInvalidArgument ("The provided key element does not match the schema", …).
base::Result<ItemKey> KeyOfKey(const KeySchema& schema, const value::RowView& key);

// Errors: kInvalidArgument ("… The AttributeValue for a key attribute cannot contain an empty
// string value. Key: pk"). REQUIRES: the value is of the attribute's type.
base::Status CheckKeyNotEmpty(const KeyAttribute& attribute, value::ValueView value);
// DynamoDB's errors for key attributes that are too long.
base::Error PartitionKeyTooLong();
base::Error SortKeyTooLong();
// DynamoDB's error for a key that has not the schema's attributes.
base::Error KeyDoesNotMatch();

// The key attributes of an item, as LastEvaluatedKey and Key show them.
value::Row KeyAttributes(const KeySchema& schema, const value::RowView& item);

}  // namespace table

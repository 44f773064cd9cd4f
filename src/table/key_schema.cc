#include "table/key_schema.h"

#include <algorithm>
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "kv/store.h"
#include "table/limits.h"
#include "value/key_codec.h"

namespace table {
namespace {

// An S or B component doubles at worst (every byte 0x00), and ends in two bytes.
static_assert(kTokenBytes + 2 * kPartitionKeyBytesMax + 2 + 2 * kSortKeyBytesMax + 2 <=
              kv::kKeyBytesMax);

// The rules for the value of a key attribute, in items and in Key parameters.
base::Status CheckKeyValue(const KeyAttribute& attribute, value::ValueView value,
                           bool is_partition) {
  if (attribute.type == value::Type::kN) return {};
  TRY(CheckKeyNotEmpty(attribute, value));
  const size_t size = value.AsBytes().size();
  if (is_partition && size > kPartitionKeyBytesMax) return PartitionKeyTooLong();
  if (!is_partition && size > kSortKeyBytesMax) return SortKeyTooLong();
  return {};
}

base::Result<value::ValueView> FindInItem(const KeyAttribute& attribute, const value::RowView& item,
                                          bool is_partition) {
  const auto value = item.Find(attribute.name);
  if (!value) {
    return base::InvalidArgument("One or more parameter values were invalid: Missing the key " +
                                 attribute.name + " in the item");
  }
  if (value->type() != attribute.type) {
    return base::InvalidArgument(
        "One or more parameter values were invalid: Type mismatch for key " + attribute.name +
        " expected: " + std::string(value::TypeName(attribute.type)) +
        " actual: " + std::string(value::TypeName(value->type())));
  }
  TRY(CheckKeyValue(attribute, *value, is_partition));
  return *value;
}

base::Result<value::ValueView> FindInKey(const KeyAttribute& attribute, const value::RowView& key,
                                         bool is_partition) {
  const auto value = key.Find(attribute.name);
  if (!value || value->type() != attribute.type) {
    return KeyDoesNotMatch();
  }
  TRY(CheckKeyValue(attribute, *value, is_partition));
  return *value;
}

using FindValue = base::Result<value::ValueView> (*)(const KeyAttribute&, const value::RowView&,
                                                     bool is_partition);

base::Result<ItemKey> MakeKey(const KeySchema& schema, const value::RowView& row, FindValue find) {
  TRY_ASSIGN(const value::ValueView partition, find(schema.partition, row, true));
  ItemKey key;
  key.bytes = PartitionKeyPrefix(partition);
  key.token = TokenOf(key.bytes);
  if (schema.sort) {
    TRY_ASSIGN(const value::ValueView sort, find(*schema.sort, row, false));
    value::AppendKeyComponent(sort, &key.bytes);
  }
  return key;
}

}  // namespace

std::string PartitionKeyPrefix(value::ValueView partition_key) {
  return PartitionKeyPrefix(std::span(&partition_key, 1));
}

std::string PartitionKeyPrefix(std::span<const value::ValueView> partition_keys) {
  std::string bytes(kTokenBytes, '\0');
  for (const value::ValueView key : partition_keys) value::AppendKeyComponent(key, &bytes);
  const uint64_t token = value::PartitionToken(std::string_view(bytes).substr(kTokenBytes));
  const uint64_t big_endian = __builtin_bswap64(token);
  std::memcpy(bytes.data(), &big_endian, sizeof(big_endian));
  return bytes;
}

std::string_view PartitionKeyPrefix(const KeySchema& schema, const ItemKey& key) {
  std::string_view rest = std::string_view(key.bytes).substr(kTokenBytes);
  CHECK(value::TakeKeyComponent(schema.partition.type, &rest).ok());
  return std::string_view(key.bytes).substr(0, key.bytes.size() - rest.size());
}

uint64_t TokenOf(std::string_view key) {
  char token[kTokenBytes] = {};
  std::memcpy(token, key.data(), std::min(key.size(), sizeof(token)));
  return base::ReadBigEndian64(token);
}

base::Result<ItemKey> KeyOfItem(const KeySchema& schema, const value::RowView& item) {
  return MakeKey(schema, item, FindInItem);
}

base::Result<ItemKey> KeyOfKey(const KeySchema& schema, const value::RowView& key) {
  const size_t attributes = schema.sort ? 2 : 1;
  if (key.count() != attributes) return KeyDoesNotMatch();
  return MakeKey(schema, key, FindInKey);
}

base::Status CheckKeyNotEmpty(const KeyAttribute& attribute, value::ValueView value) {
  if (attribute.type == value::Type::kN || !value.AsBytes().empty()) return {};
  return base::InvalidArgument(
      "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
      "contain an empty " +
      std::string(attribute.type == value::Type::kS ? "string" : "binary") +
      " value. Key: " + attribute.name);
}

// The service's own wording: no space in "of2048", and "range keys" in the plural.
base::Error PartitionKeyTooLong() {
  return base::InvalidArgument(
      "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
      "limit of" +
      std::to_string(kPartitionKeyBytesMax) + " bytes");
}
base::Error SortKeyTooLong() {
  return base::InvalidArgument(
      "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
      "the size limit of " +
      std::to_string(kSortKeyBytesMax) + " bytes");
}
base::Error KeyDoesNotMatch() {
  return base::InvalidArgument("The provided key element does not match the schema");
}

value::Row KeyAttributes(const KeySchema& schema, const value::RowView& item) {
  value::RowBuilder key;
  if (const auto value = item.Find(schema.partition.name)) key.Set(schema.partition.name, *value);
  if (schema.sort) {
    if (const auto value = item.Find(schema.sort->name)) key.Set(schema.sort->name, *value);
  }
  return key.Build();
}

}  // namespace table
